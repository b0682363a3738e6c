import type { Workers } from '../sweep/run/workers.ts'
import { verdict, verdictOfStore } from '../verdict/verdict.ts'
import { loadSweep } from './load-sweep.ts'
import { exitCodes } from './program.ts'
import { verdictText } from './verdict-text.ts'

export interface VerdictCommandOptions {
  readonly permutations?: number
  readonly seed?: number
  readonly workers: Workers
  readonly json: boolean
}

/** `backsweep verdict`: is the winner luck? With the sweep file its backtests are run again for their returns. */
export async function judgeRun(
  place: string,
  file: string | undefined,
  { permutations, seed, workers, json }: VerdictCommandOptions,
): Promise<number> {
  const found =
    file === undefined
      ? await verdictOfStore(place)
      : await verdict(await loadSweep(file), {
          store: place,
          workers,
          ...(permutations !== undefined && { permutations }),
          ...(seed !== undefined && { seed }),
        })
  process.stdout.write(json ? `${JSON.stringify(found)}\n` : verdictText(found))
  return exitCodes.ok
}
