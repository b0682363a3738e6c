import type { Execution } from '../../src/simulation/model/execution.ts'

/**
 * The vector engine again, straight from docs/execution-model.md: it visits every bar, keeps plain objects and
 * shares no code with the engine.
 */

export interface PlainSignals {
  readonly enterLong: readonly boolean[]
  readonly exitLong: readonly boolean[]
  readonly enterShort: readonly boolean[]
  readonly exitShort: readonly boolean[]
  readonly targetWeight: readonly number[] | null
  readonly stopLoss: number
  readonly takeProfit: number
  readonly trailingStop: number
}

export interface PlainFill {
  readonly bar: number
  readonly units: number
  readonly price: number
  readonly fee: number
  readonly reason: string
}

interface PlainBars {
  readonly open: ArrayLike<number>
  readonly high: ArrayLike<number>
  readonly low: ArrayLike<number>
  readonly close: ArrayLike<number>
}

interface Order {
  readonly kind: 'enter' | 'exit' | 'weight'
  readonly side: 1 | -1
  readonly weight: number
}

export function plainRun(bars: PlainBars, signals: PlainSignals, execution: Execution, from: number, to: number) {
  const fills: PlainFill[] = []
  const equity: number[] = []
  let cash = execution.initialAmount
  let units = 0
  let meanPrice = 0
  let entryBar = -1
  let best = 0
  let ambiguous = 0
  let refused = 0
  let waiting: Order | null = null
  let ruined = false

  for (let t = from; t < to; t++) {
    const strange = execution.compatibility === 'vectorbt'
    let stopped = false

    if (execution.fillAt === 'next-open' && !strange && waiting !== null) {
      execute(waiting, bars.open[t], t)
      waiting = null
    }

    // F11, F13: stops of a position that was there when the bar (or, filled at its open, the bar's rest) began
    const sinceOpen = execution.fillAt === 'next-open' && !strange && execution.stopReference === 'fill'
    if (units !== 0 && (entryBar < t || sinceOpen)) stopped = watch(t)
    if (stopped && strange && execution.fillAt !== 'close') waiting = null

    if (!ruined && waiting !== null && execution.fillAt !== 'close') {
      execute(waiting, execution.fillAt === 'next-open' ? bars.open[t] : bars.close[t], t)
      waiting = null
    }
    if (!ruined && !(stopped && execution.fillAt === 'close')) {
      const order = decide(t)
      if (order !== null && execution.fillAt === 'close') execute(order, bars.close[t], t)
      else waiting = order
    }
    if (units < 0 && cash + units * bars.close[t] <= 0) {
      ruined = true // F16, on a bar on which a fill has just opened or changed the position
      waiting = null
      leave(t, bars.close[t], 'ruin')
    }
    equity.push(cash + units * bars.close[t])
  }
  return { fills, equity, ambiguous, refused, cash, units }

  function decide(t: number): Order | null {
    if (signals.targetWeight !== null) {
      const weight = signals.targetWeight[t]
      return Number.isNaN(weight) ? null : { kind: 'weight', side: 1, weight }
    }
    let enterLong = signals.enterLong[t] && !signals.exitLong[t] // F3
    let enterShort = signals.enterShort[t] && !signals.exitShort[t]
    const exitLong = signals.exitLong[t] && !signals.enterLong[t]
    const exitShort = signals.exitShort[t] && !signals.enterShort[t]
    if (enterLong && enterShort) enterLong = enterShort = false // F4

    const adds = execution.scaling !== 'none'
    if (enterLong && (units <= 0 || adds)) return { kind: 'enter', side: 1, weight: 0 } // F5, F6
    if (enterShort && (units >= 0 || adds)) return { kind: 'enter', side: -1, weight: 0 }
    if (units > 0 && exitLong) return { kind: 'exit', side: -1, weight: 0 }
    if (units < 0 && exitShort) return { kind: 'exit', side: 1, weight: 0 }
    return null
  }

  function execute(order: Order, quote: number, t: number): void {
    if (order.kind === 'weight') {
      rebalance(order.weight, quote, t)
      return
    }
    const price = slip(quote, order.side)
    if (order.kind === 'exit') {
      if (units === 0 || Math.sign(units) === order.side) return
      const held = Math.abs(units)
      let part = held
      if (execution.scaling === 'in-and-out' && execution.sizing.kind !== 'all-in') {
        part = Math.min(held, rounded(wanted(cash + units * price, cash + units * price, price)))
        if (!(part * price > 1e-9 * (cash + units * price))) part = 0
        if (!((held - part) * price > 1e-9 * (cash + units * price))) part = held
      }
      if (part > 0) book(t, order.side * part, price, 'exit')
      return
    }
    const closing = units * order.side < 0 ? Math.abs(units) : 0
    const after = cash - order.side * closing * price - variableFee(closing, price)
    const held = closing > 0 ? 0 : Math.abs(units)
    const worth = after + order.side * held * price
    let opened = wanted(worth, order.side > 0 ? after : worth - held * price, price)
    if (order.side > 0) opened = Math.min(opened, affordable(after, price))
    opened = rounded(opened)
    if (!(opened * price > 1e-9 * worth)) opened = 0
    if (opened === 0) refused++
    const total = order.side * (closing + opened)
    if (total !== 0) book(t, total, price, closing === 0 ? 'entry' : opened === 0 ? 'exit' : 'reversal')
  }

  function rebalance(weight: number, quote: number, t: number): void {
    const worth = Math.max(0, cash + units * quote) // of nothing left, any share is nothing
    const side = weight * worth > units * quote ? 1 : -1
    const price = slip(quote, side)
    const value = Math.max(0, cash + units * price)
    let change = weight === 0 ? -units : (weight * value - units * price) / price
    if (weight !== 0) {
      const closing = Math.max(0, -units)
      if (change > closing) {
        const most = affordable(cash - closing * price - variableFee(closing, price), price)
        change = closing + Math.max(0, rounded(Math.min(change - closing, most)))
      } else change = Math.sign(change) * rounded(Math.abs(change))
    }
    if (change * side > 0 && Math.abs(change) * price > 1e-9 * value) book(t, change, price, 'rebalance')
  }

  /** Units that the sizing rule asks for (F7). */
  function wanted(worth: number, free: number, price: number): number {
    const { sizing } = execution
    if (sizing.kind === 'units') return sizing.units
    if (sizing.kind === 'amount') return sizing.amount / price
    return affordable(sizing.kind === 'all-in' ? free : sizing.fraction * worth, price)
  }

  function affordable(money: number, price: number): number {
    const { fraction, perUnit, perOrder } = execution.commission
    return (money - perOrder) / (price * (1 + fraction) + perUnit)
  }

  function rounded(amount: number): number {
    const step = execution.unitStep
    return step === 0 ? amount : Math.floor((amount / step) * (1 + 1e-12)) * step
  }

  function variableFee(amount: number, price: number): number {
    return amount * (execution.commission.perUnit + execution.commission.fraction * price)
  }

  function slip(quote: number, side: number): number {
    return quote + side * (quote * execution.slippage.fraction + execution.slippage.perUnit)
  }

  function watch(t: number): boolean {
    const side = Math.sign(units)
    const { stopLoss, takeProfit, trailingStop } = signals
    const base = execution.stopReference === 'fill' ? meanPrice : bars.close[entryBar]
    const loss = stopLoss > 0 ? base * (1 - side * stopLoss) : side > 0 ? -Infinity : Infinity
    const trail = trailingStop > 0 ? best * (1 - side * trailingStop) : loss
    const stop = side > 0 ? Math.max(loss, trail) : Math.min(loss, trail)
    const target = takeProfit > 0 ? base * (1 + side * takeProfit) : side > 0 ? Infinity : -Infinity
    const reason = stop === loss ? 'stop-loss' : 'trailing-stop'
    const beyondStop = (price: number) => (side > 0 ? price <= stop : price >= stop)
    const beyondTarget = (price: number) => (side > 0 ? price >= target : price <= target)
    const worst = side > 0 ? bars.low[t] : bars.high[t]
    const finest = side > 0 ? bars.high[t] : bars.low[t]

    if (beyondStop(bars.open[t])) return leave(t, bars.open[t], reason)
    if (beyondTarget(bars.open[t])) return leave(t, bars.open[t], 'take-profit')
    if (beyondStop(worst)) {
      if (beyondTarget(finest)) ambiguous++
      return leave(t, stop, reason)
    }
    if (beyondTarget(finest)) return leave(t, target, 'take-profit')
    if (side < 0 && cash + units * bars.close[t] <= 0) {
      ruined = true
      return leave(t, bars.close[t], 'ruin')
    }
    best = side > 0 ? Math.max(best, finest) : Math.min(best, finest)
    return false
  }

  function leave(t: number, price: number, reason: string): true {
    const market = reason !== 'take-profit'
    const slips =
      reason === 'ruin' || execution.stopSlippage === 'all' || (execution.stopSlippage === 'market' && market)
    book(t, -units, slips ? slip(price, -Math.sign(units)) : price, reason)
    return true
  }

  function book(bar: number, change: number, price: number, reason: string): void {
    const fee = execution.commission.perOrder + variableFee(Math.abs(change), price)
    const before = units
    cash -= change * price + fee
    units = before + change === 0 || Math.abs(change + before) < 1e-15 * Math.abs(before) ? 0 : before + change
    if (units !== 0 && Math.sign(units) !== Math.sign(before)) {
      meanPrice = price
      entryBar = bar
      best = execution.stopReference === 'fill' ? price : bars.close[bar]
    } else if (units !== 0 && Math.sign(change) === Math.sign(before)) {
      meanPrice = (meanPrice * before + price * change) / units
    }
    fills.push({ bar, units: change, price, fee, reason })
  }
}
