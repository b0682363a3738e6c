import { Cerebro, csv, fractionOfCash, range } from 'backsweep'
import { SmaCrossOrders } from './sma-cross-orders.ts'

const cerebro = new Cerebro({ maxCpus: null }) // all cores, as soon as they pay off
  .addData(csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX' }))
  .optStrategy(SmaCrossOrders, { fast: range(5, 50, 5), slow: range(20, 200, 20) })
  .addSizer(fractionOfCash(0.95))
  .addAnalyzer('sharpe', { riskFreeRate: 0.01 })
  .addAnalyzer('drawdown')
  .addAnalyzer('tradeAnalyzer')
cerebro.broker.setCash(100_000).setCommission({ commission: 0.001 })

const results = await cerebro.run()
console.log(`${results.length} combinations`)
const best = results.map(([result]) => result).sort((a, b) => b.finalValue - a.finalValue)
for (const { parameters, finalValue, analyzers } of best.slice(0, 3)) {
  const { sharpe, drawdown, tradeAnalyzer } = analyzers
  console.log(
    `${parameters.fast}/${parameters.slow}: ${finalValue.toFixed(2)}, Sharpe ${Number(sharpe).toFixed(3)},`,
    `drawdown ${Number(drawdown?.maxDrawdown).toFixed(3)}, ${tradeAnalyzer?.closed} trades`,
  )
}
