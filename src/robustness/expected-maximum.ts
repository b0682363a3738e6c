import { checkTrials } from './check.ts'
import { normalCdf, normalDensity, normalQuantile } from './normal.ts'

/**
 * About the expected largest of N independent standard normals: what the best of N strategies without any skill shows, in
 * standard deviations of their Sharpe ratios,
 *
 *     (1 - γ)·Φ⁻¹(1 - 1/N) + γ·Φ⁻¹(1 - 1/(N·e)),  γ = 0.5772156649015329
 *
 * The "false strategy theorem" of Bailey, Borwein, López de Prado and Zhu, "Pseudo-Mathematics and Financial Charlatanism"
 * (2014); up to 3 % above the truth from N = 3 on, 8 % below it for 2. `trials` is a number of at least 1, whole or not, else
 * 'option-invalid'. The formula has no value at 1 and negative ones to 1.28, which no maximum expects: 0 is taken there, the
 * truth at 1.
 */
export function expectedMaximum(trials: number): number {
  checkTrials('expectedMaximum: trials', trials)
  const formula = -(1 - gamma) * normalQuantile(1 / trials) - gamma * normalQuantile(1 / (trials * Math.E))
  return Math.max(0, formula) // at 1 the formula is -Infinity
}

/**
 * Mean and standard deviation of the largest of N independent standard normals, exact to about 1e-12: the integrals of x and
 * (x - mean)² over its density N·φ(x)·Φ(x)^(N-1). Defined for an N between two whole numbers, too. `trials` as for
 * `expectedMaximum`.
 */
export function maximumOfNormals(trials: number): { mean: number; deviation: number } {
  checkTrials('maximumOfNormals: trials', trials)
  // Outside of these lies less than 1e-19 of the distribution. Inside, the trapezoidal rule converges faster than any power of
  // its step, because the density is smooth and zero at both ends.
  const below = 45 / trials // minus the logarithm of the probability that all are below `from`, for one of them
  const from = below > 1 ? normalQuantile(Math.exp(-below)) : -normalQuantile(-Math.expm1(-below))
  const to = -normalQuantile(1e-20 / trials)
  const step = (to - from) / quadraturePoints

  const points = Float64Array.from({ length: quadraturePoints + 1 }, (_, i) => from + i * step)
  const shares = points.map((x) => {
    const logCdf = x > 0 ? Math.log1p(-normalCdf(-x)) : Math.log(normalCdf(x))
    return step * trials * normalDensity(x) * Math.exp((trials - 1) * logCdf)
  })
  const mean = shares.reduce((sum, share, i) => sum + share * points[i], 0)
  const variance = shares.reduce((sum, share, i) => sum + share * (points[i] - mean) * (points[i] - mean), 0)
  return { mean, deviation: Math.sqrt(variance) }
}

/** The constant of Euler and Mascheroni. */
const gamma = 0.5772156649015329

const quadraturePoints = 400
