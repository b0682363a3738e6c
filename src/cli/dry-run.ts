import { searchText } from '../sweep/plan/search.ts'
import type { Sweep } from '../sweep/plan/sweep.ts'
import { type DryRun, dryRun, type ExistingRun } from '../sweep/run/dry-run.ts'
import type { RunOptions } from '../sweep/run/run-options.ts'
import { bytes, duration, thousands } from './format.ts'
import { exitCodes } from './program.ts'

/** `backsweep run --dry-run`: says what the run would do and what it would take. */
export async function showDryRun<P extends object>(
  sweep: Sweep<P>,
  options: RunOptions,
  { json }: { readonly json: boolean },
): Promise<number> {
  const result = await dryRun(sweep, options)
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : dryRunText(result))
  return exitCodes.ok
}

function dryRunText(result: DryRun): string {
  const { parameterSets, ranges, workers, existing } = result
  const scope = ranges.length === 1 ? '1 date range' : `${ranges.length} date ranges`
  const threads = workers === 'none' ? 'none, in this process' : String(workers)
  const lines = [
    `${result.sweep}: ${thousands(result.backtests)} backtests (${thousands(parameterSets)} parameter sets × ${scope})`,
    ...(result.search === null ? [] : [`search    ${searchText(result.search)}`]),
    `workers   ${threads}`,
    `store     ${result.store}${existing === null ? '' : ' (a run is there)'}`,
  ]
  if (result.store !== 'memory:') lines.push(`on disk   about ${bytes(result.estimatedBytes)} when it is done`)
  if (existing !== null) lines.push(...existingText(existing))
  lines.push(`to do     ${thousands(result.toDo)}, about ${duration(result.estimatedSeconds * 1000)} and the writing`)
  if (result.refused !== null) lines.push(`but       it would not start: ${result.refused}`)
  lines.push('Nothing was written.')
  return `${lines.join('\n')}\n`
}

function existingText({ done, failed, toDo, changed, outdated }: ExistingRun): string[] {
  const failures = failed === 0 ? '' : `, ${thousands(failed)} of them failed`
  const what = changed.join(', ')
  const because =
    outdated === 0
      ? `all results still hold, though ${what}`
      : `${thousands(outdated)} results no longer hold, because ${what}`
  const why = changed.length === 0 ? '' : `; ${because}`
  return [`--resume  would find ${thousands(done)} done${failures}, and ${thousands(toDo)} to do${why}`]
}
