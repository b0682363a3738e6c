import { emptyWords, isSet, nextSet } from '../../signals/signal.ts'
import { type FillReason, Purse } from '../model/account.ts'
import type { Execution, FillAt } from '../model/execution.ts'
import type { Ledger } from '../model/ledger.ts'
import { SignalOrder } from '../vector/signal-order.ts'
import { feeOf, type Surroundings, slipped } from '../vector/sizing.ts'
import { type ExitHit, isTouched, setLevels, watchExits } from './exits.ts'
import { Blocked, Holding } from './holding.ts'
import { type Portfolio, type ScheduledEvent, trades } from './portfolio.ts'

/**
 * The vector engine for portfolios: several symbols with one account, and position rules (F41 to F54).
 *
 * 1. While nothing waits, is watched or is short, jump to the next bar with a signal or an event.
 * 2. Book what is due before the open: cash flows, splits, dividends.
 * 3. Fill the orders due at the open: exits first, then entries, in the order of symbols.
 * 4. Watch the open positions for their stops and targets (exits.ts).
 * 5. Fill the orders due at the close, in the same way. Whenever a short position is held, look for ruin at the close, before and after.
 * 6. Turn the signals of the bar into orders; with fillAt 'close' fill them.
 *
 * What an order comes to is worked out by the single engine's signal-order.ts. The event engine does all this in its own way
 * (simulation/promoted), and a property test holds the two equal.
 */
export class PortfolioEngine {
  readonly ledger: Ledger
  private readonly purse = new Purse()
  private readonly order = new SignalOrder()
  // one of each is filled in anew for every order: objects for millions of them would cost more than the orders
  private readonly around: Surroundings = { worth: 0, gross: 0, reserve: 0, part: 1, maxExposure: Infinity }
  private readonly point = { execution: null as never as Execution, before: 0, bar: 0, quote: 0, around: this.around }
  private portfolio!: Portfolio
  private holdings: Holding[] = []
  private blocked = new Blocked()
  private fillAt: FillAt = 'next-open'
  private waiting = 0
  private open = 0
  private watched = 0
  private short = 0
  /** Of the events, the next one to be booked. */
  private event = 0
  /** What withdrawals could not take yet. */
  private due = 0

  constructor(ledger: Ledger) {
    this.ledger = ledger
  }

  /** Simulates the bars [from, to) of the portfolio; the ledger then holds this run and nothing else. */
  run(portfolio: Portfolio, from: number, to: number): void {
    this.begin(portfolio)
    const { events } = portfolio
    const any = this.signalBars()
    for (let t = from; t < to; t++) {
      if (this.waiting + this.watched + this.short + this.due === 0) {
        const event = this.event < events.length ? events[this.event].bar : to
        t = Math.min(nextSet(any, t, to), event)
        if (t >= to) break
      }
      if (this.due > 0 || events[this.event]?.bar === t) this.book(t)
      if (this.waiting > 0 && this.fillAt === 'next-open') this.fillOrders(t, true)
      if (this.watched > 0) this.watch(t)
      if (this.short > 0 && this.isRuined(t)) break
      if (this.waiting > 0 && this.fillAt === 'next-close') {
        this.fillOrders(t, false)
        if (this.short > 0 && this.isRuined(t)) break
      }
      if (isSet(any, t)) this.decide(t)
      if (this.waiting > 0 && this.fillAt === 'close') {
        this.fillOrders(t, false)
        if (this.short > 0 && this.isRuined(t)) break
      }
    }
    if (to > from) for (const { account, symbol } of this.holdings) account.recordOpenTrade(symbol.market.close[to - 1])
  }

  private begin(portfolio: Portfolio): void {
    this.portfolio = portfolio
    this.holdings = portfolio.symbols.map((_, k) => new Holding(portfolio, k, this.ledger, this.purse))
    for (const { account } of this.holdings) account.open(portfolio.initialAmount)
    this.fillAt = portfolio.symbols[0].execution.fillAt
    this.blocked = new Blocked()
    this.waiting = 0
    this.open = 0
    this.watched = 0
    this.short = 0
    this.event = 0
    this.due = 0
  }

  /** Bars on which any symbol's strategy asks for something. */
  private signalBars(): Int32Array {
    const [first, ...others] = this.portfolio.symbols
    if (others.length === 0) return first.actions.any
    const any = emptyWords(first.market.close.length)
    for (const { actions } of this.portfolio.symbols) for (let w = 0; w < any.length; w++) any[w] |= actions.any[w]
    return any
  }

