import { describe, expect, test } from 'vitest'
import { createTa } from '../../../src/indicators/ta.ts'
import { handBars, stillBars } from '../../support/hand-bars.ts'
import { sp500 } from '../../support/sp500.ts'

/** The indicators over one column. */
function over(...values: number[]) {
  const bars = stillBars(...values)
  return { ta: createTa(bars), values: bars.close }
}

/** True ranges of 3, 5 and 2. */
const moving = createTa(handBars([10, 11, 9, 10], [10, 12, 9, 10], [10, 15, 13, 10], [10, 9, 8, 10]))

describe('deviations', () => {
  const window = [2, 4, 4, 4, 5, 5, 7, 9] // mean 5, deviation 2

  test('variance is that of the population', () => {
    const { ta, values } = over(...window)
    expect(ta.variance(values, 8)[7]).toBe(4)
  })

  test('zScore counts deviations from the mean, of the window that ends with the value', () => {
    const { ta, values } = over(...window)
    expect(ta.zScore(values, 8)[7]).toBe(2)
  })

  test('percentB is 1 on the upper band, 0 on the lower and 0.5 in the middle', () => {
    const upper = over(...window)
    expect(upper.ta.percentB(upper.values, { period: 8, deviations: 2 })[7]).toBe(1)
    const lower = over(...window.map((value) => -value))
    expect(lower.ta.percentB(lower.values, { period: 8, deviations: 2 })[7]).toBe(0)
    const middle = over(3, 1, 2)
    expect(middle.ta.percentB(middle.values, 3)[2]).toBe(0.5)
  })

  test('bandwidth is the width of the bands as a fraction of the middle, and missing where that is 0', () => {
    const { ta, values } = over(...window)
    expect(ta.bandwidth(values, { period: 8, deviations: 2 })[7]).toBe(8 / 5)
    const around = over(-1, 1, 1)
    expect([...around.ta.bandwidth(around.values, 2)]).toEqual([NaN, NaN, 0])
  })

  test('percentB and bandwidth are those of the bands of bollinger', () => {
    const { close } = sp500
    const ta = createTa(sp500)
    const { middle, upper, lower } = ta.bollinger(close, { period: 20, deviations: 1.5 })
    const place = ta.percentB(close, { period: 20, deviations: 1.5 })
    const width = ta.bandwidth(close, { period: 20, deviations: 1.5 })
    for (let i = 19; i < close.length; i++) {
      expect(place[i]).toBeCloseTo((close[i] - lower[i]) / (upper[i] - lower[i]), 9)
      expect(width[i]).toBeCloseTo((upper[i] - lower[i]) / middle[i], 12)
    }
  })

  test('zScore is 0, percentB 0.5, bandwidth and meanAbsoluteDeviation 0 where the window stands still at any price', () => {
    const { ta, values } = over(9, 0.1, 0.1, 0.1, 60_000.005, 60_000.005, 60_000.005)
    for (const bar of [3, 6]) {
      expect(ta.zScore(values, 3)[bar]).toBe(0)
      expect(ta.percentB(values, 3)[bar]).toBe(0.5)
      expect(ta.bandwidth(values, 3)[bar]).toBe(0)
      expect(ta.meanAbsoluteDeviation(values, 3)[bar]).toBe(0)
    }
  })

  test('zScore and meanAbsoluteDeviation at a price of 60,000 that moves by 0.005 keep nine digits', () => {
    // 4 of every 44 bars are up: a coin with p = 1/11
    const isUp = Array.from({ length: 400 }, (_, i) => (i * 7919) % 11 === 0)
    const { ta, values } = over(...isUp.map((up) => 60_000 + (up ? 0.005 : -0.005)))
    const scores = ta.zScore(values, 44)
    const sizes = ta.meanAbsoluteDeviation(values, 44)
    const step = 60_000.005 - 59_999.995
    for (let i = 43; i < 400; i++) {
      const score = isUp[i] ? Math.sqrt(10) : -1 / Math.sqrt(10)
      expect(Math.abs(scores[i] / score - 1)).toBeLessThan(1e-9)
      expect(Math.abs(sizes[i] / ((step * 20) / 121) - 1)).toBeLessThan(1e-9)
    }
  })

  test('meanAbsoluteDeviation measures from the one mean of its window', () => {
    const { ta, values } = over(100, 1, 2, 3, 6)
    expect(ta.meanAbsoluteDeviation(values, 4)[4]).toBe(1.5)
  })
})

