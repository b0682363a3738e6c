/**
 * The classic optimisation through Cerebro: 6,720 combinations of SMA and MACD on 255 daily bars, in this process, from the plan to the list of
 * results. Every combination must be there, with its money; with all analyzers, kept whole, the results must not hold too much.
 */
import assert from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Cerebro, range } from 'backsweep'
import { OptimizeStrategy } from '../examples/cerebro-optimize/optimize-strategy.ts'
import { sp500 } from '../test/support/sp500.ts'
import { type BenchCase, times } from './case.ts'

const size = '6,720 backtests × 255 bars'

export const cerebroCases: readonly BenchCase[] = [
  {
    name: 'cerebro/optimize',
    size,
    unit: 'ms',
    better: 'lower',
    limit: { of: 'median', value: 500 },
    measure: () =>
      times(
        7,
        () => job().run(),
        (results) => {
          assert.equal(results.length, 6720)
          assert.deepEqual(results.at(-1)?.[0].parameters, { sma: 39, fast: 19, slow: 29, signal: 14 })
          assert.ok(results.every(([{ finalCash, finalValue }]) => finalCash === 10_000 && finalValue === 10_000))
        },
      ),
  },
  {
    name: 'cerebro/held',
    size: `${size}, 13 analyzers, read`,
    unit: 'MB',
    better: 'lower',
    limit: { of: 'best', value: 150 },
    async measure() {
      const before = held()
      const results = await analyzed().run()
      const read = results.map(([{ analyzers }]) => analyzers)
      const found = held() - before
      assert.ok(read.every((one) => Object.keys(one).length === 13 && one.grossLeverage?.length === 255))
      return [found]
    },
  },
]

function job() {
  return new Cerebro({ maxCpus: 1 }).addData(sp500.slice(sp500.length - 255)).optStrategy(OptimizeStrategy, {
    sma: range(5, 40),
    fast: range(12, 20),
    slow: range(26, 30),
    signal: range(9, 15),
  })
}

function analyzed() {
  return job()
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
}

/** Megabytes on the heap and in typed arrays that are in use. */
function held(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1e6
}
