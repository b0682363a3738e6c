import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { computeIndicator, type IndicatorSpec } from '../../../src/indicators/indicator.ts'
import { type IndicatorName, indicators } from '../../../src/indicators/registry.ts'
import type { PlainColumns } from '../../support/plain-indicators/plain.ts'
import { plainIndicators } from '../../support/plain-indicators.ts'

/** Every indicator against its slow twin and against the promises of IndicatorSpec, on random series. */

// 0 on many bars, often on a whole window of them; also of very different sizes
const volumes = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.nat(3) },
  { weight: 3, arbitrary: fc.nat(2 ** 31 - 1).map((thousandths) => thousandths / 1000) },
  { weight: 1, arbitrary: fc.nat(2 ** 31 - 1).map((hundreds) => hundreds * 100) },
)

const walk = prices(fc.integer({ min: -500, max: 500 }), (level, step) => Math.max(1, level + step / 100), 100)
const offset = prices(fc.integer({ min: -50, max: 50 }), (_, step) => 60_000 + step / 10_000, 60_000)
// candles of all shapes: bodies, gaps and shadows of a few whole units, so that many sizes and prices are the same
const candles = prices(fc.integer({ min: -6, max: 6 }), (level, step) => level + step, 1e7)
const flatStretches = prices(fc.constantFrom(0, 0, 0, 0, 0, 1, -1), (level, step) => Math.max(1, level + step), 10)
// squares of values below 1e-154 are 0 to a computer: not what is asked here
const anySign = columnsOf(fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => (Math.abs(x) < 1e-9 ? 0 : x)))
const clean = fc.oneof(walk, offset, flatStretches, candles)

describe.each(indicators)('$name', (spec) => {
  test('equals its plain twin, with missing values or without', () => {
    fc.assert(
      fc.property(seriesFor(spec), optionsOf(spec), (columns, options) => {
        const expected = plainIndicators[spec.name as IndicatorName](options, columns)
        compute(spec, options, columns).forEach((output, k) => {
          expectClose(spec, output, expected[k], columns)
        })
      }),
      { numRuns: 200 },
    )
  })

  test('does not change a bit of a value when later bars are added', () => {
    fc.assert(
      fc.property(fc.oneof(clean, anySign, holed(clean)), optionsOf(spec), (columns, options) => {
        const whole = compute(spec, options, columns)
        for (let length = 0; length < columns.close.length; length++) {
          compute(spec, options, cut(columns, length)).forEach((output, k) => {
            expect(output).toStrictEqual(whole[k].slice(0, length))
          })
        }
      }),
      { numRuns: 50 },
    )
  })

  test('has a value from bar warmup(options) on and none before, when nothing is missing', () => {
    fc.assert(
      fc.property(clean, optionsOf(spec), (columns, options) => {
        const warmup = spec.warmup(options)
        compute(spec, options, columns).forEach((output, k) => {
          const first = Math.min(warmup[k], output.length)
          expect(output.subarray(0, first).every(Number.isNaN)).toBe(true)
          expect(output.subarray(first).every(Number.isFinite)).toBe(true)
        })
      }),
    )
  })

  test('writes every value of its outputs, whatever was in them', () => {
    fc.assert(
      fc.property(holed(clean), optionsOf(spec), (columns, options) => {
        const outputs = spec.outputs.map(() => new Float64Array(columns.close.length).fill(77))
        spec.compute(options, inputsOf(spec, columns), outputs)
        expect(outputs).toStrictEqual(compute(spec, options, columns))
      }),
      { numRuns: 30 },
    )
  })
})

/** Indicators that divide by a price: nothing is left of the digits where values of both signs leave an average near 0. */
const pricesOnly = ['ppo', 'trix', 'kst', 'coppock', 'mfi']

function seriesFor(spec: IndicatorSpec): fc.Arbitrary<PlainColumns> {
  if (pricesOnly.includes(spec.name)) return fc.oneof(clean, holed(clean))
  return fc.oneof(clean, anySign, holed(clean), holed(anySign))
}

/** Also periods that are longer than the series, by little or by far. */
function optionsOf(spec: IndicatorSpec): fc.Arbitrary<Record<string, number>> {
  const period = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 6 }) },
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 40 }) },
    { weight: 2, arbitrary: fc.constantFrom(80, 81, Number.MAX_SAFE_INTEGER) },
  )
  const factor = fc.double({ min: 0.01, max: 5, noNaN: true })
  const fraction = fc.double({ min: 0.01, max: 0.99, noNaN: true })
  const kinds = { period, factor, fraction }
  return fc.record(Object.fromEntries(Object.entries(spec.options).map(([name, { kind }]) => [name, kinds[kind]])))
}

/** Bars whose closes go from level to level; the high and low lie around open and close. */
function prices(
  step: fc.Arbitrary<number>,
  next: (level: number, step: number) => number,
  first: number,
): fc.Arbitrary<PlainColumns> {
  const bar = fc.record({ open: step, close: step, over: fc.nat(3), under: fc.nat(3), volume: volumes })
  return fc.array(bar, { maxLength: 80, size: 'max' }).map((bars) => {
    let level = first
    const rows = bars.map((steps) => {
      const open = next(level, steps.open)
      const close = next(open, steps.close)
      level = close
      const unit = first / 1e7
      return {
        open,
        close,
        high: Math.max(open, close) + steps.over * unit,
        low: Math.min(open, close) - steps.under * unit,
        volume: steps.volume,
      }
    })
    const column = (name: 'open' | 'high' | 'low' | 'close' | 'volume') => rows.map((row) => row[name])
    const close = column('close')
    const [open, high, low, volume] = [column('open'), column('high'), column('low'), column('volume')]
    return { open, high, low, close, source: close, volume }
  })
}

