import { z } from 'zod'
import { BacksweepError } from '../../base/errors.ts'
import { nearest, unknownName } from '../../base/suggest.ts'
import { resolveMetrics } from '../../metrics/resolve.ts'
import {
  compatibilities,
  fillPoints,
  scalings,
  stopReferences,
  stopSlippages,
} from '../../simulation/model/execution.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import { searchSpace } from './search-space.ts'

const amount = z.number().positive()
const commission = z.object({ fraction: z.number(), perUnit: z.number(), perOrder: z.number() })
const moment = z.union([z.string(), z.number(), z.date()])

const schema = z.strictObject({
  name: z.string().regex(/^[\w.-]+$/, 'use letters, digits, dot, dash and underscore: it becomes a folder name'),
  strategy: z.custom<{ signals: unknown; parameters: Parameters }>(
    (value) => typeof (value as { signals?: unknown } | null)?.signals === 'function',
    'give what defineStrategy returned',
  ),
  parameters: z.record(z.string(), z.unknown()),
  where: z
    .custom<() => boolean>((value) => typeof value === 'function', 'give a function of the parameters')
    .optional(),
  data: z.custom((value) => isData(value), 'give csv(path) or Bars'),
  dateRanges: z
    .array(z.strictObject({ name: z.string().optional(), start: moment, end: moment }))
    .min(1, 'give at least one date range, or leave dateRanges out for all bars')
    .optional(),
  initialAmount: amount.optional(),
  commission: z
    .union([commission, z.array(commission)], 'give percentCommission(0.001) or its like, or a list of them')
    .optional(),
  slippage: z
    .object({ fraction: z.number(), perUnit: z.number() }, 'give percentSlippage(0.001) or its like')
    .optional(),
  fillAt: z.enum(fillPoints).optional(),
  sizing: z
    .object(
      { kind: z.enum(['all-in', 'fraction', 'amount', 'units']) },
      'give allIn, fractionOfEquity(0.5) or their like',
    )
    .optional(),
  unitStep: z.number().min(0).optional(),
  scaling: z.enum(scalings).optional(),
  stopReference: z.enum(stopReferences).optional(),
  stopSlippage: z.enum(stopSlippages).optional(),
  compatibility: z.enum(compatibilities).optional(),
  riskFreeRate: z.number().gt(-1).lt(1, 'it is a fraction: 0.02 is 2 % a year').optional(),
  periodsPerYear: amount.optional(),
  rankBy: z.string().optional(),
  metrics: z.union([z.string(), z.array(z.string())]).optional(),
})

/** Names of every option of `defineSweep`. */
export const sweepOptionNames: readonly string[] = Object.keys(schema.shape)

/** Throws the first thing that is wrong with the options of a sweep. */
export function checkSweepOptions(options: unknown): void {
  const parsed = schema.safeParse(options)
  if (!parsed.success) throw firstProblem(parsed.error.issues[0], options)

  const { strategy, parameters, metrics, rankBy } = parsed.data
  searchSpace(strategy.parameters, parameters)
  const { names } = resolveMetrics((metrics ?? 'default') as 'default' | readonly string[])
  const ranking = rankBy ?? 'sharpe'
  if (!names.includes(ranking)) {
    const { names: all } = resolveMetrics('default')
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

function firstProblem(issue: z.core.$ZodIssue, options: unknown): BacksweepError {
  const path = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const known = path === '' ? sweepOptionNames : ['name', 'start', 'end']
    return unknownName('option', issue.keys[0], known, path === '' ? 'in defineSweep' : `in ${path}`)
  }
  const value = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    options,
  )
  const found =
    value === undefined
      ? 'missing'
      : typeof value === 'object' || typeof value === 'function'
        ? `a ${typeof value}`
        : JSON.stringify(value)
  let advice = issue.message
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String)
    const [near] = nearest(String(value), allowed)
    advice = `${near === undefined ? '' : `did you mean "${near}"? `}Allowed: ${allowed.join(', ')}`
  } else if (issue.code === 'invalid_type') advice = `give a ${issue.expected}`
  else if (issue.code === 'too_small') advice = `it must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`
  return new BacksweepError('option-invalid', `defineSweep: ${path || 'its argument'} is ${found}: ${advice}.`, {
    option: path,
  })
}

function isData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return typeof (value as { load?: unknown }).load === 'function' || 'close' in value
}
