import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksum } from '../../../src/base/checksum.ts'

test('checksum is that of a copy, and another when any one number changes', () => {
  const numbers = fc.array(fc.double(), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(numbers, fc.nat(), fc.double(), (given, place, other) => {
      const array = Float64Array.from(given)
      const sum = checksum(array)
      expect(checksum(array.slice())).toBe(sum)
      expect(checksum(Float64Array.from([0, ...given]).subarray(1))).toBe(sum)
      const at = place % given.length
      array[at] = other
      if (!Object.is(other, given[at])) expect(checksum(array)).not.toBe(sum)
    }),
    { numRuns: 2000 },
  )
})

test('checksum tells numbers that change places', () => {
  const of = (...numbers: number[]) => checksum(Float64Array.from(numbers))
  expect(new Set([of(1, 2, 3, 4), of(2, 1, 3, 4), of(1, 3, 2, 4), of(3, 4, 1, 2), of(4, 2, 3, 1)]).size).toBe(5)
})
