import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Extremes } from '../../../src/data/extremes.ts'

/** Lows and highs of up to 1,500 bars, of few different values, so that levels are met exactly. */
const markets = fc
  .record({ bars: fc.constantFrom(1, 2, 5, 40, 1500), seed: fc.integer(), values: fc.constantFrom(3, 50, 100_000) })
  .map(({ bars, seed, values }) => {
    let state = seed
    const draw = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
      return Math.floor(((state >>> 0) / 2 ** 32) * values)
    }
    const lows = Float64Array.from({ length: bars }, draw)
    return { lows, highs: lows.map((low) => low + draw() / 10), values }
  })

test('firstBeyond(floor, ceiling, start, end) is the first bar that a look at every bar finds', () => {
  fc.assert(
    fc.property(
      markets,
      fc.nat(),
      fc.nat(),
      fc.double({ min: -0.1, max: 1.2 }),
      fc.double({ min: -0.1, max: 1.2 }),
      ({ lows, highs, values }, a, b, low, high) => {
        const [start, end] = [a % (lows.length + 1), b % (lows.length + 1)].toSorted((x, y) => x - y)
        const floor = Math.round(low * low * low * values * 0.1)
        const ceiling = Math.round(high * values)
        let first = start
        while (first < end && lows[first] > floor && highs[first] < ceiling) first++
        expect(new Extremes(lows, highs, 0, lows.length).firstBeyond(floor, ceiling, start, end)).toBe(first)
      },
    ),
    { numRuns: 1000 },
  )
})

test('firstBeyond(no levels) passes over everything', () => {
  const column = Float64Array.from({ length: 1000 }, (_, t) => t)
  expect(new Extremes(column, column, 0, 1000).firstBeyond(-Infinity, Infinity, 3, 998)).toBe(998)
})
