import { describe, expect, test } from 'vitest'
import { createTa } from '../../../src/indicators/ta.ts'
import { sp500 } from '../../support/sp500.ts'

/** Bars of which only the given columns are asked; the others stand at their close. */
function barsOf(columns: { open?: number[]; high?: number[]; low?: number[]; close: number[] }) {
  const { close } = columns
  const { open = close, high = close, low = close } = columns
  const column = (values: number[]) => Float64Array.from(values)
  const bars = { open: column(open), high: column(high), low: column(low), close: column(close), volume: column(close) }
  return createTa({ ...bars, length: close.length })
}

/** The indicators over one column, which is also that of all prices. */
function over(...close: number[]) {
  return { ta: barsOf({ close }), values: close }
}

/** A price with many digits that moves for a while and then stands still. */
function standingStill() {
  const moving = Array.from({ length: 60 }, (_, i) => 60_000.1 + ((i * 7919) % 13) * 0.01)
  return over(...moving, ...new Array<number>(200).fill(60_000.07))
}

describe('changes', () => {
  test('momentum is the change against the bar `period` before, whatever lies between them', () => {
    const { ta, values } = over(10, 0, 11, NaN, 13, Infinity)
    expect([...ta.momentum(values, 2)]).toEqual([NaN, NaN, 1, NaN, 2, NaN])
  })

  test('cmo is the net of the changes in the window in percent of their sum', () => {
    const { ta, values } = over(1, 4, 3, 3, 3)
    expect([...ta.cmo(values, 2)]).toEqual([NaN, NaN, 50, -100, 0])
  })

  test('rsiSma(period 2) reads two changes and nothing before them', () => {
    const { ta, values } = over(1e9, 1, 3, 2, 2, 2)
    expect([...ta.rsiSma(values, 2)].slice(3)).toEqual([100 * (1 / 1.5), 0, 50])
  })

  test('rsiEma(period 3) takes half of every change', () => {
    const { ta, values } = over(5, 7, 6, 7, 8)
    const found = ta.rsiEma(values, 3)
    expect(found[3]).toBeCloseTo(75, 12)
    expect(found[4]).toBeCloseTo(600 / 7, 12)
  })

  test('rmi(momentum 2) is the rsi of changes over two bars', () => {
    const { ta, values } = over(1, 5, 3, 4)
    expect([...ta.rmi(values, { period: 2, momentum: 2 })]).toEqual([NaN, NaN, NaN, 100 * (1 / 1.5)])
  })

  test('rmi(momentum 1) is the rsi', () => {
    const ta = createTa(sp500)
    expect(ta.rmi(sp500.close, { period: 14, momentum: 1 })).toEqual(ta.rsi(sp500.close, 14))
  })

  test('every rsi without a loss is 100, without a gain 0, without any change 50', () => {
    for (const name of ['rsiEma', 'rsiSma'] as const) {
      const { ta, values } = over(1, 2, 3, 4)
      expect(ta[name](values, 3)[3], name).toBe(100)
      const { ta: falling, values: fall } = over(4, 3, 2, 1)
      expect(falling[name](fall, 3)[3], name).toBe(0)
      const { ta: still, values: same } = over(5, 5, 5, 5)
      expect(still[name](same, 3)[3], name).toBe(50)
    }
  })
})

describe('connorsRsi', () => {
  test('connorsRsi is the mean of two strengths and the rank of the last change among those before it', () => {
    const { ta, values } = over(10, 11, 12, 11, 11)
    // streaks 1, 2, -1, 0; the last change of 0 is larger than one of the two before it
    expect([...ta.connorsRsi(values, { period: 1, streak: 1, rank: 2 })]).toEqual([NaN, NaN, NaN, 0, 200 / 3])
  })

  test('connorsRsi counts a streak anew after a missing value, however it is missing', () => {
    for (const missing of [NaN, Infinity, -Infinity]) {
      const { ta, values } = over(5, 4, 3, missing, 9, 8, 7)
      // streaks -1 and -2: the change of the streak is a loss
      const found = ta.connorsRsi(values, { period: 1, streak: 1, rank: 1 })
      expect([...found]).toEqual([NaN, NaN, 0, NaN, NaN, NaN, 0])
    }
  })
})

