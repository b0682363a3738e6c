import fc from 'fast-check'
import { expect, test } from 'vitest'
import { candlesticks } from '../../../src/indicators/candlesticks/family.ts'
import { computeIndicator, type IndicatorSpec } from '../../../src/indicators/indicator.ts'
import { candleCases, lead, type PlainBar } from '../../support/candle-cases.ts'
import { plainCandlesticks } from '../../support/plain-indicators/candlesticks.ts'

/**
 * Random bars hold the rare patterns too seldom to test their conditions. So here are the hand-made ones with prices moved,
 * which are the pattern in some cases and just not in others.
 */

/** Ranges of 5: a tenth, a twentieth, a fifth and three fifths of these are sizes that prices of quarters hit exactly. */
const wideLead = lead.map(([open, high, low, close]): PlainBar => [open, high + 0.5, low - 0.5, close])

const leads = fc.constantFrom(lead, wideLead)
const shift = fc.constantFrom(-2, -1, -0.5, -0.25, -0.125, 0.125, 0.25, 0.5, 1, 2)
const change = fc.record({ bar: fc.nat(6), part: fc.constantFrom(0, 1, 2, 3), by: shift })

test.each(candleCases)('%s (%d) equals its plain twin when prices are moved a little', (name, value, candles) => {
  const said = new Set<number>()
  fc.assert(
    fc.property(leads, fc.array(change, { maxLength: 3 }), fc.boolean(), (lead, changes, upsideDown) => {
      const moved = candles.map((bar) => [...bar])
      for (const { bar, part, by } of changes) if (bar < moved.length) moved[bar][part] += by
      const bars = [...lead, ...moved.map(possible)]
      said.add(sameAsTwin(name, upsideDown ? bars.map(negated) : bars))
    }),
    { numRuns: 200, examples: [[lead, [], false]] },
  )
  expect(said, 'the pattern was met').toContain(value)
})

/** Between two prices that a condition compares, or just not: equal, or apart by what is equal, bare or a doji, near, far. */
const distances = [0, 0.25, -0.25, 0.5, -0.5, 1, -1, 3, -3]

test.each(candleCases)('%s (%d) equals its plain twin when a price meets another', (name, _value, candles) => {
  const prices = candles.flat()
  prices.forEach((_, place) => {
    for (const other of new Set(prices)) {
      for (const distance of distances) {
        const moved = candles.map((bar) => [...bar])
        moved[Math.floor(place / 4)][place % 4] = other + distance
        sameAsTwin(name, [...wideLead, ...moved.map(possible)])
      }
    }
  })
})

/** What takes one property from a candle: its colour, its size, its shadows, its place. */
const spoilings: ((bar: PlainBar) => PlainBar)[] = [
  (bar) => bar,
  ([open, high, low, close]) => [close, high, low, open],
  ([open, high, low, close]) => [close - Math.sign(close - open) * 1.5, high, low, close],
  ([open, high, low, close]) => [open, high, low, open + Math.sign(close - open) * 1.5],
  ([open, high, low, close]) => [open, high, low, close + Math.sign(close - open) * 3],
  ([open, , low, close]) => [open, Math.max(open, close), low, close],
  ([open, high, , close]) => [open, high, Math.min(open, close), close],
  ([open, , low, close]) => [open, Math.max(open, close) + 3, low, close],
  ([open, high, , close]) => [open, high, Math.min(open, close) - 3, close],
  ...[-4, -2, -1, 1, 2, 4].map(
    (by) =>
      ([open, high, low, close]: PlainBar): PlainBar => [open + by, high + by, low + by, close + by],
  ),
]

test.each(candleCases)('%s (%d) equals its plain twin when one or two candles are spoilt', (name, _value, candles) => {
  const places = candles.flatMap((_, bar) => spoilings.map((spoil) => ({ bar, spoil })))
  for (const [i, one] of places.entries()) {
    for (const other of places.slice(0, i + 1)) {
      const spoilt = [...candles]
      for (const { bar, spoil } of [one, other]) spoilt[bar] = possible(spoil(spoilt[bar]))
      sameAsTwin(name, [...lead, ...spoilt])
    }
  }
})

/** The value on the last bar, after a check of all. */
function sameAsTwin(name: keyof typeof candlesticks, bars: readonly PlainBar[]): number {
  const spec: IndicatorSpec = candlesticks[name]
  const options = Object.fromEntries(Object.keys(spec.options).map((option) => [option, 0.5]))
  const [open, high, low, close] = [0, 1, 2, 3].map((part) => bars.map((bar) => bar[part]))
  const [expected] = plainCandlesticks[name](options, { open, high, low, close, source: close, volume: close })
  const inputs = [open, high, low, close].map((values) => Float64Array.from(values))
  const [found] = computeIndicator(spec, options, inputs)
  found.forEach((value, i) => {
    if (value !== expected[i] && !(Number.isNaN(value) && Number.isNaN(expected[i]))) {
      expect.fail(`bar ${i}: ${value} instead of ${expected[i]} in ${JSON.stringify(bars)}`)
    }
  })
  return found[found.length - 1]
}

/** The high is moved up and the low down to where the other prices are. */
function possible([open, high, low, close]: readonly number[]): PlainBar {
  return [open, Math.max(open, high, close), Math.min(open, low, close), close]
}

function negated([open, high, low, close]: PlainBar): PlainBar {
  return [-open, -low, -high, -close]
}
