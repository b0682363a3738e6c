import { assert } from '../base/assert.ts'
import type { Column } from '../data/column.ts'
import { type Kernels, kernelInstance } from '../kernels/instance.ts'
import type { Ledger } from '../simulation/model/ledger.ts'
import type { Beyond } from './beyond.ts'
import type { WalkFacts } from './facts.ts'
import { type ReturnSeries, shapeOf, sidesOf, spreadOf } from './return-sums.ts'

const numberBytes = Float64Array.BYTES_PER_ELEMENT
/** Numbers that a kernel finds at most. */
const mostFacts = 8

/**
 * `walkEquity`, the sums of return-sums.ts and `PlainBeyond` by SIMD kernels (kernels/assembly/equity.ts), which take a third of the time. They
 * work on two bars at a time, one in each lane; the others find the same bits because they add up even and odd returns apart.
 */
export class EquityKernels implements Beyond {
  readonly returns: ReturnSeries
  readonly below: Float64Array
  belowCount = 0
  readonly above: Float64Array
  aboveCount = 0
  private readonly kernels: Kernels
  /** A copy of the bars of `copied`. */
  private readonly close: Float64Array
  private copied: { readonly close: Column; readonly from: number; readonly to: number } | null = null
  private readonly fillBar: Int32Array
  private readonly cashAfter: Float64Array
  private readonly unitsAfter: Float64Array
  /** The initial amount, and the equity at every bar that has a return of its own. */
  private readonly equities: Float64Array
  private readonly facts: Float64Array

  /** With room for so many bars and as many fills; null where there are no kernels, or no memory left. */
  static of(bars: number): EquityKernels | null {
    const room = bars + 2 // the kernels read and write pairs, and there is an equity before the first bar
    const bytes = (8 * room + mostFacts) * numberBytes
    const instance = kernelInstance(bytes)
    return instance === null || instance.buffer.byteLength < bytes
      ? null
      : new EquityKernels(instance.kernels, instance.buffer, room)
  }

  private constructor(kernels: Kernels, buffer: SharedArrayBuffer, room: number) {
    const column = (place: number) => new Float64Array(buffer, place * room * numberBytes, room)
    this.kernels = kernels
    this.close = column(0)
    this.cashAfter = column(1)
    this.unitsAfter = column(2)
    this.equities = column(3)
    this.returns = { values: column(4), written: 0, zeros: 0 }
    this.below = column(5)
    this.above = column(6)
    this.fillBar = new Int32Array(buffer, 7 * room * numberBytes, room)
    this.facts = new Float64Array(buffer, 8 * room * numberBytes, mostFacts)
  }

  /** Measures [from, to), for which there must be room, and writes `returns`. `close` must not change any more. */
  measure(
    ledger: Pick<Ledger, 'fillCount' | 'fillBar' | 'cashAfter' | 'unitsAfter'>,
    close: Column,
    { from, to, initialAmount }: { readonly from: number; readonly to: number; readonly initialAmount: number },
    riskFree: number,
  ): WalkFacts {
    const { kernels, facts, equities, returns } = this
    this.copyClose(close, from, to)
    this.copyFills(ledger)
    equities[0] = initialAmount
    const written = kernels.walk(
      this.close.byteOffset,
      from,
      to,
      this.fillBar.byteOffset,
      this.cashAfter.byteOffset,
      this.unitsAfter.byteOffset,
      ledger.fillCount,
      equities.byteOffset,
      facts.byteOffset,
    )
    assert(written >= 0, 'fills are in order and on the bars measured')
    const bars = to - from
    const zeros = bars - written
    returns.written = written
    returns.zeros = zeros
    const barsInPosition = facts[0]
    const stillValues = facts[1]
    const maxDrawdown = facts[2]
    const maxDrawdownDuration = facts[3]
    const longestUnderwater = facts[4]
    const squaredDrawdowns = facts[5]

    kernels.returns(equities.byteOffset, written, riskFree, returns.values.byteOffset, facts.byteOffset)
    const meanValue = (facts[0] + stillValues) / bars
    const meanReturn = facts[1] / bars
    const sides = sidesOf({ gains: facts[2], losses: facts[3], squaredShortfalls: facts[4] }, zeros, riskFree)
    const best = facts[5]
    const worst = facts[6]

    kernels.powers(returns.values.byteOffset, written, meanReturn, facts.byteOffset)
    return {
      equity: { bars, barsInPosition, finalValue: equities[written], meanReturn, maxDrawdown },
      curve: { meanValue, maxDrawdownDuration, longestUnderwater, squaredDrawdowns },
      spread: spreadOf({ squares: facts[0], best, worst }, zeros, meanReturn),
      shape: shapeOf({ cubes: facts[1], fourths: facts[2] }, zeros, meanReturn),
      sides,
    }
  }

  gather({ values, written }: ReturnSeries, low: number, high: number): void {
    const { kernels, facts, below, above } = this
    kernels.beyond(values.byteOffset, written, low, high, below.byteOffset, above.byteOffset, facts.byteOffset)
    this.belowCount = facts[0]
    this.aboveCount = facts[1]
  }

  /** Unless it was done for the backtest before. */
  private copyClose(close: Column, from: number, to: number): void {
    const { copied } = this
    if (copied !== null && close === copied.close && from === copied.from && to === copied.to) return
    for (let t = from; t < to; t++) this.close[t - from] = close[t]
    this.copied = { close, from, to }
  }

  private copyFills({ fillCount, fillBar, cashAfter, unitsAfter }: Parameters<EquityKernels['measure']>[0]): void {
    for (let k = 0; k < fillCount; k++) {
      this.fillBar[k] = fillBar[k]
      this.cashAfter[k] = cashAfter[k]
      this.unitsAfter[k] = unitsAfter[k]
    }
  }
}