describe('averages of prices and changes', () => {
  test('apo is the line of macd', () => {
    const ta = createTa(sp500)
    expect(ta.apo(sp500.close)).toEqual(ta.macd(sp500.close).macd)
  })

  test('ppo is the distance of two averages in percent of the calm one, with signal and histogram', () => {
    const { ta, values } = over(1, 2, 3, 5)
    const { ppo, signal, histogram } = ta.ppo(values, { fast: 1, slow: 3, signal: 2 })
    expect([...ppo]).toEqual([NaN, NaN, 50, 100 * (1.5 / 3.5)])
    expect(signal[3]).toBe((ppo[2] + ppo[3]) / 2)
    expect(histogram[3]).toBe(ppo[3] - signal[3])
  })

  test('ppo is missing where the calm average is 0', () => {
    const { ta, values } = over(-1, 1, 1, 1)
    expect([...ta.ppo(values, { fast: 1, slow: 2 }).ppo].map(Number.isNaN)).toEqual([true, true, false, false])
  })

  test('trix(period 1) is the rate of change in percent, its signal an average of that', () => {
    const { ta, values } = over(10, 11, 22)
    const { trix, signal } = ta.trix(values, { period: 1, signal: 2 })
    expect([...trix]).toEqual([NaN, 10, 100])
    expect([...signal]).toEqual([NaN, NaN, 55])
  })

  test('tsi is the average change in percent of the average size of a change', () => {
    const { ta, values } = over(5, 7, 6, 7)
    expect(ta.tsi(values, { long: 3, short: 1 })[3]).toBeCloseTo(50, 12)
    expect(ta.tsi(values, { long: 1, short: 3 })[3]).toBeCloseTo(50, 12)
  })

  test('tsi is 100 where every change is a gain, 0 where there is none', () => {
    const { ta, values } = over(1, 2, 4, 8)
    expect([...ta.tsi(values, { long: 2, short: 2 })]).toEqual([NaN, NaN, NaN, 100])
    const { ta: still, values: same } = over(3, 3, 3, 3)
    expect([...still.tsi(same, { long: 2, short: 2 })]).toEqual([NaN, NaN, NaN, 0])
  })

  test('kst weighs the smoothed rates of change 1, 2, 3 and 4 times', () => {
    const { ta, values } = over(1, 2, 4, 8, 16, 32)
    const once = { smooth1: 1, smooth2: 1, smooth3: 1, smooth4: 1 }
    const { kst, signal } = ta.kst(values, { roc1: 1, roc2: 2, roc3: 3, roc4: 4, ...once, signal: 2 })
    const line = 1 * 100 + 2 * 300 + 3 * 700 + 4 * 1500
    expect([...kst]).toEqual([NaN, NaN, NaN, NaN, line, line])
    expect([...signal].slice(4)).toEqual([NaN, line])
  })

  test('coppock is the weighted average of the sum of two rates of change in percent', () => {
    const { ta, values } = over(1, 1, 2, 4, 8)
    // 100 + 100, 300 + 100, 300 + 100
    expect([...ta.coppock(values, { period: 2, long: 2, short: 1 })]).toEqual([NaN, NaN, NaN, 1000 / 3, 400])
  })

  test('dpo(period 4) takes the average of four bars from the value three bars ago, and reads nothing later', () => {
    const { ta, values } = over(1, 2, 3, 4, 10)
    expect([...ta.dpo(values, 4)]).toEqual([NaN, NaN, NaN, -1.5, -2.75])
  })

  test('dpo of a short period starts with the old value, not with the average', () => {
    const { ta, values } = over(1, 2, 5)
    expect([...ta.dpo(values, 1)]).toEqual([NaN, -1, -3])
    expect([...ta.dpo(values, 2)]).toEqual([NaN, NaN, -2.5])
  })

  test('awesome is the distance of two averages of the median, the accelerator its distance from its own average', () => {
    const ta = barsOf({ high: [2, 4, 9], low: [0, 2, 5], close: [1, 1, 1] })
    const { awesome, accelerator } = ta.awesome({ fast: 1, slow: 2, smooth: 2 })
    expect([...awesome]).toEqual([NaN, 1, 2])
    expect([...accelerator]).toEqual([NaN, NaN, 0.5])
  })
})

