/**
 * What the statistics over all trials of a sweep cost, in seconds of one thread: `node bench/robustness.bench.ts`.
 *
 * The returns of 10,000 trials over 5,104 observations are drawn first: half of the deviation of each is one of 100 autocorrelated
 * factors, the rest its own. Timed are the probability of backtest overfitting with 16 blocks (12,870 splits), the resampled means of
 * 1,000 stationary bootstraps with the tests on them, and the effective number of trials.
 *
 * Fails when a value is not that of the plain formula, when it changes from round to round, when the fastest round takes more time of
 * the processor than its limit (20 s, 30 s, 10 s), or when the process ever took more than 1 GB. Other programs make the clock run on but not
 * the processor's time, so both are shown.
 */
import assert from 'node:assert/strict'
import { Random } from '../src/base/random.ts'
import { meanBlockLength } from '../src/robustness/block-length.ts'
import { halfSplits } from '../src/robustness/block-splits.ts'
import { bootstrapMeans } from '../src/robustness/bootstrap-means.ts'
import { effectiveTrials } from '../src/robustness/effective-trials.ts'
import { backtestOverfitting } from '../src/robustness/overfitting.ts'
import { realityCheck } from '../src/robustness/reality-check.ts'
import { drawStationary, stationaryResamples } from '../src/robustness/resamples.ts'
import { ReturnsMatrix } from '../src/robustness/returns-matrix.ts'
import { stepM } from '../src/robustness/step-m.ts'
import { superiorPredictiveAbility } from '../src/robustness/superior-predictive-ability.ts'
import { plainSharpe } from '../test/support/plain-robustness.ts'

const trials = 10_000
const observations = 5104
const resampled = 1000
const rounds = 3
const memoryLimit = 1e9

const matrix = drawnTrials()
const proposed = meanBlockLength(matrix)
console.log(
  `${trials} trials of ${observations} observations; mean block length by Politis and White ${proposed.toFixed(2)}`,
)

const broken: string[] = []
const overfitting = time('overfitting/16 blocks', 20, () => backtestOverfitting(matrix))
checkOverfitting()
for (const length of [10, proposed]) {
  time(`many trials/1000 resamples, mean block length ${length.toFixed(2)}`, 30, () => {
    const resamples = stationaryResamples({ observations, count: resampled, meanBlockLength: length }, Random.from(1))
    const means = bootstrapMeans(matrix, resamples)
    checkBootstrap(means.deviations, length)
    return [realityCheck(means), superiorPredictiveAbility(means), stepM(means, { alpha: 0.05 })]
  })
}
time('effective trials', 10, () => effectiveTrials(matrix, Random.from(1)))

const memory = process.resourceUsage().maxRSS * 1024
if (memory > memoryLimit) broken.push(`${(memory / 1e6).toFixed(0)} MB were taken, the limit is ${memoryLimit / 1e6}`)
console.log(`memory: ${(memory / 1e6).toFixed(0)} MB at most (limit ${memoryLimit / 1e6})`)
assert.deepEqual(broken, [])

function time<Result>(name: string, limit: number, run: () => Result): Result {
  let result: Result | undefined
  let [clock, processor] = [Infinity, Infinity]
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage()
    const start = performance.now()
    const found = run()
    clock = Math.min(clock, (performance.now() - start) / 1000)
    const { user, system } = process.cpuUsage(before)
    processor = Math.min(processor, (user + system) / 1e6)
    if (result !== undefined) assert.deepEqual(found, result)
    result = found
  }
  if (processor > limit) broken.push(`${name} takes ${processor.toFixed(1)} s, the limit is ${limit}`)
  console.log(
    `${name}: ${processor.toFixed(1)} s of one processor, ${clock.toFixed(1)} s by the clock (limit ${limit})`,
  )
  return result as Result
}

function drawnTrials(): ReturnsMatrix {
  const random = Random.from(7)
  const factors = Array.from({ length: 100 }, () => {
    let value = 0
    return Float64Array.from({ length: observations }, () => {
      value = 0.1 * value + 0.01 * random.normal()
      return value
    })
  })
  const drawn = new ReturnsMatrix(trials, observations)
  for (let trial = 0; trial < trials; trial++) {
    const row = drawn.row(trial)
    const factor = factors[trial % factors.length]
    for (let t = 0; t < observations; t++) row[t] = factor[t] + 0.0346 * (random.next() - 0.5) // as wide, but drawn faster
  }
  return drawn
}

function checkOverfitting(): void {
  const masks = halfSplits(16)
  const length = observations / 16
  assert.equal(overfitting.logits.length, 12_870)
  for (const split of [0, 1, 5000, 12_869]) {
    const row = [...matrix.row(overfitting.winners[split])]
    const part = (inSample: boolean) =>
      row.filter((_, t) => ((masks[split] >> Math.floor(t / length)) & 1) === (inSample ? 1 : 0))
    assertClose(overfitting.inSample[split], plainSharpe(part(true)))
    assertClose(overfitting.outOfSample[split], plainSharpe(part(false)))
  }
}

/** The first resample, drawn again. */
function checkBootstrap(deviations: Float64Array, length: number): void {
  const indices = new Uint32Array(observations)
  drawStationary(indices, length, Random.from(1))
  for (const trial of [0, 77, trials - 1]) {
    const row = matrix.row(trial)
    const sum = indices.reduce((total, index) => total + row[index], 0) - row.reduce((total, value) => total + value, 0)
    assertClose(deviations[trial * resampled], sum / observations)
  }
}

function assertClose(found: number, wanted: number): void {
  assert.ok(Math.abs(found - wanted) <= 1e-9 * Math.abs(wanted), `${found}, not ${wanted}`)
}
