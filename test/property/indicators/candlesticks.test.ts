import fc from 'fast-check'
import { expect, test } from 'vitest'
import { candlesticks } from '../../../src/indicators/candlesticks/family.ts'
import { computeIndicator, type IndicatorSpec } from '../../../src/indicators/indicator.ts'
import { candleCases, lead, type PlainBar } from '../../support/candle-cases.ts'
import { plainCandlesticks } from '../../support/plain-indicators/candlesticks.ts'

/**
 * Random bars hold the rare patterns too seldom to test their conditions. So here are the hand-made ones with a price or two
 * moved a little, upright and upside down, which are the pattern in some cases and just not in others.
 */

/** Ranges of 5: a tenth, a twentieth, a fifth and three fifths of these are sizes that the shifts hit exactly. */
const wideLead = lead.map(([open, high, low, close]): PlainBar => [open, high + 0.5, low - 0.5, close])

const leads = fc.constantFrom(lead, wideLead)
const shift = fc.constantFrom(-2, -1, -0.5, -0.25, -0.125, 0.125, 0.25, 0.5, 1, 2)
const change = fc.record({ bar: fc.nat(6), part: fc.constantFrom(0, 1, 2, 3), by: shift })

test.each(candleCases)('%s (%d) equals its plain twin when prices are moved a little', (name, _value, candles) => {
  const spec: IndicatorSpec = candlesticks[name]
  const options = Object.fromEntries(Object.keys(spec.options).map((option) => [option, 0.4]))
  const said = new Set<number>()
  fc.assert(
    fc.property(leads, fc.array(change, { maxLength: 3 }), fc.boolean(), (lead, changes, upsideDown) => {
      const moved = candles.map((bar, i) =>
        changed(
          bar,
          changes.filter((one) => one.bar === i),
        ),
      )
      const bars = [...lead, ...moved].map((bar) => (upsideDown ? negated(bar) : bar))
      const [open, high, low, close] = [0, 1, 2, 3].map((part) => bars.map((bar) => bar[part]))
      const columns = { open, high, low, close, source: close, volume: close }
      const [expected] = plainCandlesticks[name](options, columns)
      const inputs = [open, high, low, close].map((values) => Float64Array.from(values))
      const [found] = computeIndicator(spec, options, inputs)
      found.forEach((value, i) => {
        if (value !== expected[i] && !(Number.isNaN(value) && Number.isNaN(expected[i]))) {
          expect.fail(`bar ${i}: ${value} instead of ${expected[i]}`)
        }
      })
      said.add(found[found.length - 1])
    }),
    { numRuns: 300 },
  )
  expect(said.has(0) && said.size > 1, 'both the pattern and near misses were met').toBe(true)
})

/** The high stays the highest and the low the lowest. */
function changed(bar: PlainBar, changes: readonly { part: number; by: number }[]): PlainBar {
  const prices = [...bar]
  for (const { part, by } of changes) prices[part] += by
  const [open, high, low, close] = prices
  return [open, Math.max(open, high, close), Math.min(open, low, close), close]
}

function negated([open, high, low, close]: PlainBar): PlainBar {
  return [-open, -low, -high, -close]
}
