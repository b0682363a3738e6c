import { BacksweepError } from '../../base/errors.ts'
import type { Column } from '../../data/column.ts'
import type { Signal } from '../../signals/signal.ts'

/** Where a feed stands: the last bar that has closed. Lines read no further. */
export class Clock {
  /** Index of the last closed bar; -1 before the first. */
  bar = -1
  /** First bar on which every indicator declared so far has a value. */
  ready = 0
  /** Open of the bar that is just beginning, in `nextOpen` only; NaN elsewhere. */
  opening = NaN
  /** Name of the strategy that reads, for messages. */
  strategy = ''
}

/** The whole column of a line, future included: for indicators over lines, never for a strategy. */
export let columnOf: (line: Line) => Column
export let clockOf: (line: Line) => Clock

/**
 * A column as a strategy sees it: `at(0)` is the value of the bar that has just closed, `at(-1)` the one before.
 * NaN before the first bar and while an indicator warms up. Asking for a bar that has not closed yet is the error 'look-ahead'.
 */
export class Line {
  readonly #clock: Clock
  readonly #column: Column

  constructor(clock: Clock, column: Column) {
    this.#clock = clock
    this.#column = column
  }

  at(ago: number): number {
    if (ago > 0) throw lookAhead(this.#clock, ago)
    const bar = this.#clock.bar + ago
    return bar >= 0 ? this.#column[bar] : NaN
  }

  // outside of the class, so that nobody who holds a line gets at them
  static {
    columnOf = (line) => line.#column
    clockOf = (line) => line.#clock
  }
}

/** A comparison of two lines: yes or no for the bar that has just closed and for those before it. */
export class SignalLine {
  readonly #clock: Clock
  readonly #signal: Signal

  constructor(clock: Clock, signal: Signal) {
    this.#clock = clock
    this.#signal = signal
  }

  at(ago: number): boolean {
    if (ago > 0) throw lookAhead(this.#clock, ago)
    return this.#signal.at(this.#clock.bar + ago)
  }
}

function lookAhead({ strategy, bar }: Clock, ago: number): BacksweepError {
  return new BacksweepError(
    'look-ahead',
    `${strategy} asked for at(${ago}) on bar ${bar}, which has not happened yet: at(0) is the bar that has just closed, at(-1) the one before.`,
    { strategy, bar, ago },
  )
}
