/**
 * Sweeps in one process, from signals to rows in memory, in millions of cells a second (a cell is a bar of a backtest): with return, Sharpe,
 * drawdown and trades, one of them with all metrics. The plan is part of it, indicators are computed anew in every round. Daily bars are the S&P 500's,
 * hourly ones a random walk. The winner must be the expected one.
 */
import assert from 'node:assert/strict'
import {
  above,
  Bars,
  below,
  crossOver,
  crossUnder,
  defineStrategy,
  defineSweep,
  percentCommission,
  range,
  runSweep,
  type Sweep,
  type SweepResult,
} from 'backsweep'
import { Random } from '../src/base/random.ts'
import { sp500 } from '../test/support/sp500.ts'
import { type BenchCase, perSecond, times } from './case.ts'

function smaCross(stops: { readonly stopLoss?: number; readonly takeProfit?: number } = {}) {
  return defineStrategy({
    name: 'sma-cross',
    parameters: { fast: 10, slow: 30 },
    signals({ bars, ta }, { fast, slow }) {
      const quick = ta.sma(bars.close, fast)
      const calm = ta.sma(bars.close, slow)
      return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm), ...stops }
    },
  })
}

const rsiThresholds = defineStrategy({
  name: 'rsi-thresholds',
  parameters: { period: 14, low: 30, high: 70 },
  signals({ bars, ta }, { period, low, high }) {
    const strength = ta.rsi(bars.close, period)
    return { enterLong: below(strength, low), exitLong: above(strength, high) }
  },
})

const ownRule = defineStrategy({
  name: 'own-rule',
  parameters: { days: 10, change: 0.02 },
  signals({ bars: { close } }, { days, change }) {
    const enterLong = new Uint8Array(close.length)
    const exitLong = new Uint8Array(close.length)
    for (let t = days; t < close.length; t++) {
      const moved = close[t] / close[t - days] - 1
      if (moved > change) enterLong[t] = 1
      else if (moved < -change) exitLong[t] = 1
    }
    return { enterLong, exitLong }
  },
})

function hours(length: number): Bars {
  const random = Random.from(43_800)
  const time = Float64Array.from({ length }, (_, t) => t * 3_600_000)
  const close = new Float64Array(length)
  for (let t = 0, price = 100; t < length; t++) {
    price *= 1 + (random.next() + random.next() - 1) * 0.01
    close[t] = price
  }
  return Bars.from({ symbol: 'WALK', timeframe: '1h', time, open: close, high: close, low: close, close })
}

const pairs = {
  parameters: { fast: range(2, 100), slow: range(3, 101) },
  where: ({ fast, slow }: { fast: number; slow: number }) => fast < slow,
}
const common = {
  name: 'screening',
  data: sp500,
  commission: percentCommission(0.001),
  periodsPerYear: 252,
  rankBy: 'sharpe',
  metrics: 'screening',
} as const

const hourly = defineSweep({
  ...common,
  data: hours(43_800),
  strategy: smaCross(),
  parameters: { fast: range(5, 25), slow: range(30, 80) },
})
const hourlySharpe = 0.052580500176072284

export const screeningCases: readonly BenchCase[] = [
  screening('sma-cross', defineSweep({ ...common, ...pairs, strategy: smaCross() }), 0.5236960938250028, 350, 600),
  screening(
    'sma-cross-default',
    defineSweep({ ...common, ...pairs, strategy: smaCross(), metrics: 'default' }),
    0.5236960938250028,
    120,
  ),
  screening(
    'sma-cross-stops',
    defineSweep({ ...common, ...pairs, strategy: smaCross({ stopLoss: 0.03, takeProfit: 0.06 }) }),
    0.49183455634730805,
    150,
  ),
  screening(
    'rsi-thresholds',
    defineSweep({
      ...common,
      strategy: rsiThresholds,
      parameters: { period: range(5, 25), low: range(20, 40), high: range(60, 70) },
    }),
    0.5464155459086484,
    150,
  ),
  screening(
    'own-rule',
    defineSweep({
      ...common,
      strategy: ownRule,
      parameters: { days: range(2, 62), change: range(0.01, 0.09, 0.002) },
    }),
    0.5333339237976609,
    60,
  ),
  screening('sma-cross-hourly', hourly, hourlySharpe, 280, 548),
  {
    name: 'screening/sma-cross-hourly-memory',
    size: '1,000 backtests × 43,800 bars',
    unit: 'MB at the peak',
    better: 'lower',
    limit: { of: 'best', value: 200 },
    async measure() {
      checkWinner(await runSweep(hourly, { workers: 'none' }), hourlySharpe)
      return [process.resourceUsage().maxRSS / 1024]
    },
  },
]

/** @param sharpe of the winner @param limit of the median round @param wanted where that is not reached yet */
function screening<P extends object>(
  name: string,
  sweep: Sweep<P>,
  sharpe: number,
  limit: number,
  wanted?: number,
): BenchCase {
  const { length } = sweep.data as Bars
  return {
    name: `screening/${name}`,
    size: wanted === undefined ? `${length} bars` : `${length} bars (wanted: ${wanted})`,
    unit: 'million cells a second',
    better: 'higher',
    limit: { of: 'median', value: limit },
    async measure() {
      const run = () => runSweep(sweep, { workers: 'none' })
      let backtests = 0
      const rounds = await times(12, run, (result) => {
        backtests = result.complete
        checkWinner(result, sharpe)
      })
      return perSecond(rounds.slice(3), (backtests * length) / 1e6) // until V8 has compiled it
    },
  }
}

function checkWinner(result: SweepResult, sharpe: number): void {
  const [best] = result.top(1)
  assert.ok(Math.abs((best.metrics.sharpe as number) - sharpe) < 1e-9, `${best.metrics.sharpe}`)
}
