import type { oscillators } from '../../../src/indicators/oscillators/family.ts'
import { exactSum } from '../exact-sum.ts'
import { exponential, mean, type Plain, present, trueRanges, type Values, windowed } from './plain.ts'

export const plainOscillators: Record<keyof typeof oscillators, Plain> = {
  momentum: ({ period }, { source }) => [changesOver(source, period)],
  roc: ({ period }, { source }) => [rates(source, period)],
  rsi: ({ period }, { source }) => [
    strength(changesOver(source, 1), (values) => exponential(values, period, 1 / period)),
  ],
  rsiEma: ({ period }, { source }) => [strength(changesOver(source, 1), (values) => ema(values, period))],
  rsiSma: ({ period }, { source }) => [strength(changesOver(source, 1), (values) => windowed(values, period, mean))],
  rmi: ({ period, momentum }, { source }) => [
    strength(changesOver(source, momentum), (values) => exponential(values, period, 1 / period)),
  ],
  cmo: ({ period }, { source }) => [
    windowed(changesOver(source, 1), period, (changes) => {
      const moves = exactSum(changes.map(Math.abs))
      return moves === 0 ? 0 : (100 * exactSum(changes)) / moves
    }),
  ],
  connorsRsi: ({ period, streak, rank }, { source }) => {
    const price = strength(changesOver(source, 1), (values) => exponential(values, period, 1 / period))
    const streaks = source.map((_, i) => streakUpTo(source, i))
    const ofStreaks = strength(changesOver(streaks, 1), (values) => exponential(values, streak, 1 / streak))
    const ranks = windowed(rates(source, 1), rank + 1, (window) => {
      const last = window[rank]
      return (100 * window.filter((change) => change < last).length) / rank
    })
    return [price.map((value, i) => (value + ofStreaks[i] + ranks[i]) / 3)]
  },
  laguerreRsi: ({ gamma }, { source }) => {
    const tails = laguerreTails(gamma, source.length)
    return [
      source.map((value, i) => {
        let start = i + 1
        while (start > 0 && present(source[start - 1])) start--
        if (!present(value) || i - start < 3) return NaN
        const moves = tails
          .slice(1)
          .map((tail, k) =>
            exactSum(
              source
                .slice(start + 1, i + 1)
                .map(
                  (later, j) => (later - source[start + j]) * (tail[i - start - 1 - j] - tails[k][i - start - 1 - j]),
                ),
            ),
          )
        const all = exactSum(moves.map(Math.abs))
        return all === 0 ? 0.5 : exactSum(moves.filter((move) => move > 0)) / all
      }),
    ]
  },
  macd: ({ fast, slow, signal }, { source }) => {
    const calm = ema(source, slow)
    const line = ema(source, fast).map((value, i) => value - calm[i])
    const average = ema(line, signal)
    return [line, average, minus(line, average)]
  },
  apo: ({ fast, slow }, { source }) => [minus(ema(source, fast), ema(source, slow))],
  ppo: ({ fast, slow, signal }, { source }) => {
    const calm = ema(source, slow)
    const line = ema(source, fast).map((value, i) => (100 * (value - calm[i])) / calm[i])
    const average = ema(line, signal)
    return [line, average, minus(line, average)]
  },
  trix: ({ period, signal }, { source }) => {
    const triple = ema(ema(ema(source, period), period), period)
    const line = triple.map((value, i) => 100 * (value / triple[i - 1] - 1))
    return [line, ema(line, signal)]
  },
  tsi: ({ long, short }, { source }) => {
    const changes = changesOver(source, 1)
    const net = ema(ema(changes, long), short)
    const gross = ema(ema(changes.map(Math.abs), long), short)
    return [net.map((value, i) => (gross[i] === 0 ? 0 : (100 * value) / gross[i]))]
  },
  kst: (options, { source }) => {
    const smoothed = [1, 2, 3, 4].map((k) =>
      windowed(rates(source, options[`roc${k}`]), options[`smooth${k}`], (window) => 100 * mean(window)),
    )
    const line = source.map((_, i) => smoothed.reduce((sum, column, k) => sum + (k + 1) * column[i], 0))
    return [line, windowed(line, options.signal, mean)]
  },
  coppock: ({ period, long, short }, { source }) => {
    const old = rates(source, long)
    const sums = rates(source, short).map((value, i) => 100 * (value + old[i]))
    return [
      windowed(sums, period, (window) => {
        const weights = window.map((_, i) => i + 1)
        return exactSum(window.map((value, i) => value * weights[i])) / exactSum(weights)
      }),
    ]
  },
  dpo: ({ period }, { source }) => {
    const back = 1 + (period - (period % 2)) / 2
    return [
      windowed(source, period, mean).map((value, i) => (present(source[i - back]) ? source[i - back] - value : NaN)),
    ]
  },
  stochastic: ({ period, kSmooth, dSmooth }, { high, low, close }) => {
    const top = windowed(high, period, (window) => Math.max(...window))
    const bottom = windowed(low, period, (window) => Math.min(...window))
    const fastK = close.map((value, i) => {
      if (!present(value) || !present(top[i]) || !present(bottom[i])) return NaN
      return top[i] === bottom[i] ? 50 : (100 * (value - bottom[i])) / (top[i] - bottom[i])
    })
    const k = windowed(fastK, kSmooth, mean)
    return [fastK, k, windowed(k, dSmooth, mean)]
  },
  stochasticRsi: ({ period, window: bars, kSmooth, dSmooth }, { source }) => {
    const rsi = strength(changesOver(source, 1), (values) => exponential(values, period, 1 / period))
    const fastK = windowed(rsi, bars, (window) => {
      const bottom = Math.min(...window)
      const range = Math.max(...window) - bottom
      return range < 1e-6 ? 50 : (100 * (window[bars - 1] - bottom)) / range
    })
    const k = windowed(fastK, kSmooth, mean)
    return [fastK, k, windowed(k, dSmooth, mean)]
  },
  williamsR: ({ period }, { high, low, close }) => {
    const top = windowed(high, period, (window) => Math.max(...window))
    const bottom = windowed(low, period, (window) => Math.min(...window))
    return [
      close.map((value, i) => {
        if (!present(value) || !present(top[i]) || !present(bottom[i])) return NaN
        return top[i] === bottom[i] ? -50 : (-100 * (top[i] - value)) / (top[i] - bottom[i])
      }),
    ]
  },
  cci: ({ period }, { high, low, close }) => [
    windowed(typical(high, low, close), period, (window) => {
      const distances = window.map((value) => fromMean(window, value))
      const deviation = mean(distances.map(Math.abs))
      return deviation === 0 ? 0 : distances[period - 1] / (0.015 * deviation)
    }),
  ],
  cciBacktrader: ({ period }, { high, low, close }) => {
    const distances = windowed(typical(high, low, close), period, (window) => fromMean(window, window[period - 1]))
    return [
      windowed(distances, period, (window) => {
        const deviation = mean(window.map(Math.abs))
        return deviation === 0 ? 0 : window[period - 1] / (0.015 * deviation)
      }),
    ]
  },
  ultimate: ({ short, medium, long }, { high, low, close }) => {
    const bars = close.map((value, i) => {
      const before = close[i - 1]
      if (![high[i], low[i], value, before].every(present)) return { pressure: NaN, range: NaN }
      const floor = Math.min(low[i], before)
      return { pressure: value - floor, range: Math.max(high[i], before) - floor }
    })
    const pressures = bars.map(({ pressure }) => pressure)
    const ranges = bars.map(({ range }) => range)
    const averages = [short, medium, long].map((period) => {
      const whole = windowed(ranges, period, exactSum)
      return windowed(pressures, period, exactSum).map((sum, i) => (whole[i] === 0 ? 0.5 : sum / whole[i]))
    })
    return [close.map((_, i) => (100 * (4 * averages[0][i] + 2 * averages[1][i] + averages[2][i])) / 7)]
  },
  pgo: ({ period }, columns) => {
    const ranges = ema(trueRanges(columns), period)
    const distances = windowed(columns.close, period, (window) => fromMean(window, window[period - 1]))
    return [distances.map((distance, i) => (distance === 0 && ranges[i] === 0 ? 0 : distance / ranges[i]))]
  },
  bop: (_, { open, high, low, close }) => [
    close.map((value, i) => {
      if (![open[i], high[i], low[i], value].every(present)) return NaN
      return high[i] === low[i] ? 0 : (value - open[i]) / (high[i] - low[i])
    }),
  ],
  awesome: ({ fast, slow, smooth }, { high, low }) => {
    const median = high.map((value, i) => mean([value, low[i]]))
    const line = minus(windowed(median, fast, mean), windowed(median, slow, mean))
    return [line, minus(line, windowed(line, smooth, mean))]
  },
  fisher: ({ period }, { high, low }) => {
    const places = windowed(
      high.map((value, i) => (value + low[i]) / 2),
      period,
      (window) => {
        const bottom = Math.min(...window)
        const range = Math.max(...window) - bottom
        return range === 0 ? 0.5 : (window[period - 1] - bottom) / range
      },
    )
    const v: number[] = []
    const line: number[] = []
    places.forEach((place, i) => {
      const raw = 0.33 * (2 * place - 1) + 0.67 * (present(v[i - 1]) ? v[i - 1] : 0)
      v.push(Math.abs(raw) > 0.99 ? 0.999 * Math.sign(raw) : raw)
      line.push(Math.atanh(v[i]) + (present(line[i - 1]) ? line[i - 1] : 0) / 2)
    })
    return [line, line.map((value, i) => (present(value) && present(line[i - 1]) ? line[i - 1] : NaN))]
  },
}

