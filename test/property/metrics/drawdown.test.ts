import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Extremes } from '../../../src/data/extremes.ts'
import { Drawdown } from '../../../src/metrics/drawdown.ts'

/** Closes of a random walk, few of them different in some, and a few more bars before and after. */
const markets = fc
  .record({
    bars: fc.constantFrom(1, 2, 3, 17, 300, 3000),
    seed: fc.integer(),
    step: fc.constantFrom(0.5, 0.03, 0.001),
    digits: fc.constantFrom(0, 2, 15),
  })
  .map(({ bars, seed, step, digits }) => {
    let state = seed
    let price = 100
    return Float64Array.from({ length: bars + 6 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
      price *= 1 + (step * state) / 2 ** 32
      return Math.max(1, Number(price.toFixed(digits)))
    })
  })

/** Segments one after the other that are held or not, as shares of the bars. */
const plans = fc.array(fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), held: fc.boolean() }), {
  maxLength: 12,
})

test('Drawdown(segments of an all-in account) has the bits of a walk over every bar', () => {
  fc.assert(
    fc.property(markets, plans, (close, plan) => {
      const bars = close.length - 6
      const drawdown = new Drawdown(new Extremes(close, close, 3, 3 + bars), 1000)
      let peak = 1000
      let max = 0
      let value = 1000
      let bar = 0
      const see = (equity: number) => {
        value = equity
        peak = Math.max(peak, value)
        max = Math.max(max, 1 - value / peak)
      }
      for (const { share, held } of plan) {
        const end = Math.min(bars, bar + Math.ceil(share * bars))
        if (bar === end) continue
        const units = held ? value / (close[3 + bar] * 1.001) : 0
        const cash = held ? 1e-13 : value * 0.999
        if (held) drawdown.hold(cash, units, bar, end)
        else drawdown.reach(cash)
        for (; bar < end; bar++) see(cash + units * close[3 + bar])
      }
      expect(drawdown.max).toBe(max)
    }),
    { numRuns: 1500 },
  )
})
