import { messageOf } from '../base/errors.ts'
import { minimumBacktestLength } from '../robustness/minimum-backtest-length.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import { searchText } from '../sweep/plan/search.ts'
import type { Sweep } from '../sweep/plan/sweep.ts'
import type { BacktestResult } from '../sweep/run/run-backtest.ts'
import type { RunOptions, RunStart } from '../sweep/run/run-options.ts'
import { runSweep, type SweepResult } from '../sweep/run/run-sweep.ts'
import type { Workers } from '../sweep/run/workers.ts'
import type { SnapshotInterval } from '../sweep/store/details.ts'
import type { BacktestRow } from '../sweep/store/row.ts'
import { wantedSharpe } from '../verdict/conclusion.ts'
import { verdict } from '../verdict/verdict.ts'
import { showDryRun } from './dry-run.ts'
import { bytes, duration, thousands } from './format.ts'
import { loadSweep } from './load-sweep.ts'
import { exitCodes } from './program.ts'
import { ProgressLine } from './progress-line.ts'
import { rankingText } from './ranking.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { shortVerdictText, tooShortText } from './verdict-text.ts'

export interface RunCommandOptions {
  readonly store?: string
  readonly resume: boolean
  readonly fresh: boolean
  readonly retryFailed: boolean
  readonly continueOnError: boolean
  readonly workers: Workers
  readonly timeLimit?: number
  readonly memoryLimit?: number
  readonly batchSize?: number
  readonly checkpointBatchSize?: number
  readonly snapshots?: SnapshotInterval
  readonly trades: boolean
  readonly profile?: string
  readonly unseal: boolean
  readonly dryRun: boolean
  readonly top: number
  readonly verdict: boolean
  readonly json: boolean
}

/** `backsweep run`: runs a sweep file, shows the progress on stderr and the best rows on stdout. */
export async function run(file: string, options: RunCommandOptions): Promise<number> {
  const sweep = await loadSweep(file)
  const runOptions: RunOptions = {
    store: options.store ?? `json:runs/${sweep.name}`,
    resume: options.resume || (options.unseal && !options.fresh),
    unseal: options.unseal,
    fresh: options.fresh,
    retryFailed: options.retryFailed,
    continueOnError: options.continueOnError,
    workers: options.workers,
    timeLimit: options.timeLimit,
    memoryLimit: options.memoryLimit,
    batchSize: options.batchSize,
    checkpointBatchSize: options.checkpointBatchSize,
    snapshotInterval: options.snapshots,
    keepTrades: options.trades,
    profile: options.profile,
  }
  if (options.dryRun) return showDryRun(sweep, runOptions, options)

  const progress = new ProgressLine(process.stderr)
  const { signal, release } = stopOnSignals(progress)
  try {
    const result = await runSweep(sweep, {
      ...runOptions,
      ...(options.verdict && { onStart: warn }),
      onProgress: progress.update,
      signal,
    })
    progress.end()
    report(result, options)
    release() // the results are kept: Ctrl-C may end what follows at once
    if (options.verdict && !options.json && !result.interrupted) process.stderr.write(await luck(sweep, result, file))
    if (result.interrupted) return exitCodes.interrupted
    return result.failed > 0 ? exitCodes.failedBacktests : exitCodes.ok
  } finally {
    progress.end()
    release()
  }
}

/** Runs of more backtests end without a judgement: reading them again would take longer than this. */
const mostJudged = 10_000
/** Milliseconds that the judgement may take: as long as the run did, within these. */
const shortest = 2000
const longest = 30_000

/** What is said of luck at the end. The run is done and its results are kept, so nothing that goes wrong here is an error of it. */
async function luck(sweep: Sweep<Parameters>, result: SweepResult, file: string): Promise<string> {
  const { header, time, store, complete } = result
  if (header.parameterSets * header.ranges.length > mostJudged) {
    return store === 'memory:'
      ? ''
      : `\nIs the best of ${thousands(complete)} luck? npx backsweep verdict ${store} ${file}\n`
  }
  try {
    const budget = Math.max(shortest, Math.min(time, longest))
    return `\n${shortVerdictText(await verdict(sweep, { store: result, depth: 'short', budget }), file)}`
  } catch (error) {
    return `\nWhether the winner is luck could not be found out: ${messageOf(error)}\n`
  }
}

