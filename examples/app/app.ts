import { BacktestDateRange, createApp, csv, SnapshotInterval, TradingStrategy } from 'backsweep'
import { smaCross } from '../sma-cross/sma-cross.ts'

const [, , backtestStorageDirectory = 'runs/app'] = process.argv

const app = createApp({ name: 'sma-cross-app' })
app.addMarket({ market: 'NYSE', tradingSymbol: 'USD', initialBalance: 10_000, feePercentage: 0.1 }) // 0.1 is 0.1 %
app.addData(csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX' }))

const strategies: TradingStrategy[] = []
for (let fast = 5; fast <= 50; fast += 5) {
  for (let slow = 60; slow <= 200; slow += 10) {
    strategies.push(new TradingStrategy({ strategy: smaCross, parameters: { fast, slow } }))
  }
}

const backtests = await app.runVectorBacktestsWithCheckpointsOptimized({
  strategies,
  backtestDateRanges: [
    new BacktestDateRange({ name: 'crisis', startDate: '2007-01-01', endDate: '2012-01-01' }),
    new BacktestDateRange({ name: 'recovery', startDate: '2012-01-01', endDate: '2020-01-01' }),
  ],
  riskFreeRate: 0.02,
  snapshotInterval: SnapshotInterval.WEEKLY,
  windowFilterFunction: (run, { name }) => run.filter(({ metrics }) => metrics[name].sharpe > 0),
  finalFilterFunction: (run) => run.filter(({ summary }) => summary.worstDrawdown < 0.2),
  backtestStorageDirectory,
  nWorkers: 2,
})

console.log(`${backtests.length} of ${strategies.length} strategies remain`)
for (const { strategyId, summary } of backtests
  .toSorted((a, b) => b.summary.meanSharpe - a.summary.meanSharpe)
  .slice(0, 3)) {
  console.log(strategyId, 'mean Sharpe', summary.meanSharpe.toFixed(3), 'return', summary.compoundedReturn.toFixed(3))
}
