import { metricFamily } from '../metric.ts'

export const drawdownMetrics = metricFamily('Drawdown', {
  maxDrawdown: {
    title: 'Maximum drawdown',
    unit: 'fraction',
    better: 'lower',
    formula: 'max D, a positive fraction; above 1 if the equity became negative',
    needs: [],
    compute: ({ equity }) => equity.maxDrawdown,
  },
  maxDrawdownDuration: {
    title: 'Duration of the maximum drawdown',
    unit: 'bars',
    better: 'lower',
    formula:
      'bars from the first bar that reached the peak before the maximum drawdown (the first such drawdown, if several are equal) to the first bar that is back at it, or to the last bar. 0 without a drawdown',
    needs: ['curve'],
    compute: ({ curve }) => curve.maxDrawdownDuration,
  },
  longestUnderwater: {
    title: 'Longest time under water',
    unit: 'bars',
    better: 'lower',
    formula: 'longest run of bars with D > 0',
    needs: ['curve'],
    compute: ({ curve }) => curve.longestUnderwater,
  },
  ulcerIndex: {
    title: 'Ulcer index',
    unit: 'fraction',
    better: 'lower',
    formula: 'sqrt(sum of D^2 / n). Null without bars. Martin and McCann (1989), who write it in percent',
    needs: ['curve'],
    compute: ({ equity, curve }) => (equity.bars > 0 ? Math.sqrt(curve.squaredDrawdowns / equity.bars) : null),
  },
})
