import type { Facts } from '../facts.ts'
import { isConstant, metricFamily, ratio, whenConstant } from '../metric.ts'
import { cagr } from './returns.ts'

export const riskMetrics = metricFamily('Risk and reward', {
  volatility: {
    title: 'Annual volatility',
    unit: 'fraction',
    better: 'lower',
    formula: 's * sqrt(P). Null with fewer than two returns, 0 for constant ones',
    needs: ['spread'],
    compute: (facts) => (facts.equity.bars < 2 ? null : deviation(facts) * Math.sqrt(facts.periodsPerYear)),
  },
  sharpe: {
    title: 'Sharpe ratio',
    unit: 'ratio',
    better: 'higher',
    formula: `(m - f) / s * sqrt(P). ${whenConstant}. Sharpe (1994), with the sample deviation`,
    needs: ['spread'],
    compute(facts) {
      if (isConstant(facts)) return null
      return ((facts.equity.meanReturn - facts.riskFree) / deviation(facts)) * Math.sqrt(facts.periodsPerYear)
    },
  },
  sortino: {
    title: 'Sortino ratio',
    unit: 'ratio',
    better: 'higher',
    formula: `(m - f) / d * sqrt(P) with d = sqrt(mean(min(r - f, 0)^2)) over all n returns. ${whenConstant}, Infinity without any r < f. Sortino and Price (1994)`,
    needs: ['spread', 'sides'],
    compute(facts) {
      if (isConstant(facts)) return null
      const { equity, sides, riskFree, periodsPerYear } = facts
      return ratio((equity.meanReturn - riskFree) * Math.sqrt(periodsPerYear), rootMean(sides.squaredShortfalls, facts))
    },
  },
  calmar: {
    title: 'Calmar ratio',
    unit: 'ratio',
    better: 'higher',
    formula:
      'cagr / maxDrawdown, both over all bars. Infinity for a growth without drawdown, null without either and where cagr is null. Young (1991), who takes the last 36 months',
    needs: [],
    compute(facts) {
      const growth = cagr(facts)
      return growth === null ? null : ratio(growth, facts.equity.maxDrawdown)
    },
  },
  omega: {
    title: 'Omega ratio',
    unit: 'ratio',
    better: 'higher',
    formula:
      'sum of the positive r / -sum of the negative r: threshold 0. Infinity without losses, null without either. Keating and Shadwick (2002)',
    needs: ['sides'],
    compute: ({ sides }) => ratio(sides.gains, sides.losses),
  },
})

/** Sample standard deviation of the returns (ddof 1), of one bar. */
function deviation({ equity, spread }: Facts): number {
  return Math.sqrt(spread.squares / (equity.bars - 1))
}

function rootMean(squares: number, { equity }: Facts): number {
  return Math.sqrt(squares / equity.bars)
}
