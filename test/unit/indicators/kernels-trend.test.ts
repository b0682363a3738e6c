import { describe, expect, test } from 'vitest'
import { createTa } from '../../../src/indicators/ta.ts'
import { handBars, stillBars } from '../../support/hand-bars.ts'

describe('directional movement', () => {
  const bars = handBars([9, 10, 8, 9], [9, 12, 9, 11], [11, 12, 7, 8], [8, 11, 7, 10], [10, 14, 9, 13], [13, 16, 7, 8])
  const ta = createTa(bars)

  test('directionalMovement goes to the side that moved further, and to none where both moved as far', () => {
    const { plusDm, minusDm } = ta.directionalMovement()
    expect([...plusDm]).toEqual([NaN, 2, 0, 0, 3, 0])
    expect([...minusDm]).toEqual([NaN, 0, 2, 0, 0, 0])
  })

  test('dmi(period 2) is the share of the directions in the true range, smoothed by Wilder', () => {
    const { plusDi, minusDi, dx, adx, adxr } = ta.dmi(2)
    // smoothed: plusDm 1, 0.5, 1.75; minusDm 1, 0.5, 0.25; true range 4, 4, 4.5
    expect([...plusDi.slice(0, 5)]).toEqual([NaN, NaN, 25, 12.5, 100 * (1.75 / 4.5)])
    expect([...minusDi.slice(0, 5)]).toEqual([NaN, NaN, 25, 12.5, 100 * (0.25 / 4.5)])
    expect([...dx]).toEqual([NaN, NaN, 0, 0, 75, 75])
    expect([...adx]).toEqual([NaN, NaN, NaN, 0, 37.5, 56.25])
    expect([...adxr]).toEqual([NaN, NaN, NaN, NaN, NaN, 28.125])
  })

  test('dmi is 0 in all its lines where the price stands still', () => {
    const { plusDi, minusDi, dx, adx, adxr } = createTa(stillBars(5, 5, 5, 5, 5, 5)).dmi(2)
    for (const column of [plusDi, minusDi, dx, adx, adxr]) expect(column[5]).toBe(0)
  })

  test('dmi starts anew with all its lines together after a bar that lacks only its close', () => {
    const close = Float64Array.of(9, 11, NaN, 10, 13, 8)
    const holed = createTa({ ...bars, close }).dmi(2)
    // the bar after it has no true range; the two movements of the bars after that give the first value again
    for (const column of [holed.plusDi, holed.minusDi, holed.dx]) {
      expect([...column].map(Number.isFinite)).toEqual([false, false, true, false, false, true])
    }
    expect(holed.plusDi[5]).toBeCloseTo((100 * 1.5) / 7, 12)
  })
})

describe('aroon and vortex', () => {
  test('aroon(period 2) looks at three bars, and takes the newest of equal extremes', () => {
    const bars = handBars([4, 5, 1, 4], [4, 7, 1, 4], [4, 7, 2, 4], [4, 6, 3, 4], [4, 5, 0, 4])
    const { up, down, oscillator } = createTa(bars).aroon(2)
    expect([...up]).toEqual([NaN, NaN, 100, 50, 0])
    expect([...down]).toEqual([NaN, NaN, 50, 0, 100])
    expect([...oscillator]).toEqual([NaN, NaN, 50, 50, -100])
  })

  test('vortex(period 2) compares the ways between highs and lows with the true range', () => {
    const { plusVi, minusVi } = createTa(handBars([9, 10, 8, 9], [9, 12, 9, 11], [11, 13, 11, 12])).vortex(2)
    expect([...plusVi]).toEqual([NaN, NaN, 8 / 5])
    expect([...minusVi]).toEqual([NaN, NaN, 2 / 5])
  })

  test('vortex is 1 and 1 where the price stands still, also right after bars with a range', () => {
    const { plusVi, minusVi } = createTa(handBars([9, 10, 7, 9], [9, 9, 9, 9], [9, 9, 9, 9])).vortex(1)
    expect([...plusVi]).toEqual([NaN, 1, 1])
    expect([...minusVi]).toEqual([NaN, 1, 1])
  })
})

