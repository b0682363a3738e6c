import type { Column } from '../../data/column.ts'
import { exponentialMean } from '../exponential.ts'

/** What all indices of relative strength are made of: the averages of gains and losses, and the share of the gains in both. */

/**
 * The share with exponential averages: 100 * up / (up + down), 50 where both are 0. The changes are those over `lag` bars.
 * `out` is not `source`.
 */
export function exponentialStrength(
  source: Column,
  { lag, period, alpha }: { lag: number; period: number; alpha: number },
  out: Float64Array,
): void {
  const up = out
  const down = new Float64Array(source.length)
  gainsAndLosses(source, lag, up, down)
  exponentialMean(up, period, alpha, up)
  exponentialMean(down, period, alpha, down)
  relativeStrength(up, down, out)
}

/**
 * What every bar gained and lost against the value `lag` bars before: one of them is the size of the change, the other 0.
 * Both are NaN where either value is missing. `gains` and `losses` are not `source`.
 */
export function gainsAndLosses(source: Column, lag: number, gains: Float64Array, losses: Float64Array): void {
  for (let i = 0; i < source.length; i++) {
    const change = i < lag ? NaN : source[i] - source[i - lag]
    const known = Number.isFinite(change)
    gains[i] = known ? Math.max(change, 0) : NaN
    losses[i] = known ? Math.max(-change, 0) : NaN
  }
}

/** 100 * up / (up + down), 50 where both are 0. `out` may be one of them. */
export function relativeStrength(up: Column, down: Column, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    const moves = up[i] + down[i]
    out[i] = moves === 0 ? 50 : 100 * (up[i] / moves)
  }
}
