import { exitCodes } from './program.ts'
import type { ProgressLine } from './progress-line.ts'

/** The first Ctrl-C or SIGTERM stops the run cleanly, the second ends the process at once. */
export function stopOnSignals(progress: ProgressLine): { signal: AbortSignal; release(): void } {
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
