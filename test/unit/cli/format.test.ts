import { describe, expect, test } from 'vitest'
import { duration, metricText, tableText, thousands } from '../../../src/cli/format.ts'
import { metricSets } from '../../../src/metrics/registry.ts'

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1711, '1,711'],
  [1_234_567, '1,234,567'],
  [100_000.4, '100,000'],
  [999.5, '1,000'],
  [-1234, '-1,234'],
  [-123, '-123'],
])('thousands(%d) is %s', (value, text) => {
  expect(thousands(value)).toBe(text)
})

test.each([
  [0, '0.0 s'],
  [840, '0.8 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [59_499, '59 s'],
  [59_500, '1:00'],
  [185_000, '3:05'],
  [3_599_499, '59:59'],
  [3_599_500, '1:00:00'],
  [7_385_000, '2:03:05'],
  [360_000_000, '100:00:00'],
])('duration(%d ms) is %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

describe('metricText', () => {
  test('writes fractions in percent, counts with commas, bars whole, money with cents, ratios with three decimals', () => {
    expect(metricText('totalReturn', 1.0537)).toBe('105.4 %')
    expect(metricText('maxDrawdown', 0.27)).toBe('27.0 %')
    expect(metricText('trades', 1234)).toBe('1,234')
    expect(metricText('averageTradeDuration', 12.6)).toBe('13')
    expect(metricText('finalValue', 10_123.456)).toBe('10123.46')
    expect(metricText('sharpe', -0.38651)).toBe('-0.387')
  })

  test('writes what is undefined as a dash and what is infinite as inf', () => {
    expect(metricText('sharpe', null)).toBe('-')
    expect(metricText('sharpe', undefined)).toBe('-')
    expect(metricText('profitFactor', 'Infinity')).toBe('inf')
    expect(metricText('kelly', '-Infinity')).toBe('-inf')
  })

  test('knows every metric, and takes one of a later version for a ratio', () => {
    for (const name of metricSets.default) expect(metricText(name, 0.5)).toMatch(/^[\d.]+( %)?$/)
    expect(metricText('sharpeOfTomorrow', 0.5)).toBe('0.500')
  })
})

describe('tableText', () => {
  test('makes every column as wide as its widest cell, numbers to the right and texts to the left', () => {
    const rows = [
      ['1', 'a', '12.5 %'],
      ['10', 'long name', '-'],
    ]
    expect(tableText(['#', 'range', 'cagr*'], rows, new Set([1]))).toBe(
      [
        ' #  range       cagr*', //
        '--  ---------  ------',
        ' 1  a          12.5 %',
        '10  long name       -',
        '',
      ].join('\n'),
    )
  })

  test('without rows has a header', () => {
    expect(tableText(['#', 'cagr'], [], new Set())).toBe('#  cagr\n-  ----\n')
  })
})
