import { describe, expect, test } from 'vitest'
import { createTa } from '../../../src/indicators/ta.ts'
import { sp500 } from '../../support/sp500.ts'

/** The indicators over one column, with bars that have the volumes given or else none. */
function over(values: readonly number[], volumes: readonly number[] = values.map(() => 0)) {
  const column = Float64Array.from(values)
  const bars = { open: column, high: column, low: column, close: column, volume: Float64Array.from(volumes) }
  return { ta: createTa({ ...bars, length: column.length }), values: column }
}

/** 12 digits: sums of weights like 2/3 are not what is asked here. */
function rounded(column: Iterable<number>): number[] {
  return [...column].map((value) => Number(value.toPrecision(12)))
}

describe('exponential averages of averages', () => {
  test('dema(period 3) of 0 1 2 … follows a line without lag, from bar 2 * (period - 1)', () => {
    const { ta, values } = over([0, 1, 2, 3, 4, 5, 6])
    expect(rounded(ta.dema(values, 3))).toEqual([NaN, NaN, NaN, NaN, 4, 5, 6])
  })

  test('dema(period 3) after a jump: 2 * 0.5 - 0.25 and 2 * 0.75 - 0.5', () => {
    const { ta, values } = over([0, 0, 0, 0, 0, 1, 1])
    expect([...ta.dema(values, 3)].slice(4)).toEqual([0, 0.75, 1])
  })

  test('tema(period 3) after a jump: 3 * 0.5 - 3 * 0.25 + 0.125 and 3 * 0.75 - 3 * 0.5 + 0.3125', () => {
    const { ta, values } = over([0, 0, 0, 0, 0, 0, 0, 1, 1])
    expect([...ta.tema(values, 3)].slice(5)).toEqual([NaN, 0, 0.875, 1.0625])
  })

  test('t3(period 3) of 0 1 2 … lags by the three bars of three averages, less what volumeFactor makes up for', () => {
    const line = over(Array.from({ length: 15 }, (_, i) => i))
    expect(rounded(line.ta.t3(line.values, { period: 3, volumeFactor: 1 })).slice(11)).toEqual([NaN, 12, 13, 14])
    // each ema lags by 1 bar, so each step by 1 - v
    expect(rounded(line.ta.t3(line.values, { period: 3, volumeFactor: 0.7 })).slice(12)).toEqual([11.1, 12.1, 13.1])
  })

  test('zlema(period 3) averages 2 * value - the value one bar before', () => {
    const { ta, values } = over([1, 2, 4, 4, 8])
    // 3, 6, 4, 12: the mean of three, then half of the newest
    expect(rounded(ta.zlema(values, 3))).toEqual([NaN, NaN, NaN, rounded([13 / 3])[0], rounded([13 / 6 + 6])[0]])
  })

  test('dema, tema, zlema and t3 start anew after a missing value, as after the first bar', () => {
    const fresh = [5, 7, 6, 9, 8, 4, 6, 7, 5, 9, 8, 7, 6, 5, 8]
    for (const name of ['dema', 'tema', 'zlema', 't3', 'kama'] as const) {
      const { ta, values } = over([...fresh, NaN, ...fresh])
      const found = [...ta[name](values, 3)]
      expect(found.slice(16), name).toEqual(found.slice(0, 15))
      expect(found[15], name).toBeNaN()
      expect(found[14], name).not.toBeNaN()
    }
  })
})

