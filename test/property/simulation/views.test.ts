import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bars } from '../../../src/data/bars.ts'
import type { Column } from '../../../src/data/column.ts'
import { bucketStart, nextBucketStart } from '../../../src/data/resample.ts'
import { DAY, HOUR } from '../../../src/data/time.ts'
import { Universe } from '../../../src/data/universe.ts'
import type { AlignedView } from '../../../src/simulation/model/strategy.ts'
import { Views } from '../../../src/simulation/portfolio/views.ts'

/** A timeframe, its length, and longer ones; of the last two bars may last into the next month or week. */
const timeframes = [
  { timeframe: '2h', step: 2 * HOUR, longer: ['6h', '1d', '1w'] },
  { timeframe: '1d', step: DAY, longer: ['3d', '1w', '1M'] },
  { timeframe: '5d', step: 5 * DAY, longer: ['1w', '1M', '3M'] },
  { timeframe: '1w', step: 7 * DAY, longer: ['2w', '1M', '3M'] },
] as const

interface Market {
  readonly symbols: readonly Bars[]
  readonly step: number
  readonly longer: readonly string[]
}

/** One to three symbols in step with gaps, that start anywhere; not at midnight, in half of the cases. */
const markets: fc.Arbitrary<Market> = fc
  .tuple(fc.constantFrom(...timeframes), fc.nat(500), fc.constantFrom(0, 5 * HOUR), fc.integer({ min: 1, max: 3 }))
  .chain(([{ timeframe, step, longer }, first, offset, count]) =>
    fc
      .tuple(
        ...Array.from({ length: count }, (_, k) =>
          fc
            .tuple(
              fc.nat(20),
              fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.boolean(), fc.boolean()), {
                maxLength: 60,
                size: 'max',
              }),
            )
            .map(([start, rows]) => {
              const place = rows.map((_, t) => t).filter((t) => rows[t][1] || rows[t][2]) // three of four bars are there
              const close = place.map((t) => rows[t][0])
              const time = place.map((t) => (20_000 + first + start + t) * step + offset)
              return { symbol: `S${k}`, timeframe, time, open: close, high: close, low: close, close }
            })
            .filter(({ time }) => usuallyOneStep(time, step)),
        ),
      )
      .map((inputs) => ({ symbols: inputs.map((input) => Bars.from(input)), step, longer })),
  )
  .filter(({ symbols }) => symbols.some(({ length }) => length > 0))

/** `Bars` refuses others. */
function usuallyOneStep(time: readonly number[], step: number): boolean {
  const steps = time.slice(1).map((now, t) => now - time[t])
  const count = (length: number) => steps.filter((other) => other === length).length
  return time.length < 3 || steps.every((other) => count(step) > 0 && count(step) >= count(other))
}

/** Everything that strategies can bring onto a symbol's bars, or onto those of the portfolio, by a name that says what it is. */
function alignedBy(universe: Universe, longer: readonly string[]): Record<string, Column> {
  const views = new Views(universe)
  const found: Record<string, Column> = {}
  const add = (name: string, view: AlignedView) => {
    found[`${name} close`] = view.align(view.bars.close)
    found[`${name} high`] = view.align(view.bars.high)
    found[`${name} average`] = view.align(view.ta.sma(view.bars.close, 3))
  }
  for (const [k, { symbol }] of universe.symbols.entries()) {
    const context = views.context(k)
    for (const other of universe.symbols) add(`${symbol}: other(${other.symbol})`, context.other(other.symbol))
    for (const timeframe of longer) {
      add(`${symbol}: higher(${timeframe})`, context.higher(timeframe))
      add(`portfolio: ${symbol}.higher(${timeframe})`, views.portfolio().symbols[k].higher(timeframe))
    }
    add(`portfolio: ${symbol}`, views.portfolio().symbols[k])
  }
  return found
}

test('F53 align(column) of any first bars is what it is of all, on those bars: no look-ahead', () => {
  let known = 0
  fc.assert(
    fc.property(markets, fc.nat(), ({ symbols, longer }, cut) => {
      const universe = Universe.of(symbols)
      const n = (cut % universe.clock.length) + 1
      const whole = alignedBy(universe, longer)
      for (const [name, column] of Object.entries(alignedBy(universe.until(n), longer))) {
        expect(Array.from(column), `${name} on ${n} bars`).toEqual([...whole[name].slice(0, column.length)])
        known += Array.from(column).filter((value) => !Number.isNaN(value)).length
      }
    }),
    { numRuns: 300 },
  )
  expect(known).toBeGreaterThan(60_000)
})

test('F53 higher(timeframe).align(close) is the close of the last longer bar whose time was over, found the slow way', () => {
  fc.assert(
    fc.property(markets, ({ symbols, step, longer }) => {
      const universe = Universe.of(symbols)
      const views = new Views(universe)
      for (const [k, own] of universe.symbols.entries()) {
        for (const timeframe of longer) {
          const slow = (time: Column) =>
            Array.from(time, (start) => {
              const over = Array.from(own.time, (_, s) => s).filter(
                (s) => nextBucketStart(own.time[s], timeframe) <= start + step && own.time[s] + step <= start + step,
              )
              const last = over.at(-1)
              if (last === undefined) return [NaN, NaN]
              const bucket = bucketStart(own.time[last], timeframe)
              const inside = over.filter((s) => bucketStart(own.time[s], timeframe) === bucket)
              return [own.close[last], Math.max(...inside.map((s) => own.high[s]))]
            })
          const fast = (view: AlignedView) => {
            const [close, high] = [view.align(view.bars.close), view.align(view.bars.high)]
            return Array.from(close, (value, t) => [value, high[t]])
          }
          expect(fast(views.context(k).higher(timeframe))).toEqual(slow(own.time))
          expect(fast(views.portfolio().symbols[k].higher(timeframe))).toEqual(slow(universe.clock.time))
        }
      }
    }),
    { numRuns: 100 },
  )
})

test('F53 other(symbol).align(close) is its last close at or before each bar', () => {
  fc.assert(
    fc.property(markets, ({ symbols }) => {
      const views = new Views(Universe.of(symbols))
      for (const [k, own] of symbols.entries()) {
        for (const other of symbols) {
          const expected = Array.from(
            own.time,
            (start) => other.close.at(-1 - Array.from(other.time).filter((time) => time > start).length) ?? NaN,
          )
          expect([...views.context(k).other(other.symbol).align(other.close)]).toEqual(expected)
        }
      }
    }),
    { numRuns: 100 },
  )
})
