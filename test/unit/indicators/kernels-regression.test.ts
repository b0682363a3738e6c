import { expect, test } from 'vitest'
import { createTa } from '../../../src/indicators/ta.ts'

function linReg(values: readonly number[], period: number) {
  const column = Float64Array.from(values)
  const bars = { open: column, high: column, low: column, close: column, volume: column, length: column.length }
  return createTa(bars).linReg(column, period)
}

test('linReg of a straight line is the line: its value, its slope, its start, its angle and its next value', () => {
  const found = linReg([5, 6, 7, 8, 9], 3)
  expect([...found.value]).toEqual([NaN, NaN, 7, 8, 9])
  expect([...found.slope]).toEqual([NaN, NaN, 1, 1, 1])
  expect([...found.intercept]).toEqual([NaN, NaN, 5, 6, 7])
  expect([...found.angle]).toEqual([NaN, NaN, 45, 45, 45])
  expect([...found.forecast]).toEqual([NaN, NaN, 8, 9, 10])
})

test('linReg(period 4) of 1 3 2 6: slope 1.4, from 0.9 to 5.1', () => {
  // around the middle: -1.5 * 1 - 0.5 * 3 + 0.5 * 2 + 1.5 * 6 = 7, by 5; the mean is 3
  const found = linReg([1, 3, 2, 6], 4)
  expect(found.slope[3]).toBeCloseTo(1.4, 14)
  expect(found.intercept[3]).toBeCloseTo(0.9, 14)
  expect(found.value[3]).toBeCloseTo(5.1, 14)
  expect(found.forecast[3]).toBeCloseTo(6.5, 14)
  expect(found.angle[3]).toBeCloseTo(54.4623222080256, 12)
})

test('linReg(period 2) goes through both values, linReg(period 1) is the value with a slope of 0', () => {
  const two = linReg([4, 1, 3], 2)
  expect([...two.value]).toEqual([NaN, 1, 3])
  expect([...two.slope]).toEqual([NaN, -3, 2])
  const one = linReg([4, 1, 3], 1)
  expect([...one.value]).toEqual([4, 1, 3])
  expect([...one.slope]).toEqual([0, 0, 0])
  expect([...one.forecast]).toEqual([4, 1, 3])
})

test('linReg of a constant window has a slope of exactly 0', () => {
  const { slope, angle, value } = linReg([1e9 + 0.1, 60_000.005, 60_000.005, 60_000.005, 60_000.005], 4)
  expect([slope[4], angle[4], value[4]]).toEqual([0, 0, 60_000.005])
})

test('linReg is missing where its window holds a missing value, and nowhere else', () => {
  for (const missing of [NaN, Infinity, -Infinity]) {
    expect([...linReg([1, 2, missing, 1, 2, 3], 2).slope]).toEqual([NaN, 1, NaN, NaN, 1, 1])
  }
})

test('linReg at a price of 60,000 that moves by 0.005 keeps nine digits of its slope', () => {
  const up = 60_000.005 - 60_000
  const down = 59_999.995 - 60_000
  const steps = Array.from({ length: 500 }, (_, i) => ((i * i * 31 + i * 7) % 13 < 6 ? 1 : -1))
  for (const period of [2, 14, 45, 200]) {
    const { slope } = linReg(
      steps.map((step) => 60_000 + (step > 0 ? 0.005 : -0.005)),
      period,
    )
    const centre = (period - 1) / 2
    for (let bar = period - 1; bar < 500; bar++) {
      // (steps - middle) are whole or half numbers, so that this sum is exact
      let moment = 0
      for (let i = 0; i < period; i++) moment += (i - centre) * steps[bar - period + 1 + i]
      const expected = (moment * (up - down)) / 2 / ((period * (period * period - 1)) / 12)
      const slack = expected === 0 ? 1e-18 : 1e-9 * Math.abs(expected)
      expect(Math.abs(slope[bar] - expected), `period ${period}, bar ${bar}`).toBeLessThanOrEqual(slack)
    }
  }
})

test('linReg keeps nothing of a large value that has left the window', () => {
  const { slope, value } = linReg([1, 1e15, 3, 1, 2, 3, 4], 3)
  expect([...slope].slice(5)).toEqual([1, 1])
  expect([...value].slice(5)).toEqual([3, 4])
})
