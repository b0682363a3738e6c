/**
 * The plain, slow twin of src/metrics/benchmark-sums.ts and the metrics on top of it: textbook formulas over two arrays of equities. Null when
 * there is no benchmark.
 */
export function plainBenchmarkMetrics(
  equity: readonly number[],
  benchmark: readonly number[] | null,
  { initialAmount, periodsPerYear, riskFreeRate }: Record<'initialAmount' | 'periodsPerYear' | 'riskFreeRate', number>,
): Record<string, number | null> {
  const names = ['alpha', 'alphaCompounded', 'beta', 'benchmarkCorrelation', 'trackingError', 'informationRatio']
  if (benchmark === null) {
    return Object.fromEntries([...names, 'beatRate', 'excessReturn', 'benchmarkReturn'].map((name) => [name, null]))
  }

  const n = equity.length
  const r = returnsOf([initialAmount, ...equity])
  const b = returnsOf([initialAmount, ...benchmark])
  const active = r.map((x, t) => x - b[t])
  const rounding = 2 ** -48
  const sizes = r.map((x, t) => Math.max(Math.abs(x), Math.abs(b[t])))
  const still = isStill(r, Math.abs(mean(r)))
  const benchmarkStill = isStill(b, Math.abs(mean(b)))
  const activeStill = isStill(active, Math.max(...sizes))
  const f = (1 + riskFreeRate) ** (1 / periodsPerYear) - 1

  const beta = n < 2 || benchmarkStill ? null : still ? 0 : covariance(r, b) / covariance(b, b)
  const a = beta === null ? null : mean(r) - f - beta * (mean(b) - f)
  const deviation = activeStill ? 0 : Math.sqrt(covariance(active, active))
  const final = equity[n - 1] ?? initialAmount
  const finalBenchmark = benchmark[n - 1] ?? initialAmount
  return {
    alpha: a === null ? null : a * periodsPerYear,
    alphaCompounded: a === null || a < -1 ? null : (1 + a) ** periodsPerYear - 1,
    beta,
    benchmarkCorrelation:
      n < 2 || still || benchmarkStill ? null : covariance(r, b) / Math.sqrt(covariance(r, r) * covariance(b, b)),
    trackingError: n < 2 ? null : deviation * Math.sqrt(periodsPerYear),
    informationRatio: n < 2 || activeStill ? null : (mean(active) / deviation) * Math.sqrt(periodsPerYear),
    beatRate: n === 0 ? null : active.filter((x, t) => x > rounding * (1 + sizes[t])).length / n,
    excessReturn: final / initialAmount - finalBenchmark / initialAmount,
    benchmarkReturn: finalBenchmark / initialAmount - 1,
  }

  function isStill(values: readonly number[], size: number): boolean {
    return n < 2 || Math.max(...values) - Math.min(...values) <= rounding * (1 + size)
  }
}

function returnsOf(values: readonly number[]): number[] {
  return values.slice(1).map((value, t) => (values[t] > 0 ? value / values[t] - 1 : 0))
}

/** Of the sample (ddof 1). */
function covariance(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)]
  return x.reduce((total, value, t) => total + (value - mx) * (y[t] - my), 0) / (x.length - 1)
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length
}
