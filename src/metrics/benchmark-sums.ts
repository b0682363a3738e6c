import { assert } from '../base/assert.ts'
import type { Column } from '../data/column.ts'
import { constantWithin } from './return-sums.ts'

/** A backtest beside its benchmark: r are the returns of its bars, b those of the benchmark. */
export interface BenchmarkFacts {
  /** Bars measured, which is also the number of returns of each. */
  readonly bars: number
  /** Value of the benchmark at the last close; the initial amount when there are no bars. */
  readonly finalBenchmark: number
  /** Mean of r; NaN without bars, as are the other means. */
  readonly meanReturn: number
  /** Mean of b. */
  readonly meanBenchmark: number
  /** Mean of r - b. */
  readonly meanActive: number
  /** Sum of (r - mean)^2; exactly 0 when r is constant up to rounding, and so for the next two. */
  readonly squares: number
  /** Sum of (b - mean)^2. */
  readonly benchmarkSquares: number
  /** Sum of (r - b - mean)^2. */
  readonly activeSquares: number
  /** Sum of (r - mean of r) * (b - mean of b); exactly 0 when either is constant. */
  readonly products: number
  /** Bars on which r is above b, by more than rounding does. */
  readonly barsAhead: number
}

export const noBenchmark: BenchmarkFacts = Object.freeze({
  bars: NaN,
  finalBenchmark: NaN,
  meanReturn: NaN,
  meanBenchmark: NaN,
  meanActive: NaN,
  squares: NaN,
  benchmarkSquares: NaN,
  activeSquares: NaN,
  products: NaN,
  barsAhead: NaN,
})

/**
 * Compares two equities at the close of every bar, both of which were `initialAmount` before the first.
 *
 * 1. Sum the returns and their differences, and look for the ends of each.
 * 2. With the means known, sum the squared distances from them, so that nothing large cancels.
 *
 * A strategy that holds its benchmark has its returns but for rounding. So a difference is none within 2^-48 times 1 + the larger of the
 * two returns (see `constantWithin`): else half of such bars would count as ahead.
 */
export function measureBenchmark(
  equity: Column,
  benchmark: Column,
  { initialAmount }: { readonly initialAmount: number },
): BenchmarkFacts {
  const bars = equity.length
  assert(benchmark.length === bars, 'a benchmark has a value for every bar measured')

  const own = new Ends()
  const other = new Ends()
  const active = new Ends()
  let barsAhead = 0
  let previous = initialAmount
  let previousBenchmark = initialAmount
  for (let t = 0; t < bars; t++) {
    const r = changeOf(previous, equity[t])
    const b = changeOf(previousBenchmark, benchmark[t])
    own.add(r)
    other.add(b)
    active.add(r - b)
    if (r - b > constantWithin * (1 + Math.max(Math.abs(r), Math.abs(b)))) barsAhead++
    previous = equity[t]
    previousBenchmark = benchmark[t]
  }
  const finalBenchmark = previousBenchmark
  const meanReturn = own.sum / bars
  const meanBenchmark = other.sum / bars
  const meanActive = active.sum / bars
  assert(bars === 0 || Number.isFinite(meanActive), 'equity and benchmark are finite numbers at every close')

  let squares = 0
  let benchmarkSquares = 0
  let activeSquares = 0
  let products = 0
  previous = initialAmount
  previousBenchmark = initialAmount
  for (let t = 0; t < bars; t++) {
    const r = changeOf(previous, equity[t])
    const b = changeOf(previousBenchmark, benchmark[t])
    const fromMean = r - meanReturn
    const fromBenchmark = b - meanBenchmark
    const fromActive = r - b - meanActive
    squares += fromMean * fromMean
    benchmarkSquares += fromBenchmark * fromBenchmark
    activeSquares += fromActive * fromActive
    products += fromMean * fromBenchmark
    previous = equity[t]
    previousBenchmark = benchmark[t]
  }

  const still = own.areWithin(Math.abs(meanReturn))
  const benchmarkStill = other.areWithin(Math.abs(meanBenchmark))
  return {
    bars,
    finalBenchmark,
    meanReturn,
    meanBenchmark,
    meanActive,
    squares: still ? 0 : squares,
    benchmarkSquares: benchmarkStill ? 0 : benchmarkSquares,
    activeSquares: active.areWithin(Math.max(own.size, other.size)) ? 0 : activeSquares,
    products: still || benchmarkStill ? 0 : products,
    barsAhead,
  }
}

/** Return of a bar; 0 after a ruin, as in equity-walk.ts. */
function changeOf(previous: number, value: number): number {
  return previous > 0 ? value / previous - 1 : 0
}

/** The sum of some numbers, the largest and the smallest. */
class Ends {
  sum = 0
  private largest = -Infinity
  private smallest = Infinity

  add(value: number): void {
    this.sum += value
    if (value > this.largest) this.largest = value
    if (value < this.smallest) this.smallest = value
  }

  /** The larger distance from zero. */
  get size(): number {
    return Math.max(Math.abs(this.largest), Math.abs(this.smallest))
  }

  /** Whether all are the same but for the rounding of returns of this size. */
  areWithin(size: number): boolean {
    return this.largest - this.smallest <= constantWithin * (1 + size)
  }
}
