import { z } from 'zod'
import { BacksweepError } from '../../base/errors.ts'
import { nearest, unknownName } from '../../base/suggest.ts'
import { Bars } from '../../data/bars.ts'
import type { Needs } from '../../metrics/facts.ts'
import { resolveMetrics } from '../../metrics/resolve.ts'
import {
  compatibilities,
  fillPoints,
  scalings,
  stopReferences,
  stopSlippages,
} from '../../simulation/model/execution.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import { cashFlowsSchema, corporateActionsSchema } from './portfolio-options.ts'
import { wantedSpace } from './search-plan.ts'
import { isEventDriven, isPortfolioStrategy, sweepEngines } from './sweep-strategy.ts'

const positive = z.number().positive()
const atLeastZero = z.number().min(0)
const fraction = atLeastZero.lt(1, 'it is a fraction: 0.001 is 0.1 %')
const commissionAdvice = 'give percentCommission(0.001) or its like, or a list of them'
const commission = z.strictObject({ fraction, perUnit: atLeastZero, perOrder: atLeastZero }, commissionAdvice)
const slippage = z.strictObject({ fraction, perUnit: atLeastZero }, 'give percentSlippage(0.001) or its like')
const dataAdvice = 'give csv(path) or Bars, or a list of them'
const parametersAdvice =
  'give an object with a value or a list of values for each parameter, or a list of whole parameter sets'
const everySearch = {
  trials: z.int().min(1).max(10_000_000, 'at most 10,000,000 are remembered'),
  seed: z.int(),
}
const searches = [
  z.strictObject({ kind: z.literal('random'), ...everySearch }),
  z.strictObject({ kind: z.literal('latin-hypercube'), ...everySearch }),
  z.strictObject({
    kind: z.literal('differential-evolution'),
    ...everySearch,
    population: z.int().min(4),
  }),
  z.strictObject({ kind: z.literal('tpe'), ...everySearch, generation: z.int().min(1) }),
] as const
const moment = z.union([z.string(), z.number(), z.date()], 'give a date such as "2020-01-31"')
const riskFree = 'it is a fraction: 0.02 is 2 % a year'

