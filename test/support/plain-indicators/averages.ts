import type { averages } from '../../../src/indicators/averages/family.ts'
import { exactSum } from '../exact-sum.ts'
import { exponential, mean, type Plain, present, type Values, volumeWeighted, windowed } from './plain.ts'

export const plainAverages: Record<keyof typeof averages, Plain> = {
  sma: ({ period }, { source }) => [windowed(source, period, mean)],
  ema: ({ period }, { source }) => [exponential(source, period, 2 / (period + 1))],
  wma: ({ period }, { source }) => [rising(source, period)],
  smma: ({ period }, { source }) => [exponential(source, period, 1 / period)],
  dema: ({ period }, { source }) => {
    const [e1, e2] = layers(source, period, 2)
    return [e1.map((value, i) => value + (value - e2[i]))]
  },
  tema: ({ period }, { source }) => {
    const [e1, e2, e3] = layers(source, period, 3)
    return [e1.map((value, i) => 3 * value - 3 * e2[i] + e3[i])]
  },
  trima: ({ period }, { source }) => [weighted(source, period, (i) => Math.min(i + 1, period - i))],
  hma: ({ period }, { source }) => {
    const calm = rising(source, period)
    const quick = rising(source, period === 1 ? 1 : (period - (period % 2)) / 2)
    const leading = quick.map((value, i) => 2 * value - calm[i])
    return [rising(leading, Math.trunc(period ** 0.5))]
  },
  zlema: ({ period }, { source }) => {
    const lag = period % 2 === 1 ? (period - 1) / 2 : period / 2 - 1
    const leading = source.map((value, i) => (present(source[i - lag]) ? value + (value - source[i - lag]) : NaN))
    return [exponential(leading, period, 2 / (period + 1))]
  },
  kama: ({ period, fast, slow }, { source }) => {
    const found: number[] = []
    source.forEach((value, i) => {
      const window = source.slice(Math.max(0, i - period), i + 1)
      if (window.length <= period || !window.every(present)) {
        found.push(NaN)
        return
      }
      const previous = found[i - 1]
      const changes = window.slice(1).map((now, j) => Math.abs(now - window[j]))
      const path = exactSum(changes)
      const efficiency = path === 0 ? 1 : Math.abs(value - window[0]) / path
      const smoothing = (efficiency * 2) / (fast + 1) + ((1 - efficiency) * 2) / (slow + 1)
      const part = smoothing * smoothing
      found.push(present(previous) ? (1 - part) * previous + part * value : mean(window.slice(1)))
    })
    return [found]
  },
  t3: ({ period, volumeFactor: v }, { source }) => {
    const [, , e3, e4, e5, e6] = layers(source, period, 6)
    return [
      e3.map((value, i) => {
        const once = value - e4[i]
        const twice = once - (e4[i] - e5[i])
        const thrice = twice - (e4[i] - e5[i] - (e5[i] - e6[i]))
        return value + 3 * v * once + 3 * v * v * twice + v * v * v * thrice
      }),
    ]
  },
  alma: ({ period, offset, sigma }, { source }) => [
    weighted(source, period, (i) => Math.exp(-(((i - offset * (period - 1)) / (period / sigma)) ** 2 / 2))),
  ],
  mama: ({ fastLimit, slowLimit }, { source }) => {
    const found = runs(source).flatMap((run) => {
      const { phase } = cycles(run, 12)
      const both: [number, number][] = []
      let [quick, calm] = [run[12], run[12]]
      run.forEach((value, i) => {
        if (i >= 12) {
          const turned = i === 12 ? -phase[i] : phase[i - 1] - phase[i]
          const alpha = Math.min(1, Math.max(slowLimit, turned > 1 ? fastLimit / turned : fastLimit))
          quick = alpha * value + (1 - alpha) * quick
          calm = 0.5 * alpha * quick + (1 - 0.5 * alpha) * calm
        }
        both.push(i < 32 ? [NaN, NaN] : [quick, calm])
      })
      return both
    })
    return [found.map(([quick]) => quick), found.map(([, calm]) => calm)]
  },
  htTrendline: (_, { source }) => [
    runs(source).flatMap((run) => {
      const { period } = cycles(run, 37)
      let smoothed = 0
      const means = run.map((_, i) => {
        if (i < 37) return NaN
        smoothed = 0.33 * period[i] + 0.67 * smoothed
        const bars = Math.round(smoothed)
        return mean(run.slice(i + 1 - Math.max(1, bars), i + 1))
      })
      return run.map((_, i) =>
        i < 63 ? NaN : (4 * means[i] + 3 * means[i - 1] + 2 * means[i - 2] + means[i - 3]) / 10,
      )
    }),
  ],
  vwma: ({ period }, { source, volume }) => [volumeWeighted(source, volume, period)],
  envelopes: ({ period, fraction }, { source }) => {
    const middle = windowed(source, period, mean)
    return [middle, middle.map((value) => value + fraction * value), middle.map((value) => value - fraction * value)]
  },
}

