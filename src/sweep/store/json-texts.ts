import type { SearchSpace } from '../plan/search-space.ts'
import { entryOf } from './checkpoint-entries.ts'
import { LineBuffer } from './json-line.ts'
import { type RowBytes, RowBytesBuffer } from './row-bytes.ts'
import type { RunHeader } from './store.ts'
import { rowSource, type Stretch, StretchRows } from './stretch.ts'

/** What a `json:` store writes of the backtests of a stretch. */
export interface JsonTexts {
  /** Their lines in results.jsonl, which say nothing of details. */
  readonly lines: RowBytes
  /** Their entries in checkpoints.json. */
  readonly entries: RowBytes
}

/**
 * Makes the texts of a run's stretches. Workers do so: fingerprints, checksums and above all text of numbers take longer than all else that the
 * driver does for a backtest, and there is one driver and as many workers as there are cores.
 */
export function jsonTexts(header: RunHeader, space: SearchSpace): (stretch: Stretch) => JsonTexts {
  const source = rowSource(header, space)
  const lines = new RowBytesBuffer()
  const entries = new RowBytesBuffer()
  const line = new LineBuffer()
  return (stretch) => {
    const rows = new StretchRows(source, stretch)
    for (let place = 0; place < stretch.sets.length; place++) {
      const { number, fingerprint, parameters, range, error, metrics } = rows.at(place)
      line.add(header, { number, fingerprint, parameters, range, error, metrics, details: null }, null)
      lines.add(line.take())
      entries.add(entryOf(header, { parameters, fingerprint }))
    }
    return { lines: lines.take(), entries: entries.take() }
  }
}
