import fc from 'fast-check'
import { expect, test } from 'vitest'
import { select } from '../../../src/metrics/select.ts'

/** Long enough for the sampling branch, with few and with many different values, sorted or not. */
const series = fc
  .tuple(fc.constantFrom(1, 2, 3, 10, 599, 601, 2000, 6000), fc.constantFrom(1, 3, 1e6), fc.integer(), fc.nat(2))
  .map(([length, distinct, seed, order]) => {
    let state = seed | 0
    const values = Float64Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
      return Math.floor(((state >>> 0) / 2 ** 32 - 0.5) * distinct)
    })
    return order === 0 ? values : order === 1 ? values.toSorted() : values.toSorted().reverse()
  })

test('select(values, k) is the value at k after sorting, and parts the others around it', () => {
  fc.assert(
    fc.property(series, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (values, share) => {
      const sorted = values.toSorted()
      const k = Math.floor(share * values.length)

      expect(select(values, k, 0, values.length - 1)).toBe(sorted[k])
      expect(values[k]).toBe(sorted[k])
      expect(values.subarray(0, k).every((value) => value <= sorted[k])).toBe(true)
      expect(values.subarray(k).every((value) => value >= sorted[k])).toBe(true)
      expect(values.toSorted()).toEqual(sorted)
    }),
    { numRuns: 400 },
  )
})

test('select(values, k, left, right) leaves what is outside of left..right alone', () => {
  fc.assert(
    fc.property(series, fc.nat(), fc.nat(), fc.nat(), (values, a, b, c) => {
      const [left, k, right] = [a, b, c].map((x) => x % values.length).toSorted((x, y) => x - y)
      const before = values.slice()

      expect(select(values, k, left, right)).toBe(before.slice(left, right + 1).toSorted()[k - left])
      expect(values.subarray(0, left)).toEqual(before.subarray(0, left))
      expect(values.subarray(right + 1)).toEqual(before.subarray(right + 1))
    }),
    { numRuns: 400 },
  )
})
