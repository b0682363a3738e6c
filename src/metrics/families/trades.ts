import { metricFamily, ratio } from '../metric.ts'
import type { TradeFacts } from '../trade-sums.ts'

const noneIsNull = 'Null without closed trades'

export const tradeMetrics = metricFamily('Trades', {
  exposure: {
    title: 'Exposure',
    unit: 'fraction',
    better: 'none',
    formula: 'bars with a position at the close / n. 0 without bars',
    needs: [],
    compute: ({ equity }) => (equity.bars > 0 ? equity.barsInPosition / equity.bars : 0),
  },
  trades: {
    title: 'Trades',
    unit: 'count',
    better: 'none',
    formula: 'all trades, one that is still open at the end included',
    needs: [],
    compute: ({ tradeCount }) => tradeCount,
  },
  winRate: {
    title: 'Win rate',
    unit: 'fraction',
    better: 'higher',
    formula: `W = wins / closed trades. ${noneIsNull}`,
    needs: ['closed'],
    compute: ({ closed }) => winRate(closed),
  },
  profitFactor: {
    title: 'Profit factor',
    unit: 'ratio',
    better: 'higher',
    formula: 'sum of the wins / |sum of the losses|. Infinity without losses, null without either',
    needs: ['closed'],
    compute: ({ closed }) => ratio(closed.won, closed.lost),
  },
  expectancy: {
    title: 'Expectancy',
    unit: 'money',
    better: 'higher',
    formula: `W * mean win - (1 - W) * |mean loss|, where the mean of none is 0. It differs from averageTrade only where trades broke even exactly. ${noneIsNull}`,
    needs: ['closed'],
    compute({ closed }) {
      const share = winRate(closed)
      return share === null ? null : share * meanWin(closed) - (1 - share) * meanLoss(closed)
    },
  },
  payoffRatio: {
    title: 'Payoff ratio',
    unit: 'ratio',
    better: 'higher',
    formula: 'mean win / |mean loss|, where the mean of none is 0. Infinity without losses, null without either',
    needs: ['closed'],
    compute: ({ closed }) => payoffRatio(closed),
  },
  sqn: {
    title: 'System quality number',
    unit: 'ratio',
    better: 'higher',
    formula:
      'sqrt(closed trades) * mean pnl / standard deviation of pnl (ddof 1). Null with fewer than two closed trades or constant pnl. Tharp (2008), on money instead of multiples of the risk',
    needs: ['closed'],
    compute({ closed: { count, pnl, squares } }) {
      if (squares === 0) return null
      return (Math.sqrt(count) * (pnl / count)) / Math.sqrt(squares / (count - 1))
    },
  },
  kelly: {
    title: 'Kelly fraction',
    unit: 'fraction',
    better: 'higher',
    formula:
      'W - (1 - W) / payoffRatio. -Infinity without wins, null where payoffRatio is null. Kelly (1956), for bets with two outcomes',
    needs: ['closed'],
    compute({ closed }) {
      const share = winRate(closed)
      const payoff = payoffRatio(closed)
      return share === null || payoff === null ? null : share - (1 - share) / payoff
    },
  },
  averageTrade: {
    title: 'Average trade',
    unit: 'money',
    better: 'higher',
    formula: `mean pnl. ${noneIsNull}`,
    needs: ['closed'],
    compute: ({ closed }) => ratio(closed.pnl, closed.count),
  },
  averageTradeReturn: {
    title: 'Average return of a trade',
    unit: 'fraction',
    better: 'higher',
    formula: `mean of pnl / (entry price * units). ${noneIsNull}`,
    needs: ['closed'],
    compute: ({ closed }) => ratio(closed.returns, closed.count),
  },
  averageTradeDuration: {
    title: 'Average duration of a trade',
    unit: 'bars',
    better: 'none',
    formula: `mean of exit bar - entry bar. ${noneIsNull}`,
    needs: ['closed'],
    compute: ({ closed }) => ratio(closed.duration, closed.count),
  },
  bestTrade: {
    title: 'Best trade',
    unit: 'money',
    better: 'higher',
    formula: `max pnl. ${noneIsNull}`,
    needs: ['closed'],
    compute: ({ closed }) => (closed.count > 0 ? closed.best : null),
  },
  worstTrade: {
    title: 'Worst trade',
    unit: 'money',
    better: 'higher',
    formula: `min pnl, with its sign. ${noneIsNull}`,
    needs: ['closed'],
    compute: ({ closed }) => (closed.count > 0 ? closed.worst : null),
  },
})

function winRate({ wins, count }: TradeFacts): number | null {
  return ratio(wins, count)
}

function meanWin({ won, wins }: TradeFacts): number {
  return ratio(won, wins) ?? 0
}

/** Positive. */
function meanLoss({ lost, losses }: TradeFacts): number {
  return ratio(lost, losses) ?? 0
}

function payoffRatio(closed: TradeFacts): number | null {
  return ratio(meanWin(closed), meanLoss(closed))
}
