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

export interface TallyOptions extends Omit<WorldTask, 'kind' | 'world'> {
  readonly worlds: number
  readonly threads: number
  readonly onWorld?: () => void
}

/** Judges so many worlds of a kind, on threads of which each takes the next one when it is done. The counts are the same for any number. */
export async function tally(kind: string, { worlds, threads, onWorld, ...common }: TallyOptions): Promise<Tally> {
  const found: Alarms[] = new Array(worlds)
  let next = 0
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const thread = new Worker(new URL('./world-thread.ts', import.meta.url))
      let at = -1
      const take = () => {
        if (next === worlds) return void thread.terminate().then(() => resolve())
        at = next++
        thread.postMessage({ kind, world: at, ...common } satisfies WorldTask)
      }
      thread.on('error', reject)
      thread.on('message', (alarms: Alarms) => {
        found[at] = alarms
        onWorld?.()
        take()
      })
      take()
    })
  await Promise.all(Array.from({ length: Math.min(threads, worlds) }, work))

  const often = (says: (alarms: Alarms) => boolean) => found.filter(says).length
  return {
    kind,
    worlds,
    said: Object.fromEntries(methods.map((method) => [method, often(({ says }) => says[method])])) as Tally['said'],
    right: often(({ says, winnerSkilled }) => says.verdict && winnerSkilled),
  }
}
