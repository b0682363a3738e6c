import { expect, test } from 'vitest'
import { BacktestDateRange } from '../../../src/app/backtest-date-range.ts'

test('BacktestDateRange reads text, numbers and Dates, and is named by its dates', () => {
  const startDate = new Date(Date.UTC(2020, 0, 1))
  const range = new BacktestDateRange({ startDate, endDate: '2020-06-01 08:00' })
  expect(range).toEqual({
    name: '2020-01-01_2020-06-01T08:00:00Z',
    startDate: Date.UTC(2020, 0, 1),
    endDate: Date.UTC(2020, 5, 1, 8),
  })
  expect(new BacktestDateRange({ ...range, name: 'half' }).name).toBe('half')
})

test.each<[object, string]>([
  [{ startDate: '2020-02-30', endDate: '2020-06-01' }, 'The startDate of a BacktestDateRange is "2020-02-30"'],
  [{ startDate: '2020-01-01' }, 'The endDate of a BacktestDateRange is undefined'],
  [{ startDate: '2020-06-01', endDate: '2020-06-01' }, 'the endDate must come after the startDate'],
  [{ start: '2020-01-01', end: '2020-06-01' }, 'Unknown option "start" of BacktestDateRange'],
])('BacktestDateRange(%j) is refused', (options, message) => {
  expect(() => new BacktestDateRange(options as never)).toThrow(message)
})
