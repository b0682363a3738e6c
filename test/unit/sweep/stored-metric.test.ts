import { expect, test } from 'vitest'
import { metricValue, storedMetric } from '../../../src/sweep/store/row.ts'

test('storedMetric writes infinities as words, an undefined metric as null and leaves the rest', () => {
  expect([1.5, 0, -2, null, NaN, Infinity, -Infinity].map(storedMetric)).toEqual([
    1.5,
    0,
    -2,
    null,
    null,
    'Infinity',
    '-Infinity',
  ])
})

test('metricValue reads back what storedMetric wrote', () => {
  for (const value of [1.5, 0, -2, Infinity, -Infinity]) expect(metricValue(storedMetric(value))).toBe(value)
  expect(metricValue(storedMetric(null))).toBeNaN()
  expect(metricValue(undefined)).toBeNaN()
})
