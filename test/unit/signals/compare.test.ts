import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTa } from '../../../src/indicators/ta.ts'
import { above, below, crossOver, crossUnder } from '../../../src/signals/compare.ts'
import { and, not, or } from '../../../src/signals/logic.ts'
import { sp500 } from '../../support/sp500.ts'

const bars = (...args: Parameters<typeof crossOver>) => [...crossOver(...args).bars()]

describe('crossOver', () => {
  test('fires on the first bar above after a bar below', () => {
    expect(bars([1, 1, 3, 3, 1, 3], [2, 2, 2, 2, 2, 2])).toEqual([2, 5])
  })
  test('does not fire on the first bar', () => {
    expect(bars([3, 3], [2, 2])).toEqual([])
  })
  test('looks through equal bars to the last side: below, equal, above fires; above, equal, above does not', () => {
    expect(bars([1, 2, 3, 2, 3], 2)).toEqual([2])
  })
  test('forgets the side over a missing value', () => {
    expect(bars([1, NaN, 3, 1, 3], 2)).toEqual([4])
    expect(bars([1, 2, NaN, 2, 3], 2)).toEqual([])
  })
  test('takes a number on either side', () => {
    expect(bars(2, [3, 1, 3, 1])).toEqual([1, 3])
  })
  test('refuses columns of two lengths and two numbers', () => {
    expect(() => crossOver([1, 2], [1, 2, 3])).toThrow(/2 and 3 values/)
    expect(() => crossOver(1, 2)).toThrow(/two numbers/)
  })
  test('gives the crosses of SMA 10 and SMA 30 on the S&P 500', () => {
    const golden = JSON.parse(readFileSync(new URL('../../golden/indicators-trend.json', import.meta.url), 'utf8'))
    const ta = createTa(sp500)
    const fast = ta.sma(sp500.close, 10)
    const slow = ta.sma(sp500.close, 30)
    expect([...crossOver(fast, slow).bars()]).toEqual(golden.crosses_sma10_sma30.cross_up)
    expect([...crossUnder(fast, slow).bars()]).toEqual(golden.crosses_sma10_sma30.cross_down)
  })
})

test('above, below, crossOver and crossUnder do what their plain twins do, bar by bar', () => {
  const value = fc.constantFrom(1, 2, 3, NaN)
  const columns = fc.array(fc.tuple(value, value), { maxLength: 100 })
  fc.assert(
    fc.property(columns, (pairs) => {
      const a = pairs.map(([x]) => x)
      const b = pairs.map(([, y]) => y)
      expect([...above(a, b).bars()]).toEqual(where(pairs, ([x, y]) => x > y))
      expect([...below(a, b).bars()]).toEqual(where(pairs, ([x, y]) => x < y))
      expect([...crossOver(a, b).bars()]).toEqual(plainCrosses(a, b))
      expect([...crossUnder(a, b).bars()]).toEqual(plainCrosses(b, a))
    }),
    { numRuns: 2000 },
  )
})

test('crossOver and crossUnder of constant columns are those of copies, in any order of calls', () => {
  const ta = createTa(sp500)
  const pairs = [3, 5, 3].map((period) => [ta.sma(sp500.close, period), ta.sma(sp500.close, 8)] as const)
  for (const [a, b] of pairs) {
    for (const cross of [crossOver, crossUnder, above, crossUnder, crossOver]) {
      expect(cross(a, b).words).toEqual(cross(a.slice(), b.slice()).words)
      expect(cross(b, a).passingWords()).toEqual(cross(b.slice(), a.slice()).words)
    }
  }
})

test('signals of constant columns keep their words and can be combined, whichever is read in between', () => {
  const ta = createTa(sp500)
  const { close } = sp500
  const [fast, calm, slow] = [3, 8, 20].map((period) => ta.sma(close, period))
  const early = crossOver(fast, calm)
  const late = crossUnder(calm, slow)
  const both = [[...late.bars()], [...early.bars()]]
  expect(and(early, late).words).toEqual(and(crossOver(fast.slice(), calm.slice()), late).words)
  expect([...or(crossOver(fast, calm), crossUnder(calm, slow)).bars()]).toEqual(
    [...new Set(both.flat())].sort((a, b) => a - b),
  )
  expect([...not(above(fast, slow)).bars()]).toEqual(where([...fast], (_, t) => !(fast[t] > slow[t])))
  expect([[...late.bars()], [...early.bars()]]).toEqual(both)
})

test('crossOver of an array that a strategy has written into since compares it anew', () => {
  const a = Float64Array.of(1, 3)
  const b = Float64Array.of(2, 2)
  expect(bars(a, b)).toEqual([1])
  a[0] = 3
  expect(bars(a, b)).toEqual([])
})

function where<T>(list: readonly T[], test: (one: T, i: number) => boolean): number[] {
  return list.flatMap((one, i) => (test(one, i) ? [i] : []))
}

function plainCrosses(a: readonly number[], b: readonly number[]): number[] {
  const crosses: number[] = []
  let side = 0
  a.forEach((x, t) => {
    const now = Math.sign(x - b[t])
    if (Number.isNaN(now)) side = 0
    else if (now !== 0) {
      if (now > 0 && side < 0) crosses.push(t)
      side = now
    }
  })
  return crosses
}
