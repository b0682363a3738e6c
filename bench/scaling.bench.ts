/**
 * How much faster workers are, on a sweep of some twenty seconds with one of them, since starting threads and compiling takes one: rounds alternate between the two, in
 * one process, so that what else the machine does hits both. And how time grows with bars and with combinations: the exponent b of
 * time = a × size^b over a factor of 100, which is 1 where nothing is wasted. The results must be the same for every number of workers.
 */
import assert from 'node:assert/strict'
import { type Bars, defineSweep, percentCommission, type RunOptions, range, runSweep } from 'backsweep'
import { type BenchCase, times } from './case.ts'
import { crosses } from './crosses.ts'
import { market } from './market.ts'

const wanted = 'wanted: 0.95 to 1.05'

export const scalingCases: readonly BenchCase[] = [
  speedUp('1-over-none', 1, 'none'),
  speedUp('2-over-1', 2, 1),
  {
    name: 'growth/bars',
    size: `6,000 backtests × 2,000 to 200,000 bars (${wanted})`,
    unit: 'exponent',
    better: 'lower',
    measure: () => exponents([2000, 20_000, 200_000], (bars) => crossesOn(market(bars), 6000)),
  },
  {
    name: 'growth/combinations',
    size: `3,000 to 300,000 backtests with as many indicators × 5,000 bars (${wanted})`,
    unit: 'exponent',
    better: 'lower',
    measure: () => exponents([3000, 30_000, 300_000], (backtests) => stopsOn(market(5000), backtests)),
  },
]

/** Pairs of fast windows with as many slow ones as make so many backtests. */
function crossesOn(data: Bars, backtests: number, fast = 30) {
  return defineSweep({
    name: 'crosses',
    strategy: crosses,
    parameters: { fast: range(2, 2 + fast), slow: range(2 + fast, 2 + fast + backtests / fast) },
    data,
    commission: percentCommission(0.001),
    metrics: 'screening',
  })
}

/** Ten pairs of windows with as many stops as make so many backtests. */
function stopsOn(data: Bars, backtests: number) {
  return defineSweep({
    name: 'stops',
    strategy: crosses,
    parameters: {
      fast: range(5, 15),
      slow: 30,
      stopLoss: Array.from({ length: backtests / 10 }, (_, k) => 0.01 + k * 1e-5),
    },
    data,
    commission: percentCommission(0.001),
    metrics: 'screening',
  })
}

function speedUp(name: string, more: 1 | 2, fewer: 'none' | 1): BenchCase {
  return {
    name: `scaling/${name}`,
    size: '300,000 backtests × 20,000 bars, default metrics, workers',
    unit: 'times as fast',
    better: 'higher',
    async measure() {
      const sweep = { ...crossesOn(market(20_000), 300_000, 200), metrics: 'default' as const }
      const results: string[] = []
      const timed = async (workers: RunOptions['workers']) => {
        const [time] = await times(
          1,
          () => runSweep(sweep, { workers }),
          (result) => results.push(JSON.stringify(result.top(50))),
        )
        return time
      }
      const ratios: number[] = []
      for (let round = 0; round < 3; round++) ratios.push((await timed(fewer)) / (await timed(more)))
      assert.equal(new Set(results).size, 1)
      return ratios
    },
  }
}

/** One exponent for each of three rounds: the slope of the line through the logarithms of size and time. */
async function exponents(
  sizes: readonly number[],
  sweepOf: (size: number) => ReturnType<typeof crossesOn>,
): Promise<number[]> {
  const sweeps = sizes.map(sweepOf)
  const run = async (sweep: (typeof sweeps)[number]) =>
    times(
      3,
      () => runSweep(sweep, { workers: 'none' }),
      ({ failed }) => assert.equal(failed, 0),
    )
  await run(sweeps[0]) // compiles
  const found: number[] = []
  for (let round = 0; round < 3; round++) {
    const fastest: number[] = []
    for (const sweep of sweeps) fastest.push(Math.min(...(await run(sweep))))
    found.push(slope(sizes.map(Math.log), fastest.map(Math.log)))
  }
  return found
}

function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [mx, my] = [mean(x), mean(y)]
  return mean(x.map((value, i) => (value - mx) * (y[i] - my))) / mean(x.map((value) => (value - mx) ** 2))
}
