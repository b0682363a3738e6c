import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { candleBars } from '../../../src/indicators/candlesticks/candle-bars.ts'
import { candlesticks } from '../../../src/indicators/candlesticks/family.ts'
import { createTa, type TechnicalAnalysis } from '../../../src/indicators/ta.ts'
import { candleCases, lead, type PlainBar } from '../../support/candle-cases.ts'
import { sp500 } from '../../support/sp500.ts'

type Name = keyof typeof candlesticks

/** What is bullish in one form and bearish in the same form upside down. */
const bothWays: readonly Name[] = [
  'cdlHighWave',
  'cdlSpinningTop',
  'cdlShortLine',
  'cdlLongLine',
  'cdlMarubozu',
  'cdlClosingMarubozu',
  'cdlBeltHold',
  'cdlEngulfing',
  'cdlHarami',
  'cdlHaramiCross',
  'cdlDojiStar',
  'cdlCounterattack',
  'cdlKicking',
  'cdlKickingByLength',
  'cdlSeparatingLines',
  'cdlAbandonedBaby',
  'cdlTristar',
  'cdl3Inside',
  'cdl3Outside',
  'cdlTasukiGap',
  'cdlXSideGap3Methods',
  'cdl3LineStrike',
  'cdlBreakaway',
  'cdlRiseFall3Methods',
  'cdlHikkake',
  'cdlHikkakeMod',
]

describe('every pattern', () => {
  test('has a case', () => {
    expect(new Set(candleCases.map(([name]) => name))).toEqual(new Set(Object.keys(candlesticks)))
  })

  test.each(candleCases)('%s is %d', (name, value, candles) => {
    expect(lastValue(name, candles)).toBe(value)
  })

  const misses = candleCases.map(([name, value, candles, otherLast, because]) => ({
    name,
    value,
    candles,
    otherLast,
    because,
  }))
  test.each(misses)('$name is 0, not $value, when $because', ({ name, candles, otherLast }) => {
    expect(lastValue(name, [...candles.slice(0, -1), otherLast])).toBe(0)
  })

  test.each(candleCases.filter(([name]) => bothWays.includes(name)))(
    '%s (%d) has the other sign upside down',
    (name, value, candles) => {
      const upsideDown = [...lead, ...candles].map(negated)
      expect(valuesOf(name, upsideDown).at(-1)).toBe(-value)
    },
  )
})

describe('the S&P 500', () => {
  const golden: Record<string, { firstBar: number; hits: Record<string, number[]> }> = JSON.parse(
    readFileSync(new URL('../../golden/candlesticks.json', import.meta.url), 'utf8'),
  )
  const ta = createTa(sp500)

  test('has the bars of every pattern that TA-Lib knows', () => {
    const names = Object.keys(candlesticks).map((name) => name.toUpperCase())
    expect(names.sort()).toEqual(Object.keys(golden).sort())
  })

  test.each(Object.keys(candlesticks) as Name[])('%s is found on the bars on which TA-Lib finds it', (name) => {
    const { firstBar, hits } = golden[name.toUpperCase()]
    const expected = new Array<number>(sp500.length - firstBar).fill(0)
    for (const [value, bars] of Object.entries(hits)) for (const bar of bars) expected[bar - firstBar] = Number(value)
    expect([...ta[name]().slice(firstBar)]).toEqual(expected)

    const warmup = ta[name]().slice(0, firstBar).filter(Number.isNaN).length
    expect(firstBar - warmup).toBe(name === 'cdlEngulfing' || name === 'cdl3Outside' ? 1 : 0)
  })
})

test('patterns read the bars by themselves, and only some take a penetration', () => {
  const ta = taOf([...lead])
  expect(ta.cdlMorningStar(0.3)).toBe(ta.cdlMorningStar())
  const entering = Object.values(candlesticks).filter(({ options }) => 'penetration' in options)
  expect(entering.map(({ name }) => name).sort()).toEqual([
    'cdlAbandonedBaby',
    'cdlDarkCloudCover',
    'cdlEveningDojiStar',
    'cdlEveningStar',
    'cdlMatHold',
    'cdlMorningDojiStar',
    'cdlMorningStar',
  ])
})

