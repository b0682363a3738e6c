import { describe, expect, test } from 'vitest'
import type { PriceColumns } from '../../../src/indicators/indicator.ts'
import { createTa } from '../../../src/indicators/ta.ts'

type Bar = readonly [high: number, low: number, close: number, volume: number]

function over(...bars: readonly Bar[]) {
  const [high, low, close, volume] = [0, 1, 2, 3].map((place) => Float64Array.from(bars, (bar) => bar[place]))
  const columns: PriceColumns = { open: close, high, low, close, volume, length: bars.length }
  return createTa(columns)
}

/** Bars that do not move from their close. */
function flat(closes: readonly number[], volumes: readonly number[]) {
  return over(...closes.map((close, i): Bar => [close, close, close, volumes[i]]))
}

describe('running totals', () => {
  test('obv starts with the first volume, adds it on a rise, subtracts it on a fall and leaves it out on neither', () => {
    expect([...flat([10, 11, 11, 9, 12], [5, 1, 7, 4, 0]).obv()]).toEqual([5, 6, 6, 2, 2])
  })

  test('obv starts anew after a close or a volume that is missing', () => {
    for (const missing of [NaN, Infinity, -Infinity]) {
      expect([...flat([10, 11, missing, 9, 8], [5, 1, 7, 4, 1]).obv()]).toEqual([5, 6, NaN, 4, 3])
      expect([...flat([10, 11, 12, 9, 8], [5, 1, missing, 4, 1]).obv()]).toEqual([5, 6, NaN, 4, 3])
    }
  })

  test('obv of fractions does not drift: what has come in and gone out leaves nothing', () => {
    const closes = Array.from({ length: 20_001 }, (_, i) => 10 + (i % 2))
    const found = flat(
      closes,
      closes.map((_, i) => (i === 0 ? 0.3 : 0.1)),
    ).obv()
    expect(found[20_000]).toBe(0.3)
  })

  test('ad adds all of the volume for a close at the high, none in the middle, and takes it for one at the low', () => {
    const ta = over([12, 8, 12, 100], [12, 8, 10, 50], [12, 8, 8, 30], [12, 8, 9, 20])
    expect([...ta.ad()]).toEqual([100, 100, 70, 60])
  })

  test('ad adds nothing for a bar without a range or without a volume', () => {
    expect([...over([12, 8, 12, 100], [9, 9, 9, 50], [12, 8, 8, 0]).ad()]).toEqual([100, 100, 100])
  })

  test('ad starts at 0 again after a missing value', () => {
    expect([...over([12, 8, 12, 100], [12, NaN, 8, 50], [12, 8, 8, 30]).ad()]).toEqual([100, NaN, -30])
  })

  test('adOsc starts both averages at the first ad and gives values once the longer period is full', () => {
    const ta = over([12, 8, 12, 8], [12, 8, 12, 8], [12, 8, 10, 8], [12, 8, 8, 16])
    // ad 8 16 16 0; alpha 1 and 1/2: 8 16 16 0 and 8 12 14 7
    expect([...ta.adOsc({ fast: 1, slow: 3 })]).toEqual([NaN, NaN, 2, -7])
    expect([...ta.adOsc({ fast: 3, slow: 1 })]).toEqual([NaN, NaN, -2, 7])
  })

  test('nvi changes with the close where the volume has fallen, pvi where it has risen', () => {
    const ta = flat([10, 15, 30, 20, 10], [5, 4, 4, 6, 0])
    expect([...ta.nvi()]).toEqual([1000, 1500, 1500, 1500, 750])
    expect([...ta.pvi()].map((value) => Math.fround(value))).toEqual(
      [1000, 1000, 1000, 2000 / 3, 2000 / 3].map(Math.fround),
    )
  })

  test('nvi starts anew after a missing value and after a close that is not above 0', () => {
    expect([...flat([10, 20, NaN, 5, 10], [5, 4, 3, 2, 1]).nvi()]).toEqual([1000, 2000, NaN, 1000, 2000])
    expect([...flat([10, 20, 10, 5, 10], [5, 4, Infinity, 2, 1]).nvi()]).toEqual([1000, 2000, NaN, 1000, 2000])
    expect([...flat([10, 20, 0, 5, 10], [5, 4, 3, 2, 1]).nvi()]).toEqual([1000, 2000, NaN, 1000, 2000])
  })
})

