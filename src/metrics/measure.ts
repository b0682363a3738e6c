import { assert } from '../base/assert.ts'
import { type Column, isConstant } from '../data/column.ts'
import { equityColumn, type PortfolioEquity } from '../simulation/model/equity.ts'
import type { Ledger } from '../simulation/model/ledger.ts'
import { measureBenchmark, noBenchmark } from './benchmark-sums.ts'
import { PlainBeyond } from './beyond.ts'
import { CloseSums } from './close-sums.ts'
import { equityBySums, type QuickFacts } from './equity-by-sums.ts'
import { EquityKernels } from './equity-kernels.ts'
import { type EquityFacts, noCurve, walkEquity } from './equity-walk.ts'
import type { Facts, Needs, WalkFacts } from './facts.ts'
import { noShape, noSides, noSpread, type ReturnSeries, sumShape, sumSides, sumSpread } from './return-sums.ts'
import { noTails, Tails } from './tails.ts'
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
  /** What to compare with: its equity at the close of every bar measured (benchmark-column.ts). Without one, metrics that need it are null. */
  readonly benchmark?: Column | null
}

/** Memory that `measure` works in; one for each thread, reused for every backtest. */
export class MeasureScratch {
  readonly returns: ReturnSeries = { values: new Float64Array(0), written: 0, zeros: 0 }
  readonly beyond = new PlainBeyond()
  readonly tails = new Tails()
  private sums: CloseSums | null = null
  private kernels: EquityKernels | null = null
  /** Bars that `kernels` was made for. */
  private room = 0

  /** Room for the returns of so many bars. */
  returnsOf(bars: number): ReturnSeries {
    if (this.returns.values.length < bars) this.returns.values = new Float64Array(bars)
    return this.returns
  }

  /** Kernels with room for so many bars and fills; null where there are none, or not for so many fills. */
  kernelsFor(bars: number, fills: number): EquityKernels | null {
    if (bars > this.room) {
      // Doubled, so that ranges which grow leave little behind; memory that is not written costs nothing.
      this.room = Math.max(bars, 2 * this.room)
      this.kernels = EquityKernels.of(this.room)
    }
    return fills <= this.room ? this.kernels : null
  }

  /** The sums of a column that does not change; made anew only when the bars are others than the last time. */
  sumsOf(close: Column, from: number, to: number): CloseSums {
    if (this.sums === null || !this.sums.isOf(close, from, to)) this.sums = new CloseSums(close, from, to)
    return this.sums
  }
}

/**
 * Measures one backtest over the bars [from, to).
 *
 * 1. Where nothing is asked for that needs every return, and it is exact, go from trade to trade (equity-by-sums.ts). Otherwise:
 *    walk the equity: returns, drawdowns, mean and final value (equity-walk.ts).
 * 2. Sum over the returns: spread, shape, sides (return-sums.ts). Where the closes do not change, kernels do both (equity-kernels.ts).
 * 3. Find the quantiles (tails.ts).
 * 4. Sum over trades and fills (trade-sums.ts).
 * 5. Compare the equity with the benchmark's, bar by bar (benchmark-sums.ts).
 *
 * Only what `needs` asks for is measured. A metric has the same bits whatever else is asked for, but for the mean and the
 * deviation of the returns, which step 1 gives to ten digits. `ledger` is only read; the facts keep nothing of it or of `scratch`.
 */
export function measure(
  ledger: Ledger,
  close: Column,
  options: MeasureOptions,
  needs: Needs,
  scratch: MeasureScratch,
): Facts {
  const { from, to, initialAmount } = options
  assert(from >= 0 && from <= to && to <= close.length, 'the bars measured lie within the data')
  const benchmark = benchmarkFacts(() => equityColumn(ledger, close, from, to, initialAmount), options, needs)
  const counted = ledgerFacts(ledger, options, needs, benchmark)
  if (!needsReturns(needs) && to > from && isConstant(close)) {
    const quick = equityBySums(ledger, close, options, scratch.sumsOf(close, from, to))
    if (quick !== null) return factsOf(counted, quickFacts(quick), noTails)
  }
  const kernels = isConstant(close) ? scratch.kernelsFor(to - from, ledger.fillCount) : null
  if (kernels !== null) {
    const walked = kernels.measure(ledger, close, options, counted.riskFree)
    checkMean(walked.equity)
    const tails = needs.tails ? scratch.tails.measure(kernels.returns, kernels) : noTails
    return factsOf(counted, onlyNeeded(walked, needs), tails)
  }
  const returns = scratch.returnsOf(to - from)
  const { equity, curve } = walkEquity(ledger, close, options, returns)
  return returnFacts(scratch, counted, equity, curve, needs)
}

/** The facts of a backtest of which nothing but this is known, and nothing else needed (see `isScreening`). */
export function screenedFacts(
  found: QuickFacts & Pick<Facts, 'tradeCount' | 'refusedOrders' | 'ambiguousExits'>,
  options: Omit<MeasureOptions, 'from' | 'to'>,
): Facts {
  return factsOf(countFacts(found, options, noTrades, noFills, noBenchmark), quickFacts(found), noTails)
}

/** Written out: to spread objects into one takes longer than to screen a short backtest. */
function factsOf(
  counted: CountFacts,
  { equity, curve, spread, shape, sides }: WalkFacts,
  tails: Facts['tails'],
): Facts {
  const { periodsPerYear, riskFree, initialAmount, tradeCount, refusedOrders, ambiguousExits } = counted
  const { closed, fills, benchmark } = counted
  return {
    periodsPerYear,
    riskFree,
    initialAmount,
    tradeCount,
    refusedOrders,
    ambiguousExits,
    equity,
    curve,
    spread,
    shape,
    sides,
    tails,
    closed,
    fills,
    benchmark,
  }
}

