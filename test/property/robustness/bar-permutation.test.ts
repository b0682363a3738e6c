import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Random } from '../../../src/base/random.ts'
import { Bars } from '../../../src/data/bars.ts'
import { BarPermutation } from '../../../src/robustness/bar-permutation.ts'
import { barsOf } from '../../support/random-market.ts'

/** Up to four symbols, each with bars on some of 40 days. */
const markets = fc
  .array(fc.tuple(fc.uniqueArray(fc.nat(39), { minLength: 1, maxLength: 40 }), fc.integer()), {
    minLength: 1,
    maxLength: 4,
  })
  .map((symbols) =>
    symbols.map(([days, seed]) => {
      const random = Random.from(seed)
      const open = days.map(() => 50 + 100 * random.next())
      const close = days.map(() => 50 + 100 * random.next())
      const high = days.map((_, i) => Math.max(open[i], close[i]) + 9 * random.integer(2))
      const low = days.map((_, i) => Math.min(open[i], close[i]) - 9 * random.integer(2))
      const time = days.toSorted((a, b) => a - b)
      return { ...barsOf({ open, high, low, close }), time: Float64Array.from(time) }
    }),
  )

test('whatever the symbols trade on, their bars stay valid and the moves of one day stay together', () => {
  fc.assert(
    fc.property(markets, fc.integer(), (series, seed) => {
      // the volume of a bar is its day, so that it says where a body came from
      const marked = series.map((bars) => ({ ...bars, volume: bars.time }))
      const drawn = new BarPermutation(marked).draw(Random.from(seed))
      const cameFrom = new Map<number, number>()
      drawn.forEach((bars, symbol) => {
        const { time, volume } = bars
        Bars.from({ symbol: 'TEST', timeframe: '1d', ...bars, time: time.slice().map((_, i) => i * 86_400_000) })
        expect(volume.toSorted()).toEqual(Float64Array.from(time))
        volume.forEach((day, i) => {
          expect(cameFrom.get(time[i]) ?? day).toBe(day)
          cameFrom.set(time[i], day)
        })
        const last = time.length - 1
        expect(bars.close[0]).toBe(series[symbol].close[0])
        expect(bars.close[last] / series[symbol].close[last]).toBeCloseTo(1, 10)
      })
    }),
    { numRuns: 300 },
  )
})
