import { describe, expect, test } from 'vitest'
import { createTa } from '../../../src/indicators/ta.ts'
import { sp500 } from '../../support/sp500.ts'

/** The columns of bars that never move from their close. */
function flatBars(...closes: number[]) {
  const column = Float64Array.from(closes)
  return { open: column, high: column, low: column, close: column, volume: column, length: closes.length }
}

/** The indicators over one column. */
function over(...values: number[]) {
  const bars = flatBars(...values)
  return { ta: createTa(bars), values: bars.close }
}

describe('averages', () => {
  test('ema(period 3) starts with the mean of three values and then takes half of every value', () => {
    const { ta, values } = over(1, 2, 6, 5, 7)
    expect([...ta.ema(values, 3)]).toEqual([NaN, NaN, 3, 4, 5.5])
  })

  test('smma(period 2) starts with the mean of two values and then takes half of every value', () => {
    const { ta, values } = over(1, 3, 4, 5)
    expect([...ta.smma(values, 2)]).toEqual([NaN, 2, 3, 4])
  })

  test('ema starts anew after a missing value, with the mean of as many values as its period', () => {
    const { ta, values } = over(1, 2, 6, NaN, 10, 20, 30, 40)
    expect([...ta.ema(values, 3)]).toEqual([NaN, NaN, 3, NaN, NaN, NaN, 20, 30])
  })

  test('ema of an indicator counts from the first value of that indicator', () => {
    const { ta, values } = over(1, 2, 3, 4, 5, 6)
    expect([...ta.ema(ta.sma(values, 2), 3)]).toEqual([NaN, NaN, NaN, 2.5, 3.5, 4.5])
  })

  test('wma(period 3) weighs the newest value three times', () => {
    const { ta, values } = over(6, 12, 18, 0, 6, NaN, 1, 2, 3)
    expect([...ta.wma(values, 3)]).toEqual([NaN, NaN, 14, 8, 6, NaN, NaN, NaN, 14 / 6])
  })

  test('the averages of period 1 are the values themselves', () => {
    const { close } = sp500
    const ta = createTa(sp500)
    for (const name of ['sma', 'ema', 'wma', 'smma', 'highest', 'lowest'] as const) {
      expect([...ta[name](close, 1)], name).toEqual([...close])
    }
  })

  test('wma keeps nothing of a large value that has left the window', () => {
    const { ta, values } = over(1e300, -1e17, 3, 1, 2, 3, 4)
    expect([...ta.wma(values, 3)].slice(5)).toEqual([14 / 6, 20 / 6])
  })
})

describe('stdDev', () => {
  test('stdDev(period 3) of a constant window is exactly 0', () => {
    const { ta, values } = over(1e9 + 0.1, 0.1, 0.1, 0.1, 0.1, 60_000.005, 60_000.005, 60_000.005)
    const found = ta.stdDev(values, 3)
    expect([found[3], found[4], found[7]]).toEqual([0, 0, 0])
  })

  test('stdDev is that of the population', () => {
    const { ta, values } = over(2, 4, 4, 4, 5, 5, 7, 9)
    expect(ta.stdDev(values, 8)[7]).toBe(2)
  })

  test('stdDev at a price of 60,000 that moves by 0.005 keeps nine digits', () => {
    const values = Array.from({ length: 400 }, (_, i) => 60_000 + ((i * 7919) % 11 === 0 ? 0.005 : -0.005))
    const { ta, values: column } = over(...values)
    const found = ta.stdDev(column, 44)
    // 4 of every 44 bars are up: the deviation of a coin with p = 1/11, times the step of 0.01
    const up = 60_000.005 - 59_999.995
    for (let i = 43; i < 400; i++) expect(Math.abs(found[i] / (up * Math.sqrt(10 / 121)) - 1)).toBeLessThan(1e-9)
  })

  test('stdDev keeps nothing of a large value that has left the window', () => {
    const { ta, values } = over(1, 1e12, 1, 2, 3, 2, 3, 4)
    expect(ta.stdDev(values, 3)[4]).toBeCloseTo(Math.sqrt(2 / 3), 14)
  })
})