describe('places in a range', () => {
  test('williamsR is 0 at the highest high, -100 at the lowest low', () => {
    const ta = barsOf({ high: [12, 14, 13, 14], low: [10, 11, 4, 9], close: [11, 14, 4, 9] })
    expect([...ta.williamsR(2)]).toEqual([NaN, 0, -100, -50])
  })

  test('williamsR is -50, the middle, where nothing has moved, and missing where the close is', () => {
    expect([...barsOf({ close: [7, 7, 7] }).williamsR(2)]).toEqual([NaN, -50, -50])
    for (const missing of [NaN, Infinity, -Infinity]) {
      const ta = barsOf({ high: [5, 5, 5], low: [5, 5, 5], close: [5, missing, 5] })
      expect([...ta.williamsR(2)]).toEqual([NaN, NaN, -50])
    }
  })

  test('stochasticRsi is the place of the rsi between its lowest and its highest', () => {
    const { ta, values } = over(1, 2, 1, 3, 2.5)
    const r = ta.rsi(values, 2) // 50, 83.3, 62.5
    const { fastK } = ta.stochasticRsi(values, { period: 2, window: 3, kSmooth: 1, dSmooth: 1 })
    expect([...fastK]).toEqual([NaN, NaN, NaN, NaN, 100 * ((r[4] - r[2]) / (r[3] - r[2]))])
  })

  test('stochasticRsi is 50, the middle, where the price stands still, not what rounding makes of the rsi', () => {
    const { ta, values } = standingStill()
    const strength = [...ta.rsi(values, 14)].slice(100)
    expect(Math.max(...strength) - Math.min(...strength), 'what would be taken for a range').toBeGreaterThan(0)
    const { d } = ta.stochasticRsi(values)
    expect(new Set([...d].slice(100))).toEqual(new Set([50]))
  })

  test('fisher adds up the transformed places, of which two thirds stay', () => {
    const ta = barsOf({ high: [2, 3, 4], low: [0, 1, 2], close: [1, 1, 1] })
    const { fisher, trigger } = ta.fisher(2)
    const first = Math.atanh(0.33)
    expect(fisher[0]).toBe(NaN)
    expect(fisher[1]).toBeCloseTo(first, 14)
    expect(fisher[2]).toBeCloseTo(Math.atanh(0.33 + 0.67 * 0.33) + first / 2, 14)
    expect([...trigger]).toEqual([NaN, NaN, fisher[1]])
  })

  test('fisher stays finite however long the price rises or falls, and is 0 where nothing moves', () => {
    const rise = Array.from({ length: 500 }, (_, i) => 1000 + i)
    const end = 2 * Math.atanh(0.999)
    expect(over(...rise).ta.fisher(10).fisher[499]).toBeCloseTo(end, 10)
    expect(over(...rise.reverse()).ta.fisher(10).fisher[499]).toBeCloseTo(-end, 10)
    expect([...over(3, 3, 3).ta.fisher(2).fisher]).toEqual([NaN, 0, 0])
  })

  test('fisher starts anew after a missing value', () => {
    const { fisher, trigger } = over(1, 2, 3, NaN, 1, 2, 3).ta.fisher(2)
    expect([...fisher].slice(4)).toEqual([...fisher].slice(0, 3))
    expect([...trigger].slice(4)).toEqual([...trigger].slice(0, 3))
  })
})

