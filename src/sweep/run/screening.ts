import type { Bars } from '../../data/bars.ts'
import { Extremes, pairsFor } from '../../data/extremes.ts'
import { type KernelInstance, kernelInstance } from '../../kernels/instance.ts'
import type { CloseSums } from '../../metrics/close-sums.ts'
import { type QuickFacts, settle } from '../../metrics/equity-by-sums.ts'
import type { Execution, StopSlippage } from '../../simulation/model/execution.ts'
import type { StrategySignals } from '../../simulation/model/strategy.ts'
import { checkSignals, writeSide } from '../../simulation/vector/actions.ts'
import { isAllIn, watches } from '../../simulation/vector/long-all-in.ts'
import { wholeBars } from '../../simulation/vector/stops.ts'
import type { BarRange } from './simulation.ts'

/** What a backtest comes to of which nobody wants to see the trades. */
export interface Screened extends QuickFacts {
  readonly tradeCount: number
  readonly refusedOrders: number
  readonly ambiguousExits: number
}

const numberBytes = Float64Array.BYTES_PER_ELEMENT
/** Numbers that the kernel keeps of a bar in a list: a cache line holds two bars. */
const recordWidth = 4
const resultCount = 9
const slips: Readonly<Record<StopSlippage, number>> = { none: 0, market: 1, all: 2 }

/**
 * Backtests that buy with all their cash and sell all they have, in a kernel that has no ledger (kernels/assembly/screen.ts):
 *
 * 1. Jump to the next signal, or to the bar on which a stop is hit, and size the order.
 * 2. Measure the stretch of bars that its fill ends, as `equityBySums` does.
 * 3. Book the fill. After the last bar, settle the sums.
 *
 * It finds what the engine and `equityBySums` find, to the last bit (property test).
 */
export class Screening {
  private readonly execution: Execution
  private readonly layout: Layout
  /** Null until the first backtest, and where there are no kernels. */
  private desk: Desk | null = null
  /** Of the range that lies in the kernel's memory. */
  private sums: CloseSums | null = null
  private hasStops = false

  /** @param mostBars in any range */
  constructor(execution: Execution, mostBars: number) {
    this.execution = execution
    this.layout = layoutOf(mostBars)
  }

  /** Null where it could not be exact, or throws: the engine does it then. */
  run(bars: Bars, signals: StrategySignals, range: BarRange, sums: CloseSums): Screened | null {
    if (!isAllIn(this.execution) || !isLongOnly(signals)) return null
    const { stops } = checkSignals(signals, bars.length)
    this.desk ??= deskOf(this.layout)
    const { desk, layout } = this
    if (desk === null) return null
    if (sums !== this.sums) this.open(desk, bars, range, sums)
    if (!this.hasStops && watches(stops)) this.openStops(desk, bars, range)
    writeSide(signals, 'enterLong', bars.length, desk.enter)
    writeSide(signals, 'exitLong', bars.length, desk.exit)
    const { stopLoss, takeProfit, trailingStop } = stops
    const { enter, exit, words } = layout
    if (desk.kernels.screen(enter, exit, words, stopLoss, takeProfit, trailingStop, layout.out) === 0) return null
    const { out } = desk
    const totals = {
      returnSum: out[0],
      squareSum: out[1],
      barsInPosition: out[2],
      finalValue: out[3],
      fillCount: out[4],
      maxDrawdown: out[5],
    }
    const facts = settle(totals, sums)
    if (facts === null) return null
    const { equity, squares } = facts
    return { equity, squares, tradeCount: out[6], refusedOrders: out[7], ambiguousExits: out[8] }
  }

  /** Writes what the kernel reads of a range. */
  private open({ buffer, kernels }: Desk, bars: Bars, { from, to }: BarRange, sums: CloseSums): void {
    this.sums = sums
    this.hasStops = false
    const { layout, execution } = this
    const { fillAt, slippage, initialAmount } = execution
    const { close } = bars
    const quotes = fillAt === 'next-open' ? bars.open : close
    const records = new Float64Array(buffer, layout.records, recordWidth * (to - from))
    for (let t = from, at = 0; t < to; t++, at += recordWidth) {
      records[at] = close[t]
      records[at + 1] = quotes[t]
      records[at + 2] = sums.returns[t - from]
      records[at + 3] = sums.squares[t - from]
    }
    const pairs = new Float64Array(buffer, layout.closes, pairsFor(to - from))
    const { levels } = new Extremes(close, close, from, to, pairs)
    kernels.openRange(from, to - from, layout.records, layout.closes, levels, sums.lowest)

    const { perUnit, perOrder, fraction } = execution.commission
    const delay = fillAt === 'close' ? 0 : 1
    kernels.openExecution(initialAmount, perUnit, perOrder, fraction, slippage.fraction, slippage.perUnit, delay)
    const vectorbt = execution.compatibility === 'vectorbt'
    const fillsFirst = fillAt === 'next-open' && !vectorbt // F12
    const byClose = execution.stopReference === 'close'
    kernels.openStopRules(fillsFirst, vectorbt, byClose, slips[execution.stopSlippage])
  }

  /** Writes what stops look at, when the first backtest of a range has some. */
  private openStops({ buffer, kernels }: Desk, bars: Bars, { from, to }: BarRange): void {
    this.hasStops = true
    const { layout } = this
    const { open, high, low } = bars
    const bounds = new Float64Array(buffer, layout.bounds, recordWidth * (to - from))
    for (let t = from, at = 0; t < to; t++, at += recordWidth) {
      bounds[at] = open[t]
      bounds[at + 1] = low[t]
      bounds[at + 2] = high[t]
    }
    const { lows, highs } = wholeBars(bars)
    new Extremes(lows, highs, from, to, new Float64Array(buffer, layout.prices, pairsFor(to - from)))
    kernels.openStops(layout.prices, layout.bounds)
  }
}

/** Said before the signals are checked, which the engine would do again; a strategy may return anything. */
function isLongOnly(signals: StrategySignals | null | undefined): boolean {
  return signals?.targetWeight === undefined && signals?.enterShort === undefined && signals?.exitShort === undefined
}

/** Addresses, one part behind the other. */
interface Layout {
  readonly records: number
  readonly closes: number
  readonly bounds: number
  readonly prices: number
  /** Words of signals. */
  readonly enter: number
  readonly exit: number
  readonly words: number
  readonly out: number
  readonly end: number
}

function layoutOf(bars: number): Layout {
  const records = recordWidth * numberBytes // not 0
  const closes = records + recordWidth * bars * numberBytes
  const bounds = closes + pairsFor(bars) * numberBytes
  const prices = bounds + recordWidth * bars * numberBytes
  const enter = prices + pairsFor(bars) * numberBytes
  const words = 4 * Math.ceil(bars / 128) // the kernel reads four at a time
  const exit = enter + words * Int32Array.BYTES_PER_ELEMENT
  const out = exit + words * Int32Array.BYTES_PER_ELEMENT
  return { records, closes, bounds, prices, enter, exit, words, out, end: out + resultCount * numberBytes }
}

/** The kernel's memory, and where it is written and read for every backtest. */
interface Desk extends KernelInstance {
  readonly enter: Int32Array
  readonly exit: Int32Array
  readonly out: Float64Array
}

function deskOf({ enter, exit, words, out, end }: Layout): Desk | null {
  const instance = kernelInstance(end)
  if (instance === null) return null
  const { buffer } = instance
  return {
    ...instance,
    enter: new Int32Array(buffer, enter, words),
    exit: new Int32Array(buffer, exit, words),
    out: new Float64Array(buffer, out, resultCount),
  }
}
