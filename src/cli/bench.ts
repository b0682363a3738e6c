import { type BenchResult, benchSweep } from '../sweep/run/bench.ts'
import type { SnapshotInterval } from '../sweep/store/details.ts'
import { bytes, duration, tableText, thousands } from './format.ts'
import { loadSweep } from './load-sweep.ts'
import { exitCodes } from './program.ts'

export interface BenchCommandOptions {
  readonly snapshots?: SnapshotInterval
  readonly trades: boolean
  readonly timeLimit?: number
  readonly memoryLimit?: number
  readonly json: boolean
}

/** `backsweep bench`: how fast a sweep runs with how many workers, and the command that runs it best. */
export async function bench(file: string, options: BenchCommandOptions): Promise<number> {
  const sweep = await loadSweep(file)
  const { snapshots: snapshotInterval, trades: keepTrades, timeLimit, memoryLimit } = options
  const result = await benchSweep(sweep, { snapshotInterval, keepTrades, timeLimit, memoryLimit })
  const command = commandOf(file, result, options)
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ ...result, command })}\n`)
    return exitCodes.ok
  }
  const { recommended, backtests, cores, rows, noThreads } = result
  process.stdout.write(
    `\n${result.sweep}: ${thousands(backtests)} backtests, on ${cores} cores\n\n${benchText(result)}\n`,
  )
  const failed = rows.find((row) => row.failed > 0)
  if (failed !== undefined)
    process.stdout.write(
      `${thousands(failed.failed)} of ${thousands(failed.sampled)} backtests of the sample failed.\n`,
    )
  if (noThreads === null) process.stdout.write('All gave the same results for the sample.\n')
  const disk = bytes(recommended.estimatedBytes)
  process.stdout.write(
    `\nRecommended: ${recommended.reason}\nIt will take about ${duration(recommended.estimatedSeconds * 1000)} and ${disk} on disk:\n\n  ${command}\n`,
  )
  return exitCodes.ok
}

function benchText({ rows }: BenchResult): string {
  const titles = ['workers', 'sampled', 'backtests/s', 'speed-up', 'whole sweep', 'memory']
  const cells = rows.map((row) => [
    String(row.workers),
    thousands(row.sampled),
    row.backtestsPerSecond < 10 ? row.backtestsPerSecond.toFixed(2) : thousands(row.backtestsPerSecond),
    row.speedUp.toFixed(2),
    duration(row.estimatedSeconds * 1000),
    bytes(row.memory),
  ])
  return tableText(titles, cells, new Set([0]))
}

/** What the recommendation is as a command; what `run` does by itself is left out. */
function commandOf(file: string, { sweep, recommended }: BenchResult, options: BenchCommandOptions): string {
  const { workers, store, batchSize } = recommended
  const { timeLimit, memoryLimit } = options
  const parts = ['npx backsweep run', shellText(file), '--workers', String(workers)]
  if (store !== `json:runs/${sweep}`) parts.push('--store', store)
  if (batchSize < 100_000) parts.push('--batch-size', String(batchSize))
  if (options.snapshots !== undefined) parts.push('--snapshots', options.snapshots)
  if (options.trades) parts.push('--trades')
  if (timeLimit !== undefined) parts.push('--time-limit', String(timeLimit))
  if (memoryLimit !== undefined) parts.push('--memory-limit', String(memoryLimit))
  return parts.join(' ')
}

function shellText(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
