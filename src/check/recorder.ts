import type { Bars } from '../data/bars.ts'
import type { Column } from '../data/column.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { TechnicalAnalysis } from '../indicators/ta.ts'
import type { AlignedView, PortfolioContext, StrategyContext } from '../simulation/model/strategy.ts'
import { numberSeries, type OwnBars, type Series } from './series.ts'

type Columns = Column | Readonly<Record<string, Column>>
type AnyCall = (...given: unknown[]) => Columns

const prices = ['open', 'high', 'low', 'close', 'volume', 'time'] as const

/**
 * Remembers what a strategy asks for: columns in order of the calls, each under the text of its call, such as `sma(close, 20)`,
 * `macd(close).signal`, `use(pivot)(3)`, `sma(rsi(close), 5)` or `align(sma(close of 1w, 4))`; with several symbols `sma(close of AAPL, 20)`.
 * An array that the strategy made is "array".
 */
export class Recorder {
  readonly columns: Series[] = []
  private readonly names = new Map<unknown, string>()
  private readonly taken = new Map<string, number>()

  /** @param symbol '' when there is one only */
  context(context: StrategyContext, symbol: string, own: OwnBars): StrategyContext {
    return {
      bars: context.bars,
      ta: this.ta(context, symbol, own),
      higher: (timeframe) => this.aligned(context.higher(timeframe), longer(timeframe, symbol), own),
      other: (name) => this.aligned(context.other(name), name, own),
    }
  }

  portfolio({ time, symbols }: PortfolioContext, owns: readonly OwnBars[]): PortfolioContext {
    return {
      time,
      symbols: symbols.map((view, k) => {
        const { symbol } = view.bars
        return {
          ...this.aligned(view, symbol, null),
          ta: this.ta(view, symbol, owns[k]),
          higher: (timeframe) => this.aligned(view.higher(timeframe), longer(timeframe, symbol), null),
        }
      }),
    }
  }

  /** Columns of other bars are known by name, and recorded when they are brought onto the bars that the strategy acts on. */
  private aligned(view: AlignedView, of: string, own: OwnBars): AlignedView {
    return {
      bars: view.bars,
      ta: this.ta(view, of, undefined),
      align: (column) => this.record(view.align(column), `align(${this.textOf(column)})`, own),
    }
  }

  /** @param of whose bars these are, '' for the only ones; `own` is undefined where columns are not recorded */
  private ta(
    { bars, ta }: { bars: Bars; ta: TechnicalAnalysis },
    of: string,
    own: OwnBars | undefined,
  ): TechnicalAnalysis {
    const ending = of === '' ? '' : ` of ${of}`
    for (const name of prices) this.names.set(bars[name], `${name}${ending}`)
    const recording =
      (called: string, call: AnyCall): AnyCall =>
      (...given) => {
        const result = call(...given)
        const text = `${called}(${given.map((argument) => this.textOf(argument)).join(', ')})`
        const name = given.some((argument) => this.names.has(argument)) ? text : `${text}${ending}`
        if (result instanceof Float64Array) this.record(result, name, own)
        else for (const [output, column] of Object.entries(result)) this.record(column, `${name}.${output}`, own)
        return result
      }
    // of an empty object: that of a frozen one may not give anything but what is there
    return new Proxy({} as TechnicalAnalysis, {
      get(_, name) {
        const found: unknown = Reflect.get(ta, name)
        if (typeof found !== 'function' || typeof name !== 'string') return found
        if (name !== 'use') return recording(name, found as AnyCall)
        return (indicator: Indicator) => recording(`use(${indicator?.name})`, ta.use(indicator) as AnyCall)
      },
    })
  }

  private record(column: Column, call: string, own: OwnBars | undefined): Column {
    if (this.names.has(column)) return column // asked for before
    const count = (this.taken.get(call) ?? 0) + 1
    this.taken.set(call, count)
    const name = count === 1 ? call : `${call} #${count}` // of two arrays the first and the second
    this.names.set(column, name)
    if (own !== undefined) this.columns.push(numberSeries(name, column, own))
    return column
  }

  private textOf(argument: unknown): string {
    const known = this.names.get(argument)
    if (known !== undefined) return known
    if (argument instanceof Float64Array || Array.isArray(argument)) return 'array'
    if (typeof argument !== 'object' || argument === null) return String(argument)
    const options = Object.entries(argument).map(([name, value]) => `${name}: ${value}`)
    return `{ ${options.join(', ')} }`
  }
}

function longer(timeframe: string, symbol: string): string {
  return symbol === '' ? timeframe : `${timeframe} of ${symbol}`
}
