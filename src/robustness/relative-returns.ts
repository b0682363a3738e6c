import { BacksweepError } from '../base/errors.ts'
import { type ReturnsMatrix, returnRounding } from './returns-matrix.ts'

/**
 * Writes a trial's returns less those of the benchmark (nothing when left out) into `out`. What differs by rounding only is 0: a trial that
 * does the same as the benchmark must not be tested on the last bits of both.
 */
export function readRelative(
  matrix: ReturnsMatrix,
  trial: number,
  benchmark: ArrayLike<number> | undefined,
  out: Float64Array,
): void {
  out.set(matrix.row(trial))
  if (benchmark === undefined) return
  if (benchmark.length !== out.length) {
    throw new BacksweepError(
      'option-invalid',
      `benchmark has ${benchmark.length} returns, the trials have ${out.length}: give those of the same observations.`,
      { option: 'benchmark', value: benchmark.length },
    )
  }
  for (let t = 0; t < out.length; t++) {
    out[t] -= benchmark[t]
    if (Math.abs(out[t]) <= returnRounding) out[t] = 0
  }
}