/** The longest date range counts: the winner may be of it. */
function warn({ header, earlierTrials }: RunStart): void {
  const { parameterSets, ranges, settings } = header
  const trials = Math.max(parameterSets * ranges.length, earlierTrials)
  const years = Math.max(...ranges.map(({ bars }) => bars)) / Number(settings.periodsPerYear)
  process.stderr.write(tooShortText(trials, years, minimumBacktestLength(trials, wantedSharpe)))
}

/** One line: the most memory this process and its threads ever held, and what keeping the results cost. */
function resources({ store, time, checkpointTime }: SweepResult): string {
  const memory = `Peak memory ${bytes(process.resourceUsage().maxRSS * 1024)}`
  if (store === 'memory:') return `${memory}.\n`
  return `${memory}; checkpoints took ${duration(checkpointTime)}, ${((checkpointTime / time) * 100).toFixed(1)} % of the run.\n`
}

function report(result: SweepResult, { top, json }: RunCommandOptions): void {
  const { header, complete, failed, interrupted, store, notices, openings } = result
  const planned = header.parameterSets * header.ranges.length
  const best = result.top(top)
  if (json) {
    const summary = {
      sweep: header.sweep,
      store,
      planned,
      complete,
      failed,
      interrupted,
      rankBy: header.rankBy,
      search: header.search ?? null,
      top: best,
      ...(header.holdout !== undefined && { holdout: { from: header.holdout, openings, winner: winnerThere(result) } }),
    }
    process.stdout.write(`${JSON.stringify(summary)}\n`)
  } else {
    const [{ bars }] = header.ranges
    const { symbol, timeframe } = header.data
    const scope = header.ranges.length > 1 ? `${header.ranges.length} date ranges` : `${thousands(bars)} bars`
    const chosen = header.search === undefined ? '' : `, chosen by ${searchText(header.search)}`
    process.stdout.write(
      `\n${header.sweep}: best ${best.length} of ${thousands(complete)} backtests by ${header.rankBy} (${symbol} ${timeframe}, ${scope})${chosen}\n\n`,
    )
    process.stdout.write(rankingText(best, header, header.rankBy))
    if (header.holdout !== undefined) process.stdout.write(holdoutText(result))
  }
  process.stderr.write(resources(result))
  if (failed > 0)
    process.stderr.write(
      `\n${thousands(failed)} backtests failed: see them with  npx backsweep results ${store} --where "status = failed" --format json\n`,
    )
  for (const notice of notices)
    process.stderr.write(`
${notice}
`)
  if (interrupted) {
    process.stderr.write(
      `\nStopped: ${thousands(complete + failed)} of ${thousands(planned)} backtests are done and kept in ${store}. Go on with --resume.\n`,
    )
  } else if (store !== 'memory:')
    process.stderr.write(`\nAll ${thousands(complete)} results: npx backsweep results ${store}\n`)
}

/** The winner on the bars held out; null while they are sealed. */
function winnerThere({ holdout }: SweepResult): Pick<BacktestResult, 'parameters' | 'metrics'> | null {
  return holdout && { parameters: holdout.parameters, metrics: holdout.metrics }
}

function holdoutText(result: SweepResult): string {
  const { holdout, openings, header } = result
  if (holdout === null) {
    const state = openings.length === 0 ? 'are sealed' : 'were not used in this run'
    return `\nBars from ${header.holdout} on are held out and ${state}.\n`
  }
  const there: BacktestRow = { ...result.top(1)[0], range: holdout.range, metrics: holdout.metrics }
  return `\nThe winner on the bars held out, from ${header.holdout} on (${thousands(holdout.time.length)} bars):\n\n${rankingText([there], header, header.rankBy)}`
}
