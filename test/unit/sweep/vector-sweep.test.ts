import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import sweep from '../../../examples/sma-cross/sweep.ts'
import { runSweep } from '../../../src/index.ts'
import { expectClose } from '../../support/close-to.ts'

const golden = JSON.parse(readFileSync(new URL('../../golden/vector-sweep.json', import.meta.url), 'utf8'))

test('runSweep of the example, filled at the close, gives the 1,711 rows of another engine', async () => {
  const result = await runSweep({ ...sweep, execution: { ...sweep.execution, fillAt: 'close' } })
  expect(result).toMatchObject({ complete: 1711, failed: 0, interrupted: false })

  let i = 0
  for await (const { parameters, metrics } of result.backtests()) {
    const wanted = Object.fromEntries(golden.columns.map((name: string, c: number) => [name, golden.rows[i][c]]))
    const pair = `fast ${parameters.fast}, slow ${parameters.slow}`
    expect(parameters).toEqual({ fast: wanted.fast, slow: wanted.slow })
    expect(metrics.trades, `trades of ${pair}`).toBe(wanted.trades)
    expectClose(metrics.finalValue as number, wanted.final_value, `final value of ${pair}`)
    expectClose(metrics.totalReturn as number, wanted.total_return, `return of ${pair}`)
    expectClose(metrics.sharpe as number, wanted.sharpe, `Sharpe of ${pair}`)
    expectClose(metrics.maxDrawdown as number, -wanted.max_drawdown, `drawdown of ${pair}`)
    expectClose(metrics.sortino as number, wanted.sortino, `Sortino of ${pair}`)
    expectClose(metrics.calmar as number, wanted.calmar, `Calmar of ${pair}`)
    expectClose(metrics.winRate as number, wanted.win_rate_closed, `win rate of ${pair}`)
    i++
  }
  expect(i).toBe(1711)
})
