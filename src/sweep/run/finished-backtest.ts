import type { Parameters } from '../../simulation/model/strategy.ts'
import { type BacktestDetails, decodeDetails } from '../store/details.ts'
import type { BacktestRow } from '../store/row.ts'
import { type RunHeader, rowOf, type StoredBacktest } from '../store/store.ts'

/** A backtest that is in the store. It holds what a `memory:` store holds anyway; the rest is made when it is asked for. */
export class FinishedBacktest {
  /** Place in the plan, from 0. */
  readonly number: number
  readonly parameters: Parameters
  /** Name of the date range. */
  readonly range: string
  /** Why it failed; null when it did not. */
  readonly error: string | null
  readonly #header: RunHeader
  readonly #stored: StoredBacktest

  constructor(header: RunHeader, stored: StoredBacktest) {
    this.number = stored.number
    this.parameters = stored.parameters
    this.range = stored.range
    this.error = stored.error
    this.#header = header
    this.#stored = stored
  }

  /** As `result.backtests()` gives it, but for what filters say of it. */
  row(): BacktestRow {
    return rowOf(this.#header, this.#stored)
  }

  /** What was kept of it; null when nothing was, and when it failed. */
  details(): BacktestDetails | null {
    const { details } = this.#stored
    return details && decodeDetails(details, this.#header.data)
  }
}
