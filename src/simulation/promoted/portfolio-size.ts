import type { FillSize } from '../model/execution.ts'
import type { Portfolio, PortfolioSymbol } from '../portfolio/portfolio.ts'

/** The size of an entry whose signal is on bar `signal`, as it is at its fill (rule F44): nothing while the volatility that it wants is unknown or 0. */
export function sizeAt({ initialAmount, periodsPerYear }: Portfolio, spec: PortfolioSymbol, signal: number): FillSize {
  const { size, volatility, actions } = spec
  switch (size.kind) {
    case 'initial':
      return { kind: 'amount', amount: size.fraction * initialAmount }
    case 'risk':
      return { kind: 'risk', fraction: size.fraction, stopLoss: actions.rules.nearestStop }
    case 'volatility': {
      const annual = (volatility?.[signal] ?? NaN) * Math.sqrt(periodsPerYear)
      if (!(annual > 0)) return { kind: 'amount', amount: 0 }
      return { kind: 'fraction', fraction: Math.min(1, size.annual / annual) }
    }
    default:
      return size
  }
}