describe('rsi', () => {
  test('rsi without a loss is 100, without a gain 0, without any change 50', () => {
    const { ta, values } = over(1, 2, 3, 4)
    expect(ta.rsi(values, 3)[3]).toBe(100)
    const { ta: falling, values: fall } = over(4, 3, 2, 1)
    expect(falling.rsi(fall, 3)[3]).toBe(0)
    const { ta: still, values: same } = over(5, 5, 5, 5)
    expect(still.rsi(same, 3)[3]).toBe(50)
  })

  test('rsi never leaves 0 to 100', () => {
    const bars = sp500
    for (let period = 1; period <= 30; period++) {
      const values = [...createTa(bars).rsi(bars.close, period)].slice(period)
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...values)).toBeLessThanOrEqual(100)
    }
  })

  test('rsi starts anew after a value that is missing, however it is missing', () => {
    for (const missing of [NaN, Infinity, -Infinity]) {
      const { ta, values } = over(1, 2, 3, missing, 9, 8, 7)
      expect([...ta.rsi(values, 2)]).toEqual([NaN, NaN, 100, NaN, NaN, NaN, 0])
    }
  })
})

describe('ranges', () => {
  test('trueRange reaches to the previous close when the bar does not', () => {
    const ta = createTa({
      ...flatBars(10, 10, 10, 10),
      high: Float64Array.of(11, 12, 15, 9),
      low: Float64Array.of(9, 9, 13, 8),
    })
    expect([...ta.trueRange()]).toEqual([NaN, 3, 5, 2])
    expect([...ta.atr(2)]).toEqual([NaN, NaN, 4, 3])
  })

  test('trueRange is missing where a high, a low or a previous close is, with either sign of infinity', () => {
    for (const missing of [NaN, Infinity, -Infinity]) {
      const column = Float64Array.of(5, missing, 5, 5)
      const bars = flatBars(5, 5, 5, 5)
      expect([...createTa({ ...bars, high: column }).trueRange()]).toEqual([NaN, NaN, 0, 0])
      expect([...createTa({ ...bars, low: column }).trueRange()]).toEqual([NaN, NaN, 0, 0])
      expect([...createTa({ ...bars, close: column }).trueRange()]).toEqual([NaN, 0, NaN, 0])
    }
  })

  test('highest and lowest look at the current bar and period - 1 before it', () => {
    const { ta, values } = over(3, 1, 2, 5, 4, NaN, 1, 2, 0)
    expect([...ta.highest(values, 3)]).toEqual([NaN, NaN, 3, 5, 5, NaN, NaN, NaN, 2])
    expect([...ta.lowest(values, 3)]).toEqual([NaN, NaN, 1, 1, 2, NaN, NaN, NaN, 0])
  })

  test('bollinger puts its bands as many deviations from the middle as asked', () => {
    const { ta, values } = over(2, 4, 4, 4, 5, 5, 7, 9)
    const { middle, upper, lower } = ta.bollinger(values, { period: 8, deviations: 1.5 })
    expect([middle[7], upper[7], lower[7]]).toEqual([5, 8, 2])
  })
})

describe('oscillators', () => {
  test('roc is a fraction of the old value, and missing where that is 0 or missing', () => {
    const { ta, values } = over(10, 0, 11, 5, NaN, 10, Infinity)
    expect([...ta.roc(values, 2)]).toEqual([NaN, NaN, 0.1, NaN, NaN, 1, NaN])
  })

  test('macd starts with the slower average, its signal and histogram signal - 1 bars later', () => {
    const { ta, values } = over(1, 2, 3, 5, 8)
    const { macd, signal, histogram } = ta.macd(values, { fast: 1, slow: 3, signal: 2 })
    expect([...macd]).toEqual([NaN, NaN, 1, 1.5, 2.25])
    expect([...signal].slice(0, 4)).toEqual([NaN, NaN, NaN, 1.25])
    expect(histogram[3]).toBe(0.25)
  })

  test('stochastic with kSmooth 1 is the fast one: k is fastK', () => {
    const ta = createTa(sp500)
    const { fastK, k, d } = ta.stochastic({ kSmooth: 1 })
    expect([...k]).toEqual([...fastK])
    expect([...d]).toEqual([...ta.sma(fastK, 3)])
  })

  test('stochastic is 50, the middle, where nothing has moved', () => {
    const { ta } = over(7, 7, 7, 7, 8)
    const { fastK } = ta.stochastic({ period: 3, kSmooth: 1, dSmooth: 1 })
    expect([...fastK]).toEqual([NaN, NaN, 50, 50, 100])
  })

  test('stochastic is missing where its close is, with either sign of infinity, in a range that moves or not', () => {
    for (const missing of [NaN, Infinity, -Infinity]) {
      const bars = flatBars(5, 5, 5, 6)
      const ta = createTa({ ...bars, close: Float64Array.of(5, missing, 5, missing) })
      expect([...ta.stochastic({ period: 2, kSmooth: 1 }).fastK]).toEqual([NaN, NaN, 50, NaN])
    }
  })
})
