import { BacksweepError } from '../../base/errors.ts'
import { unknownName } from '../../base/suggest.ts'
import type { Bars } from '../../data/bars.ts'
import { closings, lastEnded } from '../../data/closings.ts'
import { type Column, isConstant, markConstant } from '../../data/column.ts'
import { nextBucketStart, resample } from '../../data/resample.ts'
import type { Universe } from '../../data/universe.ts'
import type { ColumnMemory, Remembered } from '../../indicators/column-memory.ts'
import { createTa, type TechnicalAnalysis } from '../../indicators/ta.ts'
import type { AlignedView, PortfolioContext, StrategyContext, SymbolView } from '../model/strategy.ts'

/**
 * What strategies see of a universe: its symbols, longer bars of them, and each other (F53). Everything is made when it is first asked
 * for and then shared by all backtests on these bars.
 */
export class Views {
  private readonly universe: Universe
  private readonly memory: ColumnMemory | undefined
  private readonly symbols: readonly SymbolView[]
  private readonly longer = new Map<string, SymbolView & { readonly ends: Float64Array }>()
  private readonly contexts: StrategyContext[] = []
  private whole: PortfolioContext | undefined

  /**
   * @param memory what bounds the columns that are remembered; without it all are
   */
  constructor(universe: Universe, memory?: ColumnMemory) {
    this.universe = universe
    this.memory = memory
    this.symbols = universe.symbols.map((bars) => viewOf(bars, createTa(bars, memory)))
  }

  /** What a strategy sees that acts on symbol `k`. */
  context(k: number): StrategyContext {
    this.contexts[k] ??= this.contextOn(k, this.universe.symbols[k])
    return this.contexts[k]
  }

  /** What a strategy sees that acts on all symbols. */
  portfolio(): PortfolioContext {
    this.whole ??= this.wholeContext()
    return this.whole
  }

  private wholeContext(): PortfolioContext {
    const { clock, symbols } = this.universe
    return {
      time: clock.time,
      symbols: symbols.map((bars, k) => ({
        ...this.symbols[k],
        ...this.aligning(this.symbols[k], closings(bars), clock),
        higher: this.higherOf(k, clock),
      })),
    }
  }

  private contextOn(k: number, own: Bars): StrategyContext {
    const others = new Map<string, AlignedView>()
    return {
      ...this.symbols[k],
      higher: this.higherOf(k, own),
      other: (symbol) => {
        let view = others.get(symbol)
        if (view === undefined) {
          const place = this.universe.symbols.findIndex((bars) => bars.symbol === symbol)
          if (place < 0) {
            throw unknownName(
              'symbol',
              symbol,
              this.universe.symbols.map((bars) => bars.symbol),
              'in other()',
            )
          }
          view = this.aligning(this.symbols[place], closings(this.universe.symbols[place]), own)
          others.set(symbol, view)
        }
        return view
      },
    }
  }

  /** `higher` of symbol `k` for these bars. */
  private higherOf(k: number, clock: Bars): (timeframe: string) => AlignedView {
    const views = new Map<string, AlignedView>()
    return (timeframe) => {
      let view = views.get(timeframe)
      if (view === undefined) {
        const longer = this.longerBars(k, timeframe)
        view = this.aligning(longer, longer.ends, clock)
        views.set(timeframe, view)
      }
      return view
    }
  }

  private longerBars(k: number, timeframe: string) {
    const key = `${k} ${timeframe}`
    let found = this.longer.get(key)
    if (found === undefined) {
      const own = this.universe.symbols[k]
      const closed = closings(own)
      const bars = resample(own, timeframe)
      const ends = Float64Array.from(bars.time, (time) => {
        const end = nextBucketStart(time, timeframe)
        // its last bar closes after that when it is a long one, such as a week at the end of a month
        return Math.max(end, closed[own.indexAt(end) - 1])
      })
      found = { ...viewOf(bars, createTa(bars, this.memory)), ends }
      this.longer.set(key, found)
    }
    return found
  }

  /** A view whose bars end at `ends`, for the bars of `clock`. */
  private aligning({ bars, ta }: SymbolView, ends: Float64Array, clock: Bars): AlignedView {
    let last: Int32Array | null = null
    const known = new WeakMap<Column, Remembered>()
    const align = (column: Column): Column => {
      if (!(column instanceof Float64Array) || column.length !== bars.length) {
        throw new BacksweepError(
          'option-invalid',
          `align got ${column instanceof Float64Array ? `a column of ${column.length} values` : String(column)} for ${bars.length} bars of ${bars.timeframe}: give a column of those bars.`,
          { option: 'align' },
        )
      }
      const before = known.get(column)
      if (before !== undefined) {
        this.memory?.use(before)
        return before.columns[0]
      }
      last ??= lastEnded(ends, closings(clock))
      const memory = isConstant(column) ? this.memory : undefined
      const aligned = memory?.newColumn(clock.length) ?? new Float64Array(clock.length)
      for (let t = 0; t < clock.length; t++) aligned[t] = last[t] < 0 ? NaN : column[last[t]]
      if (!isConstant(column)) return aligned
      const remembered = { columns: [markConstant(aligned)], lastUse: 0, forget: () => known.delete(column) }
      known.set(column, remembered)
      memory?.add(remembered)
      return aligned
    }
    return { bars, ta, align }
  }
}

function viewOf(bars: Bars, ta: TechnicalAnalysis): SymbolView {
  return { bars, ta }
}
