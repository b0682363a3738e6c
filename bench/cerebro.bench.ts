/**
 * The classic optimisation through Cerebro: 6,720 combinations of SMA and MACD on 255 daily bars, in this process, from the plan to the list of
 * results: `node -C backsweep-source bench/cerebro.bench.ts`. Reading the CSV file is not part of it.
 *
 * 1. Without analyzers: at most 0.5 s. Every combination must be there, with its money.
 * 2. With all analyzers, kept whole: what the results hold must be below 150 MB.
 */
import assert from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Cerebro, range } from 'backsweep'
import { OptimizeStrategy } from '../examples/cerebro-optimize/optimize-strategy.ts'
import { sp500 } from '../test/support/sp500.ts'
import { median } from './median.ts'

const year = sp500.slice(sp500.length - 255)
const broken: string[] = []

function job() {
  return new Cerebro({ maxCpus: 1 }).addData(year).optStrategy(OptimizeStrategy, {
    sma: range(5, 40),
    fast: range(12, 20),
    slow: range(26, 30),
    signal: range(9, 15),
  })
}

const times: number[] = []
for (let round = 0; round < 7; round++) {
  const start = performance.now()
  const results = await job().run()
  times.push(performance.now() - start)
  assert.equal(results.length, 6720)
  const last = { sma: 39, fast: 19, slow: 29, signal: 14 }
  assert.deepEqual(results.at(-1)?.[0].parameters, last)
  assert.ok(results.every(([{ finalCash, finalValue }]) => finalCash === 10_000 && finalValue === 10_000))
}
report('cerebro/optimize', median(times), 500, 'ms')

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const before = held()
const results = await job()
  .addAnalyzer('returns')
  .addAnalyzer('timeReturns', { timeframe: '1M' })
  .addAnalyzer('drawdown')
  .addAnalyzer('tradeAnalyzer')
  .addAnalyzer('sharpe')
  .addAnalyzer('sqn')
  .addAnalyzer('vwr')
  .addAnalyzer('calmar')
  .addAnalyzer('transactions')
  .addAnalyzer('positions')
  .addAnalyzer('grossLeverage')
  .addAnalyzer('periodStats', { timeframe: '1M' })
  .run()
report('cerebro/all-analyzers/held', held() - before, 150, 'MB')
const read = results.map(([{ analyzers }]) => analyzers)
assert.ok(read.every((found) => Object.keys(found).length === 13 && found.grossLeverage?.length === 255))
report('cerebro/all-analyzers/read', held() - before, 150, 'MB')
console.log(`cerebro/memory: ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB of the process`)
assert.deepEqual(broken, [])

/** Megabytes on the heap and in typed arrays that are in use. */
function held(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1e6
}

function report(name: string, found: number, limit: number, unit: string): void {
  if (found > limit) broken.push(`${name} is ${found.toFixed(0)} ${unit}, the limit is ${limit}`)
  console.log(`${name}: ${found.toFixed(0)} ${unit} (limit ${limit})`)
}
