import type { Parameters } from '../../simulation/model/strategy.ts'
import { type GridNumbers, parametersAt, type SearchSpace } from '../plan/search-space.ts'
import { type FingerprintOf, fingerprinter } from './fingerprints.ts'
import type { JsonTexts } from './json-texts.ts'
import { bytesOf, type RowBytes, startOf } from './row-bytes.ts'
import type { RowTexts, RunHeader, StoredBacktest } from './store.ts'

/** Backtests of one date range that were run one after the other, as columns: plain data that can go to another thread. */
export interface Stretch {
  /** Place of the date range in the plan. */
  readonly range: number
  /** Places of the parameter sets in the plan's list of sets. */
  readonly sets: Uint32Array
  /** Their numbers in the search space. */
  readonly numbers: GridNumbers
  /** Those of one backtest after another; NaN is undefined. Those of a failed one mean nothing. */
  readonly metrics: Float64Array
  readonly failures: readonly StretchFailure[]
  /** None of a failed backtest; null when no details are kept. */
  readonly details: RowBytes | null
  /** Made by workers for a `json:` store. */
  readonly texts?: JsonTexts
}

export interface StretchFailure {
  /** Place in the stretch. */
  readonly index: number
  readonly message: string
}

/** What the rows of a run are made of beside their columns. */
export interface RowSource {
  readonly space: SearchSpace
  readonly ranges: readonly { readonly name: string }[]
  readonly parameterSets: number
  readonly fingerprintOf: FingerprintOf
}

/** That of a run over this search space. */
export function rowSource(header: RunHeader, space: SearchSpace): RowSource {
  const { ranges, parameterSets } = header
  return { space, ranges, parameterSets, fingerprintOf: fingerprinter(header) }
}

/** The rows of a stretch, made one by one when they are asked for: a run keeps its backtests as columns, which are no work for the collector. */
export class StretchRows {
  readonly source: RowSource
  readonly stretch: Stretch
  private readonly errors: ReadonlyMap<number, string>

  constructor(source: RowSource, stretch: Stretch) {
    this.source = source
    this.stretch = stretch
    this.errors = new Map(stretch.failures.map(({ index, message }) => [index, message]))
  }

  hasFailed(place: number): boolean {
    return this.errors.has(place)
  }

  /** Place in the plan. */
  numberOf(place: number): number {
    const { range, sets } = this.stretch
    return range * this.source.parameterSets + sets[place]
  }

  at(place: number): StoredBacktest {
    return new StretchRow(this, place, this.errors.get(place) ?? null)
  }

  /** Bytes of the details at the places [from, to). */
  detailBytes(from: number, to: number): number {
    const { details } = this.stretch
    return details === null ? 0 : startOf(details, to) - startOf(details, from)
  }

  /**
   * At once and not when V8 comes to it: as garbage, the arrays of chunks grow to a hundred megabytes before it does, and to collect them costs
   * more than all that was done with them.
   */
  free(): void {
    const { metrics, details, texts } = this.stretch
    const arrays = [metrics, details?.bytes, texts?.lines.bytes, texts?.entries.bytes]
    for (const array of arrays) (array?.buffer as ArrayBuffer | undefined)?.transfer(0)
  }
}

const noMetrics = new Float64Array(0)

/**
 * One backtest of a stretch. What takes time is made when it is asked for: a `memory:` store asks for nothing, and a fingerprint
 * costs as much as the fastest backtests.
 */
class StretchRow implements StoredBacktest {
  readonly error: string | null
  private readonly rows: StretchRows
  private readonly place: number

  constructor(rows: StretchRows, place: number, error: string | null) {
    this.rows = rows
    this.place = place
    this.error = error
  }

  get number(): number {
    return this.rows.numberOf(this.place)
  }

  get parameters(): Parameters {
    const { source, stretch } = this.rows
    return parametersAt(source.space, stretch.numbers[this.place])
  }

  get fingerprint(): string {
    const { source, stretch } = this.rows
    return source.fingerprintOf(stretch.range, this.parameters)
  }

  get range(): string {
    const { source, stretch } = this.rows
    return source.ranges[stretch.range].name
  }

  get metrics(): Float64Array {
    if (this.error !== null) return noMetrics
    const { metrics, numbers } = this.rows.stretch
    const width = metrics.length / numbers.length
    return metrics.subarray(this.place * width, (this.place + 1) * width)
  }

  get details(): Uint8Array | null {
    const { details } = this.rows.stretch
    return details === null || this.error !== null ? null : bytesOf(details, this.place)
  }

  get texts(): RowTexts | undefined {
    const { texts } = this.rows.stretch
    return texts && { line: bytesOf(texts.lines, this.place), entry: bytesOf(texts.entries, this.place) }
  }
}
