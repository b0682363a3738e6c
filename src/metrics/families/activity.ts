import { metricFamily } from '../metric.ts'

export const activityMetrics = metricFamily('Account and orders', {
  feesPaid: {
    title: 'Fees paid',
    unit: 'money',
    better: 'lower',
    formula: 'sum of the fees of all fills',
    needs: ['fills'],
    compute: ({ fills }) => fills.fees,
  },
  turnover: {
    title: 'Annual turnover',
    unit: 'ratio',
    better: 'none',
    formula:
      'sum of |units| * price over all fills / mean(E[1..n]) * P / n: both sides of a trade count. 0 without fills, null if the mean equity is not positive',
    needs: ['fills', 'curve'],
    compute({ fills, equity, curve, periodsPerYear }) {
      if (fills.tradedValue === 0) return 0
      return curve.meanValue > 0 ? ((fills.tradedValue / curve.meanValue) * periodsPerYear) / equity.bars : null
    },
  },
  finalValue: {
    title: 'Final value',
    unit: 'money',
    better: 'higher',
    formula: 'E[n]: an open position is valued at the last close',
    needs: [],
    compute: ({ equity }) => equity.finalValue,
  },
  refusedOrders: {
    title: 'Refused orders',
    unit: 'count',
    better: 'lower',
    formula: 'orders that could not be carried out',
    needs: [],
    compute: ({ refusedOrders }) => refusedOrders,
  },
  ambiguousExits: {
    title: 'Ambiguous exits',
    unit: 'count',
    better: 'lower',
    formula: 'bars that held both the stop and the target of a position; the stop was taken (execution-model.md)',
    needs: [],
    compute: ({ ambiguousExits }) => ambiguousExits,
  },
})
