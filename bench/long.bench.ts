/**
 * A sweep over bars so long that two threads cannot remember a column for each of its averages: 10,000 SMA crosses on 200,000 hourly bars, screening
 * metrics, rows in a `sqlite:` store, from the plan to the closed store. The winner must be the expected one.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineSweep, percentCommission, range, runSweep, type SweepResult } from 'backsweep'
import { type BenchCase, times } from './case.ts'
import { crosses } from './crosses.ts'
import { market } from './market.ts'

const size = '10,000 backtests × 200,000 bars, 2 workers, sqlite'

export const longCases: readonly BenchCase[] = [
  {
    name: 'long/time',
    size: `${size} (wanted: 3)`,
    unit: 's',
    better: 'lower',
    measure: async () => (await rounds(3)).map((time) => time / 1000),
  },
  {
    name: 'long/memory',
    size: `${size} (wanted: 350)`,
    unit: 'MB at the peak',
    better: 'lower',
    async measure() {
      await rounds(1)
      return [process.resourceUsage().maxRSS / 1024]
    },
  },
]

async function rounds(count: number): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'backsweep-long-'))
  const sweep = defineSweep({
    name: 'long',
    strategy: crosses,
    parameters: { fast: range(5, 105), slow: range(110, 210) },
    data: market(200_000),
    commission: percentCommission(0.001),
    metrics: 'screening',
  })
  try {
    let round = 0
    return await times(
      count,
      () => runSweep(sweep, { workers: 2, store: `sqlite:${join(folder, `${++round}.db`)}` }),
      checkWinner,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function checkWinner(result: SweepResult): void {
  const [best] = result.top(1)
  assert.equal(result.complete, 10_000)
  assert.deepEqual(best.parameters, { fast: 82, slow: 137, stopLoss: 0 })
  assert.equal(best.metrics.trades, 802)
  assert.ok(Math.abs((best.metrics.sharpe as number) - 0.4984664344375928) < 1e-9, `${best.metrics.sharpe}`)
}
