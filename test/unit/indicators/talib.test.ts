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
  VAR: (ta, close, { optInTimePeriod }) => ({ outReal: ta.variance(close, optInTimePeriod) }),
  NATR: (ta, _, { optInTimePeriod }) => ({ outReal: ta.natr(optInTimePeriod) }),
  MIDPOINT: (ta, close, { optInTimePeriod }) => ({ outReal: ta.midpoint(close, optInTimePeriod) }),
  MIDPRICE: (ta, _, { optInTimePeriod }) => ({ outReal: ta.midprice(optInTimePeriod) }),
  PLUS_DM: (ta) => ({ outReal: ta.directionalMovement().plusDm }),
  MINUS_DM: (ta) => ({ outReal: ta.directionalMovement().minusDm }),
  AROON: (ta, _, { optInTimePeriod }) => {
    const { up, down } = ta.aroon(optInTimePeriod)
    return { outAroonUp: up, outAroonDown: down }
  },
  AROONOSC: (ta, _, { optInTimePeriod }) => ({ outReal: ta.aroon(optInTimePeriod).oscillator }),
  TYPPRICE: (ta) => ({ outReal: ta.typicalPrice() }),
  MEDPRICE: (ta) => ({ outReal: ta.medianPrice() }),
  WCLPRICE: (ta) => ({ outReal: ta.weightedClose() }),
  AVGPRICE: (ta) => ({ outReal: ta.averagePrice() }),
  STOCH: (ta, _, { optInFastK_Period, optInSlowK_Period, optInSlowD_Period }) => {
    const options = { period: optInFastK_Period, kSmooth: optInSlowK_Period, dSmooth: optInSlowD_Period }
    const { k, d } = ta.stochastic(options)
    return { outSlowK: k, outSlowD: d }
  },
  STOCHF: (ta, _, { optInFastK_Period, optInFastD_Period }) => {
    const { k, d } = ta.stochastic({ period: optInFastK_Period, kSmooth: 1, dSmooth: optInFastD_Period })
    return { outFastK: k, outFastD: d }
  },
  DEMA: (ta, close, { optInTimePeriod }) => ({ outReal: ta.dema(close, optInTimePeriod) }),
  TEMA: (ta, close, { optInTimePeriod }) => ({ outReal: ta.tema(close, optInTimePeriod) }),
  TRIMA: (ta, close, { optInTimePeriod }) => ({ outReal: ta.trima(close, optInTimePeriod) }),
  T3: (ta, close, { optInTimePeriod, optInVFactor }) => ({
    outReal: ta.t3(close, { period: optInTimePeriod, volumeFactor: optInVFactor }),
  }),
  HT_TRENDLINE: (ta, close) => ({ outReal: ta.htTrendline(close) }),
  OBV: (ta) => ({ outReal: ta.obv() }),
  AD: (ta) => ({ outReal: ta.ad() }),
  ADOSC: (ta, _, { optInFastPeriod, optInSlowPeriod }) => ({
    outReal: ta.adOsc({ fast: optInFastPeriod, slow: optInSlowPeriod }),
  }),
  MFI: (ta, _, { optInTimePeriod }) => ({ outReal: ta.mfi(optInTimePeriod) }),
  LINEARREG: (ta, close, { optInTimePeriod }) => ({ outReal: ta.linReg(close, optInTimePeriod).value }),
  LINEARREG_SLOPE: (ta, close, { optInTimePeriod }) => ({ outReal: ta.linReg(close, optInTimePeriod).slope }),
  LINEARREG_INTERCEPT: (ta, close, { optInTimePeriod }) => ({ outReal: ta.linReg(close, optInTimePeriod).intercept }),
  LINEARREG_ANGLE: (ta, close, { optInTimePeriod }) => ({ outReal: ta.linReg(close, optInTimePeriod).angle }),
  TSF: (ta, close, { optInTimePeriod }) => ({ outReal: ta.linReg(close, optInTimePeriod).forecast }),
}

