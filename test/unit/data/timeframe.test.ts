import { describe, expect, test } from 'vitest'
import { inferTimeframe, matches, timeframeMs } from '../../../src/data/timeframe.ts'

const minute = 60_000
const day = 86_400_000

/** `count` times with the same step. */
function every(step: number, count = 5): number[] {
  return Array.from({ length: count }, (_, i) => i * step)
}

test.each([
  ['30s', 30_000],
  ['1m', minute],
  ['2h', 120 * minute],
  ['1d', day],
  ['1w', 7 * day],
  ['1M', 31 * day],
])('timeframeMs(%s) is %d', (timeframe, ms) => {
  expect(timeframeMs(timeframe)).toBe(ms)
})

test.each(['', '5', 'h', '0m', '1.5h', '5min', '1D', '-1d', ' 1d', '1d ', '12345m', 'daily'])(
  'timeframeMs(%j) is the error option-invalid with the value',
  (timeframe) => {
    expect(() => timeframeMs(timeframe)).toThrow(
      expect.objectContaining({
        code: 'option-invalid',
        message: expect.stringMatching(/such as 5m, 1h or 1d$/),
        details: { option: 'timeframe', value: timeframe },
      }),
    )
  },
)

describe('inferTimeframe', () => {
  test.each([
    ['1s', every(1000)],
    ['5m', every(5 * minute)],
    ['90m', every(90 * minute)],
    ['1h', every(60 * minute)],
    ['2h', every(120 * minute)],
    ['1d', every(day)],
    ['1w', every(7 * day)],
    ['2w', every(14 * day)],
  ])('names the step %s', (timeframe, time) => {
    expect(inferTimeframe(time)).toBe(timeframe)
  })

  test('calls starts of months one month', () => {
    const time = Array.from({ length: 24 }, (_, month) => Date.UTC(2020, month, 1))
    expect(inferTimeframe(time)).toBe('1M')
    expect(inferTimeframe(time.slice(1, 3))).toBe('1M') // February 2020: 29 days
  })

  test('takes the most frequent difference, not the smallest or the first', () => {
    expect(inferTimeframe([0, 3 * day, 4 * day, 5 * day, 5 * day + minute])).toBe('1d')
  })

  test('takes the smallest of equally frequent differences', () => {
    expect(inferTimeframe([0, 3 * day, 4 * day])).toBe('1d')
    expect(inferTimeframe([0, day, 4 * day])).toBe('1d')
  })

  test('is undefined without two bars in order, and for a step of no whole seconds', () => {
    expect(inferTimeframe([])).toBeUndefined()
    expect(inferTimeframe([day])).toBeUndefined()
    expect(inferTimeframe([day, 0])).toBeUndefined()
    expect(inferTimeframe([day, day])).toBeUndefined()
    expect(inferTimeframe([0, Number.NaN])).toBeUndefined()
    expect(inferTimeframe([0, 1500])).toBeUndefined()
  })
})

test('matches(timeframe, step) knows that months differ and that spellings can mean the same', () => {
  expect(matches('60m', 60 * minute)).toBe(true)
  expect(matches('4w', 28 * day)).toBe(true)
  expect(matches('1M', 28 * day)).toBe(true)
  expect(matches('1M', 31 * day)).toBe(true)
  expect(matches('3M', 92 * day)).toBe(true)
  expect(matches('1M', 27 * day)).toBe(false)
  expect(matches('1M', 32 * day)).toBe(false)
  expect(matches('1d', day - 1)).toBe(false)
})
