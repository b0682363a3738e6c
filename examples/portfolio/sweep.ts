import { defineSweep, percentCommission, range } from 'backsweep'
import { momentum } from './momentum.ts'
import { stocks } from './stocks.ts'

/** 48 ways to follow the strongest of five stocks, with 100 put in every year. */
export default defineSweep({
  name: 'momentum-stocks',
  strategy: momentum,
  parameters: { lookback: range(1, 13), hold: range(1, 5) },
  data: stocks,
  fillAt: 'next-close',
  commission: percentCommission(0.001),
  cashFlows: [{ amount: 100, every: '12M' }],
})