describe('weighted averages', () => {
  test('trima weighs 1 2 2 1 with an even period and 1 2 1 with an odd one', () => {
    const { ta, values } = over([6, 0, 12, 6, 0])
    expect(rounded(ta.trima(values, 4))).toEqual([NaN, NaN, NaN, 6, 6])
    expect(rounded(ta.trima(values, 3))).toEqual([NaN, NaN, 4.5, 7.5, 6])
  })

  test('hma(period 4) of 0 1 2 … goes ahead of the line by the third of a bar that it makes up too much', () => {
    const { ta, values } = over([0, 1, 2, 3, 4, 5, 6])
    // wma(2) lags by 1/3, wma(4) by 1: together 1/3 ahead, less the 1/3 of the last wma(2)
    expect(rounded(ta.hma(values, 4))).toEqual([NaN, NaN, NaN, NaN, 4, 5, 6])
  })

  test('hma(period 7) rounds the half of 7 and its root down, to 3 and 2', () => {
    const { ta, values } = over([1, 5, 2, 8, 3, 9, 4, 6])
    const [quick, calm] = [ta.wma(values, 3), ta.wma(values, 7)]
    const leading = (i: number) => 2 * quick[i] - calm[i]
    expect(rounded(ta.hma(values, 7)).slice(6)).toEqual([NaN, ...rounded([(leading(6) + 2 * leading(7)) / 3])])
  })

  test('alma weighs with a bell whose top lies at offset * (period - 1)', () => {
    const { ta, values } = over([0, 0, 1, 0, 0])
    const side = Math.exp(-2) // one bar away with s = 3 / 6
    const found = ta.alma(values, { period: 3, offset: 0.5, sigma: 6 })
    expect(rounded(found).slice(2)).toEqual(rounded([side / (1 + 2 * side), 1 / (1 + 2 * side), side / (1 + 2 * side)]))
  })

  test('alma with an offset far above 1 is the newest value, with a very narrow bell the nearest to its top', () => {
    const { ta, values } = over([3, 1, 4, 1, 5])
    expect([...ta.alma(values, { period: 3, offset: 100 })].slice(2)).toEqual([4, 1, 5])
    expect([...ta.alma(values, { period: 3, offset: 0.4, sigma: 1000 })].slice(2)).toEqual([1, 4, 1])
  })

  test('the averages of period 1 are the values themselves', () => {
    const { close } = sp500
    const ta = createTa(sp500)
    for (const name of ['dema', 'tema', 'trima', 'hma', 'zlema', 'alma'] as const) {
      expect([...ta[name](close, 1)], name).toEqual([...close])
    }
    expect([...ta.envelopes(close, 1).middle]).toEqual([...close])
  })

  test('envelopes lie a fraction of the middle above and below it', () => {
    const { ta, values } = over([100, 300, 500])
    const { middle, upper, lower } = ta.envelopes(values, { period: 2, fraction: 0.25 })
    expect([[...middle], [...upper], [...lower]]).toEqual([
      [NaN, 200, 400],
      [NaN, 250, 500],
      [NaN, 150, 300],
    ])
  })
})

describe('kama', () => {
  test('kama(period 2) starts at bar 2 with the mean of bars 1 and 2, then moves by the squared efficiency', () => {
    const { ta, values } = over([9, 1, 3, 2, 1])
    // fast 1 and slow 3: 1 in a trend, 1/2 in noise. Bar 3: |2 - 1| / 3; bar 4: a trend
    const third = (1 / 3) * (1 - 1 / 2) + 1 / 2
    const found = ta.kama(values, { period: 2, fast: 1, slow: 3 })
    expect(rounded(found)).toEqual([NaN, NaN, 2, 2, 1])
    const other = over([9, 1, 3, 5, 4])
    const after = other.ta.kama(other.values, { period: 2, fast: 1, slow: 3 })
    expect(rounded(after)).toEqual(rounded([NaN, NaN, 2, 5, 5 - third * third]))
  })

  test('kama takes a stretch without any change for a trend', () => {
    const { ta, values } = over([1, 5, 1, 3, 3, 3])
    expect(ta.kama(values, { period: 2, fast: 1 })[5]).toBe(3)
  })

  test('kama keeps nothing of large values that have left its window of changes', () => {
    const { ta, values } = over([1e300, 0, 1e20, 0, 1, 0, 1, 0])
    const found = ta.kama(values, { period: 3, fast: 1, slow: 3 })
    const third = (1 / 3) * (1 - 1 / 2) + 1 / 2
    expect(found[7] / found[6]).toBeCloseTo(1 - third * third, 12)
  })
})