function changesOver(values: Values, bars: number): Values {
  return values.map((value, i) => (present(value) && present(values[i - bars]) ? value - values[i - bars] : NaN))
}

function rates(values: Values, bars: number): Values {
  return changesOver(values, bars).map((change, i) => (values[i - bars] === 0 ? NaN : change / values[i - bars]))
}

/** 100 - 100 / (1 + up / down), with the averages of the gains and the losses. */
function strength(changes: Values, average: (values: Values) => Values): Values {
  const up = average(changes.map((change) => (change < 0 ? 0 : change)))
  const down = average(changes.map((change) => (change > 0 ? 0 : -change)))
  return up.map((gain, i) => (gain === 0 && down[i] === 0 ? 50 : 100 - 100 / (1 + gain / down[i])))
}

function ema(values: Values, period: number): Values {
  return exponential(values, period, 2 / (period + 1))
}

function minus(values: Values, others: Values): Values {
  return values.map((value, i) => value - others[i])
}

function typical(high: Values, low: Values, close: Values): Values {
  return high.map((value, i) => (value + low[i] + close[i]) / 3)
}

/** The mean of the differences, which is exact where all are 0: a rounded mean need not equal what it is the mean of. */
function fromMean(window: Values, value: number): number {
  return mean(window.map((other) => value - other))
}

