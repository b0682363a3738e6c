import { describe, expect, test } from 'vitest'
import type { BenchCase } from '../../../bench/case.ts'
import { nanosecondsEach, perSecond, times } from '../../../bench/case.ts'
import { brokenLimit, gain, resultOf, shown, thisCommit, thisMachine } from '../../../bench/result.ts'

const speed: BenchCase = { name: 'a/b', size: '3 things', unit: 'ns', better: 'lower', measure: () => [] }
const rate: BenchCase = { ...speed, unit: 'rows/s', better: 'higher' }

describe('resultOf', () => {
  test('has the smallest value as the best where less is better, else the largest, and the median', () => {
    expect(resultOf(speed, [3, 1, 2, 9])).toMatchObject({ best: 1, median: 2.5, values: [3, 1, 2, 9], name: 'a/b' })
    expect(resultOf(rate, [3, 1, 2])).toMatchObject({ best: 3, median: 2 })
  })

  test('leaves out a limit that there is not, so that JSON gives it back', () => {
    const result = resultOf(speed, [1])
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
  })
})

describe('brokenLimit', () => {
  const limited = (one: BenchCase, of: 'best' | 'median', value: number) => ({ ...one, limit: { of, value } })

  test('looks at the value that the limit is of, and lets the limit itself pass', () => {
    expect(brokenLimit(resultOf(limited(speed, 'best', 1), [1, 2, 3]))).toBeNull()
    expect(brokenLimit(resultOf(limited(speed, 'median', 1), [1, 2, 3]))).toBe('a/b: 2 ns, the limit is 1')
    expect(brokenLimit(resultOf(limited(rate, 'best', 3), [1, 2, 3]))).toBeNull()
    expect(brokenLimit(resultOf(limited(rate, 'median', 3), [1, 2, 3]))).toBe('a/b: 2 rows/s, the limit is 3')
  })

  test('of a case without one is none', () => {
    expect(brokenLimit(resultOf(speed, [1e9]))).toBeNull()
  })
})

test('gain is above 1 for what became better, whichever way that is', () => {
  expect(gain(resultOf(speed, [1, 2, 3]), resultOf(speed, [2, 4, 6]), 'best')).toBe(2)
  expect(gain(resultOf(rate, [1, 2, 3]), resultOf(rate, [2, 4, 6]), 'median')).toBe(0.5)
})

test.each([
  [0.0012345, '0.00123'],
  [1.2345, '1.23'],
  [99.96, '100'],
  [150.4, '150'],
  [1_234_567.8, '1,234,568'],
])('shown(%d) is %s', (value, text) => {
  expect(shown(value)).toBe(text)
})

test('times gives one time for each round, checks every result, and throws what a check throws', async () => {
  let calls = 0
  const seen: number[] = []
  expect(
    await times(
      3,
      async () => ++calls,
      (result) => void seen.push(result),
    ),
  ).toHaveLength(3)
  expect(seen).toEqual([1, 2, 3])
  await expect(
    times(
      1,
      () => 1,
      () => {
        throw new Error('wrong')
      },
    ),
  ).rejects.toThrow('wrong')
})

test('nanosecondsEach and perSecond turn milliseconds for many into a unit for one', () => {
  expect(nanosecondsEach([2], 1000)).toEqual([2000])
  expect(perSecond([500], 1000)).toEqual([2000])
})

test('thisMachine and thisCommit name what was measured', () => {
  expect(thisMachine()).toMatchObject({ node: process.versions.node, cores: expect.any(Number) })
  expect(thisCommit()).toMatch(/^[0-9a-f]{7,}\+?$/)
})
