import { Bars } from '../../data/bars.ts'
import { formatTime } from '../../data/time.ts'
import { isLearning, searchText } from '../plan/search.ts'
import { type RunHeader, storeSchema } from '../store/store.ts'
import type { Job } from './job.ts'
import { snapshotBars } from './keep-details.ts'
import type { PreparedSweep } from './prepare.ts'
import { engineVersion } from './version.ts'

/** What a run is, as its store says it; `code` is the identity of the strategy's code. */
export function headerOf(prepared: PreparedSweep, code: string): RunHeader {
  const { name, strategy, universe, holdout, plan, job, rankBy } = prepared
  const { clock: bars, symbols } = universe
  return {
    schema: storeSchema,
    engine: engineVersion,
    sweep: name,
    strategy: strategy.name,
    code,
    parameters: plan.space.names,
    data: {
      symbol: bars.symbol,
      ...(symbols.length > 1 && { symbols: symbols.map(({ symbol }) => symbol) }),
      timeframe: bars.timeframe,
      bars: bars.length,
      fingerprint: universe.fingerprint,
    },
    ...(holdout !== null && { holdout: formatTime(holdout.start) }),
    ranges: plan.ranges.map((range) => ({
      name: range.name,
      start: formatTime(range.start),
      end: formatTime(range.end),
      bars: range.to - range.from,
      fingerprint: universe.until(range.to).fingerprint,
      snapshots: Array.from(snapshotBars(bars.time, range, job.keep.snapshotInterval), (bar) => bars.time[bar]),
    })),
    settings: {
      ...rulesOf(job),
      ...benchmarkOf(job),
      riskFreeRate: job.riskFreeRate,
      periodsPerYear: job.periodsPerYear,
    },
    keep: job.keep,
    metrics: job.metrics,
    rankBy,
    ...(plan.search !== null && { search: plan.search }),
    parameterSets: plan.parameterSets,
    plan: plan.fingerprint,
  }
}

/** Only where there is one, so that the runs there are keep their fingerprints. */
function benchmarkOf({ benchmark }: Job): RunHeader['settings'] {
  if (benchmark === null) return {}
  if (typeof benchmark !== 'object' || !('bars' in benchmark)) return { benchmark }
  const { symbol, timeframe, fingerprint } = Bars.fromShared(benchmark.bars)
  return { benchmark: { symbol, timeframe, fingerprint } }
}

/** The engine is named only where it is not the one that the strategy was made for, so that the runs there are keep their fingerprints. */
function rulesOf({ broker, execution, engine, portfolio }: Job): RunHeader['settings'] {
  if (broker !== null) return { ...broker }
  if (portfolio !== null) {
    const { size, costs, cashFlows, corporateActions } = portfolio
    const rules = { ...execution, sizing: size ?? 'equal parts', costs, cashFlows, corporateActions }
    return engine === 'event' ? { engine, ...rules } : rules
  }
  return engine === 'event' ? { engine, ...execution } : { ...execution }
}

/** What differs between two runs of one sweep, in words; empty when their headers are equal, and then only. */
export function differences(before: RunHeader, now: RunHeader): string[] {
  const changed: string[] = []
  if (before.engine !== now.engine) changed.push(`backsweep is ${now.engine} instead of ${before.engine}`)
  if (before.strategy !== now.strategy) changed.push(`the strategy is ${now.strategy} instead of ${before.strategy}`)
  else if (before.code !== now.code) changed.push("the strategy's code changed")
  if (before.data.symbol !== now.data.symbol) changed.push(`the symbol is ${now.data.symbol}`)
  const named = Object.keys({ ...now.settings, ...before.settings })
  const settings = named.filter((key) => !same(before.settings[key], now.settings[key]))
  if (settings.length > 0) changed.push(`${settings.join(', ')} changed`)
  if (!same(before.metrics, now.metrics)) changed.push('the list of metrics changed')
  if (!same(before.keep, now.keep)) changed.push('what is kept of a backtest changed')
  if (before.holdout !== now.holdout) {
    changed.push(now.holdout === undefined ? 'nothing is held out' : `bars are held out from ${now.holdout} on`)
  }
  for (const range of now.ranges) {
    const old = before.ranges.find(({ name }) => name === range.name)
    if (old === undefined) changed.push(`date range "${range.name}" is new`)
    else if (old.start !== range.start || old.end !== range.end) changed.push(`date range "${range.name}" changed`)
    else if (old.fingerprint !== range.fingerprint) changed.push(`the data of date range "${range.name}" changed`)
  }
  if (before.rankBy !== now.rankBy) changed.push(`results are ranked by ${now.rankBy} instead of ${before.rankBy}`)
  if (!same(before.search, now.search)) {
    const [is, was] = [now, before].map(({ search }) => (search === undefined ? 'none' : searchText(search)))
    changed.push(`the search is ${is} instead of ${was}`)
  }
  if (changed.length > 0) return changed
  if (before.plan !== now.plan) changed.push('the parameter sets or date ranges changed')
  else if (!same(before.data, now.data)) changed.push('the data changed outside the date ranges')
  else if (!same(before, now)) changed.push('the sweep changed')
  return changed
}

/** Whether two runs are of one search that learns and differ in nothing but the number of trials: the shorter is then the beginning of the longer. */
export function isSameSearch(before: RunHeader, now: RunHeader): boolean {
  if (before.search === undefined || now.search === undefined || !isLearning(now.search)) return false
  const { trials } = now.search
  const { parameterSets } = now
  return same({ ...before, parameterSets, search: { ...before.search, trials } }, now)
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
