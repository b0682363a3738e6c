import type { trend } from '../../../src/indicators/trend/family.ts'
import { exactSum } from '../exact-sum.ts'
import {
  barsSinceHighest,
  barsSinceLowest,
  deviation,
  exponential,
  mean,
  middles,
  type Plain,
  type PlainColumns,
  present,
  trueRanges,
  type Values,
  windowed,
} from './plain.ts'

export const plainTrend: Record<keyof typeof trend, Plain> = {
  directionalMovement: (_, columns) => {
    const moves = movements(columns)
    return [moves.map(([plus]) => plus), moves.map(([, minus]) => minus)]
  },
  dmi: ({ period }, columns) => {
    const ranges = trueRanges(columns)
    const moves = movements(columns)
    const complete = (value: number, i: number) => (present(ranges[i]) && present(moves[i][0]) ? value : NaN)
    const smooth = (values: Values) => exponential(values.map(complete), period, 1 / period)
    const range = smooth(ranges)
    const share = (moved: Values) => smooth(moved).map((move, i) => (range[i] === 0 ? 0 : (100 * move) / range[i]))
    const plusDi = share(moves.map(([plus]) => plus))
    const minusDi = share(moves.map(([, minus]) => minus))
    const dx = plusDi.map((plus, i) => {
      const both = plus + minusDi[i]
      return both === 0 ? 0 : (100 * Math.abs(plus - minusDi[i])) / both
    })
    const adx = exponential(dx, period, 1 / period)
    const adxr = adx.map((value, i) => mean([value, adx[i - period] ?? NaN]))
    return [plusDi, minusDi, dx, adx, adxr]
  },
  aroon: ({ period }, { high, low }) => {
    const place = (since: number) => 100 - (100 * since) / period
    const up = windowed(high, period + 1, barsSinceHighest).map(place)
    const down = windowed(low, period + 1, barsSinceLowest).map(place)
    return [up, down, up.map((value, i) => value - down[i])]
  },
  vortex: ({ period }, columns) => {
    const { high, low } = columns
    const ranges = windowed(trueRanges(columns), period, exactSum)
    const ratio = (one: Values, before: Values) => {
      const steps = one.map((value, i) => Math.abs(value - (before[i - 1] ?? NaN)))
      return windowed(steps, period, exactSum).map((sum, i) => (ranges[i] === 0 && present(sum) ? 1 : sum / ranges[i]))
    }
    return [ratio(high, low), ratio(low, high)]
  },
  parabolicSar: ({ acceleration, maximum }, { high, low, close }) => {
    const known = close.map((_, i) => present(high[i]) && present(low[i]) && present(close[i]))
    return [
      close.map((_, i) => {
        let start = i + 1
        while (start > 0 && known[start - 1]) start--
        return start < i ? sarAt(i - start, high.slice(start), low.slice(start), close.slice(start)) : NaN
      }),
    ]

    /** The rule of the acceptance values, from the first bar to bar `end`: it starts on bar 1 in the wrong trend on purpose. */
    function sarAt(end: number, high: Values, low: Values, close: Values): number {
      let up = !(close[1] >= close[0])
      let sar = (high[1] + low[1]) / 2
      let extreme = up ? high[0] : low[0]
      let speed = Math.min(acceleration, maximum)
      for (let t = 1; ; t++) {
        if (up ? sar >= low[t] : sar <= high[t]) {
          up = !up
          sar = extreme
          extreme = up ? high[t] : low[t]
          speed = Math.min(acceleration, maximum)
        }
        if (t === end) return sar
        if (up ? high[t] > extreme : low[t] < extreme) {
          extreme = up ? high[t] : low[t]
          speed = Math.min(speed + acceleration, maximum)
        }
        sar = sar + speed * (extreme - sar)
        sar = up ? Math.min(sar, low[t], low[t - 1]) : Math.max(sar, high[t], high[t - 1])
      }
    }
  },
  superTrend: ({ period, multiplier }, columns) => {
    const { high, low, close } = columns
    const range = wilderStepByStep(trueRanges(columns), period)
    const rows: { line: number; direction: number; upper: number; lower: number }[] = []
    close.forEach((price, i) => {
      const basicUpper = (high[i] + low[i]) / 2 + multiplier * range[i]
      const basicLower = (high[i] + low[i]) / 2 - multiplier * range[i]
      const before = rows[i - 1]
      if (!present(range[i]) || !present(price)) {
        rows.push({ line: NaN, direction: NaN, upper: NaN, lower: NaN })
      } else if (before === undefined || !present(before.line)) {
        rows.push({ line: basicUpper, direction: -1, upper: basicUpper, lower: basicLower })
      } else {
        const upper = basicUpper < before.upper || close[i - 1] > before.upper ? basicUpper : before.upper
        const lower = basicLower > before.lower || close[i - 1] < before.lower ? basicLower : before.lower
        const direction =
          before.direction === -1 && price > upper ? 1 : before.direction === 1 && price < lower ? -1 : before.direction
        rows.push({ line: direction > 0 ? lower : upper, direction, upper, lower })
      }
    })
    return [
      rows.map((row) => row.line),
      rows.map((row) => row.direction),
      rows.map((row) => row.upper),
      rows.map((row) => row.lower),
    ]
  },
  ichimoku: ({ tenkan, kijun, senkou, displacement }, { high, low }) => {
    const turning = middles(high, low, tenkan)
    const base = middles(high, low, kijun)
    const calm = middles(high, low, senkou)
    return [
      turning,
      base,
      high.map((_, i) => mean([turning[i - displacement] ?? NaN, base[i - displacement] ?? NaN])),
      high.map((_, i) => calm[i - displacement] ?? NaN),
    ]
  },
  heikinAshi: (_, { open, high, low, close }) => {
    const known = close.map((_, i) => [open, high, low, close].every((column) => present(column[i])))
    const newClose = close.map((_, i) => (known[i] ? mean([open[i], high[i], low[i], close[i]]) : NaN))
    // written out: half of every new close weighs half as much as that of the bar after it
    const newOpen = close.map((_, i) => {
      if (!known[i]) return NaN
      const terms: number[] = []
      let weight = 1
      let j = i
      for (; known[j - 1]; j--) {
        weight /= 2
        terms.push(weight * newClose[j - 1])
      }
      return exactSum([...terms, weight * mean([open[j], close[j]])])
    })
    return [
      newOpen,
      newOpen.map((first, i) => (known[i] ? Math.max(high[i], first, newClose[i]) : NaN)),
      newOpen.map((first, i) => (known[i] ? Math.min(low[i], first, newClose[i]) : NaN)),
      newClose,
    ]
  },
  pivotPoints: (_, columns) =>
    fromPreviousBar(columns, ['high', 'low', 'close'], 7, ({ high, low, close }) => {
      const p = (high + low + close) / 3
      const range = high - low
      return [p, p + (p - low), p + range, p + range + (p - low), p - (high - p), p - range, p - range - (high - p)]
    }),
  fibonacciPivotPoints: (_, columns) =>
    fromPreviousBar(columns, ['high', 'low', 'close'], 7, ({ high, low, close }) => {
      const p = (high + low + close) / 3
      const levels = [0.382, 0.618, 1].map((level) => level * (high - low))
      return [p, ...levels.map((level) => p + level), ...levels.map((level) => p - level)]
    }),
  demarkPivotPoints: (_, columns) =>
    fromPreviousBar(columns, ['open', 'high', 'low', 'close'], 3, ({ open, high, low, close }) => {
      let x = high + low + 2 * close
      if (close < open) x = high + 2 * low + close
      if (close > open) x = 2 * high + low + close
      return [x / 4, x / 2 - low, x / 2 - high]
    }),
  hurst: ({ period }, { source }) => [
    windowed(source, period, (window) => {
      const points: { lag: number; spread: number }[] = []
      for (let lag = 2; lag < Math.floor(period / 2); lag++) {
        points.push({ lag, spread: deviation(window.slice(lag).map((value, i) => value - window[i])) })
      }
      if (points.length < 2) return NaN
      if (points.some(({ spread }) => spread === 0)) return 0.5
      const x = points.map(({ lag }) => Math.log10(lag))
      const y = points.map(({ spread }) => Math.log10(spread))
      const up = exactSum(x.map((value, i) => (value - mean(x)) * (y[i] - mean(y))))
      return up / exactSum(x.map((value) => (value - mean(x)) ** 2))
    }),
  ],
}

