import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * What is collected: `young` is what was made lately, a fraction of a millisecond; `all` takes some milliseconds for a heap of 10 MB; `last-resort`
 * three times as long, gives all pages back that it can, and makes the young generation small.
 */
const options = {
  young: { type: 'minor', execution: 'sync' },
  all: { type: 'major', execution: 'sync', flavor: 'regular' },
  'last-resort': { type: 'major', execution: 'sync', flavor: 'last-resort' },
} as const

type Collect = (how: (typeof options)[keyof typeof options]) => void

let collect: Collect | null = null

/** Collects garbage of this thread. */
export function collectGarbage(what: keyof typeof options): void {
  collect ??= exposed()
  collect(options[what])
}

function exposed(): Collect {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}