  /** F51 and F52. */
  private book(t: number): void {
    const { events } = this.portfolio
    for (; events[this.event]?.bar === t; this.event++) {
      const event = events[this.event]
      if (event.kind !== 'flow') break
      if (event.amount < 0) this.due -= event.amount
      else this.holdings[0].account.applyFlow(t, event.amount)
    }
    if (this.due > 0) this.withdraw(t) // after the deposits of the bar
    for (; events[this.event]?.bar === t; this.event++) this.adjust(t, events[this.event])
  }

  /** F52 */
  private adjust(t: number, event: ScheduledEvent): void {
    if (event.kind === 'flow') return
    const holding = this.holdings[event.symbol]
    const { account } = holding
    if (account.units === 0) return
    if (event.kind === 'dividend') {
      account.applyFill(t, 0, 0, -event.amount * account.units, 'dividend')
      return
    }
    account.applySplit(t, event.ratio)
    holding.largest *= event.ratio
    holding.best /= event.ratio
    holding.entryClose /= event.ratio
    setLevels(holding)
  }

  /** As much as there is of what is due. */
  private withdraw(t: number): void {
    let free = this.purse.cash
    for (const { account, symbol } of this.holdings) {
      if (account.units < 0) free += 2 * account.units * symbol.market.close[t - 1]
    }
    const taken = Math.min(this.due, free)
    if (!(taken > 1e-9 * this.due)) return // what rounding leaves is no money
    this.holdings[0].account.applyFlow(t, -taken)
    this.due -= taken
  }

  /** F42: exits first, then entries. */
  private fillOrders(t: number, atOpen: boolean): void {
    this.fillThose(true, t, atOpen)
    if (this.waiting > 0) this.fillThose(false, t, atOpen)
  }

  private fillThose(exits: boolean, t: number, atOpen: boolean): void {
    for (const holding of this.holdings) {
      if (holding.waiting === 'none' || holding.reduces !== exits || !trades(holding.symbol.market, t)) continue
      this.fillOrder(holding, t, atOpen)
      holding.waiting = 'none'
      this.waiting--
    }
  }

  private fillOrder(holding: Holding, t: number, atOpen: boolean): void {
    const { account, symbol, signal } = holding
    const { market, actions } = symbol
    const { order, point, around } = this
    this.lookAround(holding, t, atOpen)
    point.execution = holding.entryExecution(signal)
    point.before = holding.before
    point.bar = t
    point.quote = atOpen ? market.open[t] : market.close[t]
    order.units = 0
    order.refused = false
    if (holding.waiting === 'weight') {
      order.rebalance(account, point, actions.targetWeight![signal])
    } else if (holding.waiting === 'exit') {
      if (account.units !== 0) order.exit(account, point, holding.exitUnits)
    } else if (account.units === 0 && this.open >= actions.rules.maxOpenPositions) {
      order.refused = true // F49
    } else {
      const side = holding.waiting === 'long' ? 1 : -1
      around.maxExposure = actions.rules.maxExposure
      around.part = account.units * side > 0 ? holding.entryPart : actions.rules.entryParts[0]
      order.enter(account, point, side)
    }
    if (order.refused) this.ledger.recordRefusal(t) // F8
    if (order.units === 0) return
    const held = account.units
    this.fill(holding, t, order.units, order.price, order.reason)
    if (account.units !== 0 && Math.sign(account.units) !== Math.sign(held)) this.startWatch(holding, t, atOpen)
  }

  /** The rest of the portfolio as a fill of `holding` sees it (F43). */
  private lookAround(holding: Holding, t: number, atOpen: boolean): void {
    const { around } = this
    around.worth = 0
    around.gross = 0
    around.reserve = 0
    around.part = 1
    around.maxExposure = Infinity
    if (this.open === 0) return
    for (const other of this.holdings) {
      if (other === holding || other.account.units === 0) continue
      const { market } = other.symbol
      const worth = other.account.units * (atOpen && trades(market, t) ? market.open[t] : market.close[t])
      around.worth += worth
      around.gross += Math.abs(worth)
      if (worth < 0) around.reserve -= 2 * worth
    }
  }

  /** Books a fill and keeps the counts and cooldowns. */
  private fill(holding: Holding, t: number, units: number, price: number, reason: FillReason): void {
    const { account, execution } = holding
    const held = account.units
    account.applyFill(t, units, price, feeOf(execution, Math.abs(units), price), reason)
    const now = account.units
    const side = Math.sign(held)
    if (held !== 0 && Math.sign(now) !== side) {
      this.count(holding, held, -1)
      holding.cool('exit', t, side, this.blocked)
    }
    if (now !== 0 && Math.sign(now) !== side) {
      this.count(holding, now, 1)
      holding.entries = 0
      holding.exits = 0
      holding.largest = 0
    }
    if (Math.abs(now) > Math.abs(held) || held * now < 0) {
      holding.entries++
      holding.largest = Math.max(holding.largest, Math.abs(now))
      holding.cool('entry', t, Math.sign(now), this.blocked)
    } else if (reason === 'exit') {
      holding.exits++
    }
    if (now !== 0 && held !== 0) setLevels(holding) // the average price moves with entries
  }

