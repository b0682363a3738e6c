import { csv, defineSweep, percentCommission, range } from 'backsweep'
import { smaCross } from '../sma-cross/sma-cross.ts'

/** Sixteen years to choose on; the last four are held out, and seen once, by the winner alone. */
export default defineSweep({
  name: 'sma-cross-held-out',
  strategy: smaCross,
  parameters: { fast: range(2, 60), slow: range(3, 61) },
  where: ({ fast, slow }) => fast < slow,
  data: csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX', timeframe: '1d' }),
  holdout: { from: '2016-01-01' },
  commission: percentCommission(0.001),
})
