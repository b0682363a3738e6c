import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Column } from '../../../src/data/column.ts'
import type { PriceColumns } from '../../../src/indicators/indicator.ts'
import { createTa, type TechnicalAnalysis } from '../../../src/indicators/ta.ts'

/**
 * TA-Lib's own 252 bars and values, for the functions whose convention is ours. The files are not part of the
 * project (they lie in ../shared), so this is skipped where they are absent.
 */
interface Case {
  fn: string
  params: Record<string, number>
  unstable: Record<string, number>
  compat: string
  begIdx: number
  outputs: Record<string, number[]>
}

type Ours = (ta: TechnicalAnalysis, close: Column, params: Record<string, number>) => Record<string, Column>

const sameConvention: Record<string, Ours> = {
  SMA: (ta, close, { optInTimePeriod }) => ({ outReal: ta.sma(close, optInTimePeriod) }),
  EMA: (ta, close, { optInTimePeriod }) => ({ outReal: ta.ema(close, optInTimePeriod) }),
  WMA: (ta, close, { optInTimePeriod }) => ({ outReal: ta.wma(close, optInTimePeriod) }),
  RSI: (ta, close, { optInTimePeriod }) => ({ outReal: ta.rsi(close, optInTimePeriod) }),
  ROCP: (ta, close, { optInTimePeriod }) => ({ outReal: ta.roc(close, optInTimePeriod) }),
  MOM: (ta, close, { optInTimePeriod }) => ({ outReal: ta.momentum(close, optInTimePeriod) }),
  APO: (ta, close, { optInFastPeriod, optInSlowPeriod }) => ({
    outReal: ta.apo(close, { fast: optInFastPeriod, slow: optInSlowPeriod }),
  }),
  PPO: (ta, close, { optInFastPeriod, optInSlowPeriod }) => ({
    outReal: ta.ppo(close, { fast: optInFastPeriod, slow: optInSlowPeriod }).ppo,
  }),
  TRIX: (ta, close, { optInTimePeriod }) => ({ outReal: ta.trix(close, optInTimePeriod).trix }),
  CCI: (ta, _, { optInTimePeriod }) => ({ outReal: ta.cci(optInTimePeriod) }),
  WILLR: (ta, _, { optInTimePeriod }) => ({ outReal: ta.williamsR(optInTimePeriod) }),
  BOP: (ta) => ({ outReal: ta.bop() }),
  ULTOSC: (ta, _, { optInTimePeriod1, optInTimePeriod2, optInTimePeriod3 }) => ({
    outReal: ta.ultimate({ short: optInTimePeriod1, medium: optInTimePeriod2, long: optInTimePeriod3 }),
  }),
  STOCHRSI: (ta, close, { optInTimePeriod, optInFastK_Period, optInFastD_Period }) => {
    const options = { period: optInTimePeriod, window: optInFastK_Period, kSmooth: 1, dSmooth: optInFastD_Period }
    const { k, d } = ta.stochasticRsi(close, options)
    return { outFastK: k, outFastD: d }
  },
  MAX: (ta, close, { optInTimePeriod }) => ({ outReal: ta.highest(close, optInTimePeriod) }),
  MIN: (ta, close, { optInTimePeriod }) => ({ outReal: ta.lowest(close, optInTimePeriod) }),
  STDDEV: (ta, close, { optInTimePeriod }) => ({ outReal: ta.stdDev(close, optInTimePeriod) }),
  ATR: (ta, _, { optInTimePeriod }) => ({ outReal: ta.atr(optInTimePeriod) }),
  TRANGE: (ta) => ({ outReal: ta.trueRange() }),
  BBANDS: (ta, close, { optInTimePeriod, optInNbDevUp }) => {
    const { middle, upper, lower } = ta.bollinger(close, { period: optInTimePeriod, deviations: optInNbDevUp })
    return { outRealUpperBand: upper, outRealMiddleBand: middle, outRealLowerBand: lower }
  },
  STOCH: (ta, _, { optInFastK_Period, optInSlowK_Period, optInSlowD_Period }) => {
    const options = { period: optInFastK_Period, kSmooth: optInSlowK_Period, dSmooth: optInSlowD_Period }
    const { k, d } = ta.stochastic(options)
    return { outSlowK: k, outSlowD: d }
  },
  STOCHF: (ta, _, { optInFastK_Period, optInFastD_Period }) => {
    const { k, d } = ta.stochastic({ period: optInFastK_Period, kSmooth: 1, dSmooth: optInFastD_Period })
    return { outFastK: k, outFastD: d }
  },
}

const folder = new URL('../../../../shared/acceptance/external/', import.meta.url)
const present = existsSync(folder)
const absence = present ? '' : ' (skipped: ../shared with the TA-Lib values is not here)'

describe.skipIf(!present)(`TA-Lib${absence}`, () => {
  const bars: PriceColumns | undefined = present
    ? readPriceColumns(new URL('talib_ref252_ohlcv.csv', folder))
    : undefined
  const cases = present ? comparable() : []

  test('every function with our convention has a case', () => {
    expect(new Set(cases.map(({ fn }) => fn))).toEqual(new Set(Object.keys(sameConvention)))
  })

  test.each(cases.map((one) => ({ ...one, name: `${one.fn}(${Object.values(one.params).join(', ')})` })))(
    '$name is equal on every bar, from the same first bar on',
    ({ fn, params, begIdx, outputs }) => {
      const { close } = bars as PriceColumns
      const ours = sameConvention[fn](createTa(bars as PriceColumns), close, params)
      for (const [output, expected] of Object.entries(outputs)) {
        expect(expected.length).toBe(252 - begIdx)
        expected.forEach((value, i) => {
          const found = ours[output][begIdx + i]
          // TA-Lib's own deviation comes from sums of squares
          const slack = 1e-9 * Math.max(1e-3, Math.abs(value))
          if (!(Math.abs(found - value) <= slack)) expect.fail(`${output}[${begIdx + i}]: ${found} instead of ${value}`)
        })
      }
    },
  )
})

function comparable(): Case[] {
  const { cases } = JSON.parse(readFileSync(new URL('talib_ref252_expected.json', folder), 'utf8')) as { cases: Case[] }
  return cases.filter(
    ({ fn, params, unstable, compat }) =>
      Object.hasOwn(sameConvention, fn) &&
      compat === 'default' &&
      Object.keys(unstable).length === 0 &&
      // other averages than ours
      Object.entries(params).every(([name, value]) => !name.endsWith('MAType') || value === averageOf(fn)),
  )
}

/** TA-Lib's number of the average that our indicator has: 0 is the simple one, 1 the exponential one. */
function averageOf(fn: string): number {
  return fn === 'APO' || fn === 'PPO' ? 1 : 0
}

function readPriceColumns(file: URL): PriceColumns {
  const [header, ...rows] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  const column = (name: string) => Float64Array.from(rows, (row) => Number(row[header.indexOf(name)]))
  const [open, high, low, close, volume] = ['open', 'high', 'low', 'close', 'volume'].map(column)
  return { open, high, low, close, volume, length: rows.length }
}
