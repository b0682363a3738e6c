import { Worker } from 'node:worker_threads'
import { type Alarms, type Method, methods } from './alarms.ts'
import type { WorldTask } from './judge-world.ts'

/** How often each method said skill of the worlds of one kind. */
export interface Tally {
  readonly kind: string
  readonly worlds: number
  readonly said: Readonly<Record<Method, number>>
  /** Worlds of which the verdict said skill and whose winner has the edge. */
  readonly right: number
}

export interface TallyOptions {
  readonly threads: number
  readonly onProgress?: (done: number, of: number) => void
}

/** Judges all these worlds, on so many threads, each of which takes the next one when it is done. The counts are the same for any number. */
export async function tally(tasks: readonly WorldTask[], { threads, onProgress }: TallyOptions): Promise<Tally[]> {
  const found: Alarms[] = new Array(tasks.length)
  let next = 0
  let done = 0
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const thread = new Worker(new URL('./world-thread.ts', import.meta.url))
      let at = -1
      const take = () => {
        if (next === tasks.length) return void thread.terminate().then(() => resolve())
        at = next++
        thread.postMessage(tasks[at])
      }
      thread.on('error', reject)
      thread.on('message', (alarms: Alarms) => {
        found[at] = alarms
        onProgress?.(++done, tasks.length)
        take()
      })
      take()
    })
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, work))

  const byKind = Map.groupBy(found.keys(), (task) => tasks[task].kind)
  return [...byKind].map(([kind, worlds]) =>
    count(
      kind,
      worlds.map((task) => found[task]),
    ),
  )
}

function count(kind: string, worlds: readonly Alarms[]): Tally {
  const often = (says: (alarms: Alarms) => boolean) => worlds.filter(says).length
  return {
    kind,
    worlds: worlds.length,
    said: Object.fromEntries(methods.map((method) => [method, often(({ says }) => says[method])])) as Tally['said'],
    right: often(({ says, winnerSkilled }) => says.verdict && winnerSkilled),
  }
}
