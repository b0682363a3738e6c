import type { FinishedRun } from '../finished-run.ts'

/** The worth of all positions, short ones counted as positive, over the equity, at every close: 0 without a position, 1 when all is invested. */
export function grossLeverage(run: FinishedRun): Float64Array {
  const gross = run.column((_cash, units, close) => Math.abs(units * close))
  return gross.map((value, i) => value / run.equity[i])
}
