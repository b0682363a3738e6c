/**
 * One number per bar, read-only. At run time it is a Float64Array; the type leaves out everything
 * that writes, because bars and indicator columns are shared by all backtests of a sweep.
 */
export interface Column extends Iterable<number> {
  readonly [index: number]: number
  readonly length: number
  at(index: number): number | undefined
  indexOf(value: number, from?: number): number
  slice(start?: number, end?: number): Float64Array
}