test('cdlDarkCloudCover(penetration) must close deeper in the first body than that part of it', () => {
  const ta = taOf([...lead, [100, 106, 99, 105], [107, 108, 101, 102]])
  expect([0.5, 0.55, 0.6, 0.65].map((penetration) => ta.cdlDarkCloudCover({ penetration }).at(-1))).toEqual([
    -100, -100, 0, 0,
  ])
})

test('cdlHikkake is confirmed once, within three bars, and forgotten for a newer one', () => {
  const setup: PlainBar[] = [
    [100, 106, 94, 101],
    [100, 104, 96, 101],
    [99, 103, 95, 98],
  ]
  const quiet: PlainBar = [99, 103, 95, 99]
  const above: PlainBar = [104, 110, 95, 105]
  const after = (...bars: PlainBar[]) => valuesOf('cdlHikkake', [...lead, ...setup, ...bars]).slice(lead.length + 2)
  expect(after(quiet, quiet, above)).toEqual([100, 0, 0, 200])
  expect(after(quiet, quiet, quiet, above)).toEqual([100, 0, 0, 0, 0])
  expect(after(above, above)).toEqual([100, 200, 0])
  expect(after([98, 102, 96, 98], [100, 103, 97, 102], above)).toEqual([100, 0, -100, 0])
})

test('a candle is measured by the bars before it, not by itself', () => {
  // a body of 2.125 is long after bodies of 2, and its own size does not lift what is usual
  expect(lastValue('cdlMarubozu', [[100, 102.125, 100, 102.125]])).toBe(100)
  expect(lastValue('cdlMarubozu', [[100, 102, 100, 102]])).toBe(0)
})

test('a missing price of a bar makes NaN of every value that reads the bar, and of no other', () => {
  const bars: PlainBar[] = Array.from({ length: 40 }, (_, i) => lead[i % 2])
  bars[20] = [100, NaN, 99, 102]
  const missing = (name: Name) => valuesOf(name, bars).flatMap((value, i) => (Number.isNaN(value) ? [i] : []))
  expect(missing('cdlEngulfing')).toEqual([0, 20, 21])
  expect(missing('cdl3Inside')).toEqual([...Array(12).keys(), ...Array.from({ length: 13 }, (_, k) => 20 + k)])
})

test('patterns of a doji-coloured bar take it for white', () => {
  const doji: PlainBar = [100, 104, 96, 100]
  expect(lastValue('cdlSpinningTop', [doji])).toBe(100)
  expect(valuesOf('cdlSpinningTop', [...lead, doji].map(negated)).at(-1)).toBe(100)
})

test('candleBars keeps the means of columns that cannot change, and of no others', () => {
  const { open, high, low, close } = sp500
  expect(candleBars(open, high, low, close)).toBe(candleBars(open, high, low, close))
  expect(candleBars(open, high, low, close)).not.toBe(candleBars(high, high, low, close))
  const copy = close.slice()
  expect(candleBars(open, high, low, copy)).not.toBe(candleBars(open, high, low, copy))
})

function lastValue(name: Name, candles: readonly PlainBar[]): number | undefined {
  return valuesOf(name, [...lead, ...candles]).at(-1)
}

function valuesOf(name: Name, bars: readonly PlainBar[]): number[] {
  return [...taOf(bars)[name]()]
}

function taOf(bars: readonly PlainBar[]): TechnicalAnalysis {
  const [open, high, low, close] = [0, 1, 2, 3].map((k) => Float64Array.from(bars, (bar) => bar[k]))
  return createTa({ open, high, low, close, volume: close, length: bars.length })
}

function negated([open, high, low, close]: PlainBar): PlainBar {
  return [-open, -low, -high, -close]
}