describe('distances and ranges', () => {
  test('cci(period 3) measures the last price in mean deviations of 0.015', () => {
    expect(over(1, 2, 6).ta.cci(3)[2]).toBeCloseTo(100, 12)
  })

  test('cci reads the typical price', () => {
    const ta = barsOf({ high: [4, 9], low: [1, 1], close: [1, 2] })
    expect(ta.cci(2)[1]).toBeCloseTo(1 / 0.015, 12)
  })

  test('cciBacktrader measures every bar of the deviation against its own mean', () => {
    const found = over(1, 3, 7).ta.cciBacktrader(2)
    expect([...found].slice(0, 2)).toEqual([NaN, NaN])
    expect(found[2]).toBeCloseTo(2 / (0.015 * 1.5), 12)
  })

  test('cci, cciBacktrader and pgo are exactly 0 where the price stands still', () => {
    const { ta } = standingStill()
    for (const column of [ta.cci(7), ta.cciBacktrader(7), ta.pgo(7)]) {
      expect(new Set([...column].slice(100))).toEqual(new Set([0]))
    }
  })

  test('cci does not depend on the level of the price', () => {
    const moves = Array.from({ length: 100 }, (_, i) => ((i * 7919) % 11) / 1024)
    const low = over(...moves.map((move) => 64 + move))
    const high = over(...moves.map((move) => 65_536 + move))
    expect(high.ta.cci(20)).toEqual(low.ta.cci(20))
  })

  test('pgo is the distance of the close from its average in average true ranges', () => {
    const { ta } = over(1, 2, 3, 3)
    // ranges 1, 1, 0: their averages 1 and 1/3
    const found = ta.pgo(2)
    expect([...found].slice(0, 3)).toEqual([NaN, NaN, 0.5])
    expect(found[3]).toBe(0)
  })

  test('ultimate weighs the shares of buying pressure 4, 2 and 1', () => {
    const ta = barsOf({ high: [9, 12, 10], low: [9, 8, 6], close: [9, 11, 6] })
    // pressure 3 of 4, then 0 of 5
    expect(ta.ultimate({ short: 1, medium: 1, long: 1 })[1]).toBeCloseTo(75, 12)
    expect(ta.ultimate({ short: 1, medium: 2, long: 2 })[2]).toBeCloseTo((100 * (2 + 1) * (3 / 9)) / 7, 12)
    expect(ta.ultimate({ short: 2, medium: 1, long: 1 })[2]).toBeCloseTo((100 * 4 * (3 / 9)) / 7, 12)
  })

  test('ultimate is 50, the middle, where nothing has moved', () => {
    expect(over(7, 7, 7).ta.ultimate({ short: 1, medium: 1, long: 2 })[2]).toBe(50)
  })

  test('ultimate is missing where a high, a low, a close or the close before is, with either sign of infinity', () => {
    const still = [5, 5, 5, 5]
    for (const missing of [NaN, Infinity, -Infinity]) {
      const holed = [5, missing, 5, 5]
      const options = { short: 1, medium: 1, long: 1 }
      const known = (columns: Parameters<typeof barsOf>[0]) =>
        [...barsOf(columns).ultimate(options)].map(Number.isFinite)
      expect(known({ high: holed, low: still, close: still })).toEqual([false, false, true, true])
      expect(known({ high: still, low: holed, close: still })).toEqual([false, false, true, true])
      expect(known({ high: still, low: still, close: holed })).toEqual([false, false, false, true])
    }
  })

  test('bop is the share of the bar that its body takes, 0 where there is no bar', () => {
    const ta = barsOf({ open: [2, 5, 3, NaN], high: [6, 5, 3, 4], low: [2, 1, 3, 4], close: [5, 1, 3, 4] })
    expect([...ta.bop()]).toEqual([0.75, -1, 0, NaN])
  })
})

describe('laguerreRsi', () => {
  test('laguerreRsi follows a step through four lines, which start at the first value', () => {
    const { ta, values } = over(10, 11, 11, 11)
    // from 10: l0 = 0.875, l1 = 0.3125, l2 = -0.25, l3 = 0.03125
    expect([...ta.laguerreRsi(values, 0.5)]).toEqual([NaN, NaN, NaN, 0.8])
  })

  test('laguerreRsi is 0.5 without any change, and starts anew after a missing value', () => {
    const { ta, values } = over(7, 7, 7, 7, NaN, 10, 11, 11, 11)
    expect([...ta.laguerreRsi(values)]).toEqual([NaN, NaN, NaN, 0.5, NaN, NaN, NaN, NaN, 0.8])
  })

  test('laguerreRsi does not depend on the level of the price, also where it stands still', () => {
    const step = [...new Array<number>(10).fill(0), ...new Array<number>(60).fill(1)]
    const low = over(...step)
    const high = over(...step.map((value) => 65_536 + value))
    expect(high.ta.laguerreRsi(high.values, 0.3)).toEqual(low.ta.laguerreRsi(low.values, 0.3))
  })
})