const schema = z.strictObject({
  name: z
    .string()
    .regex(
      /^\w[\w.-]*$/,
      'use letters, digits, dot, dash and underscore, no dot or dash first: it becomes a folder name',
    ),
  strategy: z.custom<{ signals: unknown; parameters: Parameters }>(
    isStrategy,
    'give what defineStrategy or definePortfolio returned, or a class that extends Strategy',
  ),
  parameters: z.union(
    [z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))],
    parametersAdvice,
  ),
  engine: z.enum(sweepEngines).optional(),
  where: z
    .custom<() => boolean>((value) => typeof value === 'function', 'give a function of the parameters')
    .optional(),
  search: z.discriminatedUnion('kind', searches, 'give randomSearch({ trials: 500 }) or its like').optional(),
  data: z.union([z.custom(isData), z.array(z.custom(isData)).min(1, dataAdvice)], dataAdvice),
  dateRanges: z
    .array(z.strictObject({ name: z.string().optional(), start: moment, end: moment }), 'give a list of { start, end }')
    .min(1, 'give at least one date range, or leave dateRanges out for all bars')
    .optional(),
  holdout: z
    .union(
      [
        z.strictObject({ from: moment }),
        z.strictObject({ share: positive.lt(1, 'it is a fraction: 0.2 is the last fifth of the bars') }),
      ],
      'give { from: "2019-01-01" }, or { share: 0.2 } for the last fifth of the bars',
    )
    .optional(),
  initialAmount: positive.optional(),
  commission: z.union([commission, z.array(commission)], commissionAdvice).optional(),
  slippage: slippage.optional(),
  costs: z
    .record(
      z.string(),
      z.strictObject({
        commission: z.union([commission, z.array(commission)], commissionAdvice).optional(),
        slippage: slippage.optional(),
      }),
      'give an object such as { "BTC-EUR": { commission: percentCommission(0.002) } }',
    )
    .optional(),
  cashFlows: cashFlowsSchema.optional(),
  corporateActions: corporateActionsSchema.optional(),
  fillAt: z.enum(fillPoints).optional(),
  sizing: z
    .discriminatedUnion(
      'kind',
      [
        z.strictObject({ kind: z.literal('all-in') }),
        z.strictObject({ kind: z.literal('fraction'), fraction: positive.max(1, 'it is a fraction: 1 is all') }),
        z.strictObject({ kind: z.literal('amount'), amount: positive }),
        z.strictObject({ kind: z.literal('units'), units: positive }),
        z.strictObject({ kind: z.literal('cash'), fraction: positive.max(1, 'it is a fraction: 1 is all') }),
        z.strictObject({ kind: z.literal('risk'), fraction: positive.max(1, 'it is a fraction: 1 is all') }),
        z.strictObject({ kind: z.literal('initial'), fraction: positive.max(1, 'it is a fraction: 1 is all') }),
        z.strictObject({ kind: z.literal('volatility'), annual: positive, period: z.number().int().min(2) }),
      ],
      'give allIn, fractionOfEquity(0.5) or their like',
    )
    .optional(),
  unitStep: atLeastZero.optional(),
  scaling: z.enum(scalings).optional(),
  stopReference: z.enum(stopReferences).optional(),
  stopSlippage: z.enum(stopSlippages).optional(),
  compatibility: z.enum(compatibilities).optional(),
  broker: z.record(z.string(), z.unknown()).optional(),
  riskFreeRate: z.number().gt(-1, riskFree).lt(1, riskFree).optional(),
  periodsPerYear: positive.optional(),
  rankBy: z.string().optional(),
  benchmark: z
    .custom(isBenchmark, 'give "buy-and-hold", "equal-weight", "risk-free", { symbol }, or bars of your own')
    .optional(),
  metrics: z
    .union([z.string(), z.array(z.string())], 'give "default", "screening", "benchmark" or a list of metrics')
    .optional(),
})

/** Names of every option of `defineSweep`. */
export const sweepOptionNames: readonly string[] = Object.keys(schema.shape)

/** Throws the first thing that is wrong with the options of a sweep. */
export function checkSweepOptions(options: unknown): void {
  const parsed = schema.safeParse(options, { error: advice })
  if (!parsed.success) throw firstProblem(parsed.error.issues, options)

  const { strategy, parameters, search = null, metrics, rankBy, benchmark } = parsed.data
  checkEngine(parsed.data)
  wantedSpace(strategy.parameters, { parameters, search })
  const set = benchmark === undefined ? 'default' : 'benchmark'
  const { names, needs }: { names: readonly string[]; needs: Needs } = resolveMetrics(
    (metrics ?? set) as 'default' | readonly string[],
  )
  if (needs.benchmark && benchmark === undefined) {
    throw new BacksweepError(
      'option-invalid',
      'metrics asks for a comparison, but there is no benchmark: add benchmark: "buy-and-hold" or another.',
      { option: 'metrics' },
    )
  }
  const ranking = rankBy ?? 'sharpe'
  if (!names.includes(ranking)) {
    const { names: all }: { names: readonly string[] } = resolveMetrics('benchmark')
    if (!all.includes(ranking)) throw unknownName('metric', ranking, all, 'in rankBy')
    throw new BacksweepError(
      'option-invalid',
      `rankBy is "${ranking}", which metrics leaves out (${names.join(', ')}): add it there or rank by one of them.`,
      {
        option: 'rankBy',
      },
    )
  }
}

