import { BacksweepError } from '../../../base/errors.ts'
import { unknownName } from '../../../base/suggest.ts'
import { timeframeMs } from '../../../data/timeframe.ts'
import type { FinishedRun } from '../finished-run.ts'
import { type AnalyzerName, analyzers } from './analyzers.ts'
import type { SharpeOptions } from './sharpe.ts'

/** The options of every analyzer, with the names and defaults that they have when it is called; `periodsPerYear` is that of the sweep. */
export interface AnalyzerOptions {
  readonly account: NoOptions
  readonly returns: { readonly periodsPerYear?: number }
  readonly timeReturns: { readonly timeframe: string }
  readonly drawdown: NoOptions
  readonly tradeAnalyzer: NoOptions
  readonly sharpe: Partial<SharpeOptions>
  readonly sqn: { readonly sample?: boolean }
  readonly vwr: { readonly periodsPerYear?: number; readonly tau?: number; readonly maxDeviation?: number }
  readonly calmar: { readonly periodsPerYear?: number }
  readonly transactions: NoOptions
  readonly positions: NoOptions
  readonly grossLeverage: NoOptions
  readonly periodStats: { readonly timeframe: string }
}

type NoOptions = Readonly<Record<string, never>>

/** An analyzer by its name, or with options; `as` names what it finds, so that one analyzer can be asked for twice. */
export type AnalyzerInput =
  | AnalyzerName
  | {
      [K in AnalyzerName]: { readonly name: K; readonly options?: AnalyzerOptions[K]; readonly as?: string }
    }[AnalyzerName]

/** A checked request: plain data, the same for the same wish, so that it can be part of a run's identity. */
export interface AnalyzerRequest {
  /** What the result is called. */
  readonly as: string
  readonly name: AnalyzerName
  readonly options: Readonly<Record<string, number | string | boolean>>
}

/** An analyzer as it is called here: the options it takes, and those it cannot do without. */
interface Form<Options> {
  readonly rules: { readonly [O in keyof Options]-?: Rule }
  readonly needs?: (options: Options) => keyof Options | undefined
  analyze(run: FinishedRun, options: Options & { readonly periodsPerYear: number }): unknown
}

type Rule = readonly [allows: (value: unknown) => boolean, advice: string]

const aboveZero: Rule = [(value) => typeof value === 'number' && value > 0 && value < Infinity, 'give a number above 0']
const rate: Rule = [
  (value) => typeof value === 'number' && value > -1 && value < 1,
  'give a fraction: 0.02 is 2 % a year',
]
const yesOrNo: Rule = [(value) => typeof value === 'boolean', 'give true or false']
const timeframe: Rule = [isTimeframe, 'give a number and s, m, h, d, w or M (months), such as 12M']

const forms: { readonly [K in AnalyzerName]: Form<AnalyzerOptions[K]> } = {
  account: { rules: {}, analyze: analyzers.account },
  returns: {
    rules: { periodsPerYear: aboveZero },
    analyze: (run, { periodsPerYear }) => analyzers.returns(run, periodsPerYear),
  },
  timeReturns: {
    rules: { timeframe },
    needs: needsTimeframe,
    analyze: (run, options) => analyzers.timeReturns(run, options.timeframe),
  },
  drawdown: { rules: {}, analyze: analyzers.drawdown },
  tradeAnalyzer: { rules: {}, analyze: analyzers.tradeAnalyzer },
  sharpe: {
    rules: { periodsPerYear: aboveZero, riskFreeRate: rate, timeframe, sample: yesOrNo, annualize: yesOrNo },
    // the sweep's number counts bars, not the periods of another timeframe
    needs: (options) =>
      options.timeframe !== undefined && options.periodsPerYear === undefined ? 'periodsPerYear' : undefined,
    analyze: analyzers.sharpe,
  },
  sqn: { rules: { sample: yesOrNo }, analyze: analyzers.sqn },
  vwr: { rules: { periodsPerYear: aboveZero, tau: aboveZero, maxDeviation: aboveZero }, analyze: analyzers.vwr },
  calmar: {
    rules: { periodsPerYear: aboveZero },
    analyze: (run, { periodsPerYear }) => analyzers.calmar(run, periodsPerYear),
  },
  transactions: { rules: {}, analyze: analyzers.transactions },
  positions: { rules: {}, analyze: analyzers.positions },
  grossLeverage: { rules: {}, analyze: analyzers.grossLeverage },
  periodStats: {
    rules: { timeframe },
    needs: needsTimeframe,
    analyze: (run, options) => analyzers.periodStats(run, options.timeframe),
  },
}
const names = Object.keys(forms) as AnalyzerName[]

