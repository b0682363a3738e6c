import { BacksweepError, messageOf } from '../../base/errors.ts'
import { Bars } from '../../data/bars.ts'
import type { DataSource } from '../../data/data-source.ts'
import { type ResolvedDateRange, resolveDateRange } from '../../data/date-range.ts'
import { periodsPerYear } from '../../data/periods-per-year.ts'
import type { MetricName } from '../../metrics/registry.ts'
import { resolveMetrics } from '../../metrics/resolve.ts'
import type { Plan } from '../plan/plan.ts'
import { planOf } from '../plan/search-plan.ts'
import type { Sweep } from '../plan/sweep.ts'
import type { SweepStrategy } from '../plan/sweep-strategy.ts'
import { type Keep, keepNothing } from '../store/details.ts'
import type { Job } from './job.ts'

/** A sweep with its data loaded and its plan made: all that is needed to run any of its backtests. */
export interface PreparedSweep {
  readonly name: string
  readonly strategy: SweepStrategy
  readonly bars: Bars
  readonly plan: Plan
  readonly job: Job
  readonly rankBy: MetricName
}

/** Loads the data and checks all that needs it. Nothing has been written when this throws. */
export async function prepareSweep<P extends object>(
  sweep: Sweep<P>,
  keep: Keep = keepNothing,
): Promise<PreparedSweep> {
  const bars = sweep.data instanceof Bars ? sweep.data : await loaded(sweep.data)
  const strategy = sweep.strategy as unknown as SweepStrategy
  const ranges = sweep.dateRanges?.map((input) => resolveDateRange(bars, input)) ?? [wholeRange(bars)]
  const twice = ranges.find(({ name }, i) => ranges.findIndex((other) => other.name === name) < i)
  if (twice !== undefined) {
    throw new BacksweepError('option-invalid', `Two date ranges are called "${twice.name}": give each its own name.`, {
      range: twice.name,
    })
  }
  const plan = planOf(strategy.parameters, sweep, ranges)
  return {
    name: sweep.name,
    strategy,
    bars,
    plan,
    job: {
      bars: bars.share(),
      ranges: plan.ranges,
      space: plan.space,
      execution: sweep.execution,
      engine: sweep.engine,
      broker: sweep.broker,
      metrics: resolveMetrics(sweep.metrics).names,
      riskFreeRate: sweep.riskFreeRate,
      periodsPerYear: sweep.periodsPerYear ?? periodsPerYear(bars),
      keep,
    },
    rankBy: sweep.rankBy,
  }
}

/** A source made by a user may throw anything. */
async function loaded(source: DataSource): Promise<Bars> {
  try {
    return await source.load()
  } catch (error) {
    if (error instanceof BacksweepError) throw error
    throw new BacksweepError(
      'file-unreadable',
      `${source.describe} cannot be loaded: ${messageOf(error)}.`,
      {},
      { cause: error },
    )
  }
}

/** All bars as one range, which ends just after the last one. */
function wholeRange(bars: Bars): ResolvedDateRange {
  if (bars.length === 0) {
    throw new BacksweepError('range-empty', `${bars.symbol} has no bars: give data with at least one.`, {
      symbol: bars.symbol,
    })
  }
  return { ...resolveDateRange(bars, { start: bars.time[0], end: bars.time[bars.length - 1] + 1 }), name: 'all' }
}
