import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Column } from '../../../src/data/column.ts'
import { createTa } from '../../../src/indicators/ta.ts'
import { exactSum } from '../../support/exact-sum.ts'
import { sp500 } from '../../support/sp500.ts'

interface Golden {
  summary_over_all_5105_bars: { rows: [line: string, ...values: number[]][] }
  columns: string[]
  rows: (number | null)[][]
}

const bars = sp500
const ta = createTa(bars)
const macd = ta.macd(bars.close, { fast: 12, slow: 26, signal: 9 })
const stochastic = ta.stochastic({ period: 14, kSmooth: 3, dSmooth: 3 })
const ppo = ta.ppo(bars.close, { fast: 12, slow: 26, signal: 9 })
const bollinger = ta.bollinger(bars.close, { period: 20, deviations: 2 })
const dmi = ta.dmi(14)
const ichimoku = ta.ichimoku({ tenkan: 9, kijun: 26, senkou: 52, displacement: 26 })
const keltner = ta.keltner({ period: 20, atrPeriod: 10, multiplier: 2 })
const superTrend = ta.superTrend({ period: 10, multiplier: 3 })

const ours: Record<string, Record<string, Column>> = {
  'indicators-averages.json': {
    sma_20: ta.sma(bars.close, 20),
    ema_20: ta.ema(bars.close, 20),
    wma_20: ta.wma(bars.close, 20),
    smma_14: ta.smma(bars.close, 14),
    dema_20: ta.dema(bars.close, 20),
    tema_20: ta.tema(bars.close, 20),
    hma_16: ta.hma(bars.close, 16),
    kama_10_2_30: ta.kama(bars.close, { period: 10, fast: 2, slow: 30 }),
    zlema_20: ta.zlema(bars.close, 20),
  },
  'indicators-oscillators.json': {
    rsi_14: ta.rsi(bars.close, 14),
    macd_12_26: macd.macd,
    macd_signal_9: macd.signal,
    macd_histo: macd.histogram,
    stoch_fast_k: stochastic.fastK,
    stoch_fast_d_slow_k: stochastic.k,
    stoch_slow_d: stochastic.d,
    roc_12: ta.roc(bars.close, 12),
    cci_20_bt: ta.cciBacktrader(20),
    willr_14: ta.williamsR(14),
    momentum_12: ta.momentum(bars.close, 12),
    ppo_12_26: ppo.ppo,
    ppo_signal_9: ppo.signal,
    ppo_histo: ppo.histogram,
    trix_15: ta.trix(bars.close, 15).trix,
    tsi_25_13: ta.tsi(bars.close, { long: 25, short: 13 }),
    ultimate_7_14_28: ta.ultimate({ short: 7, medium: 14, long: 28 }),
    aroon_up_14: ta.aroon(14).up,
    aroon_down_14: ta.aroon(14).down,
    aroon_osc_14: ta.aroon(14).oscillator,
    cci_20_textbook: ta.cci(20),
  },
  'indicators-trend.json': {
    bb_mid_20: bollinger.middle,
    bb_top_20_2: bollinger.upper,
    bb_bot_20_2: bollinger.lower,
    stddev_20: ta.stdDev(bars.close, 20),
    atr_14: ta.atr(14),
    adx_14: dmi.adx,
    plus_di_14: dmi.plusDi,
    minus_di_14: dmi.minusDi,
    psar_002_02: ta.parabolicSar({ acceleration: 0.02, maximum: 0.2 }),
    ichi_tenkan_9: ichimoku.tenkan,
    ichi_kijun_26: ichimoku.kijun,
    ichi_span_a: ichimoku.spanA,
    ichi_span_b: ichimoku.spanB,
    highest_high_20: ta.highest(bars.high, 20),
    lowest_low_20: ta.lowest(bars.low, 20),
    keltner_mid_20: keltner.middle,
    keltner_top: keltner.upper,
    keltner_bot: keltner.lower,
    supertrend_10_3: superTrend.line,
    supertrend_dir: superTrend.direction,
    supertrend_upper: superTrend.upper,
    supertrend_lower: superTrend.lower,
  },
  'indicators-volume.json': {
    obv: ta.obv(),
    vwap_20: ta.vwap(20),
    mfi_14: ta.mfi(14),
  },
}

describe.each(Object.keys(ours))('%s', (file) => {
  const golden: Golden = JSON.parse(readFileSync(new URL(`../../golden/${file}`, import.meta.url), 'utf8'))

  test('every line of the file has its column here', () => {
    expect(Object.keys(ours[file])).toEqual(golden.columns.slice(1))
  })

  test.each(Object.keys(ours[file]))('%s equals the reference on every sampled bar', (line) => {
    const place = golden.columns.indexOf(line)
    expect(golden.rows.length).toBe(826)
    for (const row of golden.rows) expectClose(ours[file][line][row[0] as number], row[place] ?? NaN, `bar ${row[0]}`)
  })

  test.each(Object.keys(ours[file]))('%s equals the reference in its sums and extremes over all bars', (line) => {
    const summary = golden.summary_over_all_5105_bars.rows.find(([name]) => name === line)
    const [, firstBar, count, sum, sumOfSizes, least, greatest, last] = summary as [string, ...number[]]
    const values = [...ours[file][line]]
    const known = values.filter((value) => !Number.isNaN(value))
    expect(values.findIndex((value) => !Number.isNaN(value))).toBe(firstBar)
    expect(known.length).toBe(count)
    expectClose(exactSum(known), sum, 'sum')
    expectClose(exactSum(known.map(Math.abs)), sumOfSizes, 'sum of sizes')
    expectClose(Math.min(...known), least, 'least')
    expectClose(Math.max(...known), greatest, 'greatest')
    expectClose(values[values.length - 1], last, 'last')
  })
})

/** 1e-9 relative: the reference has 12 digits. */
function expectClose(found: number, expected: number, place: string): void {
  const close = Number.isNaN(expected) ? Number.isNaN(found) : Math.abs(found - expected) <= 1e-9 * Math.abs(expected)
  if (!close) expect.fail(`${place}: ${found} instead of ${expected}`)
}
