import { BacksweepError } from '../../base/errors.ts'
import type { Column } from '../../data/column.ts'
import { above, below, crossOver, crossUnder } from '../../signals/compare.ts'
import type { Signal } from '../../signals/signal.ts'
import type { Parameters, ParameterValue } from '../model/strategy.ts'
import type { Broker } from './broker.ts'
import type { Feed, Position } from './feed.ts'
import { clockOf, columnOf, Line, SignalLine } from './line.ts'
import { firstValue, type LineIndicators } from './line-ta.ts'
import type { Order } from './order.ts'
import { OrderDesk, type OrderOptions } from './order-ticket.ts'
import type { RoundTrip } from './round-trip.ts'
import { rounded } from './sizers.ts'
import { Alarm, type Timer } from './timer.ts'

/** An entry with a stop and a target that wait for it, of which one cancels the other. */
export interface BracketOptions extends Omit<OrderOptions, 'oco' | 'stopLoss'> {
  readonly stopPrice: number
  readonly targetPrice: number
}

export interface Bracket {
  readonly entry: Order
  readonly stop: Order
  readonly target: Order
}

/**
 * Marks the classes that extend Strategy. Not `instanceof`: where a test runner loads this library a second time, a class that workers
 * load extends another copy of it.
 */
export const eventDriven = Symbol.for('backsweep.event-driven')

/**
 * An event-driven strategy: declares its indicators in `init`, and is then called bar by bar.
 *
 *     class SmaCross extends Strategy<typeof SmaCross.parameters> {
 *       static module = import.meta.url
 *       static parameters = { fast: 10, slow: 30 }
 *       cross!: SignalLine
 *       init() {
 *         const { fast, slow } = this.parameters
 *         this.cross = this.crossOver(this.ta.sma(this.data.close, fast), this.ta.sma(this.data.close, slow))
 *       }
 *       next() {
 *         if (this.cross.at(0) && this.position.units === 0) this.buy({ size: 10 })
 *       }
 *     }
 *
 * Orders sent in `next` are looked at on the next bar (rule F19). A subclass has no constructor: what it needs is there in `init`.
 */
export abstract class Strategy<P extends object = Parameters> {
  static readonly [eventDriven] = true
  /** `import.meta.url` of the file that exports the strategy: lets workers load it. */
  static module?: string
  /** Defaults; their types are the types of the parameters. */
  static parameters: object = {}

  declare readonly parameters: Readonly<P>
  /** The first feed, and all of them. */
  declare readonly data: Feed
  declare readonly datas: readonly Feed[]
  /** Indicators over the first feed. */
  declare readonly ta: LineIndicators
  declare private broker: Broker
  declare private desk: OrderDesk
  declare private alarms: Alarm[]

  /** Once, before the first bar: declare indicators and timers. */
  init(): void {}
  /** On every bar before the indicators have values. */
  preNext(): void {}
  /** On every bar from the first on which all indicators have values. */
  next(): void {}
  /** With `cheatOnOpen`, before each bar: `this.data.opening` is its open, all lines end with the bar before. */
  nextOpen(): void {}
  /** After every change of an order, before `next`. */
  onOrder(_order: Order): void {}
  /** When a position was opened and when it is flat again, after the orders; `trade` is what it was at that moment. */
  onTrade(_trade: RoundTrip): void {}
  /** On the first bar of every new stretch of time of a timer, before `next`. */
  onTimer(_timer: Timer): void {}
  /** Once, after the last bar. */
  stop(): void {}

  get position(): Position {
    return this.data.position
  }

  /** Free cash (F32). */
  get cash(): number {
    return this.broker.cash
  }

  /** Cash and positions at the last closes. */
  get value(): number {
    return this.broker.value
  }

  /** Sends an order; null when its size comes to 0. */
  buy(options: OrderOptions = {}): Order | null {
    return this.send(this.desk.write(1, options))
  }

  sell(options: OrderOptions = {}): Order | null {
    return this.send(this.desk.write(-1, options))
  }

  /** Sends an order over the whole position, or `size` of it, against its direction; null when there is none. */
  close(options: OrderOptions = {}): Order | null {
    const { units } = this.desk.feedOf(options.feed).view.position
    if (units === 0) return null
    const order = { size: Math.abs(units), ...options }
    return units > 0 ? this.sell(order) : this.buy(order)
  }

  /** Takes an order out; one that is null or over is left alone. */
  cancel(order: Order | null): void {
    if (order !== null) this.broker.cancel(order)
  }

  /** Buys with a stop loss and a target (F28); null when the size comes to 0. */
  buyBracket(options: BracketOptions): Bracket | null {
    return this.bracket(1, options)
  }

  sellBracket(options: BracketOptions): Bracket | null {
    return this.bracket(-1, options)
  }

