import type { BenchmarkFacts } from '../benchmark-sums.ts'
import type { Facts } from '../facts.ts'
import { type Metric, metricFamily } from '../metric.ts'

const whenStill = 'Null with fewer than two bars or a constant b'

export const benchmarkMetrics = metricFamily('Against a benchmark', {
  alpha: {
    title: 'Alpha',
    unit: 'fraction',
    better: 'higher',
    formula: `(m - f - beta * (mb - f)) * P: arithmetic, so that P * (m - f), what the Sharpe ratio divides, is alpha plus beta times that of the benchmark. ${whenStill}. Jensen (1968)`,
    needs: ['benchmark'],
    compute: against((facts, benchmark) => {
      const alpha = alphaOfBar(facts, benchmark)
      return alpha === null ? null : alpha * facts.periodsPerYear
    }),
  },
  alphaCompounded: {
    title: 'Alpha, compounded',
    unit: 'fraction',
    better: 'higher',
    formula: `(1 + a)^P - 1 with a = m - f - beta * (mb - f), the alpha of one bar. ${whenStill}, and for a < -1. As in empyrical`,
    needs: ['benchmark'],
    compute: against((facts, benchmark) => {
      const alpha = alphaOfBar(facts, benchmark)
      return alpha === null || alpha < -1 ? null : Math.expm1(Math.log1p(alpha) * facts.periodsPerYear)
    }),
  },
  beta: {
    title: 'Beta',
    unit: 'ratio',
    better: 'none',
    formula: `covariance of r and b / variance of b. ${whenStill}. Sharpe (1964)`,
    needs: ['benchmark'],
    compute: against((_, benchmark) => betaOf(benchmark)),
  },
  benchmarkCorrelation: {
    title: 'Correlation with the benchmark',
    unit: 'ratio',
    better: 'none',
    formula:
      'covariance of r and b / (s * sb). Null with fewer than two bars or when r or b is constant. Pearson (1895)',
    needs: ['benchmark'],
    compute: against((_, { bars, squares, benchmarkSquares, products }) => {
      if (bars < 2 || squares === 0 || benchmarkSquares === 0) return null
      const correlation = products / (Math.sqrt(squares) * Math.sqrt(benchmarkSquares))
      return Math.max(-1, Math.min(1, correlation)) // rounding takes it beyond them
    }),
  },
  trackingError: {
    title: 'Tracking error',
    unit: 'fraction',
    better: 'lower',
    formula:
      'sample standard deviation of r - b (divided by n - 1) * sqrt(P). Null with fewer than two bars, 0 for a constant r - b. Grinold and Kahn (2000)',
    needs: ['benchmark'],
    compute: against(({ periodsPerYear }, benchmark) =>
      benchmark.bars < 2 ? null : activeDeviation(benchmark) * Math.sqrt(periodsPerYear),
    ),
  },
  informationRatio: {
    title: 'Information ratio',
    unit: 'ratio',
    better: 'higher',
    formula:
      'mean of r - b / its sample standard deviation * sqrt(P): the Sharpe ratio with b in place of f. Null with fewer than two bars or a constant r - b. Sharpe (1994), Goodwin (1998)',
    needs: ['benchmark'],
    compute: against(({ periodsPerYear }, benchmark) => {
      if (benchmark.bars < 2 || benchmark.activeSquares === 0) return null
      return (benchmark.meanActive / activeDeviation(benchmark)) * Math.sqrt(periodsPerYear)
    }),
  },
  beatRate: {
    title: 'Beat rate',
    unit: 'fraction',
    better: 'higher',
    formula:
      'share of the bars with r > b: equal returns, such as those of a strategy that holds its benchmark, do not count. Null without bars. What empyrical calls batting average',
    needs: ['benchmark'],
    compute: against((_, { bars, barsAhead }) => (bars > 0 ? barsAhead / bars : null)),
  },
  excessReturn: {
    title: 'Excess return',
    unit: 'fraction',
    better: 'higher',
    formula: '(E[n] - B[n]) / E[0]: totalReturn - benchmarkReturn',
    needs: ['benchmark'],
    compute: against(
      ({ equity, initialAmount }, { finalBenchmark }) => (equity.finalValue - finalBenchmark) / initialAmount,
    ),
  },
  benchmarkReturn: {
    title: 'Return of the benchmark',
    unit: 'fraction',
    better: 'none',
    formula: 'B[n] / B[0] - 1',
    needs: ['benchmark'],
    compute: against(({ initialAmount }, { finalBenchmark }) => (finalBenchmark - initialAmount) / initialAmount),
  },
})

/** A metric that is null where there is no benchmark. */
function against(compute: (facts: Facts, benchmark: BenchmarkFacts) => number | null): Metric['compute'] {
  return (facts) => (facts.benchmark === null ? null : compute(facts, facts.benchmark))
}

function betaOf({ bars, products, benchmarkSquares }: BenchmarkFacts): number | null {
  return bars < 2 || benchmarkSquares === 0 ? null : products / benchmarkSquares
}

/** Not annualised. */
function alphaOfBar({ riskFree }: Facts, benchmark: BenchmarkFacts): number | null {
  const beta = betaOf(benchmark)
  return beta === null ? null : benchmark.meanReturn - riskFree - beta * (benchmark.meanBenchmark - riskFree)
}

/** Sample standard deviation of r - b (ddof 1), of one bar. */
function activeDeviation({ bars, activeSquares }: BenchmarkFacts): number {
  return Math.sqrt(activeSquares / (bars - 1))
}