/** Weights 1, 2, 3 and so on. */
function rising(values: Values, period: number): Values {
  return weighted(values, period, (i) => i + 1)
}

function weighted(values: Values, period: number, weightOf: (i: number) => number): Values {
  return windowed(values, period, (window) => {
    const weights = window.map((_, i) => weightOf(i))
    return exactSum(window.map((value, i) => value * weights[i])) / exactSum(weights)
  })
}

/** The exponential average, that of it, and so on. */
function layers(values: Values, period: number, count: number): Values[] {
  const found: Values[] = []
  for (let i = 0; i < count; i++) found.push(exponential(found[i - 1] ?? values, period, 2 / (period + 1)))
  return found
}

/** The values cut at the missing ones; a missing one is a run of its own. */
function runs(values: Values): Values[] {
  const found: number[][] = []
  values.forEach((value, i) => {
    if (present(value) && present(values[i - 1])) found[found.length - 1].push(value)
    else found.push([value])
  })
  return found
}

/**
 * Phase and period of the dominant cycle. Where a difference of prices cancels to nothing, rounding decides the angles, so
 * the differences are taken in the same order as the kernel takes them.
 */
function cycles(run: Values, lead: number): { phase: number[]; period: number[] } {
  const phase: number[] = []
  const period: number[] = []
  const [smooth, i1, q1, detrended]: number[][] = [[], [], [], []]
  const turn = (values: Values, i: number, by: number) => {
    const [now, two, four, six] = [i, i - 2, i - 4, i - 6].map((j) => values[j] ?? 0)
    return (0.0962 * (now - six) + 0.5769 * (two - four)) * by
  }
  let [i2, q2, re, im] = [0, 0, 0, 0]
  for (let i = lead; i < run.length; i++) {
    const last = period[i - 1] ?? 0
    const by = 0.075 * last + 0.54
    smooth[i] = (4 * run[i] + 3 * run[i - 1] + 2 * run[i - 2] + run[i - 3]) / 10
    detrended[i] = turn(smooth, i, by)
    i1[i] = detrended[i - 3] ?? 0
    q1[i] = turn(detrended, i, by)
    phase[i] = i1[i] === 0 ? 0 : (Math.atan(q1[i] / i1[i]) / Math.PI) * 180
    const [i2Before, q2Before] = [i2, q2]
    i2 = 0.2 * (i1[i] - turn(q1, i, by)) + 0.8 * i2Before
    q2 = 0.2 * (q1[i] + turn(i1, i, by)) + 0.8 * q2Before
    re = 0.2 * (i2 * i2Before + q2 * q2Before) + 0.8 * re
    im = 0.2 * (i2 * q2Before - q2 * i2Before) + 0.8 * im
    let found = im === 0 || re === 0 ? last : (2 * Math.PI) / Math.atan(im / re)
    if (found > 1.5 * last) found = 1.5 * last
    if (found < 0.67 * last) found = 0.67 * last
    if (found < 6) found = 6
    if (found > 50) found = 50
    period[i] = 0.2 * found + 0.8 * last
  }
  return { phase, period }
}