  /** Orders what is missing to a position of `units`, negative for short. */
  orderTargetSize(units: number, options: Omit<OrderOptions, 'size'> = {}): Order | null {
    const held = this.desk.feedOf(options.feed).view.position.units
    const missing = this.finite(units, 'orderTargetSize') - held
    if (missing === 0) return null
    return missing > 0 ? this.buy({ ...options, size: missing }) : this.sell({ ...options, size: -missing })
  }

  /** Orders what is missing to a position worth `value` at the last close, negative for short (F37). */
  orderTargetValue(value: number, options: Omit<OrderOptions, 'size'> = {}): Order | null {
    const { view, clock, bars } = this.desk.feedOf(options.feed)
    if (this.finite(value, 'orderTargetValue') === 0) return this.close(options)
    const { multiplier, unitStep, contract, backtrader } = this.broker.rules
    const close = bars.close[clock.bar]
    const unit = backtrader && contract !== null ? contract.margin : close * multiplier
    const missing = value - view.position.units * unit
    const size = rounded(Math.abs(missing) / unit, unitStep)
    return missing > 0 ? this.buy({ ...options, size }) : this.sell({ ...options, size })
  }

  /** Orders what is missing to a position worth `fraction` of the equity. */
  orderTargetPercent(fraction: number, options: Omit<OrderOptions, 'size'> = {}): Order | null {
    return this.orderTargetValue(this.finite(fraction, 'orderTargetPercent') * this.value, options)
  }

  /** Calls `onTimer` on the first bar of every new `every` (1d, 1w, 1M …, UTC) after the first bar. */
  addTimer(every: string, name = every): Timer {
    const timer = { name, every }
    this.alarms.push(new Alarm(timer))
    return timer
  }

  /** Lines of comparisons, as the signals of a vector strategy: `at(0)` says whether it is so on the last closed bar. */
  crossOver(a: Line, b: Line | number): SignalLine {
    return compared(crossOver, a, b, 1)
  }

  crossUnder(a: Line, b: Line | number): SignalLine {
    return compared(crossUnder, a, b, 1)
  }

  above(a: Line, b: Line | number): SignalLine {
    return compared(above, a, b, 0)
  }

  below(a: Line, b: Line | number): SignalLine {
    return compared(below, a, b, 0)
  }

  private send(order: Order | null): Order | null {
    if (order !== null) this.broker.send(order)
    return order
  }

  private bracket(side: 1 | -1, { stopPrice, targetPrice, ...options }: BracketOptions): Bracket | null {
    const { desk } = this
    const entry = desk.write(side, { ...options, stopLoss: stopPrice })
    if (entry === null) return null
    const { feed } = options
    const away = side > 0 ? -1 : 1
    const { size } = entry
    this.broker.send(entry) // the others are numbered after it
    const stop = desk.write(away, { feed, size, kind: 'stop', price: stopPrice }) as Order
    this.hang(entry, stop)
    const target = desk.write(away, { feed, size, kind: 'limit', price: targetPrice }) as Order
    this.hang(entry, target)
    return { entry, stop, target }
  }

  private hang(parent: Order, child: Order): void {
    parent.children ??= []
    parent.children.push(child)
    child.parent = parent
    child.active = false
    this.broker.send(child)
  }

  private finite(value: number, call: string): number {
    if (Number.isFinite(value)) return value
    const { strategy, bar } = this.broker.feeds[0].clock
    throw new BacksweepError('order-invalid', `${strategy} called ${call}(${value}) on bar ${bar}: give a number.`, {
      strategy,
      bar,
      found: String(value),
    })
  }
}

/** Gives a new strategy what it works with. */
export function connect(
  strategy: Strategy,
  broker: Broker,
  alarms: Alarm[],
  parameters: Readonly<Record<string, ParameterValue>>,
): void {
  const datas = broker.feeds.map((feed) => feed.view)
  Object.assign(strategy, {
    parameters,
    datas,
    data: datas[0],
    ta: datas[0].ta,
    broker,
    desk: new OrderDesk(broker),
    alarms,
  })
}

function compared(
  compare: (a: Column, b: Column | number) => Signal,
  a: Line,
  b: Line | number,
  more: number,
): SignalLine {
  const clock = clockOf(a)
  if (b instanceof Line && clockOf(b) !== clock) {
    throw new BacksweepError(
      'option-invalid',
      `${clock.strategy} compared lines of two feeds: their bars are not the same; compare values in next() instead.`,
      { strategy: clock.strategy },
    )
  }
  const right = b instanceof Line ? columnOf(b) : b
  const ready = typeof right === 'number' ? 0 : firstValue(right)
  clock.ready = Math.max(clock.ready, firstValue(columnOf(a)) + more, ready + more)
  return new SignalLine(clock, compare(columnOf(a), right))
}
