import type { Workers } from '../sweep/run/workers.ts'
import { plain } from '../sweep/store/analyses.ts'
import { validate } from '../validation/validate.ts'
import type { Validation } from '../validation/validation.ts'
import { loadSweep } from './load-sweep.ts'
import { exitCodes } from './program.ts'
import { ProgressLine } from './progress-line.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { type MethodOptions, methodOf } from './validation-method.ts'
import { validationText } from './validation-text.ts'

export interface ValidateCommandOptions extends MethodOptions {
  readonly store?: string
  readonly workers: Workers
  readonly resume: boolean
  readonly fresh: boolean
  readonly continueOnError: boolean
  readonly retryFailed: boolean
  readonly timeLimit?: number
  readonly memoryLimit?: number
  readonly json: boolean
}

/** `backsweep validate`: shows what choosing parameters is worth on bars they were not chosen on. */
export async function validateCommand(file: string, options: ValidateCommandOptions): Promise<number> {
  const method = methodOf(options)
  const sweep = await loadSweep(file)
  const { resume, fresh, retryFailed, continueOnError, workers, timeLimit, memoryLimit } = options
  const store = options.store ?? `json:runs/${sweep.name}-${method.kind}`
  const progress = new ProgressLine(process.stderr)
  const { signal, release } = stopOnSignals(progress)
  try {
    const result = await validate(sweep, {
      method,
      store,
      resume,
      fresh,
      retryFailed,
      continueOnError,
      workers,
      timeLimit,
      memoryLimit,
      onProgress: progress.update,
      signal,
    })
    progress.end()
    process.stdout.write(options.json ? `${JSON.stringify(plain(jsonOf(result)))}\n` : validationText(result))
    for (const notice of result.notices) process.stderr.write(`\n${notice}\n`)
    return result.failed > 0 ? exitCodes.failedBacktests : exitCodes.ok
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error
    progress.end()
    process.stderr.write(`\nStopped: what is done is kept in ${store}. Go on with --resume.\n`)
    return exitCodes.interrupted
  } finally {
    progress.end()
    release()
  }
}

/** Of several paths only the numbers: there can be thousands, each as long as the data. */
function jsonOf(result: Validation) {
  if (result.paths.length === 1) return result
  return { ...result, paths: result.paths.map(({ time: _, equity: __, ...numbers }) => numbers) }
}
