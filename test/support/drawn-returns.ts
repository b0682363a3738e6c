import { Random } from '../../src/base/random.ts'
import { ReturnsMatrix } from '../../src/robustness/returns-matrix.ts'

/** Returns of trials without skill but for the first `skilled`, whose Sharpe ratio of one observation is `sharpe`. */
export function drawnReturns(
  trials: number,
  observations: number,
  { skilled = 0, sharpe = 0, seed = 1 }: { skilled?: number; sharpe?: number; seed?: number } = {},
): ReturnsMatrix {
  const random = Random.from(seed)
  return ReturnsMatrix.from(
    Array.from({ length: trials }, (_, trial) =>
      Array.from({ length: observations }, () => 0.01 * (random.normal() + (trial < skilled ? sharpe : 0))),
    ),
  )
}