/**
 * Checks what was asked for. Errors: 'name-unknown' for an analyzer or option that does not exist, 'option-invalid' for a value, a
 * missing option, and two results of one name.
 */
export function analyzerRequests(inputs: readonly AnalyzerInput[]): AnalyzerRequest[] {
  if (!Array.isArray(inputs)) throw invalid('analyzers', inputs, "give a list such as ['drawdown', 'sharpe']")
  const requests = (inputs as readonly AnalyzerInput[]).map((input) => {
    const { name, options = {}, as, ...rest } = typeof input === 'string' ? { name: input } : Object(input)
    const [foreign] = Object.keys(rest)
    if (foreign !== undefined) throw unknownName('key', foreign, ['name', 'options', 'as'], 'of an analyzer')
    if (!names.includes(name)) throw unknownName('analyzer', String(name), names)
    if (as !== undefined && (typeof as !== 'string' || as === '')) throw invalid('as', as, 'give a name')
    if (typeof options !== 'object' || options === null) throw invalid(name, options, 'give an object with its options')
    return Object.freeze({ as: as ?? name, name, options: checkedOptions(name, options) })
  })
  const twice = requests.find(({ as }, i) => requests.findIndex((other) => other.as === as) < i)
  if (twice !== undefined)
    throw invalid('analyzers', twice.as, 'it is there twice; name one of them otherwise with `as`')
  return requests
}

/** What the analyzers find, by the names of their results; `periodsPerYear` counts where a request has none. */
export function analyze(
  requests: readonly AnalyzerRequest[],
  run: FinishedRun,
  periodsPerYear: number,
): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const { as, name, options } of requests) {
    found[as] = (forms[name] as Form<object>).analyze(run, { periodsPerYear, ...options })
  }
  return found
}

/** In the order in which the analyzer names them. */
function checkedOptions(name: AnalyzerName, options: object): AnalyzerRequest['options'] {
  const { rules, needs } = forms[name] as Form<Record<string, unknown>>
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const known = Object.keys(rules)
  for (const option of Object.keys(given)) {
    if (!known.includes(option)) throw unknownName('option', option, known, `of the analyzer ${name}`)
    const [allows, advice] = rules[option]
    if (!allows(given[option])) throw invalid(`${name}.${option}`, given[option], advice)
  }
  const missing = needs?.(given)
  if (missing !== undefined) throw invalid(`${name}.${missing}`, 'missing', rules[missing][1])
  const inOrder = known.filter((option) => Object.hasOwn(given, option)).map((option) => [option, given[option]])
  return Object.freeze(Object.fromEntries(inOrder))
}

function needsTimeframe(options: { readonly timeframe?: string }): 'timeframe' | undefined {
  return options.timeframe === undefined ? 'timeframe' : undefined
}

function isTimeframe(value: unknown): boolean {
  try {
    return typeof value === 'string' && timeframeMs(value) > 0
  } catch {
    return false
  }
}

function invalid(option: string, value: unknown, advice: string): BacksweepError {
  return new BacksweepError('option-invalid', `The analyzer option ${option} is ${String(value)}: ${advice}.`, {
    option,
    value: String(value),
  })
}
