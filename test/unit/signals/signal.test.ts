import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { and, not, or } from '../../../src/signals/logic.ts'
import { nextSet, toSignal } from '../../../src/signals/signal.ts'

const anyBits = fc.array(fc.boolean(), { maxLength: 140 })

test('toSignal keeps every bit of a boolean[] and of a Uint8Array', () => {
  fc.assert(
    fc.property(anyBits, (bits) => {
      const signal = toSignal(bits, bits.length, 'enterLong')
      expect(bits.map((_, t) => signal.at(t))).toEqual(bits)
      expect(toSignal(Uint8Array.from(bits, Number), bits.length, 'enterLong')).toEqual(signal)
    }),
  )
})

describe('toSignal refuses', () => {
  test('a wrong length, with both lengths', () => {
    expect(() => toSignal([true], 3, 'enterLong')).toThrow(/enterLong has 1 values for 3 bars/)
  })
  test('what is no signal', () => {
    expect(() => toSignal(undefined as never, 3, 'exitLong')).toThrow(/exitLong is undefined/)
    expect(() => toSignal(null as never, 3, 'exitLong')).toThrow(/exitLong is null/)
  })
})

test('nextSet finds the first set bar from any start, or the end', () => {
  fc.assert(
    fc.property(anyBits, fc.nat(150), fc.nat(150), (bits, from, to) => {
      const { words } = toSignal(bits, bits.length, 'x')
      const end = Math.min(to, bits.length)
      const found = bits.findIndex((bit, t) => bit && t >= from && t < end)
      expect(nextSet(words, Math.min(from, end), end)).toBe(found < 0 ? end : found)
    }),
  )
})

test('and, or and not work bar by bar, and not sets no bit past the end', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 100 }), (pairs) => {
      const [a, b] = [0, 1].map((side) =>
        toSignal(
          pairs.map((pair) => pair[side]),
          pairs.length,
          'x',
        ),
      )
      const read = (signal: typeof a) => pairs.map((_, t) => signal.at(t))
      expect(read(and(a, b))).toEqual(pairs.map(([x, y]) => x && y))
      expect(read(or(a, b))).toEqual(pairs.map(([x, y]) => x || y))
      expect(not(not(a))).toEqual(a)
      expect([...not(a).bars()].length + [...a.bars()].length).toBe(pairs.length)
    }),
  )
})

test('and refuses signals of two lengths, naming them', () => {
  expect(() => and(toSignal([true], 1, 'a'), toSignal([true, true], 2, 'b'))).toThrow(/signals of 1 and 2 bars/)
})
