import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bars } from '../../../src/data/bars.ts'
import { anyBars } from './any-bars.ts'

const anyIndex = fc.integer({ min: -50, max: 50 })

test('bars.slice(from, to) of a slice is what subarray gives, in every column', () => {
  fc.assert(
    fc.property(anyBars(), anyIndex, anyIndex, anyIndex, (input, a, b, c) => {
      const sliced = Bars.from(input).slice(a, b).slice(c)
      for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) {
        expect([...sliced[name]]).toEqual([...Float64Array.from(input[name]).subarray(a, b).subarray(c)])
      }
    }),
  )
})

test('bars.between(start, end) is the plain filter start <= time < end', () => {
  fc.assert(
    fc.property(anyBars(), anyIndex, anyIndex, (input, a, b) => {
      const bars = Bars.from(input)
      const origin = input.time[0] ?? 0
      const [start, end] = [origin + a * 43_200_000, origin + b * 43_200_000] // half days: on bars and between them
      expect([...bars.between(start, end).time]).toEqual(input.time.filter((t) => t >= start && t < end))
    }),
  )
})

test('bars.indexAt(time) is the first index that a plain search finds', () => {
  fc.assert(
    fc.property(anyBars(), anyIndex, (input, a) => {
      const time = (input.time[0] ?? 0) + a * 43_200_000
      const found = input.time.findIndex((t) => t >= time)
      expect(Bars.from(input).indexAt(time)).toBe(found === -1 ? input.time.length : found)
    }),
  )
})

test('the fingerprint of a slice is that of bars made of the sliced columns', () => {
  fc.assert(
    fc.property(anyBars(), anyIndex, anyIndex, (input, a, b) => {
      const { time, open, high, low, close, volume, ...rest } = input
      const cut = (values: readonly number[]) => values.slice(a, b)
      const alone = Bars.from({
        ...rest,
        time: cut(time),
        open: cut(open),
        high: cut(high),
        low: cut(low),
        close: cut(close),
        volume: cut(volume),
      })
      expect(Bars.from(input).slice(a, b).fingerprint).toBe(alone.fingerprint)
    }),
  )
})