describe('places in a window', () => {
  test('highestIndex and lowestIndex count back from the current bar, to the newest of equal values', () => {
    const { ta, values } = over(3, 1, 1, 5, 5, NaN, 4, 3, 2)
    expect([...ta.highestIndex(values, 3)]).toEqual([NaN, NaN, 2, 0, 0, NaN, NaN, NaN, 2])
    expect([...ta.lowestIndex(values, 3)]).toEqual([NaN, NaN, 0, 1, 2, NaN, NaN, NaN, 0])
  })

  test('percentRank is the part of the window that is smaller than its last value', () => {
    const { ta, values } = over(3, 1, 2, 2, 5, NaN, 1, 2, 0)
    expect([...ta.percentRank(values, 3)]).toEqual([NaN, NaN, 1 / 3, 1 / 3, 2 / 3, NaN, NaN, NaN, 0])
  })

  test('midpoint is the middle between the extremes of a column, midprice of the bars', () => {
    const { ta, values } = over(1, 9, 2, 4)
    expect([...ta.midpoint(values, 3)]).toEqual([NaN, NaN, 5, 5.5])
    expect([...moving.midprice(2)]).toEqual([NaN, 10.5, 12, 11.5])
  })
})

describe('ranges and channels', () => {
  test('natr is in percent of the close, and missing where that is 0 or missing', () => {
    expect([...moving.natr(2)]).toEqual([NaN, NaN, 40, 30])
    const ta = createTa(handBars([1, 2, 0, 1], [1, 2, 0, 0], [1, 2, 0, 4], [1, 2, 0, Infinity]))
    expect([...ta.natr(1)]).toEqual([NaN, NaN, 50, NaN])
  })

  test('keltner puts its bands as many average true ranges from the average as asked', () => {
    const { middle, upper, lower } = moving.keltner({ period: 1, atrPeriod: 1, multiplier: 2 })
    expect([...middle]).toEqual([10, 10, 10, 10])
    expect([...upper]).toEqual([NaN, 16, 20, 14])
    expect([...lower]).toEqual([NaN, 4, 0, 6])
  })

  test('donchian is the range of the bars, the current one included', () => {
    const { middle, upper, lower } = moving.donchian(2)
    expect([...upper]).toEqual([NaN, 12, 15, 15])
    expect([...lower]).toEqual([NaN, 9, 9, 8])
    expect([...middle]).toEqual([NaN, 10.5, 12, 11.5])
  })

  test('chandelierExit hangs from the highest high, and stands on the lowest low', () => {
    const { long, short } = moving.chandelierExit({ period: 2, multiplier: 1 })
    expect([...long]).toEqual([NaN, NaN, 11, 12])
    expect([...short]).toEqual([NaN, NaN, 13, 11])
  })

  test('choppiness is 100 where every bar covers the whole range again, 0 where none goes over the way of another', () => {
    const back = createTa(handBars([5, 6, 4, 5], [5, 6, 4, 5], [5, 6, 4, 5]))
    expect([...back.choppiness(2)]).toEqual([NaN, NaN, 100])
    const straight = createTa(handBars([1, 1, 1, 1], [1, 2, 1, 2], [2, 3, 2, 3]))
    expect([...straight.choppiness(2)]).toEqual([NaN, NaN, 0])
    expect(moving.choppiness(2)[2]).toBeCloseTo((100 * Math.log(8 / 6)) / Math.log(2), 12)
  })

  test('choppiness is 50 where the price stands still, also right after a jump, and has no value with a period of 1', () => {
    const { ta } = over(4, 5, 5, 5)
    expect([...ta.choppiness(2)]).toEqual([NaN, NaN, 50, 50])
    expect(moving.choppiness(1).slice().every(Number.isNaN)).toBe(true)
  })

  test('ulcerIndex is the root of the mean square of the drawdowns in percent, each from the high of its own window', () => {
    const { ta, values } = over(10, 8, 10, 5, 5)
    const found = ta.ulcerIndex(values, 2)
    expect([...found.slice(0, 2)]).toEqual([NaN, NaN])
    expect(found[2]).toBeCloseTo(Math.sqrt(200), 12)
    expect(found[3]).toBeCloseTo(Math.sqrt(1250), 12)
    expect(found[4]).toBeCloseTo(Math.sqrt(1250), 12)
  })

  test('ulcerIndex is missing where a highest value in it is 0', () => {
    const { ta, values } = over(0, 0, 4, 4, 2)
    expect([...ta.ulcerIndex(values, 2)]).toEqual([NaN, NaN, NaN, 0, Math.sqrt(1250)])
  })
})
