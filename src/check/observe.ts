import type { Universe } from '../data/universe.ts'
import { isSet, type SignalInput, toSignal } from '../signals/signal.ts'
import type { BrokerRules } from '../simulation/event/broker-rules.ts'
import { EventEngine, type StrategyConstructor } from '../simulation/event/engine.ts'
import type { Order } from '../simulation/event/order.ts'
import type { Scaling } from '../simulation/model/execution.ts'
import { Ledger } from '../simulation/model/ledger.ts'
import type { Parameters, PortfolioStrategy, StrategySignals, VectorStrategy } from '../simulation/model/strategy.ts'
import { Views } from '../simulation/portfolio/views.ts'
import { toActions } from '../simulation/vector/actions.ts'
import { isEventDriven, isPortfolioStrategy, type SweepStrategy } from '../sweep/plan/sweep-strategy.ts'
import { calledFor } from '../sweep/run/called.ts'
import type { Job } from '../sweep/run/job.ts'
import { checkedWeights } from '../sweep/run/portfolio-simulation.ts'
import type { PreparedSweep } from '../sweep/run/prepare.ts'
import { Recorder } from './recorder.ts'
import { numberSeries, type OwnBars, plainSeries, type Series } from './series.ts'

/** What a strategy did in one backtest. */
export interface Observation {
  /** Bars that it was given, of several symbols those of the portfolio, by which all series count. */
  readonly length: number
  /** What it wanted to do, by bar. Of an event-driven strategy orders before fills, because these follow from those. */
  readonly signals: readonly Series[]
  /** The columns of `ta` that it asked for, in order. */
  readonly indicators: readonly Series[]
}

/** What a strategy sees. */
export interface Seen {
  readonly universe: Universe
  readonly views: Views
}

/** Bars with nothing computed yet. */
export function seenOf(universe: Universe): Seen {
  return { universe, views: new Views(universe) }
}

/**
 * Runs a strategy once and writes down what it does: over all bars, an event-driven one from bar `from` on. Throws what the strategy
 * throws.
 */
export type Observe = (seen: Seen, parameters: Parameters, from: number) => Observation

export function observer({ strategy, job }: PreparedSweep): Observe {
  const watch = watchOf(strategy, job)
  return (seen, parameters, from) => {
    const recorder = new Recorder()
    const signals = watch(seen, recorder, parameters, from)
    return { length: seen.universe.clock.length, signals, indicators: recorder.columns }
  }
}

type Watch = (seen: Seen, recorder: Recorder, parameters: Parameters, from: number) => Series[]

/** Whichever engine runs it, what a strategy of whole columns wants is in its signals or weights. */
function watchOf(strategy: SweepStrategy, { broker, portfolio, execution }: Job): Watch {
  if (isEventDriven(strategy) && broker !== null) return eventWatch(strategy, broker)
  if (isPortfolioStrategy(strategy)) return weightsWatch(strategy)
  return vectorWatch(strategy as VectorStrategy<Parameters>, portfolio === null ? execution.scaling : 'none')
}

function weightsWatch(strategy: PortfolioStrategy): Watch {
  return ({ universe, views }, recorder, parameters) => {
    const { aligned, symbols } = universe
    const owns = aligned.map(({ own }) => own)
    const context = recorder.portfolio(views.portfolio(), owns)
    const weights = calledFor('weights', () => strategy.weights(context, parameters))
    return checkedWeights(weights, universe).map((column, k) =>
      numberSeries(`weight of ${symbols[k].symbol}`, column.slice()),
    )
  }
}

function vectorWatch(strategy: VectorStrategy<Parameters>, scaling: Scaling): Watch {
  return ({ universe, views }, recorder, parameters) => {
    const { aligned, symbols } = universe
    return symbols.flatMap(({ length, symbol }, k) => {
      if (length === 0) return []
      const { own } = aligned[k]
      const name = symbols.length === 1 ? '' : symbol
      const context = recorder.context(views.context(k), name, own)
      const signals = calledFor('signals', () => strategy.signals(context, parameters))
      toActions(signals, length, scaling) // refuses what the engine would refuse
      return (Object.keys(signals) as (keyof StrategySignals)[])
        .filter((key) => signals[key] !== undefined)
        .map((key) => signalSeries(name === '' ? key : `${key} of ${name}`, key, signals[key]!, { length, own }))
    })
  }
}

