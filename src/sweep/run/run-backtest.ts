import { BacksweepError } from '../../base/errors.ts'
import { unknownName } from '../../base/suggest.ts'
import type { Column } from '../../data/column.ts'
import { type FillReason, fillReasons } from '../../simulation/model/account.ts'
import type { Ledger } from '../../simulation/model/ledger.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import { searchSpace } from '../plan/search-space.ts'
import type { Sweep } from '../plan/sweep.ts'
import { namedMetrics, type StoredMetric } from '../store/row.ts'
import { Backtester } from './backtester.ts'
import { prepareSweep } from './prepare.ts'

/** An executed order. `bar` counts from 0 at the start of the date range. */
export interface Fill {
  readonly symbol: string
  readonly bar: number
  /** Start of the bar, UTC epoch milliseconds. */
  readonly time: number
  /** Bought is positive, sold is negative. */
  readonly units: number
  readonly price: number
  readonly fee: number
  readonly reason: FillReason
}

/** A position from opening to closing, or the part of it that one fill closed. Bars count from 0 at the start of the date range. */
export interface Trade {
  readonly symbol: string
  readonly side: 'long' | 'short'
  readonly units: number
  readonly entryBar: number
  readonly entryTime: number
  readonly entryPrice: number
  readonly entryFee: number
  /** Null while the trade is open; then `exitPrice` is the last close. */
  readonly exitBar: number | null
  readonly exitTime: number | null
  readonly exitPrice: number
  readonly exitFee: number
  /** Profit after both fees. */
  readonly pnl: number
  /** pnl / (entry price × units). */
  readonly return: number
  readonly status: 'open' | 'closed'
}

/** One backtest whole. */
export interface BacktestResult {
  readonly parameters: Parameters
  readonly range: string
  readonly metrics: Readonly<Record<string, StoredMetric>>
  readonly fills: readonly Fill[]
  readonly trades: readonly Trade[]
  /** Bars, from 0, on which an order was refused for lack of cash. */
  readonly refusedOrders: readonly number[]
  /** Start of every bar of the date range, UTC epoch milliseconds. */
  readonly time: Column
  /** Equity at the close of every bar of the date range. */
  readonly equity: Column
}

/**
 * Runs one parameter set of a sweep on one of its date ranges (the first when none is named) and keeps everything.
 * Parameters left out take the strategy's defaults; the sweep's lists of values, its `where` and its `search` play no part.
 */
export async function runBacktest<P extends object>(
  sweep: Sweep<P>,
  parameters: Partial<P> = {},
  options: { readonly range?: string } = {},
): Promise<BacktestResult> {
  const standard = sweep.strategy.parameters as unknown as Parameters
  const chosen = searchSpace(standard, parameters as Parameters)
  const several = chosen.values.findIndex((values) => values.length !== 1)
  if (several >= 0) {
    throw new BacksweepError(
      'option-invalid',
      `runBacktest takes one value for each parameter, "${chosen.names[several]}" has ${chosen.values[several].length}.`,
    )
  }
  const prepared = await prepareSweep({ ...sweep, parameters, where: undefined, search: null })
  const { ranges } = prepared.plan
  const range = options.range === undefined ? ranges[0] : ranges.find(({ name }) => name === options.range)
  if (range === undefined)
    throw unknownName(
      'date range',
      options.range ?? '',
      ranges.map(({ name }) => name),
    )

  const { universe, job } = prepared
  const backtester = new Backtester(job, prepared.strategy, true)
  const set = prepared.plan.at(0).parameters
  const values = backtester.run(set, range)
  const { ledger } = backtester
  const { time } = universe.clock.slice(range.from, range.to)
  const symbols = universe.symbols.map(({ symbol }) => symbol)
  return {
    parameters: set,
    range: range.name,
    metrics: namedMetrics(job.metrics, values),
    fills: fillsOf(ledger, range.from, time, symbols),
    trades: tradesOf(ledger, range.from, time, symbols),
    refusedOrders: Array.from(ledger.refusedBar.subarray(0, ledger.refusedOrders), (bar) => bar - range.from),
    time,
    equity: backtester.equity(),
  }
}

function fillsOf(ledger: Ledger, from: number, time: Column, symbols: readonly string[]): Fill[] {
  return Array.from({ length: ledger.fillCount }, (_, k) => {
    const bar = ledger.fillBar[k] - from
    return {
      symbol: symbols[ledger.fillSymbol[k]],
      bar,
      time: time[bar],
      units: ledger.fillUnits[k],
      price: ledger.fillPrice[k],
      fee: ledger.fillFee[k],
      reason: fillReasons[ledger.fillReason[k]],
    }
  })
}

function tradesOf(ledger: Ledger, from: number, time: Column, symbols: readonly string[]): Trade[] {
  return Array.from({ length: ledger.tradeCount }, (_, k) => {
    const entryBar = ledger.entryBar[k] - from
    const open = ledger.exitBar[k] < 0
    const exitBar = open ? null : ledger.exitBar[k] - from
    return {
      symbol: symbols[ledger.tradeSymbol[k]],
      side: ledger.tradeSide[k] > 0 ? 'long' : 'short',
      units: ledger.tradeUnits[k],
      entryBar,
      entryTime: time[entryBar],
      entryPrice: ledger.entryPrice[k],
      entryFee: ledger.entryFee[k],
      exitBar,
      exitTime: exitBar === null ? null : time[exitBar],
      exitPrice: ledger.exitPrice[k],
      exitFee: ledger.exitFee[k],
      pnl: ledger.pnl[k],
      return: ledger.pnl[k] / (ledger.entryPrice[k] * ledger.tradeUnits[k]),
      status: open ? 'open' : 'closed',
    }
  })
}
