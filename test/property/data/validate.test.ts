import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BarProblemKind, validateBars } from '../../../src/data/validate.ts'
import { anyBars, type PlainBars } from './any-bars.ts'

/** Ways to spoil one bar, each with the kind that must be found there. Bar 0 has no bar before it. */
const defects: Record<string, { kind: BarProblemKind; plant(bars: PlainBars, bar: number): void }> = {
  'time NaN': { kind: 'time-invalid', plant: (bars, bar) => set(bars.time, bar, Number.NaN) },
  'time of the bar before': { kind: 'duplicate-time', plant: (bars, bar) => set(bars.time, bar, bars.time[bar - 1]) },
  'time before the bar before': { kind: 'unsorted', plant: (bars, bar) => set(bars.time, bar, bars.time[bar - 1] - 1) },
  'open NaN': { kind: 'price-missing', plant: (bars, bar) => set(bars.open, bar, Number.NaN) },
  'close 0': { kind: 'price-not-positive', plant: (bars, bar) => set(bars.close, bar, 0) },
  'high under low': { kind: 'high-below-low', plant: (bars, bar) => set(bars.high, bar, bars.low[bar] / 2) },
  'open over high': { kind: 'open-outside', plant: (bars, bar) => set(bars.open, bar, bars.high[bar] * 2) },
  'close under low': { kind: 'close-outside', plant: (bars, bar) => set(bars.close, bar, bars.low[bar] / 2) },
  'volume below 0': { kind: 'volume-invalid', plant: (bars, bar) => set(bars.volume, bar, -1) },
}

test('validateBars finds nothing in sound bars', () => {
  fc.assert(
    fc.property(anyBars(), (bars) => {
      expect(validateBars(bars, '1d')).toMatchObject({ errors: 0, warnings: 0, problems: [] })
    }),
  )
})

test.each(Object.entries(defects))('validateBars finds %s at its bar and nothing else', (_, { kind, plant }) => {
  fc.assert(
    fc.property(anyBars(4), fc.nat(), (bars, n) => {
      const bar = 2 + (n % (bars.time.length - 2))
      plant(bars, bar)
      const { problems } = validateBars(bars, '1d')
      expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([{ kind, bar }])
    }),
  )
})

test('validateBars finds days cut out of a week that never closes, and counts them', () => {
  fc.assert(
    fc.property(anyBars(28), fc.nat(), fc.integer({ min: 1, max: 5 }), (bars, n, missing) => {
      const from = 8 + (n % 8)
      for (const column of [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume]) {
        column.splice(from, missing)
      }
      expect(validateBars(bars, '1d').problems).toMatchObject([{ kind: 'gap', bar: from, count: missing }])
    }),
  )
})

function set(column: number[], bar: number, value: number): void {
  column[bar] = value
}
