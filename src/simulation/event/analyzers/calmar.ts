import type { FinishedRun } from '../finished-run.ts'
import { drawdown } from './drawdown.ts'
import { returns } from './returns.ts'

/** Annual return over maximum drawdown; NaN for 0 / 0, Infinity for a gain without a drawdown. */
export function calmar(run: FinishedRun, periodsPerYear: number): number {
  return returns(run, periodsPerYear).annual / drawdown(run).maxDrawdown
}
