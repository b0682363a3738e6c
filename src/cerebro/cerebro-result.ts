import { skippedBy } from '../simulation/event/skip-strategy.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import type { FinishedBacktest } from '../sweep/run/finished-backtest.ts'
import type { Analyses } from '../sweep/store/analyses.ts'
import type { BacktestRow } from '../sweep/store/row.ts'

/**
 * What came of one strategy with one parameter set. Metrics and what analyzers found are read from what the store keeps when they
 * are asked for first, so that thousands of results are small.
 */
export class CerebroResult<P extends object = Parameters> {
  /** Name of the strategy's class. */
  readonly strategy: string
  /** All of them, the defaults filled in. */
  readonly parameters: Readonly<P>
  /** Why it failed; null when it did not. Only with `continueOnError` there are results that failed. */
  readonly error: string | null
  readonly #backtest: FinishedBacktest
  #metrics: BacktestRow['metrics'] | null = null
  #analyzers: Analyses | null = null

  constructor(strategy: string, backtest: FinishedBacktest) {
    this.strategy = strategy
    this.parameters = backtest.parameters as Readonly<P>
    this.error = backtest.error
    this.#backtest = backtest
  }

  /** By name, as in a row of a sweep; empty when it failed. */
  get metrics(): BacktestRow['metrics'] {
    this.#metrics ??= this.#backtest.row().metrics
    return this.#metrics
  }

  /** By name; numbers that are undefined are null, infinite ones 'Infinity'. Empty when it failed. */
  get analyzers(): Analyses {
    this.#analyzers ??= this.#backtest.details()?.analyses ?? {}
    return this.#analyzers
  }

  /** Free cash after the last bar: what is neither in positions nor blocked as margin. NaN when it failed. */
  get finalCash(): number {
    return numberOf(this.analyzers.account?.cash)
  }

  /** Cash and positions at the last close. NaN when it failed. */
  get finalValue(): number {
    return numberOf(this.analyzers.account?.value)
  }
}

/** Whether the strategy left this parameter set out by throwing SkipStrategy. */
export function isSkipped(strategy: string, { error }: FinishedBacktest): boolean {
  return error?.startsWith(skippedBy(strategy)) ?? false
}

function numberOf(stored: number | string | null | undefined): number {
  return stored === undefined || stored === null ? NaN : Number(stored)
}