/** Columns of one length with nothing in common, but that the high is the highest and the low the lowest. */
function columnsOf(value: fc.Arbitrary<number>): fc.Arbitrary<PlainColumns> {
  const row = fc.record({ open: value, close: value, one: value, other: value, source: value, volume: volumes })
  return fc.array(row, { maxLength: 80, size: 'max' }).map((rows) => {
    const close = rows.map((row) => row.close)
    return {
      open: rows.map((row) => row.open),
      high: rows.map(({ open, close, one, other }) => Math.max(open, close, one, other)),
      low: rows.map(({ open, close, one, other }) => Math.min(open, close, one, other)),
      close,
      source: rows.map((row) => row.source),
      volume: rows.map((row) => row.volume),
    }
  })
}

/** A few values of some columns replaced by missing ones. */
function holed(columns: fc.Arbitrary<PlainColumns>): fc.Arbitrary<PlainColumns> {
  const hole = fc.record({
    column: fc.constantFrom<keyof PlainColumns>('open', 'high', 'low', 'close', 'volume', 'source', 'source'),
    place: fc.nat(79),
    value: fc.constantFrom(NaN, NaN, Infinity, -Infinity),
  })
  return fc.tuple(columns, fc.array(hole, { maxLength: 6 })).map(([whole, holes]) => {
    const copy = Object.fromEntries(Object.entries(whole).map(([name, values]) => [name, [...values]]))
    for (const { column, place, value } of holes) if (place < copy[column].length) copy[column][place] = value
    return copy as unknown as PlainColumns
  })
}

function cut(columns: PlainColumns, length: number): PlainColumns {
  const parts = Object.entries(columns).map(([name, values]) => [name, values.slice(0, length)])
  return Object.fromEntries(parts) as PlainColumns
}

function inputsOf(spec: IndicatorSpec, columns: PlainColumns): Float64Array[] {
  return spec.inputs.map((input) => Float64Array.from(columns[input]))
}

function compute(spec: IndicatorSpec, options: Record<string, number>, columns: PlainColumns): readonly Float64Array[] {
  return computeIndicator(spec, options, inputsOf(spec, columns))
}

/**
 * What an indicator may be off by besides 1e-9 of the value: where values of both signs, or prices much larger than their differences, are
 * added up before they cancel, the result is much smaller than they are.
 */
const slack: Readonly<Record<string, (columns: PlainColumns) => number>> = {
  ...each(['ema', 'wma', 'smma', 'macd', 'dema', 'tema', 'trima', 'hma', 'zlema', 'kama', 'apo'], ({ source }) => {
    return 1e-14 * largest(source)
  }),
  ...each(['t3', 'alma', 'mama', 'htTrendline'], ({ source }) => 1e-12 * largest(source)),
  ...each(
    [
      ...['keltner', 'chandelierExit', 'superTrend', 'heikinAshi'],
      ...['pivotPoints', 'fibonacciPivotPoints', 'demarkPivotPoints'],
      ...['typicalPrice', 'weightedClose', 'averagePrice'],
    ],
    ({ open, high, low, close }) => 1e-14 * largest([...open, ...high, ...low, ...close]),
  ),
  // these lie between 0 and 100 or about there, or are ratios
  ...each(
    [
      ...['rsi', 'rsiEma', 'rsiSma', 'rmi', 'cmo', 'connorsRsi', 'laguerreRsi', 'stochastic', 'williamsR', 'ultimate'],
      ...['ppo', 'trix', 'tsi', 'kst', 'coppock', 'cci', 'cciBacktrader', 'pgo', 'fisher'],
      ...['mfi', 'dmi', 'aroon', 'choppiness', 'zScore', 'percentB', 'hurst'],
    ],
    () => 1e-10,
  ),
  stochasticRsi: () => 1e-4, // divides by a range of the rsi that may be as little as 1e-6
  linReg: ({ source }) => 1e-12 * rangeOf(source),
  vwap: ({ high, low }) => 1e-12 * largest([...high, ...low]),
  ...each(['ad', 'adOsc'], ({ volume }) => 1e-12 * largest(volume)),
  cmf: () => 1e-12,
  forceIndex: ({ close, volume }) => 1e-12 * rangeOf(close) * largest(volume),
  easeOfMovement: ({ high, low, volume }) =>
    (1e-8 * rangeOf([...high, ...low]) ** 2) / Math.min(...volume.filter((units) => units > 0), 1e9),
}

function each<Value>(names: readonly string[], value: Value): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, value]))
}

function largest(values: readonly number[]): number {
  return Math.max(...values.filter(Number.isFinite).map(Math.abs), 0)
}

function rangeOf(values: readonly number[]): number {
  const known = values.filter(Number.isFinite)
  return known.length === 0 ? 0 : Math.max(...known) - Math.min(...known)
}

/** 1e-9 relative, besides the slack above. */
function expectClose(
  spec: IndicatorSpec,
  found: Float64Array,
  expected: readonly number[],
  columns: PlainColumns,
): void {
  const allowed = slack[spec.name]?.(columns) ?? 0
  expect(found.length).toBe(expected.length)
  expected.forEach((value, i) => {
    const close = Number.isNaN(value)
      ? Number.isNaN(found[i])
      : Math.abs(found[i] - value) <= 1e-9 * Math.abs(value) + allowed
    if (!close) expect.fail(`bar ${i}: ${found[i]} instead of ${value}`)
  })
}
