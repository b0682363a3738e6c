import { parametersAt } from '../plan/search-space.ts'
import { rowText } from '../store/json-line.ts'
import type { RowBytes } from '../store/row-bytes.ts'
import type { Chunk, ChunkResult, Job } from './job.ts'

/**
 * The rows of a chunk as a `json:` store writes them. Made on the workers, because making text of numbers takes longer than all else that
 * the driver does for a backtest.
 */
export function rowTexts(job: Job, strategy: string, chunk: Chunk, { metrics, failures }: ChunkResult): RowBytes {
  const header = { strategy, metrics: job.metrics }
  const range = job.ranges[chunk.range].name
  const failed = new Set(failures.map(({ index }) => index))
  const width = job.metrics.length
  const texts: string[] = []
  const ends = new Uint32Array(chunk.numbers.length)
  let end = 0
  for (let i = 0; i < ends.length; i++) {
    if (!failed.has(i)) {
      const parameters = parametersAt(job.space, chunk.numbers[i])
      const values = metrics.subarray(i * width, (i + 1) * width)
      const text = rowText(header, { parameters, range, error: null, metrics: values })
      texts.push(text)
      end += Buffer.byteLength(text)
    }
    ends[i] = end
  }
  return { bytes: new TextEncoder().encode(texts.join('')), ends }
}