describe('windows', () => {
  test('vwap weighs the mean of high, low and close with the volume of the bar', () => {
    const ta = over([12, 9, 9, 1], [24, 18, 18, 3], [3, 3, 3, 0], [6, 6, 6, 0])
    expect([...ta.vwap(2)]).toEqual([NaN, 17.5, 20, 4.5])
  })

  test('cmf is 1 while every close is at the high and weighs each bar with its volume', () => {
    const ta = over([12, 8, 12, 1], [12, 8, 12, 3], [12, 8, 8, 1], [12, 8, 10, 4])
    expect([...ta.cmf(2)]).toEqual([NaN, 1, 0.5, -0.2])
  })

  test('cmf is 0 where there is no volume or no range, and missing where a value of its window is', () => {
    expect([...over([12, 8, 12, 0], [12, 8, 12, 0], [9, 9, 9, 7], [9, 9, 9, 7]).cmf(2)]).toEqual([NaN, 0, 0, 0])
    expect([...over([9, 9, 9, 1], [9, 9, 9, NaN], [9, 9, 9, 1], [9, 9, 9, 1]).cmf(2)]).toEqual([NaN, NaN, NaN, 0])
  })

  test('mfi is the share of the money that has flowed on rises', () => {
    // flows of 20 up, 30 down, none, 60 up
    const ta = flat([10, 20, 15, 15, 30], [9, 1, 2, 8, 2])
    expect([...ta.mfi(2)]).toEqual([NaN, NaN, 40, 0, 100])
  })

  test('mfi is 50 where no money has flowed, for want of volume or of change', () => {
    expect([...flat([10, 11, 12, 11], [9, 0, 0, 0]).mfi(2)]).toEqual([NaN, NaN, 50, 50])
    expect([...flat([10, 10, 10], [9, 9, 9]).mfi(2)]).toEqual([NaN, NaN, 50])
  })

  test('mfi reads one price, but no volume, from before its window', () => {
    expect([...flat([10, 11, 12, 13], [NaN, 1, 1, 1]).mfi(2)]).toEqual([NaN, NaN, 100, 100])
    expect([...flat([NaN, 11, 12, 13], [1, 1, 1, 1]).mfi(2)]).toEqual([NaN, NaN, NaN, 100])
  })

  test('forceIndex of period 1 is the change of the close times the volume', () => {
    expect([...flat([10, 12, 11, 11], [9, 5, 3, 7]).forceIndex(1)]).toEqual([NaN, 10, -3, 0])
  })

  test('forceIndex starts with the mean of its first period of forces, and anew after a missing value', () => {
    const ta = flat([10, 12, 11, 13, NaN, 1, 2, 3], [9, 5, 4, 3, 1, 1, 1, 3])
    expect([...ta.forceIndex(2)]).toEqual([NaN, NaN, 3, 1 + 4, NaN, NaN, NaN, 2])
  })

  test('easeOfMovement is the move of the middle times the range, by 10,000 pieces', () => {
    const ta = over([12, 8, 9, 1], [14, 10, 9, 20_000], [13, 9, 9, 10_000])
    expect([...ta.easeOfMovement(1)]).toEqual([NaN, 4, -4])
    expect([...ta.easeOfMovement(2)]).toEqual([NaN, NaN, 0])
  })

  test('easeOfMovement is 0 for a bar without volume, and missing where a value is', () => {
    const ta = over([12, 8, 9, 1], [14, 10, 9, 0], [16, NaN, 9, 0], [16, 8, 9, 0], [16, 8, 9, Infinity], [16, 8, 9, 5])
    expect([...ta.easeOfMovement(1)]).toEqual([NaN, 0, NaN, NaN, NaN, 0])
  })
})

test('the volume indicators of bars without any volume have their neutral values', () => {
  const ta = over([12, 8, 9, 0], [14, 10, 13, 0], [13, 9, 9, 0])
  expect([...ta.obv()]).toEqual([0, 0, 0])
  expect([...ta.ad()]).toEqual([0, 0, 0])
  expect(ta.mfi(2)[2]).toBe(50)
  expect(ta.cmf(2)[2]).toBe(0)
  expect(ta.forceIndex(2)[2]).toBe(0)
  expect(ta.easeOfMovement(2)[2]).toBe(0)
  expect([...ta.nvi()]).toEqual([1000, 1000, 1000])
  expect(ta.vwap(2)[2]).toBeCloseTo((37 / 3 + 31 / 3) / 2, 12)
})
