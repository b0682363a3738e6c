import { crossOver, crossUnder, csv, defineStrategy, defineSweep, percentCommission, runBacktest } from 'backsweep'

const cross = defineStrategy({
  name: 'cross-with-stop',
  parameters: { fast: 20, slow: 100 },
  signals({ bars, ta }, { fast, slow }) {
    const quick = ta.ema(bars.close, fast)
    const calm = ta.ema(bars.close, slow)
    return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm), stopLoss: 0.05 }
  },
})

for (const engine of ['vector', 'event'] as const) {
  const sweep = defineSweep({
    name: 'two-engines',
    strategy: cross,
    engine,
    parameters: {},
    data: csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX', timeframe: '1d' }),
    commission: percentCommission(0.001),
  })
  const { fills, trades, metrics } = await runBacktest(sweep)
  const stopped = fills.filter(({ reason }) => reason === 'stop-loss').length
  console.log(
    `${engine}: ${trades.length} trades, ${stopped} stopped, final value ${Number(metrics.finalValue).toFixed(2)}`,
  )
}
