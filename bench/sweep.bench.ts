/**
 * The example sweep in one process: 1,711 SMA crosses on 5,105 daily bars, from signals to rows in memory. The plan is part of it, reading
 * the CSV file is not. The winner must be the expected one.
 */
import assert from 'node:assert/strict'
import { runSweep, type SweepResult } from 'backsweep'
import sweep from '../examples/sma-cross/sweep.ts'
import { sp500 } from '../test/support/sp500.ts'
import { type BenchCase, nanosecondsEach, times } from './case.ts'

const backtests = 1711
const size = '1,711 backtests × 5,105 bars'

export const sweepCases: readonly BenchCase[] = [
  speed('default', 30),
  speed('screening', 10),
  {
    name: 'sweep/memory',
    size,
    unit: 'MB at the peak',
    better: 'lower',
    limit: { of: 'best', value: 200 },
    async measure() {
      for (let round = 0; round < 9; round++) checkWinner(await run('default'))
      return [process.resourceUsage().maxRSS / 1024]
    },
  },
]

function speed(metrics: 'default' | 'screening', limit: number): BenchCase {
  return {
    name: `sweep/${metrics}`,
    size,
    unit: 'ns per bar and backtest',
    better: 'lower',
    limit: { of: 'median', value: limit },
    async measure() {
      for (let round = 0; round < 3; round++) await run(metrics) // until V8 has compiled it
      return nanosecondsEach(await times(9, () => run(metrics), checkWinner), backtests * sp500.length)
    },
  }
}

function run(metrics: 'default' | 'screening'): Promise<SweepResult> {
  return runSweep({ ...sweep, data: sp500, metrics }, { workers: 'none' })
}

function checkWinner(result: SweepResult): void {
  const [best] = result.top(1)
  assert.equal(result.complete, backtests)
  assert.deepEqual(best.parameters, { fast: 17, slow: 60 })
  assert.ok(Math.abs((best.metrics.sharpe as number) - 0.386657453837908) < 1e-12)
}
