import { BacksweepError, messageOf } from '../../base/errors.ts'
import { unknownName } from '../../base/suggest.ts'
import { Bars } from '../../data/bars.ts'
import type { DataSource } from '../../data/data-source.ts'
import { type ResolvedDateRange, resolveDateRange } from '../../data/date-range.ts'
import { periodsPerYear } from '../../data/periods-per-year.ts'
import { Universe } from '../../data/universe.ts'
import type { MetricName } from '../../metrics/registry.ts'
import { resolveMetrics } from '../../metrics/resolve.ts'
import { type HeldOut, heldOut, refuseSealed } from '../plan/holdout.ts'
import type { Plan } from '../plan/plan.ts'
import { checkSymbols, needsPortfolio, type PortfolioTerms } from '../plan/portfolio-options.ts'
import { planOf } from '../plan/search-plan.ts'
import type { Sweep } from '../plan/sweep.ts'
import { isEventDriven, type SweepStrategy } from '../plan/sweep-strategy.ts'
import { type Keep, keepNothing } from '../store/details.ts'
import type { Job } from './job.ts'

/** A sweep with its data loaded and its plan made: all that is needed to run any of its backtests. */
export interface PreparedSweep {
  readonly name: string
  readonly strategy: SweepStrategy
  /** What backtests may see: nothing of a holdout. */
  readonly universe: Universe
  /** Null when nothing is held out. */
  readonly holdout: HeldOut | null
  readonly plan: Plan
  readonly job: Job
  readonly rankBy: MetricName
}

/** Loads the data and checks all that needs it. Nothing has been written when this throws. */
export async function prepareSweep<P extends object>(
  sweep: Sweep<P>,
  keep: Keep = keepNothing,
): Promise<PreparedSweep> {
  const sources: readonly (DataSource | Bars)[] = [sweep.data].flat()
  const everything = Universe.of(await Promise.all(sources.map(loaded)))
  const holdout = sweep.holdout && heldOut(sweep.holdout, everything.clock)
  const universe = holdout === null ? everything : everything.until(holdout.bar)
  if (holdout !== null) refuseSealed(sweep.dateRanges ?? [], holdout)
  const { clock: bars, symbols } = universe
  const strategy = sweep.strategy as unknown as SweepStrategy
  const portfolio = portfolioOf(sweep, strategy, symbols)
  if (portfolio !== null) refuseAnalyzers(keep)
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
    universe,
    holdout,
    plan,
    job: {
      bars: bars.share(),
      symbols: symbols.map((one) => one.share()),
      ranges: plan.ranges,
      space: plan.space,
      execution: sweep.execution,
      portfolio,
      engine: sweep.engine,
      broker: sweep.broker,
      benchmark: await benchmarkOf(sweep, symbols),
      metrics: resolveMetrics(sweep.metrics).names,
      riskFreeRate: sweep.riskFreeRate,
      periodsPerYear: sweep.periodsPerYear ?? periodsPerYear(bars),
      keep,
    },
    rankBy: sweep.rankBy,
  }
}

async function benchmarkOf<P extends object>(
  { benchmark, portfolio }: Sweep<P>,
  symbols: readonly Bars[],
): Promise<Job['benchmark']> {
  if (benchmark === null || benchmark === 'risk-free') return benchmark
  if (benchmark instanceof Bars) return { bars: benchmark.share() }
  if (typeof benchmark === 'object' && 'load' in benchmark) return { bars: (await loaded(benchmark)).share() }
  const names = symbols.map(({ symbol }) => symbol)
  if (typeof benchmark === 'object' && !names.includes(benchmark.symbol)) {
    throw unknownName('symbol', benchmark.symbol, names, 'in benchmark')
  }
  if (portfolio.corporateActions.length > 0) {
    throw new BacksweepError(
      'option-invalid',
      'benchmark holds symbols whose prices are not adjusted, as corporateActions says: give bars of an adjusted price.',
      { option: 'benchmark' },
    )
  }
  return benchmark
}

/** The terms of a sweep that needs the engine for portfolios. */
function portfolioOf<P extends object>(
  { portfolio, execution }: Sweep<P>,
  strategy: SweepStrategy,
  symbols: readonly Bars[],
): PortfolioTerms | null {
  const names = symbols.map(({ symbol }) => symbol)
  const refuse = (option: string, message: string) => new BacksweepError('option-invalid', message, { option })
  if (isEventDriven(strategy) && symbols.length > 1) {
    throw refuse(
      'data',
      `The data has ${symbols.length} symbols (${names.join(', ')}) for an event-driven strategy: give a sweep of it one, or run it with runEventBacktest and several feeds.`,
    )
  }
  if (!needsPortfolio(strategy, portfolio, symbols.length)) return null
  checkSymbols(portfolio, names)
  if (execution.compatibility !== 'none') {
    throw refuse('compatibility', `compatibility is "${execution.compatibility}" for a portfolio: leave it out.`)
  }
  return portfolio
}

function refuseAnalyzers({ analyzers }: Keep): void {
  if (analyzers.length === 0) return
  throw new BacksweepError(
    'option-invalid',
    'analyzers are asked for of a portfolio: they read one symbol; use metrics.',
    {
      option: 'analyzers',
    },
  )
}

/** A source made by a user may throw anything. */
async function loaded(source: DataSource | Bars): Promise<Bars> {
  if (source instanceof Bars) return source
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
