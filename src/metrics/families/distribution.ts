import { isConstant, metricFamily, ratio, whenConstant } from '../metric.ts'

export const distributionMetrics = metricFamily('Distribution of the returns', {
  valueAtRisk: {
    title: 'Value at risk, 5 %',
    unit: 'fraction',
    better: 'higher',
    formula:
      'q5 with its sign, so that a loss is negative; of one bar. Null without bars. Quantile of type 7 in Hyndman and Fan (1996)',
    needs: ['tails'],
    compute: ({ equity, tails }) => (equity.bars > 0 ? tails.low : null),
  },
  conditionalValueAtRisk: {
    title: 'Conditional value at risk, 5 %',
    unit: 'fraction',
    better: 'higher',
    formula:
      'mean of the floor(0.05 * (n - 1)) + 1 smallest r, with its sign: without ties, of all r <= q5. Null without bars. Rockafellar and Uryasev (2000)',
    needs: ['tails'],
    compute: ({ equity, tails }) => (equity.bars > 0 ? tails.meanOfLow : null),
  },
  skew: {
    title: 'Skewness',
    unit: 'ratio',
    better: 'higher',
    formula: `g1 = m3 / m2^1.5 with mk = mean((r - m)^k): of the population. ${whenConstant}. Joanes and Gill (1998)`,
    needs: ['spread', 'shape'],
    compute(facts) {
      if (isConstant(facts)) return null
      const { bars } = facts.equity
      const variance = facts.spread.squares / bars
      return facts.shape.cubes / bars / (variance * Math.sqrt(variance))
    },
  },
  kurtosis: {
    title: 'Excess kurtosis',
    unit: 'ratio',
    better: 'none',
    formula: `g2 = m4 / m2^2 - 3: of the population, 0 for a normal distribution. ${whenConstant}. Joanes and Gill (1998)`,
    needs: ['spread', 'shape'],
    compute(facts) {
      if (isConstant(facts)) return null
      const { bars } = facts.equity
      const variance = facts.spread.squares / bars
      return facts.shape.fourths / bars / (variance * variance) - 3
    },
  },
  tailRatio: {
    title: 'Tail ratio',
    unit: 'ratio',
    better: 'higher',
    formula: '|q95| / |q5|. Infinity when only q5 is 0, null when both are',
    needs: ['tails'],
    compute: ({ equity, tails }) => (equity.bars > 0 ? ratio(Math.abs(tails.high), Math.abs(tails.low)) : null),
  },
  bestReturn: {
    title: 'Best bar',
    unit: 'fraction',
    better: 'higher',
    formula: 'max r. Null without bars',
    needs: ['spread', 'curve'],
    compute: ({ equity, spread }) => (equity.bars > 0 ? spread.best : null),
  },
  worstReturn: {
    title: 'Worst bar',
    unit: 'fraction',
    better: 'higher',
    formula: 'min r, with its sign. Null without bars',
    needs: ['spread', 'curve'],
    compute: ({ equity, spread }) => (equity.bars > 0 ? spread.worst : null),
  },
})