function signalSeries(
  name: string,
  signal: keyof StrategySignals,
  value: NonNullable<StrategySignals[keyof StrategySignals]>,
  { length, own }: { readonly length: number; readonly own: OwnBars },
): Series {
  if (typeof value === 'number') return plainSeries(name, (bar) => (bar === 0 ? value : null)) // for all bars, said once
  // a copy: an array may be the strategy's own, which it fills anew for the next backtest
  if (signal === 'targetWeight') return numberSeries(name, Float64Array.from(value as Iterable<number>), own)
  const words = toSignal(value as SignalInput, length, signal).words.slice()
  return plainSeries(name, (bar) => isSet(words, bar), own)
}

function eventWatch(strategy: StrategyConstructor, rules: BrokerRules): Watch {
  return ({ views }, recorder, parameters, from) => {
    const context = recorder.context(views.context(0), '', null)
    const ledger = new Ledger()
    const engine = new EventEngine([context], ledger)
    let sent = Infinity
    // what `stop` orders after the last bar is never filled, and where the data end is not to be seen in it
    const Watched = class extends strategy {
      override stop(): void {
        sent = engine.broker.orders.length
        super.stop()
      }
    }
    Object.defineProperty(Watched, 'name', { value: strategy.name })
    engine.run(Watched, parameters, rules, { from, to: context.bars.length })
    return [orderSeries(engine.broker.orders.slice(0, sent)), fillSeries(ledger)]
  }
}

function orderSeries(orders: readonly Order[]): Series {
  const texts = new Map<number, string>()
  const outlines = new Map<number, string>()
  for (const order of orders) {
    add(texts, order.createdBar, orderText(order))
    add(outlines, order.createdBar, `${sideOf(order)} ${order.kind}`)
  }
  return { name: 'orders', at: (bar) => texts.get(bar) ?? null, outline: (bar) => outlines.get(bar) ?? null }
}

/** What was asked for when the order was sent; prices that move with the market and sizes that its fill decides are left out. */
function orderText(order: Order): string {
  const { kind, size, price, limitPrice, trailAmount, trailFraction, limitOffset, validUntil } = order
  const parts = [sideOf(order)]
  if (!order.sizedByMoney && !order.parent?.sizedByMoney) parts.push(String(size))
  parts.push(kind)
  if (kind === 'limit' || kind === 'stop' || kind === 'stop-limit') parts.push(`at ${price}`)
  if (kind === 'stop-limit') parts.push(`limit ${limitPrice}`)
  if (trailAmount > 0) parts.push(`trailing ${trailAmount}`)
  if (trailFraction > 0) parts.push(`trailing ${trailFraction * 100} %`)
  if (kind === 'stop-trail-limit') parts.push(`offset ${limitOffset}`)
  if (validUntil < Infinity && !order.day) parts.push(`until ${validUntil}`)
  return parts.join(' ')
}

function sideOf({ side }: Order): string {
  return side > 0 ? 'buy' : 'sell'
}

function fillSeries(ledger: Ledger): Series {
  const texts = new Map<number, string>()
  for (let k = 0; k < ledger.fillCount; k++) {
    const units = ledger.fillUnits[k]
    const fee = ledger.fillFee[k] === 0 ? '' : ` fee ${ledger.fillFee[k]}`
    add(texts, ledger.fillBar[k], `${units > 0 ? '+' : ''}${units} at ${ledger.fillPrice[k]}${fee}`)
  }
  return { name: 'fills', at: (bar) => texts.get(bar) ?? null, outline: () => null }
}

function add(texts: Map<number, string>, bar: number, text: string): void {
  const before = texts.get(bar)
  texts.set(bar, before === undefined ? text : `${before}; ${text}`)
}
