import { csv, defineSweep, percentCommission, percentSlippage } from 'backsweep'
import { momentum } from './momentum.ts'

const folder = process.env.MARKET_DATA ?? '../shared/data'
const symbols = ['BTC', 'ETH', 'ADA', 'LTC', 'XRP']

/** The strongest of five coins, by the hour, chosen anew every day or week. The price files are not part of the repository. */
export default defineSweep({
  name: 'momentum-crypto',
  strategy: momentum,
  parameters: { lookback: [24, 72, 168, 336, 672], hold: [1, 2, 3], every: ['1d', '1w'] },
  data: symbols.map((symbol) =>
    csv(`${folder}/OHLCV_${symbol}-EUR_BITVAVO_1h_2021-12-22-16-00_2023-12-31-00-00.csv`, {
      symbol: `${symbol}-EUR`,
      timeframe: '1h',
    }),
  ),
  commission: percentCommission(0.0025),
  slippage: percentSlippage(0.0005),
  costs: { 'BTC-EUR': { slippage: percentSlippage(0.0001) } },
})
