/**
 * The event engine on one core, in nanoseconds per bar and backtest: indicators, orders, fills, the default metrics and five analyzers
 * included. The final values must be backtrader's.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { analyzers, Bars, metricSets } from 'backsweep'
import { MeasureScratch, measure } from '../src/metrics/measure.ts'
import { resolveMetrics } from '../src/metrics/resolve.ts'
import { brokerRules } from '../src/simulation/event/broker-rules.ts'
import { EventEngine } from '../src/simulation/event/engine.ts'
import { FinishedRun } from '../src/simulation/event/finished-run.ts'
import type { Line } from '../src/simulation/event/line.ts'
import { Strategy } from '../src/simulation/event/strategy.ts'
import { percentCommission } from '../src/simulation/model/costs.ts'
import { OrderedCross } from '../test/support/event-strategies.ts'
import { sp500 } from '../test/support/sp500.ts'
import { type BenchCase, nanosecondsEach, times } from './case.ts'

class Idle extends Strategy<typeof Idle.parameters> {
  static override parameters = { sma: 15, fast: 12, slow: 26, signal: 9 }
  sma!: Line

  override init(): void {
    const { sma, fast, slow, signal } = this.parameters
    this.sma = this.ta.sma(this.data.close, sma)
    this.ta.macd(this.data.close, { fast, slow, signal })
  }
}

const rules = brokerRules({ initialAmount: 100_000, commission: percentCommission(0.001) })

export const eventCases: readonly BenchCase[] = [
  {
    name: 'event/sma-cross',
    size: '350 backtests × 5,105 bars, market orders',
    unit: 'ns per bar and backtest',
    better: 'lower',
    limit: { of: 'median', value: 150 },
    async measure() {
      const path = new URL('../test/golden/event-sweep.json', import.meta.url)
      const golden: number[][] = JSON.parse(readFileSync(path, 'utf8')).rows
      const found = await times(
        7,
        () => golden.map(runner()),
        (values) => {
          for (const [i, [fast, slow, wanted]] of golden.entries())
            assert.ok(Math.abs(values[i] - wanted) <= 1e-9 * wanted, `${fast}, ${slow}: ${values[i]}, not ${wanted}`)
        },
      )
      return nanosecondsEach(found, golden.length * sp500.length)
    },
  },
  {
    name: 'event/indicators-only',
    size: '6,720 backtests × 255 bars that only declare SMA and MACD',
    unit: 'ns per bar and backtest',
    better: 'lower',
    limit: { of: 'median', value: 1e9 / (6720 * 255) }, // half a second on two cores
    async measure() {
      const year = sp500.slice(0, 255)
      const found = await times(
        7,
        () => runIdle(year),
        (backtests) => assert.equal(backtests, 6720),
      )
      return nanosecondsEach(found, 6720 * 255)
    },
  },
]

/** Runs one cross, with metrics and analyzers, and gives its final value. */
function runner(): (windows: readonly number[]) => number {
  const engine = new EventEngine([Bars.fromShared(sp500.share())])
  const { needs, compute } = resolveMetrics([...metricSets.default])
  const scratch = new MeasureScratch()
  const options = { from: 0, to: sp500.length, initialAmount: 100_000, periodsPerYear: 252, riskFreeRate: 0 }
  return ([fast, slow]) => {
    engine.run(OrderedCross, { fast, slow }, rules, { from: 0, to: sp500.length })
    compute(measure(engine.ledgers[0], sp500.close, options, needs, scratch))
    const finished = new FinishedRun(engine.played, { ...options, contract: null })
    analyzers.tradeAnalyzer(finished)
    analyzers.drawdown(finished)
    analyzers.sqn(finished)
    analyzers.sharpe(finished, { periodsPerYear: 252 })
    analyzers.timeReturns(finished, '12M')
    return engine.broker.value
  }
}

function runIdle(year: Bars): number {
  const engine = new EventEngine([Bars.fromShared(year.share())])
  let backtests = 0
  for (let sma = 5; sma < 40; sma++)
    for (let fast = 12; fast < 20; fast++)
      for (let slow = 26; slow < 30; slow++)
        for (let signal = 9; signal < 15; signal++) {
          const strategy = engine.run(Idle, { sma, fast, slow, signal }, rules, { from: 0, to: 255 })
          assert.ok(strategy.sma.at(0) > 1000)
          backtests++
        }
  return backtests
}