/** The bars in a row that rose, or as a negative number fell, up to bar `i`. */
function streakUpTo(values: Values, i: number): number {
  if (!present(values[i]) || !present(values[i - 1])) return NaN
  const direction = Math.sign(values[i] - values[i - 1])
  let start = i
  while (present(values[start - 1]) && Math.sign(values[start] - values[start - 1]) === direction) start--
  return direction * (i - start)
}

/**
 * What is left of a step of 1, n bars later, between the value and each of the four lines of a Laguerre filter: what the
 * responses to a single impulse still have to come, written out as convolutions. A line is the one before it
 * convolved with -gamma, then (1 - gamma^2) * gamma^(n - 1).
 */
function laguerreTails(gamma: number, length: number): number[][] {
  const bars = Array.from({ length }, (_, n) => n)
  const section = bars.map((n) => (n === 0 ? -gamma : (1 - gamma * gamma) * gamma ** (n - 1)))
  const sectionTail = bars.map((n) => (1 + gamma) * gamma ** n)
  const convolved = (one: Values, other: Values, n: number) =>
    exactSum(bars.slice(0, n + 1).map((j) => one[j] * other[n - j]))
  let response = bars.map((n) => (1 - gamma) * gamma ** n)
  const tails = [bars.map((n) => gamma ** (n + 1))]
  while (tails.length < 4) {
    const before = tails[tails.length - 1]
    tails.push(bars.map((n) => before[n] + convolved(response, sectionTail, n)))
    const last = response
    response = bars.map((n) => convolved(last, section, n))
  }
  return tails
}
