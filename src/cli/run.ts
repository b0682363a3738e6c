import { type RunOptions, runSweep, type SweepResult } from '../sweep/run/run-sweep.ts'
import { thousands } from './format.ts'
import { loadSweep } from './load-sweep.ts'
import { exitCodes } from './program.ts'
import { ProgressLine } from './progress-line.ts'
import { rankingText } from './ranking.ts'

export interface RunCommandOptions {
  readonly store?: string
  readonly fresh: boolean
  readonly continueOnError: boolean
  readonly top: number
  readonly json: boolean
}

/** `backsweep run`: runs a sweep file, shows the progress on stderr and the best rows on stdout. */
export async function run(file: string, options: RunCommandOptions): Promise<number> {
  const sweep = await loadSweep(file)
  const progress = new ProgressLine(process.stderr)
  const { signal, release } = stopOnSignals(progress)
  try {
    const result = await runSweep(sweep, {
      store: options.store ?? `json:runs/${sweep.name}`,
      fresh: options.fresh,
      continueOnError: options.continueOnError,
      onProgress: progress.update,
      signal,
    } satisfies RunOptions)
    progress.end()
    report(result, options)
    if (result.interrupted) return exitCodes.interrupted
    return result.failed > 0 ? exitCodes.failedBacktests : exitCodes.ok
  } finally {
    progress.end()
    release()
  }
}

function report(result: SweepResult, { top, json }: RunCommandOptions): void {
  const { header, complete, failed, interrupted, store, aside } = result
  const best = result.top(top)
  if (json) {
    const summary = {
      sweep: header.sweep,
      store,
      planned: header.planned,
      complete,
      failed,
      interrupted,
      rankBy: header.rankBy,
      top: best,
    }
    process.stdout.write(`${JSON.stringify(summary)}\n`)
  } else {
    const [{ bars }] = header.ranges
    const { symbol, timeframe } = header.data
    const scope = header.ranges.length > 1 ? `${header.ranges.length} date ranges` : `${thousands(bars)} bars`
    process.stdout.write(
      `\n${header.sweep}: best ${best.length} of ${thousands(complete)} backtests by ${header.rankBy} (${symbol} ${timeframe}, ${scope})\n\n`,
    )
    process.stdout.write(rankingText(best, header, header.rankBy))
  }
  if (failed > 0)
    process.stderr.write(
      `\n${thousands(failed)} backtests failed: see them with  npx backsweep results ${store} --where "status = failed" --format json\n`,
    )
  if (aside !== null) process.stderr.write(`\nThe run that was there before is now in ${aside}\n`)
  if (interrupted) {
    process.stderr.write(
      `\nStopped: ${thousands(complete + failed)} of ${thousands(header.planned)} backtests are done and kept in ${store}\n`,
    )
  } else if (store !== 'memory:')
    process.stderr.write(`\nAll ${thousands(complete)} results: npx backsweep results ${store}\n`)
}

/** The first Ctrl-C or SIGTERM stops the run cleanly, the second ends the process at once. */
function stopOnSignals(progress: ProgressLine): { signal: AbortSignal; release(): void } {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    progress.end()
    process.stderr.write('Stopping, what is done is being written … (once more to stop at once)\n')
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
