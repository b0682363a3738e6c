import { BacksweepError } from '../base/errors.ts'

/**
 * The returns of all trials of a sweep: one row per trial, one column per observation (bar, day, month: the same times for all),
 * each a fraction (0.01 is one percent) of the equity before it.
 *
 * The values lie in shared memory, so that threads can fill and read them: 10,000 trials of 5,104 observations take
 * 408 MB. They are doubles: halves of that size would be read in two thirds of the time, but that is a tenth of a second, and Sharpe
 * ratios would differ from those of the metrics in the ninth decimal place.
 *
 * A row that was not written holds NaN, which is how a failed backtest enters: it counts as a trial, is never compared with another
 * one, and so changes no other trial's numbers. The same holds for a row with a NaN or an infinity anywhere, and for one
 * whose returns are all equal, 0 or interest: without a trade there is no Sharpe ratio, and nothing to be lucky with.
 */
export class ReturnsMatrix {
  readonly trials: number
  readonly observations: number
  readonly values: Float64Array<SharedArrayBuffer>

  /** @param memory of another matrix of this size (`values.buffer`), to read it in a thread; new and all NaN when left out */
  constructor(trials: number, observations: number, memory?: SharedArrayBuffer) {
    for (const [option, value] of Object.entries({ trials, observations })) {
      if (!Number.isSafeInteger(value) || value < 0) {
        throw new BacksweepError('option-invalid', `${option} is ${value}: give a whole number from 0.`, {
          option,
          value,
        })
      }
    }
    const bytes = trials * observations * Float64Array.BYTES_PER_ELEMENT
    if (memory !== undefined && memory.byteLength !== bytes) {
      throw new BacksweepError(
        'option-invalid',
        `The memory has ${memory.byteLength} bytes, ${trials} trials of ${observations} observations take ${bytes}.`,
        { option: 'memory', value: memory.byteLength },
      )
    }
    this.trials = trials
    this.observations = observations
    this.values = new Float64Array(memory ?? new SharedArrayBuffer(bytes))
    if (memory === undefined) this.values.fill(NaN)
  }

  /** A matrix with copies of these rows, which must be equally long. */
  static from(rows: readonly ArrayLike<number>[]): ReturnsMatrix {
    const observations = rows.length === 0 ? 0 : rows[0].length
    const matrix = new ReturnsMatrix(rows.length, observations)
    rows.forEach((row, trial) => {
      if (row.length !== observations) {
        throw new BacksweepError(
          'option-invalid',
          `Row ${trial} has ${row.length} returns, row 0 has ${observations}: give all trials the same observations.`,
          { option: 'rows', value: trial },
        )
      }
      matrix.row(trial).set(row)
    })
    return matrix
  }

  /** The returns of one trial: not a copy. */
  row(trial: number): Float64Array {
    return this.values.subarray(trial * this.observations, (trial + 1) * this.observations)
  }

  /** The trials with finite returns that are not all equal, in order: those that can be compared with each other. */
  comparable(): Uint32Array {
    const kept = new Uint32Array(this.trials)
    let count = 0
    for (let trial = 0; trial < this.trials; trial++) {
      if (varies(this.row(trial))) kept[count++] = trial
    }
    return kept.slice(0, count)
  }
}

/** A return is a quotient near 1 less 1: differences between returns that are smaller than this are rounding. */
export const returnRounding = 1e-14

/** Whether the returns are finite and not all equal but for rounding; false of none. */
export function varies(values: Float64Array): boolean {
  let low = Infinity
  let high = -Infinity
  for (let t = 0; t < values.length; t++) {
    const value = values[t]
    if (!(Math.abs(value) < Infinity)) return false
    if (value < low) low = value
    if (value > high) high = value
  }
  return high - low > returnRounding
}
