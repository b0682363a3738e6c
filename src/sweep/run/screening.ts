import type { Bars } from '../../data/bars.ts'
import { Extremes } from '../../data/extremes.ts'
import { type KernelInstance, kernelInstance } from '../../kernels/instance.ts'
import type { CloseSums } from '../../metrics/close-sums.ts'
import { type QuickFacts, settle } from '../../metrics/equity-by-sums.ts'
import type { Execution, StopSlippage } from '../../simulation/model/execution.ts'
import type { Actions } from '../../simulation/vector/actions.ts'
import { isLongAllIn, watches } from '../../simulation/vector/long-all-in.ts'
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
  private instance: KernelInstance | null = null
  private layout: Layout | null = null
  private signalWords: Int32Array = new Int32Array(0)
  private results: Float64Array = new Float64Array(0)
  /** What lies in the kernel's memory. */
  private sums: CloseSums | null = null
  private hasStops = false

  constructor(execution: Execution) {
    this.execution = execution
  }

  /** Null where it could not be exact, or throws: the engine does it then. */
  run(bars: Bars, actions: Actions, range: BarRange, sums: CloseSums): Screened | null {
    if (!isLongAllIn(actions, this.execution)) return null
    if (sums !== this.sums) this.open(bars, range, sums)
    const { instance, layout, signalWords, results } = this
    if (instance === null || layout === null) return null
    if (watches(actions)) this.openStops(bars, range, layout, instance)
    const { flat, long, stopLoss, takeProfit, trailingStop } = actions
    signalWords.set(flat)
    signalWords.set(long, layout.words)
    const { signals, out } = layout
    const longAt = signals + layout.words * Int32Array.BYTES_PER_ELEMENT
    if (instance.kernels.screen(signals, longAt, stopLoss, takeProfit, trailingStop, out) === 0) return null
    const [returnSum, squareSum, barsInPosition, finalValue, fillCount, maxDrawdown] = results
    const totals = { returnSum, squareSum, barsInPosition, finalValue, fillCount, maxDrawdown }
    const facts = settle(totals, sums)
    return facts && { ...facts, tradeCount: results[6], refusedOrders: results[7], ambiguousExits: results[8] }
  }

  /** Writes what the kernel reads of a range. */
  private open(bars: Bars, { from, to }: BarRange, sums: CloseSums): void {
    this.sums = sums
    this.hasStops = false
    const layout = layoutOf(to - from, bars.length, sums.extremes)
    if (this.instance === null || this.instance.buffer.byteLength < layout.bytes) {
      this.instance = kernelInstance(layout.bytes)
      if (this.instance === null) return
    }
    const { buffer, kernels } = this.instance
    this.layout = layout
    this.signalWords = new Int32Array(buffer, layout.signals, 2 * layout.words)
    this.results = new Float64Array(buffer, layout.out, resultCount)

    const { execution } = this
    const { close } = bars
    const quotes = execution.fillAt === 'next-open' ? bars.open : close
    const records = new Float64Array(buffer, layout.records, recordWidth * (to - from))
    for (let t = from, at = 0; t < to; t++, at += recordWidth) {
      records[at] = close[t]
      records[at + 1] = quotes[t]
      records[at + 2] = sums.returns[t - from]
      records[at + 3] = sums.squares[t - from]
    }
    const { pairs, levels } = sums.extremes
    new Float64Array(buffer, layout.closes).set(pairs)
    kernels.openRange(from, to - from, layout.records, layout.closes, levels, sums.lowest)

    const { perUnit, perOrder, fraction } = execution.commission
    const { slippage, initialAmount, fillAt } = execution
    const delay = fillAt === 'close' ? 0 : 1
    kernels.openExecution(initialAmount, perUnit, perOrder, fraction, slippage.fraction, slippage.perUnit, delay)
    const vectorbt = execution.compatibility === 'vectorbt'
    const fillsFirst = fillAt === 'next-open' && !vectorbt // F12
    const byClose = execution.stopReference === 'close'
    kernels.openStopRules(fillsFirst, vectorbt, byClose, slips[execution.stopSlippage])
  }

  /** Writes what stops look at, when the first backtest of a range has some. */
  private openStops(bars: Bars, { from, to }: BarRange, layout: Layout, { buffer, kernels }: KernelInstance): void {
    if (this.hasStops) return
    this.hasStops = true
    const { open, high, low } = bars
    const bounds = new Float64Array(buffer, layout.bounds, recordWidth * (to - from))
    for (let t = from, at = 0; t < to; t++, at += recordWidth) {
      bounds[at] = open[t]
      bounds[at + 1] = low[t]
      bounds[at + 2] = high[t]
    }
    const { lows, highs } = wholeBars(bars)
    new Float64Array(buffer, layout.prices).set(new Extremes(lows, highs, from, to).pairs)
    kernels.openStops(layout.prices, layout.bounds)
  }
}

/** Addresses. */
interface Layout {
  readonly records: number
  readonly closes: number
  readonly bounds: number
  readonly prices: number
  /** Two lists of words, each of `words`. */
  readonly signals: number
  readonly words: number
  readonly out: number
  readonly bytes: number
}

/** One part behind the other, from an address that is not 0. `measured` is the number of bars in the range, `all` that of bars with signals. */
function layoutOf(measured: number, all: number, { pairs }: Extremes): Layout {
  const records = recordWidth * numberBytes
  const closes = records + recordWidth * measured * numberBytes
  const bounds = closes + pairs.length * numberBytes
  const prices = bounds + recordWidth * measured * numberBytes
  const signals = prices + pairs.length * numberBytes
  const words = 2 * Math.ceil(all / 64) // the kernel reads two at a time
  const out = signals + 2 * words * Int32Array.BYTES_PER_ELEMENT
  return { records, closes, bounds, prices, signals, words, out, bytes: out + resultCount * numberBytes }
}
