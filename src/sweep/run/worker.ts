import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../base/assert.ts'
import { messageOf } from '../../base/errors.ts'
import { jsonTexts } from '../store/json-texts.ts'
import type { RunHeader } from '../store/store.ts'
import { importBundle } from './bundle.ts'
import { ChunkRunner } from './chunk-runner.ts'
import { findStrategy } from './find-strategy.ts'
import type { Chunk, ChunkResult, Job, StrategySource } from './job.ts'
import { startProfile } from './profile.ts'

/** What a worker is started with. */
export interface WorkerStart {
  readonly job: Job
  readonly strategy: StrategySource
  /** One number, the place in its chunk of the backtest being run: read by the driver when a worker hangs or dies. */
  readonly place: SharedArrayBuffer
  /** Of the run, whose rows are wanted as text, too; null where they are not. */
  readonly header: RunHeader | null
  /** Where to write a CPU profile when told to end; null for none. */
  readonly profile: string | null
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unloadable'; readonly message: string }
  | { readonly kind: 'result'; readonly result: ChunkResult }

const port = parentPort
assert(port !== null, 'this file runs in a worker')
const { job, strategy, place, header, profile } = workerData as WorkerStart
const position = new Int32Array(place)

try {
  const save = profile === null ? null : await startProfile(strategy.name)
  const runner = new ChunkRunner(job, findStrategy(await importBundle(strategy), strategy.name))
  const textsOf = header && jsonTexts(header, job.space)
  port.on('message', async (chunk: Chunk | 'end') => {
    if (chunk === 'end') {
      await save?.(profile!)
      port.close()
      return
    }
    const result = runner.run(chunk, (index) => Atomics.store(position, 0, index))
    const whole = textsOf === null ? result : { ...result, texts: textsOf({ ...chunk, ...result }) }
    const arrays = [whole.metrics, whole.details?.bytes, whole.texts?.lines.bytes, whole.texts?.entries.bytes]
    const moved = arrays.flatMap((array) => (array ? [array.buffer as ArrayBuffer] : []))
    port.postMessage({ kind: 'result', result: whole } satisfies WorkerMessage, moved)
  })
  port.postMessage({ kind: 'ready' } satisfies WorkerMessage)
} catch (error) {
  port.postMessage({ kind: 'unloadable', message: messageOf(error) } satisfies WorkerMessage)
}
