import { csv } from '../../src/data/csv.ts'

/** 5,105 daily bars of the S&P 500, 2000-01-03 to 2020-04-17, from the dev dependency vega-datasets. */
export const sp500 = await csv('node_modules/vega-datasets/data/sp500-2000.csv', {
  symbol: 'SPX',
  timeframe: '1d',
}).load()
