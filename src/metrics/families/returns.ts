import type { Facts } from '../facts.ts'
import { metricFamily } from '../metric.ts'

export const returnMetrics = metricFamily('Return', {
  totalReturn: {
    title: 'Total return',
    unit: 'fraction',
    better: 'higher',
    formula: 'E[n] / E[0] - 1',
    needs: [],
    compute: totalReturn,
  },
  cagr: {
    title: 'Compound annual growth rate',
    unit: 'fraction',
    better: 'higher',
    formula: '(E[n] / E[0])^(P / n) - 1: a year is P bars, not 365 days. Null without bars and for E[n] <= 0',
    needs: [],
    compute: cagr,
  },
})

export function totalReturn({ equity, initialAmount }: Facts): number {
  return (equity.finalValue - initialAmount) / initialAmount
}

export function cagr(facts: Facts): number | null {
  const { bars, finalValue } = facts.equity
  if (bars === 0 || finalValue <= 0) return null
  return Math.expm1((Math.log1p(totalReturn(facts)) * facts.periodsPerYear) / bars)
}
