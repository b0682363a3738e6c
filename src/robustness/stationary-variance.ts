/**
 * The variance of √n × (mean of a resample) under the stationary bootstrap with a mean block length of 1 / q, without drawing any:
 * Politis and Romano (1994), lemma 1; the ω² of Hansen (2005), "A test for superior predictive ability", Journal of Business
 * & Economic Statistics 23(4).
 *
 *   ω² = γ_0 + 2 Σ_{i=1}^{n-1} κ(i) γ_i,   κ(i) = ((n - i) / n) (1 - q)^i + (i / n) (1 - q)^(n - i)
 *
 * with γ_i = (1 / n) Σ x_t x_{t+i} of the values less their mean. The second half of κ is the first half of the lag n - i on a circle, so
 * that 2 Σ κ γ = (2 / n) Σ_t Σ_{j=1}^{n} ((n - j) / n) (1 - q)^j x_t x_{t-j} with t - j taken around the circle. Both inner sums, with
 * weights (1 - q)^j and j (1 - q)^j, follow from those of the observation before: the work is O(n), not O(n²).
 *
 * In squared units of the values. 0 where it is less than 1e-12 γ_0, which is rounding: values that go to and fro in step with the
 * observations cancel in very long blocks. NaN for no values or with a NaN.
 */
export function stationaryVariance(values: Float64Array, meanBlockLength: number): number {
  const n = values.length
  let total = 0
  for (let t = 0; t < n; t++) total += values[t]
  const mean = total / n

  const stay = 1 - 1 / meanBlockLength
  // the inner sums at t = 0: x_{-j} is x_{n-j}
  let plain = 0 // Σ stay^j x_{t-j}
  let byLag = 0 // Σ j stay^j x_{t-j}
  let power = 1
  for (let j = 1; j <= n; j++) {
    power *= stay
    plain += power * (values[n - j] - mean)
    byLag += j * power * (values[n - j] - mean)
  }
  const full = power // stay^n: the weight of what has gone once around

  let squares = 0
  let products = 0
  for (let t = 0; t < n; t++) {
    const value = values[t] - mean
    squares += value * value
    products += value * (plain - byLag / n)
    // one observation on: all lags grow by one, `value` enters with lag 1 and leaves with lag n + 1
    byLag = stay * (byLag + plain + value) - (n + 1) * stay * full * value
    plain = stay * (plain + value) - stay * full * value
  }
  const variance = (squares + 2 * products) / n
  return variance <= (1e-12 * squares) / n ? 0 : variance
}
