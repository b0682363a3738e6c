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

const constant = new WeakSet<object>()

/** Says that nothing will write into `column` any more, so that what was computed from it may be used again. */
export function markConstant(column: Float64Array): Column {
  constant.add(column)
  return column
}

/** Whether `column` was marked: bars and indicators are, an array that a strategy made is not. */
export function isConstant(column: Column): boolean {
  return constant.has(column)
}
