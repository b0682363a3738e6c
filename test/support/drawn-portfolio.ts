import { Bars } from '../../src/data/bars.ts'
import { DAY } from '../../src/data/time.ts'
import { Universe } from '../../src/data/universe.ts'
import { fillReasons } from '../../src/simulation/model/account.ts'
import type { Execution } from '../../src/simulation/model/execution.ts'
import type { Ledger } from '../../src/simulation/model/ledger.ts'
import { type PositionRules, resolveRules } from '../../src/simulation/model/position-rules.ts'
import { fixedUnits, type PositionSize } from '../../src/simulation/model/sizing.ts'
import type { StrategySignals } from '../../src/simulation/model/strategy.ts'
import { symbolActions, weightActions } from '../../src/simulation/portfolio/actions.ts'
import type { PortfolioSymbol, ScheduledEvent } from '../../src/simulation/portfolio/portfolio.ts'
import { plainExecution, signalsOf } from './drawn.ts'
import { type PortfolioRun, type PortfolioRunner, replay } from './portfolio-engines.ts'

/** Portfolios small enough to check by hand: one unit at a time, without costs, unless said otherwise. */
export interface DrawnSymbol {
  /** By the bars of the portfolio: a price that does not move, [open, high, low, close], or nothing. */
  readonly bars: readonly (number | readonly number[] | null)[]
  /** By the bars of the portfolio, too, as text; what is left out at the end is no. */
  readonly signals?: { readonly [K in keyof StrategySignals]?: StrategySignals[K] | string }
  /** Instead of signals. */
  readonly weights?: readonly number[]
  readonly rules?: PositionRules
  /** One unit. */
  readonly size?: PositionSize
  readonly volatility?: readonly number[]
  readonly costs?: Partial<Pick<Execution, 'commission' | 'slippage'>>
}

export interface DrawnOptions extends Partial<Execution> {
  readonly events?: readonly ScheduledEvent[]
  readonly from?: number
  readonly to?: number
  readonly periodsPerYear?: number
}

/** Symbols are called A, B, C … in their order. */
export function drawnPortfolio(symbols: readonly DrawnSymbol[], options: DrawnOptions = {}): PortfolioRun {
  const { events = [], from = 0, to, periodsPerYear = 252, ...given } = options
  const execution = plainExecution(given)
  const universe = Universe.of(symbols.map(({ bars }, k) => barsOf(nameOf(k), bars)))
  const { aligned, clock } = universe
  const ready = symbols.map((drawn, k): PortfolioSymbol => {
    const { bars, signals = { enterLong: '' }, weights, rules = {}, size = fixedUnits(1), volatility, costs } = drawn
    const market = aligned[k]
    const own = (_: unknown, t: number) => bars[t] !== null
    const given = Object.entries(signalsOf(signals)).map(([name, value]) => [
      name,
      Array.isArray(value) ? bars.map((_, t) => value[t] ?? false).filter(own) : value,
    ])
    const noStops = { stopLoss: 0, takeProfit: 0, trailingStop: 0 }
    return {
      market,
      actions:
        weights === undefined
          ? symbolActions(Object.fromEntries(given), { sizing: size, ...rules }, market, bars.filter(own).length)
          : weightActions(Float64Array.from(weights), resolveRules(rules, noStops)),
      execution: { ...execution, ...costs },
      size,
      volatility: volatility === undefined ? null : Float64Array.from(volatility),
    }
  })
  const portfolio = { symbols: ready, initialAmount: execution.initialAmount, periodsPerYear, events }
  return { universe, portfolio, from, to: to ?? clock.length }
}

export const ten = [10, 10, 10, 10, 10, 10]

export function long(drawn: string) {
  return { enterLong: drawn }
}

/** Runs a drawn portfolio and shows what came of it. */
export function playPortfolio(engine: PortfolioRunner, symbols: readonly DrawnSymbol[], options: DrawnOptions) {
  const run = drawnPortfolio(symbols, options)
  const ledger = engine.run(run)
  const { booked, cash } = replay(ledger, run)
  return {
    ledger,
    fills: symbolFills(ledger),
    equity: [...booked],
    cash: [...cash],
    refused: [...ledger.refusedBar.subarray(0, ledger.refusedOrders)],
    flows: Array.from({ length: ledger.flowCount }, (_, k) => [ledger.flowBar[k], ledger.flowAmount[k]]),
    pnl: [...ledger.pnl.subarray(0, ledger.tradeCount)],
  }
}

/** Bar, symbol, units, price and reason of every fill. */
function symbolFills(ledger: Ledger): (number | string)[][] {
  return Array.from({ length: ledger.fillCount }, (_, k) => [
    ledger.fillBar[k],
    nameOf(ledger.fillSymbol[k]),
    ledger.fillUnits[k],
    ledger.fillPrice[k],
    fillReasons[ledger.fillReason[k]],
  ])
}

function barsOf(symbol: string, bars: DrawnSymbol['bars']): Bars {
  const rows = bars.flatMap((bar, t) => {
    if (bar === null) return []
    return [[t * DAY, ...(typeof bar === 'number' ? [bar, bar, bar, bar] : bar)]]
  })
  const column = (place: number) => rows.map((row) => row[place])
  return Bars.from({
    symbol,
    timeframe: '1d',
    time: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
  })
}

function nameOf(symbol: number): string {
  return String.fromCharCode(65 + symbol)
}