  private count(holding: Holding, units: number, by: 1 | -1): void {
    this.open += by
    if (units < 0) this.short += by
    if (holding.symbol.actions.rules.exits.length > 0) this.watched += by
  }

  private startWatch(holding: Holding, t: number, atOpen: boolean): void {
    const { account, symbol, execution } = holding
    const byClose = execution.stopReference === 'close'
    holding.entryClose = symbol.market.close[t]
    holding.best = Math.sign(account.units) * (byClose ? holding.entryClose : account.averagePrice)
    holding.filled = 0
    holding.armed = 0
    holding.watchedFrom = atOpen && !byClose ? t : t + 1 // F11
    setLevels(holding)
  }

  private watch(t: number): void {
    for (const holding of this.holdings) {
      const { account, symbol } = holding
      if (account.units === 0 || t < holding.watchedFrom || !trades(symbol.market, t)) continue
      if (symbol.actions.rules.exits.length === 0 || !isTouched(holding, t)) continue
      for (const hit of watchExits(holding, t, this.ledger)) this.leave(holding, t, hit)
      if (account.units !== 0) setLevels(holding)
    }
  }

  /** A stop or target fills its part (F45). */
  private leave(holding: Holding, t: number, { price, units, reason, isStop }: ExitHit): void {
    const { account, execution } = holding
    const side = Math.sign(account.units)
    const slips = execution.stopSlippage === 'all' || (execution.stopSlippage === 'market' && isStop) // F14
    holding.stopBar = t
    this.fill(holding, t, -side * units, slips ? slipped(price, -side, execution, t) : price, reason)
    if (reason !== 'take-profit') holding.cool('stop', t, side, this.blocked)
  }

  /** At the close of bar `t`. */
  private equityAt(t: number): number {
    let equity = this.purse.cash
    for (const { account, symbol } of this.holdings) {
      if (account.units !== 0) equity += account.units * symbol.market.close[t]
    }
    return equity
  }

  /** F54. */
  private isRuined(t: number): boolean {
    if (this.equityAt(t) > 0) return false
    for (const holding of this.holdings) {
      const { account, symbol, execution } = holding
      if (account.units === 0) continue
      const price = slipped(symbol.market.close[t], -Math.sign(account.units), execution, t)
      this.fill(holding, t, -account.units, price, 'ruin')
    }
    return true
  }

  /** Turns the signals of bar `t` into orders. */
  private decide(t: number): void {
    for (const holding of this.holdings) {
      const { symbol, account } = holding
      const { actions } = symbol
      if (!isSet(actions.any, t)) continue
      if (this.fillAt === 'close' && holding.stopBar === t) continue // F12
      const { units } = account
      if (actions.targetWeight !== null) {
        this.send(holding, t, 'weight', this.lowers(holding, t, actions.targetWeight[t]))
        continue
      }
      const { maxEntries } = actions.rules
      const long = isSet(actions.enterLong, t) && t >= Math.max(holding.blocked.long, this.blocked.long)
      const short = isSet(actions.enterShort, t) && t >= Math.max(holding.blocked.short, this.blocked.short)
      if (units === 0) {
        if (long || short) this.send(holding, t, long ? 'long' : 'short', false)
      } else {
        const isLong = units > 0
        if (isLong ? short : long) this.send(holding, t, isLong ? 'short' : 'long', false)
        else if (isSet(isLong ? actions.exitLong : actions.exitShort, t)) this.send(holding, t, 'exit', true)
        else if ((isLong ? long : short) && holding.entries < maxEntries)
          this.send(holding, t, isLong ? 'long' : 'short', false)
      }
    }
  }

  /** Whether a weight takes something off the position, by the closes of bar `t`. */
  private lowers(holding: Holding, t: number, weight: number): boolean {
    const { units } = holding.account
    if (units === 0) return false
    const worth = units * holding.symbol.market.close[t]
    const wanted = weight * Math.max(0, this.equityAt(t))
    return worth > 0 ? wanted >= 0 && wanted < worth : wanted <= 0 && wanted > worth
  }

  private send(holding: Holding, t: number, waiting: Holding['waiting'], reduces: boolean): void {
    if (holding.waiting === 'none') this.waiting++
    holding.waiting = waiting
    holding.signal = t
    holding.before = holding.account.units
    holding.reduces = reduces
  }
}
