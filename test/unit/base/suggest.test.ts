import { describe, expect, test } from 'vitest'
import { nearest, unknownName } from '../../../src/base/suggest.ts'

describe('nearest(name, known)', () => {
  test('finds a name with neighbouring letters swapped, as one change', () => {
    expect(nearest('shapre', ['sharpe', 'sortino'])).toEqual(['sharpe'])
    expect(nearest('ab', ['ba'])).toEqual(['ba']) // two letters allow one change
  })

  test('finds a name with a letter too many, too few or wrong', () => {
    expect(nearest('comission', ['commission'])).toEqual(['commission'])
    expect(nearest('parrameters', ['parameters'])).toEqual(['parameters'])
    expect(nearest('sharpa', ['sharpe'])).toEqual(['sharpe'])
  })

  test('does not mind upper and lower case, and gives the name as it is known', () => {
    expect(nearest('MAXDRAWDOWN', ['maxDrawdown', 'sharpe'])).toEqual(['maxDrawdown'])
  })

  test('finds what a name of three letters or more begins, and what begins it', () => {
    expect(nearest('max', ['maxDrawdownDuration'])).toEqual(['maxDrawdownDuration'])
    expect(nearest('maxDrawdownDuration', ['max'])).toEqual(['max'])
    expect(nearest('ma', ['maxDrawdownDuration'])).toEqual([])
  })

  test('gives the nearest first, of equally near ones in alphabetical order, at most three', () => {
    expect(nearest('fast', ['fasten', 'fasts', 'last', 'cast'])).toEqual(['cast', 'fasts', 'last'])
  })

  test('allows one change for every three letters begun', () => {
    expect(nearest('abc', ['xbc'])).toEqual(['xbc'])
    expect(nearest('abc', ['xyc'])).toEqual([])
    expect(nearest('abcd', ['xycd'])).toEqual(['xycd'])
  })

  test('gives nothing when nothing is near, and for no names at all', () => {
    expect(nearest('zzzzzz', ['sharpe', 'cagr'])).toEqual([])
    expect(nearest('sharpe', [])).toEqual([])
  })
})

describe('unknownName(kind, name, known, where)', () => {
  test('asks whether a near name was meant', () => {
    const error = unknownName('metric', 'sharp', ['sharpe', 'cagr'], 'in rankBy')
    expect(error).toMatchObject({
      code: 'name-unknown',
      message: 'Unknown metric "sharp" in rankBy. Did you mean "sharpe"?',
      details: { kind: 'metric', name: 'sharp', nearest: ['sharpe'] },
    })
  })

  test('joins several near names with or', () => {
    expect(unknownName('name', 'lass', ['last', 'pass']).message).toBe(
      'Unknown name "lass". Did you mean "last" or "pass"?',
    )
  })

  test('lists all names when none is near, and says so when there are none', () => {
    expect(unknownName('store', 'ftp', ['memory:', 'json:']).message).toBe(
      'Unknown store "ftp". Known: memory:, json:.',
    )
    expect(unknownName('parameter', 'fast', []).message).toBe('Unknown parameter "fast". Known: none.')
  })
})
