import { writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BacksweepError, messageOf } from '../../base/errors.ts'

/** Microseconds between two samples. */
const samplingInterval = 500

/**
 * Starts V8's sampling profiler in this thread. What is returned stops it and writes the profile to `path`, a
 * .cpuprofile that Chrome DevTools, VS Code and speedscope open.
 *
 * The strategy was imported from memory, so the address of its code is the code itself, which every line of the profile
 * would repeat: it is written as `bundle:` and the name of the strategy.
 */
export async function startProfile(strategy: string): Promise<(path: string) => Promise<void>> {
  const { Session } = await import('node:inspector/promises') // costs nothing unless asked for
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: samplingInterval })
  await session.post('Profiler.start')
  return async (path) => {
    const { profile } = await session.post('Profiler.stop')
    session.disconnect()
    for (const { callFrame } of profile.nodes) {
      if (callFrame.url.startsWith('data:')) callFrame.url = `bundle:${strategy}`
    }
    writeFileSync(path, JSON.stringify(profile))
  }
}

/** Makes the folder of profiles, before anything runs; fails with 'file-unreadable'. */
export async function profileFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    throw new BacksweepError('file-unreadable', `Cannot make the folder of profiles ${path}: ${messageOf(error)}.`, {
      file: path,
    })
  }
}

/** File of the profile of a thread, `driver` or `worker-1` and so on. */
export function profilePath(folder: string, thread: string): string {
  return join(folder, `${thread}.cpuprofile`)
}
