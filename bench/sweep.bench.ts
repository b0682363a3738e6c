/**
 * The example sweep in one process: 1,711 SMA crosses on 5,105 daily bars, in nanoseconds per bar and backtest, from signals to
 * stored rows: `node -C backsweep-source bench/sweep.bench.ts`. The plan is part of it, reading the CSV file is not.
 *
 * Fails when the winner is not the expected one or a limit is broken: 30 ns with all metrics, 10 ns for screening, 200 MB.
 */
import assert from 'node:assert/strict'
import { Bars, runSweep } from 'backsweep'
import sweep from '../examples/sma-cross/sweep.ts'
import { median } from './median.ts'

const [source] = [sweep.data].flat()
const data = source instanceof Bars ? source : await source.load()
const cells = 1711 * 5105
const cases = [
  { metrics: 'default', limit: 30 },
  { metrics: 'screening', limit: 10 },
] as const

const broken: string[] = []
for (const { metrics, limit } of cases) {
  const times: number[] = []
  for (let round = 0; round < 9; round++) {
    const start = performance.now()
    const result = await runSweep({ ...sweep, data, metrics }, { workers: 'none' })
    times.push(((performance.now() - start) * 1e6) / cells)

    const [best] = result.top(1)
    assert.equal(result.complete, 1711)
    assert.deepEqual(best.parameters, { fast: 17, slow: 60 })
    assert.ok(Math.abs((best.metrics.sharpe as number) - 0.386657453837908) < 1e-12)
  }
  const found = median(times)
  if (found > limit) broken.push(`${metrics} metrics take ${found.toFixed(1)} ns, the limit is ${limit}`)
  console.log(
    `sweep/sma-cross/${metrics}: ${found.toFixed(2)} ns per bar and backtest (fastest ${Math.min(...times).toFixed(2)}, limit ${limit})`,
  )
}

const memory = process.resourceUsage().maxRSS / 1024
if (memory > 200) broken.push(`memory peaks at ${memory.toFixed(0)} MB, the limit is 200`)
console.log(`sweep/sma-cross/memory: ${memory.toFixed(0)} MB peak (limit 200)`)
assert.deepEqual(broken, [])
