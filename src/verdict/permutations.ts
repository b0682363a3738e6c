import { Random } from '../base/random.ts'
import { Bars } from '../data/bars.ts'
import { Universe } from '../data/universe.ts'
import { metrics } from '../metrics/registry.ts'
import { BarPermutation } from '../robustness/bar-permutation.ts'
import { permutationP } from '../robustness/permutation-p.ts'
import type { PreparedSweep } from '../sweep/run/prepare.ts'
import { type RunOptions, resolveOptions } from '../sweep/run/run-options.ts'
import { runPrepared } from '../sweep/run/run-sweep.ts'
import type { StrategyCode } from '../sweep/run/strategy-code.ts'
import { keepNothing } from '../sweep/store/details.ts'
import { metricValue } from '../sweep/store/row.ts'

/** What the sweep finds on bars in another order. */
export interface Permuted {
  /** The best value of the sweep's `rankBy` on each permutation; NaN where no backtest has one. */
  readonly best: readonly number[]
  /** (1 + permutations at least as good) / (1 + permutations): never 0. */
  readonly pValue: number
  /** Share of the bars that could change places: below 1 where symbols have bars at different times. */
  readonly movable: number
}

export interface PermutationOptions extends Pick<RunOptions, 'workers' | 'signal'> {
  readonly permutations: number
  readonly seed: number
}

/**
 * Runs the whole sweep again on permuted bars, all symbols by the same permutation (robustness/bar-permutation.ts), all date ranges, best
 * with best. Filters between date ranges play no part. Permutation i is the same for a seed, however many there are and whatever runs
 * the backtests.
 */
export async function permuteSweep(
  prepared: PreparedSweep,
  code: StrategyCode,
  real: number,
  { permutations, seed, workers, signal }: PermutationOptions,
): Promise<Permuted> {
  const { universe, rankBy, job } = prepared
  const permutation = new BarPermutation(universe.symbols)
  const options = resolveOptions({ continueOnError: true, ...(workers !== undefined && { workers }), signal })
  const sign = metrics[rankBy].better === 'lower' ? -1 : 1
  const best: number[] = []
  for (let i = 0; i < permutations && !signal?.aborted; i++) {
    const drawn = permutation.draw(Random.from(seed, i))
    const shuffled = Universe.of(
      universe.symbols.map(({ symbol, timeframe }, k) => Bars.from({ symbol, timeframe, ...drawn[k] })),
    )
    const result = await runPrepared(
      {
        ...prepared,
        universe: shuffled,
        job: {
          ...job,
          bars: shuffled.clock.share(),
          symbols: shuffled.symbols.map((bars) => bars.share()),
          metrics: [rankBy],
          keep: keepNothing,
        },
      },
      code,
      options,
    )
    best.push(metricValue(result.top(1)[0]?.metrics[rankBy]))
  }
  const signed = best.map((value) => value * sign)
  return { best, pValue: permutationP(real * sign, signed), movable: permutation.movable }
}
