import { account } from './account.ts'
import { calmar } from './calmar.ts'
import { drawdown } from './drawdown.ts'
import { grossLeverage } from './gross-leverage.ts'
import { periodStats } from './period-stats.ts'
import { positions } from './positions.ts'
import { returns } from './returns.ts'
import { sharpe } from './sharpe.ts'
import { sqn } from './sqn.ts'
import { timeReturns } from './time-returns.ts'
import { tradeAnalyzer } from './trade-analyzer.ts'
import { transactions } from './transactions.ts'
import { vwr } from './vwr.ts'

/**
 * Analyzers: pure functions of a finished run, so that they cost nothing per bar and nothing when they are not asked for.
 * Ratios and returns are fractions, never percent.
 */
export const analyzers = Object.freeze({
  account,
  returns,
  timeReturns,
  drawdown,
  tradeAnalyzer,
  sharpe,
  sqn,
  vwr,
  calmar,
  transactions,
  positions,
  grossLeverage,
  periodStats,
})

export type AnalyzerName = keyof typeof analyzers
