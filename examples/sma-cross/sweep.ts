import { csv, defineSweep, noSlippage, percentCommission, range } from 'backsweep'
import { smaCross } from './sma-cross.ts'

/** Every pair of windows from 2 to 60 days on twenty years of the S&P 500: 1,711 backtests. */
export default defineSweep({
  name: 'sma-cross-sp500',
  strategy: smaCross,
  parameters: { fast: range(2, 60), slow: range(3, 61) },
  where: ({ fast, slow }) => fast < slow,
  data: csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX', timeframe: '1d' }),
  dateRanges: [{ name: 'all', start: '2000-01-03', end: '2020-04-18' }],
  initialAmount: 10_000,
  commission: percentCommission(0.001),
  slippage: noSlippage,
  fillAt: 'next-open',
  riskFreeRate: 0,
  periodsPerYear: 252,
  rankBy: 'sharpe',
})
