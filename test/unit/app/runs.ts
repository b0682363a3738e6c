import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { createApp } from '../../../src/app/app.ts'
import type { VectorBacktestOptions } from '../../../src/app/run-options.ts'
import { TradingStrategy } from '../../../src/app/trading-strategy.ts'
import { openStore } from '../../../src/sweep/store/open-store.ts'
import { sp500 } from '../../support/sp500.ts'
import { cross } from './strategies.ts'

/** An app with ten years of the S&P 500, and strategies that are no grid. */

export const bars = sp500.slice(0, 2600)

export function testApp() {
  return createApp({ name: 'test' })
    .addMarket({
      market: 'NYSE',
      tradingSymbol: 'USD',
      initialBalance: 10_000,
      feePercentage: 0.1,
      slippagePercentage: 0.05,
    })
    .addData(bars)
}

/** 24 sets, the slow window falling and with a step that depends on the fast one. */
export const strategies = [2, 5, 9].flatMap((fast) =>
  Array.from({ length: 8 }, (_, k) => {
    const slow = 60 - k * (fast + 1) + (fast === 9 ? 30 : 0)
    return new TradingStrategy({ strategy: cross, parameters: { fast, slow } })
  }),
)

export const backtestDateRanges = [
  { name: 'second', startDate: '2005-01-01', endDate: '2009-01-01' },
  { name: 'first', startDate: '2001-01-01', endDate: '2005-01-01' },
]

export const options: VectorBacktestOptions = { strategies, backtestDateRanges, riskFreeRate: 0.02 }

const folder = mkdtempSync(join(tmpdir(), 'backsweep-app-'))
let folders = 0
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Of a folder that does not exist yet. */
export function freshFolder(): string {
  const own = join(folder, String(folders++))
  mkdirSync(own)
  return join(own, 'run')
}

/** All that a store says of a run, in the order of the plan. */
export async function exported(directory: string) {
  const store = await openStore(`json:${directory}`)
  const backtests = []
  for await (const backtest of store.backtests()) backtests[backtest.number] = backtest
  const rows = []
  for await (const row of store.rows()) rows.push(JSON.stringify(row))
  const details = []
  for (let number = 0; number < backtests.length; number++) details.push(await store.details(number))
  return { header: store.header, backtests, rows, details }
}
