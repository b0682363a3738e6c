import { expect, test } from 'vitest'
import { createTa } from '../../../src/indicators/ta.ts'
import { handBars } from '../../support/hand-bars.ts'

test('typicalPrice, medianPrice, weightedClose and averagePrice are means of the prices of one bar', () => {
  const ta = createTa(handBars([10, 15, 6, 12]))
  expect(ta.typicalPrice()[0]).toBe(11)
  expect(ta.medianPrice()[0]).toBe(10.5)
  expect(ta.weightedClose()[0]).toBe(11.25)
  expect(ta.averagePrice()[0]).toBe(10.75)
})

test('averagePrice is missing where one of its prices is, and the prices that do not read that one are not', () => {
  const ta = createTa(handBars([Infinity, 15, 6, 12]))
  expect(ta.averagePrice()[0]).toBe(NaN)
  expect(ta.typicalPrice()[0]).toBe(11)
})
