/**
 * The event engine on one core, in nanoseconds per bar and backtest, indicators, orders, fills, the default metrics and five analyzers included:
 * `node -C backsweep-source bench/event.bench.ts`. Reading the CSV file is not part of it.
 *
 * 1. 350 SMA crosses with market orders on 5,105 daily bars: at most 150 ns. The final values must be backtrader's.
 * 2. 6,720 sets of SMA and MACD on 255 bars that only declare indicators: at most 0.5 s on two cores, so 1 s on this one.
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
import { median } from './median.ts'

class Idle extends Strategy<typeof Idle.parameters> {
  static override parameters = { sma: 15, fast: 12, slow: 26, signal: 9 }
  sma!: Line

  override init(): void {
    const { sma, fast, slow, signal } = this.parameters
    this.sma = this.ta.sma(this.data.close, sma)
    this.ta.macd(this.data.close, { fast, slow, signal })
  }
}

const golden: number[][] = JSON.parse(
  readFileSync(new URL('../test/golden/event-sweep.json', import.meta.url), 'utf8'),
).rows
const broken: string[] = []

const rules = brokerRules({ initialAmount: 100_000, commission: percentCommission(0.001) })
const { needs, compute } = resolveMetrics([...metricSets.default])
const scratch = new MeasureScratch()
const options = { from: 0, to: sp500.length, initialAmount: 100_000, periodsPerYear: 252, riskFreeRate: 0 }
report('event/sma-cross', 150, golden.length * sp500.length, () => {
  const engine = new EventEngine([Bars.fromShared(sp500.share())])
  for (const [fast, slow, finalValue] of golden) {
    engine.run(OrderedCross, { fast, slow }, rules, { from: 0, to: sp500.length })
    compute(measure(engine.ledgers[0], sp500.close, options, needs, scratch))
    const finished = new FinishedRun(engine.played, { ...options, contract: null })
    analyzers.tradeAnalyzer(finished)
    analyzers.drawdown(finished)
    analyzers.sqn(finished)
    analyzers.sharpe(finished, { periodsPerYear: 252 })
    analyzers.timeReturns(finished, '12M')
    const found = engine.broker.value
    assert.ok(Math.abs(found - finalValue) <= 1e-9 * finalValue, `${fast}, ${slow}: ${found}, not ${finalValue}`)
  }
})

const year = sp500.slice(0, 255)
report('event/indicators-only', 1e9 / (6720 * 255), 6720 * 255, () => {
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
  assert.equal(backtests, 6720)
})
assert.deepEqual(broken, [])

function report(name: string, limit: number, cells: number, run: () => void): void {
  const times: number[] = []
  for (let round = 0; round < 7; round++) {
    const start = performance.now()
    run()
    times.push(((performance.now() - start) * 1e6) / cells)
  }
  const found = median(times)
  if (found > limit) broken.push(`${name} takes ${found.toFixed(1)} ns, the limit is ${limit.toFixed(1)}`)
  console.log(
    `${name}: ${found.toFixed(2)} ns per bar and backtest (fastest ${Math.min(...times).toFixed(2)}, limit ${limit.toFixed(1)})`,
  )
}
