import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** `last-resort` takes three times as long, gives all pages back that it can, and makes the young generation small. */
type Flavor = 'regular' | 'last-resort'
type Collect = (options: { type: 'major'; execution: 'sync'; flavor: Flavor }) => void

let collect: Collect | null = null

/** Collects all garbage of this thread: some milliseconds for a heap of 10 MB. */
export function collectGarbage(flavor: Flavor = 'regular'): void {
  collect ??= exposed()
  collect({ type: 'major', execution: 'sync', flavor })
}

function exposed(): Collect {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}