/** The directional movements of every bar: up, down. */
function movements({ high, low }: PlainColumns): (readonly [plus: number, minus: number])[] {
  return high.map((top, i) => {
    if (![top, low[i], high[i - 1], low[i - 1]].every(present)) return [NaN, NaN]
    const up = top - high[i - 1]
    const down = low[i - 1] - low[i]
    if (up > down && up > 0) return [up, 0]
    return down > up && down > 0 ? [0, down] : [0, 0]
  })
}

/** Wilder's average one bar after the other: SuperTrend decides by it, so it must be rounded as it is there. */
function wilderStepByStep(values: Values, period: number): Values {
  const averages: number[] = []
  values.forEach((value, i) => {
    const before = averages[i - 1]
    const window = values.slice(Math.max(0, i - period + 1), i + 1)
    if (present(before) && present(value)) averages.push(before * (1 - 1 / period) + value * (1 / period))
    else averages.push(window.length === period && window.every(present) ? mean(window) : NaN)
  })
  return averages
}

type Bar = Readonly<Record<'open' | 'high' | 'low' | 'close', number>>

/** For every bar what `f` makes of the one before, where that has all that is `read`. */
function fromPreviousBar(
  columns: PlainColumns,
  read: readonly (keyof Bar)[],
  outputs: number,
  f: (bar: Bar) => number[],
): Values[] {
  const rows = columns.close.map((_, i) => {
    const [open, high, low, close] = [columns.open, columns.high, columns.low, columns.close].map((c) => c[i - 1])
    const known = read.every((name) => present(columns[name][i - 1]))
    return known ? f({ open, high, low, close }) : Array<number>(outputs).fill(NaN)
  })
  return Array.from({ length: outputs }, (_, k) => rows.map((row) => row[k]))
}
