import type { Column } from '../../data/column.ts'

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
