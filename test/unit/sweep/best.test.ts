import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Best } from '../../../src/sweep/store/best.ts'

const anyValue = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -3, max: 3 }) }, fc.double())

test('Best has the first of a stable sort, NaN last, whether or not those it does not admit are added', () => {
  fc.assert(
    fc.property(fc.array(anyValue, { maxLength: 400 }), fc.nat(60), fc.boolean(), (values, size, isLowerBetter) => {
      const [all, admitted] = [new Best<number>(isLowerBetter, size), new Best<number>(isLowerBetter, size)]
      for (const [place, value] of values.entries()) {
        all.add(place, value, place)
        if (admitted.admits(value, place)) admitted.add(place, value, place)
        if (place % 50 === 0) admitted.top(1) // which looks for the worst that is still among them
      }
      const rank = (place: number) => (isLowerBetter ? values[place] : -values[place])
      const known = values.flatMap((value, place) => (Number.isNaN(value) ? [] : [place]))
      known.sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) < rank(b) ? -1 : 1))
      const missing = values.flatMap((value, place) => (Number.isNaN(value) ? [place] : []))
      const wanted = [...known, ...missing].slice(0, size)
      expect(all.top(400)).toEqual(wanted)
      expect(admitted.top(400)).toEqual(wanted)
    }),
  )
})

test('Best admits nothing that is no better than the worst of enough', () => {
  const best = new Best<string>(false, 2)
  for (const [place, value] of [3, NaN, 5].entries()) best.add(`${value}`, value, place)
  expect(best.top(2)).toEqual(['5', '3'])
  expect(best.admits(3, 9)).toBe(false)
  expect(best.admits(NaN, 9)).toBe(false)
  expect(best.admits(4, 9)).toBe(true)
})
