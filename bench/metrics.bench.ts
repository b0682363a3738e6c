/**
 * What measuring a backtest costs, in nanoseconds per bar: 132 SMA crosses over daily closes (long only, all cash, filled at the
 * close of the signal, 0.1 % fees) are turned into ledgers first; timed is `measure` and the computing of the metrics, for all of them
 * in turn. Values must be those of the plain formulas, and the same in every round.
 */
import assert from 'node:assert/strict'
import { MeasureScratch, measure } from '../src/metrics/measure.ts'
import { resolveMetrics } from '../src/metrics/resolve.ts'
import { Ledger } from '../src/simulation/model/ledger.ts'
import { plainBacktest, plainMetrics } from '../test/support/plain-metrics.ts'
import { sp500 } from '../test/support/sp500.ts'
import { type BenchCase, nanosecondsEach, times } from './case.ts'

const initialAmount = 10_000
const fees = 0.001

const { close } = sp500
const bars = close.length
const options = { from: 0, to: bars, initialAmount, periodsPerYear: 252, riskFreeRate: 0.02 }

export const metricCases: readonly BenchCase[] = [metricSet('screening', 3), metricSet('default', 5)]

function metricSet(asked: 'screening' | 'default', limit: number): BenchCase {
  return {
    name: `metrics/${asked}`,
    size: '132 backtests × 5,105 bars',
    unit: 'ns per bar',
    better: 'lower',
    limit: { of: 'best', value: limit },
    async measure() {
      const ledgers = crossLedgers()
      const scratch = new MeasureScratch()
      const { names, needs, compute } = resolveMetrics(asked)
      const run = (ledger: Ledger) => compute(measure(ledger, close, options, needs, scratch))
      const expected = ledgers.map(run)
      ledgers.slice(0, 3).forEach((ledger, i) => {
        const plain = plainMetrics(plainBacktest(ledger, close, options), options)
        for (const [j, name] of names.entries()) assertClose(expected[i][j], plain[name], name)
      })
      const found = await times(
        25,
        () => ledgers.map(run),
        (values) => assert.deepEqual(values, expected),
      )
      return nanosecondsEach(found, ledgers.length * bars)
    },
  }
}

function crossLedgers(): Ledger[] {
  const ledgers: Ledger[] = []
  for (let fast = 5; fast < 60; fast += 5) {
    for (let slow = fast + 10; slow < 100; slow += 5) ledgers.push(smaCross(fast, slow))
  }
  return ledgers
}

function smaCross(fast: number, slow: number): Ledger {
  const quick = movingAverage(fast)
  const calm = movingAverage(slow)
  const ledger = new Ledger()
  let cash = initialAmount
  let units = 0
  for (let bar = slow; bar < bars; bar++) {
    const above = quick[bar] > calm[bar]
    const wasAbove = quick[bar - 1] > calm[bar - 1]
    const price = close[bar]
    if (above && !wasAbove) {
      units = cash / (1 + fees) / price
      book(units, 0)
      const trade = ledger.addTrade()
      ledger.tradeSide[trade] = 1
      ledger.tradeUnits[trade] = units
      ledger.entryBar[trade] = bar
      ledger.entryPrice[trade] = price
      ledger.entryFee[trade] = units * price * fees
      ledger.exitBar[trade] = -1
    } else if (!above && wasAbove && units > 0) {
      const trade = ledger.tradeCount - 1
      ledger.exitBar[trade] = bar
      ledger.exitPrice[trade] = price
      ledger.exitFee[trade] = units * price * fees
      const gross = (price - ledger.entryPrice[trade]) * units
      ledger.pnl[trade] = gross - ledger.entryFee[trade] - ledger.exitFee[trade]
      book(-units, units * price * (1 - fees))
      units = 0
    }

    function book(bought: number, cashAfter: number): void {
      const fill = ledger.addFill()
      cash = cashAfter
      ledger.fillBar[fill] = bar
      ledger.fillUnits[fill] = bought
      ledger.fillPrice[fill] = price
      ledger.fillFee[fill] = Math.abs(bought) * price * fees
      ledger.cashAfter[fill] = cash
      ledger.unitsAfter[fill] = Math.max(0, bought)
    }
  }
  return ledger
}

function movingAverage(period: number): Float64Array {
  return Float64Array.from({ length: bars }, (_, bar) =>
    bar < period - 1 ? NaN : mean([...close.slice(bar - period + 1, bar + 1)]),
  )
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function assertClose(found: number | null, wanted: number | null, name: string): void {
  if (found === null || wanted === null) assert.equal(found, wanted, name)
  else assert.ok(Math.abs(found - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${name}: ${found}, not ${wanted}`)
}
