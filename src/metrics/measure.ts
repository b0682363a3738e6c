import { assert } from '../base/assert.ts'
import type { Column } from '../data/column.ts'
import type { Ledger } from '../simulation/model/ledger.ts'
import { walkEquity } from './equity-walk.ts'
import type { Facts, Needs } from './facts.ts'
import { noShape, noSides, noSpread, type ReturnSeries, sumShape, sumSides, sumSpread } from './return-sums.ts'
import { measureTails, noTails } from './tails.ts'
import { noFills, noTrades, sumFills, sumTrades } from './trade-sums.ts'

export interface MeasureOptions {
  /** First bar measured: an index into `close`. */
  readonly from: number
  /** The bar after the last one measured. */
  readonly to: number
  /** Equity before the first bar. */
  readonly initialAmount: number
  /** Bars in a year. */
  readonly periodsPerYear: number
  /** Annual, as a fraction. */
  readonly riskFreeRate: number
}

/** Memory that `measure` works in; one for each thread, reused for every backtest. */
export class MeasureScratch {
  readonly returns: ReturnSeries = { values: new Float64Array(0), written: 0, zeros: 0 }

  /** Room for the returns of so many bars. */
  returnsOf(bars: number): ReturnSeries {
    if (this.returns.values.length < bars) this.returns.values = new Float64Array(bars)
    return this.returns
  }
}

/**
 * Measures one backtest over the bars [from, to).
 *
 * 1. Walk the equity: returns, drawdowns, mean and final value (equity-walk.ts).
 * 2. Sum over the returns: spread, shape, sides (return-sums.ts).
 * 3. Select the quantiles (tails.ts); this is last, because it shuffles the returns.
 * 4. Sum over trades and fills (trade-sums.ts).
 *
 * Only the walk and what `needs` asks for is done. Each group is measured in the same way whatever else
 * is asked for, so a metric has the same bits in every set. `ledger` is only read; the facts keep nothing of it or of `scratch`.
 */
export function measure(
  ledger: Ledger,
  close: Column,
  options: MeasureOptions,
  needs: Needs,
  scratch: MeasureScratch,
): Facts {
  const { from, to, initialAmount, periodsPerYear, riskFreeRate } = options
  assert(from >= 0 && from <= to && to <= close.length, 'the bars measured lie within the data')
  assert(initialAmount > 0 && Number.isFinite(initialAmount), 'an account starts with money')
  assert(periodsPerYear > 0 && riskFreeRate > -1, 'a year has bars and a risk-free rate loses less than everything')

  const returns = scratch.returnsOf(to - from)
  const equity = walkEquity(ledger, close, options, returns)
  const { meanReturn } = equity
  assert(equity.bars === 0 || Number.isFinite(meanReturn), 'the equity is a finite number at every close')

  const riskFree = Math.expm1(Math.log1p(riskFreeRate) / periodsPerYear)
  return {
    periodsPerYear,
    riskFree,
    initialAmount,
    tradeCount: ledger.tradeCount,
    refusedOrders: ledger.refusedOrders,
    ambiguousExits: ledger.ambiguousExits,
    equity,
    spread: needs.spread ? sumSpread(returns, meanReturn) : noSpread,
    shape: needs.shape ? sumShape(returns, meanReturn) : noShape,
    sides: needs.sides ? sumSides(returns, riskFree) : noSides,
    tails: needs.tails ? measureTails(returns) : noTails,
    closed: needs.closed ? sumTrades(ledger) : noTrades,
    fills: needs.fills ? sumFills(ledger) : noFills,
  }
}