/** Whether sums from trade to trade are all that is needed. */
export function isScreening(needs: Needs): boolean {
  return !(needsReturns(needs) || needs.closed || needs.fills || needs.benchmark)
}

function needsReturns({ curve, shape, sides, tails }: Needs): boolean {
  return curve || shape || sides || tails
}

function quickFacts({ equity, squares }: QuickFacts): WalkFacts {
  const { best, worst } = noSpread
  return { equity, spread: { squares, best, worst }, curve: noCurve, shape: noShape, sides: noSides }
}

const oneUnit = {
  fillCount: 1,
  fillBar: Int32Array.of(0),
  cashAfter: Float64Array.of(0),
  unitsAfter: Float64Array.of(1),
}

/**
 * Measures a portfolio from its equity at the close of every bar, which is the number of bars long. Trades and fills are those of `ledger`.
 */
export function measureCurve(
  { equity: column, barsInPosition }: PortfolioEquity,
  ledger: Ledger,
  options: Omit<MeasureOptions, 'from' | 'to'>,
  needs: Needs,
  scratch: MeasureScratch,
): Facts {
  const benchmark = benchmarkFacts(() => column, options, needs)
  const counted = ledgerFacts(ledger, options, needs, benchmark)
  const bars = { from: 0, to: column.length, initialAmount: options.initialAmount }
  const returns = scratch.returnsOf(column.length)
  const { equity: walked, curve } = walkEquity(oneUnit, column, bars, returns) // the equity as the price of the one unit that is held
  return returnFacts(scratch, counted, { ...walked, barsInPosition }, curve, needs)
}

/** What is not found by walking the equity. */
type CountFacts = Omit<Facts, keyof WalkFacts | 'tails'>

/** What is read off the ledger. */
function ledgerFacts(
  ledger: Ledger,
  options: Omit<MeasureOptions, 'from' | 'to'>,
  needs: Needs,
  benchmark: Facts['benchmark'],
): CountFacts {
  const closed = needs.closed ? sumTrades(ledger) : noTrades
  const fills = needs.fills ? sumFills(ledger) : noFills
  return countFacts(ledger, options, closed, fills, benchmark)
}

function countFacts(
  { tradeCount, refusedOrders, ambiguousExits }: Pick<Facts, 'tradeCount' | 'refusedOrders' | 'ambiguousExits'>,
  options: Omit<MeasureOptions, 'from' | 'to'>,
  closed: Facts['closed'],
  fills: Facts['fills'],
  benchmark: Facts['benchmark'],
): CountFacts {
  const { periodsPerYear, riskFree, initialAmount } = settingsOf(options)
  return {
    periodsPerYear,
    riskFree,
    initialAmount,
    tradeCount,
    refusedOrders,
    ambiguousExits,
    closed,
    fills,
    benchmark,
  }
}

function settingsOf({ initialAmount, periodsPerYear, riskFreeRate }: Omit<MeasureOptions, 'from' | 'to'>) {
  assert(initialAmount > 0 && Number.isFinite(initialAmount), 'an account starts with money')
  assert(periodsPerYear > 0 && riskFreeRate > -1, 'a year has bars and a risk-free rate loses less than everything')
  if (riskFreeRate !== known.riskFreeRate || periodsPerYear !== known.periodsPerYear) {
    known = { riskFreeRate, periodsPerYear, riskFree: Math.expm1(Math.log1p(riskFreeRate) / periodsPerYear) }
  }
  return { periodsPerYear, riskFree: known.riskFree, initialAmount }
}

/** The risk-free return of one bar that was asked for last: it is the same for all backtests of a sweep. */
let known = { riskFreeRate: 0, periodsPerYear: 1, riskFree: 0 }

/** @param equity called only when there is something to compare */
function benchmarkFacts(
  equity: () => Column,
  options: Pick<MeasureOptions, 'benchmark' | 'initialAmount'>,
  needs: Needs,
): Facts['benchmark'] {
  if (!needs.benchmark) return noBenchmark
  const { benchmark = null } = options
  return benchmark === null ? null : measureBenchmark(equity(), benchmark, options)
}

function onlyNeeded({ equity, curve, spread, shape, sides }: WalkFacts, needs: Needs): WalkFacts {
  return {
    equity,
    curve: needs.curve ? curve : noCurve,
    spread: needs.spread ? spread : noSpread,
    shape: needs.shape ? shape : noShape,
    sides: needs.sides ? sides : noSides,
  }
}

function returnFacts(
  { returns, beyond, tails }: MeasureScratch,
  counted: CountFacts,
  equity: EquityFacts,
  curve: Facts['curve'],
  needs: Needs,
): Facts {
  checkMean(equity)
  const { meanReturn } = equity
  const walked = {
    equity,
    curve: needs.curve ? curve : noCurve,
    spread: needs.spread ? sumSpread(returns, meanReturn) : noSpread,
    shape: needs.shape ? sumShape(returns, meanReturn) : noShape,
    sides: needs.sides ? sumSides(returns, counted.riskFree) : noSides,
  }
  return factsOf(counted, walked, needs.tails ? tails.measure(returns, beyond) : noTails)
}

function checkMean({ bars, meanReturn }: EquityFacts): void {
  assert(bars === 0 || Number.isFinite(meanReturn), 'the equity is a finite number at every close')
}