/** Options of the one engine are none of the other: nothing is passed over in silence. */
function checkEngine({ strategy, ...options }: z.infer<typeof schema>): void {
  const eventDriven = isEventDriven(strategy)
  if (!eventDriven && options.engine === 'event' && options.compatibility === 'vectorbt') {
    throw new BacksweepError(
      'option-invalid',
      `defineSweep: compatibility is "vectorbt" with engine "event", which does not have that order of events on a bar: leave one of them out.`,
      { option: 'compatibility' },
    )
  }
  const foreign = eventDriven ? vectorOption(options) : eventOnly(options)
  if (foreign === undefined) return
  const whose = eventDriven
    ? 'vector strategies; an event-driven one sends orders, see broker'
    : 'event-driven strategies'
  throw new BacksweepError('option-invalid', `defineSweep: ${foreign} is for ${whose}: leave it out.`, {
    option: foreign,
  })
}

const vectorOnly = [
  'engine',
  'fillAt',
  'scaling',
  'stopReference',
  'stopSlippage',
  'compatibility',
  'costs',
  'cashFlows',
  'corporateActions',
] as const

function vectorOption(options: Omit<z.infer<typeof schema>, 'strategy'>): string | undefined {
  const { kind } = options.sizing ?? {}
  if (kind === 'initial' || kind === 'volatility') return `sizing of kind ${kind}`
  return vectorOnly.find((option) => options[option] !== undefined)
}

function eventOnly({ broker, sizing }: Pick<z.infer<typeof schema>, 'broker' | 'sizing'>): string | undefined {
  if (broker !== undefined) return 'broker'
  return sizing?.kind === 'cash' ? `sizing of kind ${sizing.kind}` : undefined
}

/** A misspelled option comes first: the option that it should have been is then missing, too. */
function firstProblem(issues: readonly z.core.$ZodIssue[], options: unknown): BacksweepError {
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue
    const [outer] = issue.path
    if (outer === undefined) return unknownName('option', issue.keys[0], sweepOptionNames, 'in defineSweep')
    if (outer === 'search') return unknownName('option', issue.keys[0], searchOptionNames(options), 'in search')
    if (outer === 'dateRanges') {
      return unknownName('option', issue.keys[0], ['name', 'start', 'end'], `in ${issue.path.join('.')}`)
    }
  }
  const [{ path, message }] = issues
  const option = path.map(String).join('.')
  const value = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], options)
  return new BacksweepError(
    'option-invalid',
    `defineSweep: ${option || 'its argument'} is ${found(value)}: ${message}.`,
    { option },
  )
}

function searchOptionNames(options: unknown): string[] {
  const { kind } = (options as { search: { kind: string } }).search
  const names = searches.flatMap(({ shape }) => (shape.kind.value === kind ? Object.keys(shape) : []))
  return names.filter((name) => name !== 'kind')
}

/** What to do about a value, where the schema itself does not say it. */
const advice: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String)
    const [near] = typeof issue.input === 'string' ? nearest(issue.input, allowed) : []
    const all = allowed.join(', ')
    return near === undefined ? `allowed are ${all}` : `did you mean "${near}"? Allowed are ${all}`
  }
  if (issue.code === 'unrecognized_keys') return `leave out ${issue.keys.join(', ')}`
  if (issue.code === 'invalid_type' && issue.expected === 'int') return 'give a whole number'
  if (issue.code === 'invalid_type') return `give ${issue.expected === 'object' ? 'an object' : `a ${issue.expected}`}`
  if (issue.code === 'too_small') return `it must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`
  return undefined
}

function found(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}

function isStrategy(value: unknown): boolean {
  if (isEventDriven(value)) return typeof value.parameters === 'object' && value.parameters !== null
  const { signals, parameters } = (value ?? {}) as { signals?: unknown; parameters?: unknown }
  const acts = typeof signals === 'function' || isPortfolioStrategy(value)
  return acts && typeof parameters === 'object' && parameters !== null
}

function isBenchmark(value: unknown): boolean {
  if (typeof value === 'string') return ['buy-and-hold', 'equal-weight', 'risk-free'].includes(value)
  return isData(value) || typeof (value as { symbol?: unknown } | null)?.symbol === 'string'
}

function isData(value: unknown): boolean {
  return value instanceof Bars || typeof (value as { load?: unknown } | null | undefined)?.load === 'function'
}