describe('stops', () => {
  const rise = [
    [10, 10, 9, 10],
    [11, 11, 10, 11],
    [12, 12, 11, 12],
    [13, 13, 12, 13],
  ] as const

  test('parabolicSar follows a rise below its last two lows, and turns to its highest high', () => {
    const ta = createTa(handBars(...rise, [12, 12, 11, 11]))
    expect([...ta.parabolicSar({ acceleration: 0.5, maximum: 1 })]).toEqual([NaN, 9, 9, 10, 13])
  })

  test('parabolicSar follows a fall as the mirror image of a rise', () => {
    const fall = [...rise, [12, 12, 11, 11] as const].map(([o, h, l, c]) => [-o, -l, -h, -c] as const)
    const ta = createTa(handBars(...fall))
    expect([...ta.parabolicSar({ acceleration: 0.5, maximum: 1 })]).toEqual([NaN, -9, -9, -10, -13])
  })

  test('parabolicSar never goes faster than its maximum, not even at first', () => {
    const ta = createTa(handBars(...rise, [14, 14, 13, 14]))
    expect(ta.parabolicSar({ acceleration: 5, maximum: 0.1 })).toEqual(
      ta.parabolicSar({ acceleration: 0.1, maximum: 0.1 }),
    )
  })

  test('parabolicSar starts anew after a bar that lacks a price', () => {
    for (const [o, h, l, c] of [
      [10, NaN, 9, 10],
      [10, 10, -Infinity, 10],
      [10, 10, 9, Infinity],
    ]) {
      const ta = createTa(handBars(...rise, [o, h, l, c], ...rise))
      const alone = [...createTa(handBars(...rise)).parabolicSar()]
      expect([...ta.parabolicSar()]).toEqual([...alone, NaN, ...alone])
    }
  })

  test('superTrend starts below its upper band, and changes sides where the close leaves the band of this bar', () => {
    // true ranges 2, 3 and 6.5; basic bands 12/8, 15/9 and 15.5/2.5
    const ta = createTa(handBars([9, 9, 9, 9], [9, 11, 9, 10], [12, 13, 11, 12.5], [12, 12, 6, 8]))
    const { line, direction, upper, lower } = ta.superTrend({ period: 1, multiplier: 1 })
    expect([...upper]).toEqual([NaN, 12, 12, 15.5])
    expect([...lower]).toEqual([NaN, 8, 9, 9])
    expect([...direction]).toEqual([NaN, -1, 1, -1])
    expect([...line]).toEqual([NaN, 12, 9, 15.5])
  })

  test('superTrend starts anew after a missing close, when atr has a value again', () => {
    const still = [9, 9, 9, 9] as const
    const ta = createTa(handBars(still, [9, 11, 9, 10], [12, 13, 11, 12.5], [9, 9, 9, NaN], still, [9, 11, 9, 10]))
    expect([...ta.superTrend({ period: 1, multiplier: 1 }).line]).toEqual([NaN, 12, 9, NaN, NaN, 12])
  })
})

