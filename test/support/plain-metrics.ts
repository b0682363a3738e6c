import type { Ledger } from '../../src/simulation/model/ledger.ts'

/**
 * The plain, slow twin of src/metrics: every metric by its textbook formula, from an array of equities and a
 * list of trades. It shares no code with what it checks, sorts for its quantiles and looks every
 * running peak up anew.
 */
export interface PlainBacktest {
  /** E[1..n]: equity at the close of every bar. */
  equity: readonly number[]
  initialAmount: number
  inPosition: readonly boolean[]
  fills: readonly { units: number; price: number; fee: number }[]
  trades: readonly PlainTrade[]
  refusedOrders: number
  ambiguousExits: number
}

export interface PlainTrade {
  units: number
  entryPrice: number
  entryBar: number
  /** Null while the trade is open. */
  exitBar: number | null
  pnl: number
}

/** Reads a ledger the slow way: for every bar the last fill on or before it is searched from the start. */
export function plainBacktest(
  ledger: Ledger,
  close: ArrayLike<number>,
  { from, to, initialAmount }: { from: number; to: number; initialAmount: number },
): PlainBacktest {
  const equity: number[] = []
  const inPosition: boolean[] = []
  for (let bar = from; bar < to; bar++) {
    let cash = initialAmount
    let units = 0
    for (let k = 0; k < ledger.fillCount; k++) {
      if (ledger.fillBar[k] <= bar) {
        cash = ledger.cashAfter[k]
        units = ledger.unitsAfter[k]
      }
    }
    equity.push(cash + units * close[bar])
    inPosition.push(units !== 0)
  }
  return {
    equity,
    initialAmount,
    inPosition,
    fills: Array.from({ length: ledger.fillCount }, (_, k) => ({
      units: ledger.fillUnits[k],
      price: ledger.fillPrice[k],
      fee: ledger.fillFee[k],
    })),
    trades: Array.from({ length: ledger.tradeCount }, (_, k) => ({
      units: ledger.tradeUnits[k],
      entryPrice: ledger.entryPrice[k],
      entryBar: ledger.entryBar[k],
      exitBar: ledger.exitBar[k] < 0 ? null : ledger.exitBar[k],
      pnl: ledger.pnl[k],
    })),
    refusedOrders: ledger.refusedOrders,
    ambiguousExits: ledger.ambiguousExits,
  }
}

