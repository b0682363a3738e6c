import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SortedWindow } from '../../../src/indicators/sorted-window.ts'

test('SortedWindow counts what is smaller among the values of a moving window, also of equal ones', () => {
  const values = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 })
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 10 }), (values, size) => {
      const window = new SortedWindow(size)
      values.forEach((value, i) => {
        if (i >= size) window.remove(values[i - size])
        window.insert(value)
        const held = values.slice(Math.max(0, i - size + 1), i + 1)
        for (let x = -4; x <= 4; x++) expect(window.below(x)).toBe(held.filter((one) => one < x).length)
      })
      window.clear()
      expect(window.below(4)).toBe(0)
    }),
  )
})