/** Functions that TA-Lib starts in another way; with a short period that is forgotten before the bars end. */
const sameInTheLongRun: Record<string, (ta: TechnicalAnalysis) => Column> = {
  'PLUS_DI(7)': (ta) => ta.dmi(7).plusDi,
  'MINUS_DI(7)': (ta) => ta.dmi(7).minusDi,
  'DX(7)': (ta) => ta.dmi(7).dx,
  'ADX(7)': (ta) => ta.dmi(7).adx,
  'SAR(0.02, 0.2)': (ta) => ta.parabolicSar({ acceleration: 0.02, maximum: 0.2 }),
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

  test.each(cases.map((one) => ({ ...one, name: nameOf(one) })))(
    '$name is equal on every bar, from the same first bar on',
    ({ fn, params, begIdx, outputs }) => {
      const { close } = bars as PriceColumns
      const ours = sameConvention[fn](createTa(bars as PriceColumns), close, params)
      for (const [output, expected] of Object.entries(outputs)) {
        expect(expected.length).toBe(252 - begIdx)
        expected.forEach((value, i) => {
          const found = ours[output][begIdx + i]
          // TA-Lib's own deviation comes from sums of squares, its slope from sums of whole prices
          const slack = 1e-9 * Math.max(1e-2, Math.abs(value))
          if (!(Math.abs(found - value) <= slack)) expect.fail(`${output}[${begIdx + i}]: ${found} instead of ${value}`)
        })
      }
    },
  )

  test.each(Object.keys(sameInTheLongRun))('%s is equal from bar 150 on', (name) => {
    const { begIdx, outputs } = readCases().find((one) => nameOf(one) === name) as Case
    const ours = sameInTheLongRun[name](createTa(bars as PriceColumns))
    for (let i = 150; i < 252; i++) {
      const value = outputs.outReal[i - begIdx]
      if (!(Math.abs(ours[i] - value) <= 1e-9 * value)) expect.fail(`bar ${i}: ${ours[i]} instead of ${value}`)
    }
  })

  test('MAMA(0.5, 0.05) is equal once the start of its averages at 0 has faded', () => {
    const { close } = bars as PriceColumns
    const { mama, fama } = createTa(bars as PriceColumns).mama(close, { fastLimit: 0.5, slowLimit: 0.05 })
    const [{ begIdx, outputs }] = readCases().filter(({ fn }) => fn === 'MAMA')
    for (const column of [mama, fama]) expect([...column].findIndex((value) => !Number.isNaN(value))).toBe(begIdx)
    for (let bar = 130; bar < 252; bar++) {
      expect(Math.abs(mama[bar] / outputs.outMAMA[bar - begIdx] - 1)).toBeLessThan(1e-9)
    }
    for (let bar = 245; bar < 252; bar++) {
      expect(Math.abs(fama[bar] / outputs.outFAMA[bar - begIdx] - 1)).toBeLessThan(1e-9)
    }
  })
})

function nameOf({ fn, params }: Case): string {
  return `${fn}(${Object.values(params).join(', ')})`
}

function comparable(): Case[] {
  return readCases().filter(
    ({ fn, params, unstable, compat }) =>
      Object.hasOwn(sameConvention, fn) &&
      compat === 'default' &&
      Object.keys(unstable).length === 0 &&
      // smoothed sums of directional movement, which start with a bar less than Wilder's
      !(fn.endsWith('_DM') && params.optInTimePeriod > 1) &&
      // other averages than ours
      Object.entries(params).every(([name, value]) => !name.endsWith('MAType') || value === averageOf(fn)),
  )
}

/** TA-Lib's number of the average that our indicator has: 0 is the simple one, 1 the exponential one. */
function averageOf(fn: string): number {
  return fn === 'APO' || fn === 'PPO' ? 1 : 0
}

function readCases(): Case[] {
  return JSON.parse(readFileSync(new URL('talib_ref252_expected.json', folder), 'utf8')).cases
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
