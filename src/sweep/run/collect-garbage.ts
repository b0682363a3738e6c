import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options: { type: 'major'; execution: 'sync' }) => void

let collect: Collect | null = null

/** Collects all garbage of this thread: some milliseconds for a heap of 10 MB. */
export function collectGarbage(): void {
  collect ??= exposed()
  collect({ type: 'major', execution: 'sync' })
}

function exposed(): Collect {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}