export function plainMetrics(
  backtest: PlainBacktest,
  { periodsPerYear, riskFreeRate }: { periodsPerYear: number; riskFreeRate: number },
): Record<string, number | null> {
  const { equity, initialAmount } = backtest
  const n = equity.length
  const E = [initialAmount, ...equity]
  const final = E[n]
  const r = equity.map((value, i) => (E[i] > 0 ? value / E[i] - 1 : 0))
  const rf = (1 + riskFreeRate) ** (1 / periodsPerYear) - 1

  // Returns.
  const m = mean(r)
  const s = sampleDeviation(r)
  const flat = n < 2 || Math.max(...r) - Math.min(...r) <= 2 ** -48 * (1 + Math.abs(m))
  const d = Math.sqrt(mean(r.map((x) => Math.min(x - rf, 0) ** 2)))
  const central = (k: number) => mean(r.map((x) => (x - m) ** k))
  const cagr = n === 0 || final <= 0 ? null : (final / initialAmount) ** (periodsPerYear / n) - 1

  // Drawdowns.
  const peaks = E.map((_, i) => Math.max(...E.slice(0, i + 1)))
  const dd = E.map((value, i) => 1 - value / peaks[i])
  const maxDrawdown = Math.max(...dd)
  const valley = dd.indexOf(maxDrawdown)
  const peak = E.indexOf(peaks[valley])
  const recovery = E.findIndex((value, i) => i > valley && value >= peaks[valley])
  const underwater = dd.map((_, i) => {
    let bars = 0
    while (i + bars <= n && dd[i + bars] > 0) bars++
    return bars
  })

  // Tails.
  const sorted = r.slice().sort((a, b) => a - b)
  const low = quantile(sorted, 0.05)
  const high = quantile(sorted, 0.95)

  // Trades.
  const closed = backtest.trades.filter(({ exitBar }) => exitBar !== null)
  const pnl = closed.map((trade) => trade.pnl)
  const wins = pnl.filter((x) => x > 0)
  const losses = pnl.filter((x) => x < 0)
  const winRate = closed.length > 0 ? wins.length / closed.length : null
  const meanWin = wins.length > 0 ? mean(wins) : 0
  const meanLoss = losses.length > 0 ? -mean(losses) : 0
  const payoff = quotient(meanWin, meanLoss)
  const invested = mean(closed.map((trade) => trade.entryPrice * trade.units))
  const constantPnl = Math.max(...pnl) - Math.min(...pnl) <= 2 ** -48 * (invested + Math.abs(mean(pnl)))
  const perTrade = (values: number[]) => (values.length > 0 ? mean(values) : null)

  const traded = sum(backtest.fills.map(({ units, price }) => Math.abs(units) * price))
  const meanEquity = mean([...equity])

  return {
    totalReturn: final / initialAmount - 1,
    cagr,
    volatility: n < 2 ? null : flat ? 0 : s * Math.sqrt(periodsPerYear),
    sharpe: flat ? null : ((m - rf) / s) * Math.sqrt(periodsPerYear),
    sortino: flat ? null : quotient((m - rf) * Math.sqrt(periodsPerYear), d),
    calmar: cagr === null ? null : quotient(cagr, maxDrawdown),
    omega: quotient(sum(r.filter((x) => x > 0)), -sum(r.filter((x) => x < 0))),
    maxDrawdown,
    maxDrawdownDuration: maxDrawdown === 0 ? 0 : (recovery < 0 ? n : recovery) - peak,
    longestUnderwater: Math.max(...underwater),
    ulcerIndex: n === 0 ? null : Math.sqrt(sum(dd.map((x) => x * x)) / n),
    valueAtRisk: n === 0 ? null : low,
    conditionalValueAtRisk: n === 0 ? null : mean(sorted.slice(0, Math.floor(0.05 * (n - 1)) + 1)),
    skew: flat ? null : central(3) / central(2) ** 1.5,
    kurtosis: flat ? null : central(4) / central(2) ** 2 - 3,
    tailRatio: n === 0 ? null : quotient(Math.abs(high), Math.abs(low)),
    bestReturn: n === 0 ? null : sorted[n - 1],
    worstReturn: n === 0 ? null : sorted[0],
    finalValue: final,
    exposure: n === 0 ? 0 : backtest.inPosition.filter((held) => held).length / n,
    turnover: traded === 0 ? 0 : meanEquity > 0 ? ((traded / meanEquity) * periodsPerYear) / n : null,
    feesPaid: sum(backtest.fills.map(({ fee }) => fee)),
    refusedOrders: backtest.refusedOrders,
    ambiguousExits: backtest.ambiguousExits,
    trades: backtest.trades.length,
    winRate,
    profitFactor: quotient(sum(wins), -sum(losses)),
    expectancy: winRate === null ? null : winRate * meanWin - (1 - winRate) * meanLoss,
    payoffRatio: payoff,
    sqn: closed.length < 2 || constantPnl ? null : (Math.sqrt(closed.length) * mean(pnl)) / sampleDeviation(pnl),
    kelly: winRate === null || payoff === null ? null : winRate - (1 - winRate) / payoff,
    averageTrade: perTrade(pnl),
    averageTradeReturn: perTrade(closed.map((trade) => trade.pnl / (trade.entryPrice * trade.units))),
    averageTradeDuration: perTrade(closed.map((trade) => (trade.exitBar ?? NaN) - trade.entryBar)),
    bestTrade: closed.length > 0 ? Math.max(...pnl) : null,
    worstTrade: closed.length > 0 ? Math.min(...pnl) : null,
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

function sampleDeviation(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(sum(values.map((x) => (x - middle) ** 2)) / (values.length - 1))
}

/** Linear interpolation between the ranks next to q * (n - 1). */
function quantile(sorted: readonly number[], q: number): number {
  const place = q * (sorted.length - 1)
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  return below + (above - below) * (place - Math.floor(place))
}

function quotient(numerator: number, denominator: number): number | null {
  if (denominator !== 0) return numerator / denominator
  if (numerator === 0) return null
  return numerator > 0 ? Infinity : -Infinity
}
