import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { BacksweepError, messageOf } from '../base/errors.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import type { Sweep } from '../sweep/plan/sweep.ts'
import { bundleFile, importBundle } from '../sweep/run/bundle.ts'

/** Loads a sweep file, TypeScript or JavaScript, and returns its default export. */
export async function loadSweep(file: string): Promise<Sweep<Parameters>> {
  const path = resolve(file)
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new BacksweepError(
      'file-not-found',
      `There is no sweep file ${file} (looked for ${path}): give the file that exports defineSweep(…).`,
      { file: path },
    )
  }
  const exported = await importSweep(path, file)
  const sweep = exported.default as Sweep<Parameters> | undefined
  if (sweep?.kind !== 'sweep') {
    const names = Object.keys(exported).join(', ') || 'nothing'
    throw new BacksweepError(
      'sweep-unloadable',
      `${file} has no sweep as its default export (it exports ${names}): write "export default defineSweep({ … })".`,
      { file: path },
    )
  }
  return sweep
}

async function importSweep(path: string, file: string): Promise<Record<string, unknown>> {
  const bundle = await bundleFile(path)
  try {
    return await importBundle(bundle)
  } catch (error) {
    if (error instanceof BacksweepError) {
      throw new BacksweepError(error.code, `${file}: ${error.message}`, error.details, { cause: error })
    }
    throw new BacksweepError(
      'sweep-unloadable',
      `${file} threw while it was loaded: ${messageOf(error)}`,
      { file },
      { cause: error },
    )
  }
}
