import type { Random } from '../../src/base/random.ts'

/** Fills a series with returns that have mean 0 and variance 1: what a strategy without skill earns, before it is scaled. */
export type Noise = (random: Random, out: Float64Array) => void

/** Independent and normal. */
export const normalNoise: Noise = (random, out) => {
  for (let t = 0; t < out.length; t++) out[t] = random.normal()
}

/** Independent, of Student's distribution with 4 degrees of freedom, whose kurtosis is infinite. */
export const fatNoise: Noise = (random, out) => {
  for (let t = 0; t < out.length; t++) {
    // half of a χ² with 4 degrees of freedom: the sum of two exponential variables. 1 - next() is never 0
    const halfSquares = -Math.log((1 - random.next()) * (1 - random.next()))
    out[t] = random.normal() / Math.sqrt(halfSquares) // × √2, and / √2 because the variance of that is 2
  }
}

/** First autocorrelation of `persistentNoise`. */
export const persistence = 0.2

/** AR(1) with normal shocks, from its stationary distribution. */
export const persistentNoise: Noise = (random, out) => {
  const shock = Math.sqrt(1 - persistence * persistence)
  let value = random.normal()
  for (let t = 0; t < out.length; t++) {
    value = persistence * value + shock * random.normal()
    out[t] = value
  }
}

/** What the variance of `clusteredNoise` keeps of its mean, of the last squared return and of itself: together 1. */
export const clustering = { mean: 0.05, square: 0.1, variance: 0.85 }

/** GARCH(1,1) with normal shocks: calm and wild times take turns. The kurtosis is 3.77. */
export const clusteredNoise: Noise = (random, out) => {
  const early = 100 // observations until the variance at the start, which is the mean, is forgotten: 0.95^100 is below 1 %
  let variance = 1
  for (let t = -early; t < out.length; t++) {
    const value = Math.sqrt(variance) * random.normal()
    if (t >= 0) out[t] = value
    variance = clustering.mean + clustering.square * value * value + clustering.variance * variance
  }
}
