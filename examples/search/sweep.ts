import { csv, defineSweep, percentCommission, range, tpe } from 'backsweep'
import { smaCross } from '../sma-cross/sma-cross.ts'

/** 200 of 19,300 pairs of windows, each 16 of them chosen by what came of those before. */
export default defineSweep({
  name: 'sma-cross-search',
  strategy: smaCross,
  parameters: { fast: range(2, 100), slow: range(20, 250) },
  where: ({ fast, slow }) => fast < slow,
  search: tpe({ trials: 200, seed: 1 }),
  data: csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX', timeframe: '1d' }),
  commission: percentCommission(0.001),
  rankBy: 'sharpe',
})