describe('bars and levels', () => {
  test('ichimoku draws its spans forward: the value at a bar is older by the displacement', () => {
    const ta = createTa(handBars([1, 2, 0, 1], [3, 4, 2, 3], [5, 6, 4, 5]))
    const { tenkan, kijun, spanA, spanB } = ta.ichimoku({ tenkan: 1, kijun: 2, senkou: 1, displacement: 1 })
    expect([...tenkan]).toEqual([1, 3, 5])
    expect([...kijun]).toEqual([NaN, 2, 4])
    expect([...spanA]).toEqual([NaN, NaN, 2.5])
    expect([...spanB]).toEqual([NaN, 1, 3])
  })

  test('heikinAshi opens in the middle of its last bar, and reaches over its own open and close', () => {
    const { open, high, low, close } = createTa(
      handBars([10, 14, 8, 12], [12, 13, 11, 12], [20, 20, 20, 20]),
    ).heikinAshi()
    expect([...close]).toEqual([11, 12, 20])
    expect([...open]).toEqual([11, 11, 11.5])
    expect([...high]).toEqual([14, 13, 20])
    expect([...low]).toEqual([8, 11, 11.5])
  })

  test('heikinAshi starts anew after a bar that lacks a price', () => {
    const { open } = createTa(handBars([10, 14, 8, 12], [NaN, 13, 11, 12], [20, 24, 20, 24])).heikinAshi()
    expect([...open]).toEqual([11, NaN, 22])
  })

  test('pivotPoints come from the bar before', () => {
    const levels = createTa(handBars([10, 12, 6, 9], [0, 1, -1, 0])).pivotPoints()
    const at = (bar: number) => Object.fromEntries(Object.entries(levels).map(([name, column]) => [name, column[bar]]))
    expect(at(1)).toEqual({ pivot: 9, r1: 12, r2: 15, r3: 18, s1: 6, s2: 3, s3: 0 })
    expect(Object.values(at(0)).every(Number.isNaN)).toBe(true)
  })

  test('fibonacciPivotPoints are 0.382, 0.618 and 1 ranges from the pivot', () => {
    const { pivot, r1, r2, r3, s1, s2, s3 } = createTa(handBars([10, 12, 6, 9], [0, 1, -1, 0])).fibonacciPivotPoints()
    const found = [pivot, r1, r2, r3, s1, s2, s3].map((column) => column[1])
    const expected = [9, 11.292, 12.708, 15, 6.708, 5.292, 3]
    found.forEach((level, k) => {
      expect(level).toBeCloseTo(expected[k], 12)
    })
  })

  test('demarkPivotPoints count the low twice after a fall, the high after a rise, the close after neither', () => {
    const bars = handBars([10, 12, 6, 9], [8, 12, 6, 9], [9, 12, 6, 9], [0, 1, -1, 0])
    const { pivot, r1, s1 } = createTa(bars).demarkPivotPoints()
    expect([...pivot]).toEqual([NaN, 8.25, 9.75, 9])
    expect([...r1]).toEqual([NaN, 10.5, 13.5, 12])
    expect([...s1]).toEqual([NaN, 4.5, 7.5, 6])
  })

  test('the pivot points are missing after a bar that lacks a price they read', () => {
    for (const missing of [NaN, Infinity]) {
      const ta = createTa(handBars([missing, 12, 6, 9], [10, 12, missing, 9], [10, 12, 6, 9]))
      expect([...ta.pivotPoints().r1]).toEqual([NaN, 12, NaN])
      expect([...ta.fibonacciPivotPoints().r3]).toEqual([NaN, 15, NaN])
      expect([...ta.demarkPivotPoints().r1]).toEqual([NaN, NaN, NaN])
    }
  })
})

describe('hurst', () => {
  const overSquares = (period: number, length: number) => {
    const bars = stillBars(...Array.from({ length }, (_, t) => t * t))
    return createTa(bars).hurst(bars.close, period)
  }

  test('hurst(period 8) is the slope between the deviations of lag 2 and lag 3', () => {
    // differences of squares grow by 4 and 6 a bar; n numbers in steps of 1 have the variance (n^2 - 1) / 12
    const slope = Math.log((6 * Math.sqrt(24 / 12)) / (4 * Math.sqrt(35 / 12))) / Math.log(3 / 2)
    const found = overSquares(8, 10)
    expect([...found.slice(0, 7)]).toEqual(Array(7).fill(NaN))
    for (let bar = 7; bar < 10; bar++) expect(found[bar]).toBeCloseTo(slope, 12)
  })

  test('hurst is 0.5 where the differences do not differ', () => {
    const bars = stillBars(...Array.from({ length: 12 }, (_, t) => 3 * t))
    expect([...createTa(bars).hurst(bars.close, 10).slice(9)]).toEqual([0.5, 0.5, 0.5])
  })

  test('hurst has no value with a period below 8', () => {
    expect(overSquares(7, 20).slice().every(Number.isNaN)).toBe(true)
  })
})
