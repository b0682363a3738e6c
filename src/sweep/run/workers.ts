import { availableParallelism, freemem } from 'node:os'
import { BacksweepError } from '../../base/errors.ts'

/**
 * How many threads: `none` runs in this process, a number that many threads, `all` one for every core, `50%` that share of the cores;
 * `auto` chooses, and stays in this process when threads would not pay off; `auto-all` does so too, but else takes every core.
 */
export type Workers = 'none' | 'all' | 'auto' | 'auto-all' | number | `${number}%`

/** Memory that one worker takes before it has done anything, in bytes: measured, Node 24. */
const bytesPerWorker = 60e6
const backtestsPerWorker = 10

/** The number of threads, 0 for none. `auto` = min(cores - 1, free memory / memory of a worker, parameter sets / 10), at least 1. */
export function workerCount(workers: Workers, parameterSets: number): number {
  const cores = availableParallelism()
  if (workers === 'none') return 0
  if (workers === 'all' || workers === 'auto-all') return cores
  if (workers === 'auto') {
    const fitting = Math.min(
      cores - 1,
      Math.floor(freemem() / bytesPerWorker),
      Math.floor(parameterSets / backtestsPerWorker),
    )
    return Math.max(1, fitting)
  }
  if (typeof workers === 'number' && Number.isInteger(workers) && workers >= 1 && workers <= 1024) return workers
  const share = typeof workers === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(workers) : null
  if (share !== null && Number(share[1]) > 0 && Number(share[1]) <= 100)
    return Math.max(1, Math.round((cores * Number(share[1])) / 100))
  throw new BacksweepError(
    'option-invalid',
    `workers is ${workers}: write none, all, auto, auto-all, a number of threads from 1, or a share of the cores such as 50%.`,
    {
      option: 'workers',
      value: String(workers),
    },
  )
}

/** Whether threads are started only when they pay off. */
export function isAdaptive(workers: Workers): boolean {
  return workers === 'auto' || workers === 'auto-all'
}

/** What the command line's text means. */
export function parseWorkers(text: string): Workers {
  return /^\d+$/.test(text) ? Number(text) : (text as Workers)
}