describe('averages by the dominant cycle', () => {
  const wave = Array.from({ length: 400 }, (_, i) => 60_000 + Math.sin((2 * Math.PI * i) / 20))

  test('htTrendline takes a wave of 20 bars out of its level', () => {
    const { ta, values } = over(wave)
    for (const level of ta.htTrendline(values).slice(150)) expect(Math.abs(level - 60_000)).toBeLessThan(0.05)
  })

  test('htTrendline starts at bar 63 and, as if nothing had been before, after a missing value', () => {
    for (let length = 8; length < 45; length += 0.25) {
      const swing = Array.from({ length: 90 }, (_, i) => Math.sin((2 * Math.PI * i) / length))
      const { ta, values } = over([...swing, NaN, ...swing])
      const found = [...ta.htTrendline(values)]
      expect(found.findIndex((value) => !Number.isNaN(value))).toBe(63)
      expect(found.slice(91)).toEqual(found.slice(0, 90))
    }
  })

  test('mama takes fastLimit where the phase jumps up, twice a wave, and slowLimit elsewhere', () => {
    const { ta, values } = over(wave)
    const { mama } = ta.mama(values)
    const alphas = wave.map((value, i) => (mama[i] - mama[i - 1]) / (value - mama[i - 1])).slice(200, 300)
    // the phase falls by 18 degrees a bar, so alpha is 0.5 / 18, less than slowLimit; it jumps up by 162 twice a wave
    expect(alphas.filter((alpha) => Math.abs(alpha - 0.5) < 1e-6).length).toBe(10)
    expect(alphas.filter((alpha) => Math.abs(alpha - 0.05) < 1e-6).length).toBe(90)
  })

  test('mama with limits of 1 and above is the value itself, and fama then halves its distance', () => {
    const { ta, values } = over(wave)
    for (const limit of [1, 7]) {
      const { mama, fama } = ta.mama(values, { fastLimit: limit, slowLimit: limit })
      expect([...mama].slice(32)).toEqual(wave.slice(32))
      expect(fama[200]).toBeCloseTo((fama[199] + wave[200]) / 2, 9)
    }
  })

  test('mama starts at bar 32 from the value of bar 12', () => {
    const { ta, values } = over([...Array(12).fill(7), ...wave])
    const { mama, fama } = ta.mama(values)
    for (const column of [mama, fama]) expect([...column].findIndex((value) => !Number.isNaN(value))).toBe(32)
    expect(fama[32]).toBeCloseTo(60_000, 0)
  })

  test('mama starts after a missing value as if nothing had been before', () => {
    const part = wave.slice(0, 100)
    const { ta, values } = over([...part, NaN, ...part])
    const { mama, fama } = ta.mama(values, { fastLimit: 1, slowLimit: 0.001 }) // so wide that the phase decides
    for (const column of [mama, fama]) expect([...column].slice(101)).toEqual([...column].slice(0, 100))
  })
})

describe('vwma', () => {
  test('vwma(period 2) weighs each value with its volume', () => {
    const { ta, values } = over([10, 20, 40, 80], [1, 3, 1, 0])
    expect([...ta.vwma(values, 2)]).toEqual([NaN, 17.5, 25, 40])
  })

  test('vwma of bars without volume is their simple mean', () => {
    const { ta, values } = over([10, 20, 40, 80, 160], [5, 0, 0, 0, 1])
    expect([...ta.vwma(values, 2)]).toEqual([NaN, 10, 30, 60, 160])
  })

  test('vwma is missing where a value or a volume of its window is', () => {
    for (const missing of [NaN, Infinity]) {
      const { ta, values } = over([1, 2, 3, 4, 5, 6, 7], [1, 1, missing, 0, 0, 1, 1])
      expect([...ta.vwma(values, 2)]).toEqual([NaN, 1.5, NaN, NaN, 4.5, 6, 6.5])
      expect([...ta.vwma(Float64Array.of(1, 2, 3, 4, missing, 6, 7), 2)].slice(4)).toEqual([NaN, NaN, 6.5])
    }
  })
})
