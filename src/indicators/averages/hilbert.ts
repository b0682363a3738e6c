import type { Column } from '../../data/column.ts'

/** Taps of Ehlers' Hilbert transform, cut to seven bars of which every second is read. */
const outer = 0.0962
const inner = 0.5769

/**
 * Ehlers' measurement of the cycle that dominates a column (Rocket Science for Traders, 2001), by a homodyne
 * discriminator, bar by bar:
 *
 * 1. Smooth the values with the weights 4 3 2 1 and take the trend out of them with the transform.
 * 2. Split the rest into two parts that are a quarter of a cycle apart. The angle between them is the phase.
 * 3. Turn both by one more quarter, smooth them, and multiply them with those of the bar before: the angle of
 *    the product is how far the cycle has turned in one bar, so 360 degrees by that angle is the period.
 * 4. Let the period change by no more than about a half at once, keep it from 6 to 50 bars, and smooth it. The
 *    transform is scaled with the period of the bar before.
 *
 * `phase` gets degrees from -90 to 90, `period` bars. The measurement begins after `lead` bars, at least 6, and
 * starts anew after a missing value; until then both are NaN. As in TA-Lib everything is 0 before it begins, so
 * callers leave some bars for that to fade.
 *
 * A straight line has no cycle: the angle of step 3 is then 0 but for rounding, whose sign decides the period.
 */
export function dominantCycle(source: Column, lead: number, phase: Float64Array, period: Float64Array): void {
  const { length } = source
  // 0 where nothing was measured; the transform reaches back by 6 bars, never over the `lead` bars of a new start
  const smooth = new Float64Array(length)
  const detrended = new Float64Array(length)
  const quadrature = new Float64Array(length)
  const inPhase = new Float64Array(length)

  let seen = 0
  let real = 0
  let imaginary = 0
  let productReal = 0
  let productImaginary = 0
  let current = 0
  for (let i = 0; i < length; i++) {
    seen = Number.isFinite(source[i]) ? seen + 1 : 0
    if (seen <= lead) {
      real = imaginary = productReal = productImaginary = current = 0
      phase[i] = NaN
      period[i] = NaN
      continue
    }
    const scale = 0.075 * current + 0.54
    smooth[i] = (4 * source[i] + 3 * source[i - 1] + 2 * source[i - 2] + source[i - 3]) / 10
    detrended[i] = transformed(smooth, i) * scale
    quadrature[i] = transformed(detrended, i) * scale
    inPhase[i] = detrended[i - 3]
    phase[i] = inPhase[i] === 0 ? 0 : degrees(Math.atan(quadrature[i] / inPhase[i]))

    const lastReal = real
    const lastImaginary = imaginary
    real = 0.2 * (inPhase[i] - transformed(quadrature, i) * scale) + 0.8 * lastReal
    imaginary = 0.2 * (quadrature[i] + transformed(inPhase, i) * scale) + 0.8 * lastImaginary
    productReal = 0.2 * (real * lastReal + imaginary * lastImaginary) + 0.8 * productReal
    productImaginary = 0.2 * (real * lastImaginary - imaginary * lastReal) + 0.8 * productImaginary

    const known = productReal !== 0 && productImaginary !== 0
    const turned = known ? 360 / degrees(Math.atan(productImaginary / productReal)) : current
    const near = Math.max(0.67 * current, Math.min(1.5 * current, turned))
    current = 0.2 * Math.max(6, Math.min(50, near)) + 0.8 * current
    period[i] = current
  }
}

/** Differences of two values each, so that a level, however high, leaves nothing. */
function transformed(values: Float64Array, i: number): number {
  return outer * (values[i] - values[i - 6]) + inner * (values[i - 2] - values[i - 4])
}

function degrees(angle: number): number {
  return (angle * 180) / Math.PI
}
