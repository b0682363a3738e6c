import { expect, test } from 'vitest'
import { binomialInterval } from '../../../scripts/calibrate/binomial.ts'

// the formula in Python; for 0 hits it is 0 to z² / (n + z²)
test.each([
  [0, 10, 0, 0.2775328],
  [10, 10, 0.7224672, 1],
  [5, 10, 0.2365931, 0.7634069],
  [50, 1000, 0.0381302, 0.0653139],
])('binomialInterval of %i hits of %i is %d to %d', (hits, count, low, high) => {
  const found = binomialInterval(hits, count)
  expect(found[0]).toBeCloseTo(low, 6)
  expect(found[1]).toBeCloseTo(high, 6)
})

test('binomialInterval of nothing is not a number', () => {
  expect(binomialInterval(0, 0)).toEqual([NaN, NaN])
})
