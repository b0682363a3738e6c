import { BacksweepError } from '../../base/errors.ts'
import { unknownName } from '../../base/suggest.ts'
import type { Column } from '../../data/column.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import { calledAs } from '../../indicators/own-indicator.ts'
import { type IndicatorName, indicators, registry } from '../../indicators/registry.ts'
import type { IndicatorCall, TechnicalAnalysis } from '../../indicators/ta.ts'
import { type Clock, clockOf, columnOf, Line } from './line.ts'

type Rest<Values extends readonly unknown[]> = Values extends readonly [unknown, ...infer Tail] ? Tail : never

type Lines<Result> = Result extends Column ? Line : { readonly [Output in keyof Result]: Line }

type LineCall<Spec extends Indicator> = 'source' extends Spec['inputs'][number]
  ? (source: Line, ...options: Rest<Parameters<IndicatorCall<Spec>>>) => Lines<ReturnType<IndicatorCall<Spec>>>
  : (...options: Parameters<IndicatorCall<Spec>>) => Lines<ReturnType<IndicatorCall<Spec>>>

type BuiltInCalls = { readonly [Name in IndicatorName]: LineCall<(typeof registry)[Name]> }

/**
 * The indicators as an event-driven strategy calls them in `init`: as in `ta` of a vector strategy, but with lines for columns.
 * Whole columns are computed ahead, once for all backtests over the same bars; a line reads them up to the present bar.
 * An indicator declared here puts off the first `next` until it has a value (rule F38).
 */
export interface LineIndicators extends BuiltInCalls {
  /** The call of an indicator of the user's own: `this.ta.use(efficiency)(this.data.close, 10)`. */
  use<Spec extends Indicator>(indicator: Spec): LineCall<Spec>
}

type AnyCall = (...given: unknown[]) => Column | Readonly<Record<string, Column>>

/** One object per feed and backtest; the calls themselves stand once on the prototype. */
class LineTa {
  readonly #clock: Clock
  readonly #ta: TechnicalAnalysis

  constructor(clock: Clock, ta: TechnicalAnalysis) {
    this.#clock = clock
    this.#ta = ta
  }

  use(indicator: Indicator): (...given: unknown[]) => Line | Record<string, Line> {
    const call = this.#ta.use(indicator) as AnyCall
    return (...given) => linesOf(this.#clock, indicator, call, given)
  }

  static call(self: LineTa, spec: Indicator, given: unknown[]): Line | Record<string, Line> {
    const call = (self.#ta as unknown as Record<string, AnyCall>)[spec.name]
    return linesOf(self.#clock, spec, call, given)
  }
}

for (const spec of indicators) {
  Object.defineProperty(LineTa.prototype, spec.name, {
    value(this: LineTa, ...given: unknown[]) {
      return LineTa.call(this, spec, given)
    },
  })
}
Object.setPrototypeOf(
  LineTa.prototype,
  new Proxy(Object.prototype, {
    get(target, name, receiver) {
      if (typeof name === 'symbol' || name in target || name === 'then' || name === 'toJSON') {
        return Reflect.get(target, name, receiver)
      }
      throw unknownName('indicator', name, Object.keys(registry), 'of ta')
    },
  }),
)

export function lineTa(clock: Clock, ta: TechnicalAnalysis): LineIndicators {
  return new LineTa(clock, ta) as unknown as LineIndicators
}

function linesOf(
  clock: Clock,
  indicator: Indicator,
  call: AnyCall,
  given: readonly unknown[],
): Line | Record<string, Line> {
  if (!indicator.inputs.includes('source')) return asLines(clock, call(...given))
  const [source, ...options] = given
  if (!(source instanceof Line) || clockOf(source) !== clock) {
    const found = source instanceof Line ? 'a line of another feed' : typeof source
    const called = calledAs(indicator)
    throw new BacksweepError(
      'option-invalid',
      `${called} got ${found} for its source: give a line of the feed that this ta belongs to, as in this.${called}(this.data.close, …).`,
      { indicator: indicator.name, strategy: clock.strategy },
    )
  }
  return asLines(clock, call(columnOf(source), ...options))
}

function asLines(clock: Clock, result: Column | Readonly<Record<string, Column>>): Line | Record<string, Line> {
  if (result instanceof Float64Array) return declared(clock, result)
  const lines: Record<string, Line> = {}
  for (const output in result) lines[output] = declared(clock, (result as Readonly<Record<string, Column>>)[output])
  return lines
}

function declared(clock: Clock, column: Column): Line {
  const first = firstValue(column)
  if (first > clock.ready) clock.ready = first
  return new Line(clock, column)
}

/** Indicator columns are shared by all backtests of a sweep: each is searched once. */
const firstValues = new WeakMap<Column, number>()

/** Index of the first value that is not NaN; the length when there is none. */
export function firstValue(column: Column): number {
  let first = firstValues.get(column)
  if (first === undefined) {
    first = 0
    while (first < column.length && Number.isNaN(column[first])) first++
    firstValues.set(column, first)
  }
  return first
}
