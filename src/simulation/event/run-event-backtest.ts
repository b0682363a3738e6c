import { BacksweepError } from '../../base/errors.ts'
import { unknownName } from '../../base/suggest.ts'
import { Bars } from '../../data/bars.ts'
import type { Ledger } from '../model/ledger.ts'
import type { Parameters } from '../model/strategy.ts'
import { type BrokerOptions, brokerRules } from './broker-rules.ts'
import { EventEngine, type StrategyConstructor } from './engine.ts'
import type { FeedInput } from './feed.ts'
import { FinishedRun } from './finished-run.ts'
import type { Order } from './order.ts'
import type { Strategy } from './strategy.ts'

/** A strategy class: what `class X extends Strategy` is. */
export type StrategyClass<S extends Strategy = Strategy, P extends object = object> = StrategyConstructor<S> & {
  readonly parameters: P
  readonly module?: string
}

export interface EventBacktestOptions<S extends Strategy, P extends object> {
  readonly strategy: StrategyClass<S, P>
  /** Those left out take the strategy's defaults. */
  readonly parameters?: Partial<P>
  /** Bars, or several feeds of them; the first one's bars are the range's. */
  readonly feeds: FeedInput | readonly FeedInput[]
  readonly broker?: BrokerOptions
  /** First bar: 0. */
  readonly from?: number
  /** The bar after the last: the number of bars. */
  readonly to?: number
  /** Takes the fills and trades of the first feed; a new one when left out. */
  readonly ledger?: Ledger
}

/** A finished backtest. */
export interface EventBacktest<S extends Strategy> {
  /** As it was after `stop`: indicators, and whatever it keeps, can be read. */
  readonly strategy: S
  readonly finalCash: number
  readonly finalValue: number
  /** Every order in order of creation. */
  readonly orders: readonly Order[]
  /** Fills and trades of every feed, in the order of the feeds. */
  readonly ledgers: readonly Ledger[]
  readonly ledger: Ledger
  /** What analyzers read: the equity at every close, and more. */
  readonly finished: FinishedRun
}

/** Runs one event-driven strategy on the bars [from, to). */
export function runEventBacktest<S extends Strategy, P extends object>(
  options: EventBacktestOptions<S, P>,
): EventBacktest<S> {
  const feeds = Array.isArray(options.feeds) ? (options.feeds as readonly FeedInput[]) : [options.feeds as FeedInput]
  const [first] = feeds
  if (first === undefined)
    throw new BacksweepError('option-invalid', 'feeds is empty: give at least one.', { option: 'feeds' })
  const bars = first instanceof Bars ? first : first.bars
  const engine = new EventEngine(feeds, options.ledger)
  const range = { from: options.from ?? 0, to: options.to ?? bars.length }
  if (
    !(
      Number.isInteger(range.from) &&
      Number.isInteger(range.to) &&
      0 <= range.from &&
      range.from <= range.to &&
      range.to <= bars.length
    )
  ) {
    throw new BacksweepError(
      'option-invalid',
      `from is ${range.from} and to is ${range.to} for ${bars.length} bars: give 0 <= from <= to <= ${bars.length}.`,
      { option: 'from' },
    )
  }
  const parameters = completeParameters(options.strategy, options.parameters ?? {})
  const strategy = engine.run(options.strategy, parameters, brokerRules(options.broker), range)
  const { broker, ledgers } = engine
  const { initialAmount, contract } = broker.rules
  return {
    finished: new FinishedRun(engine.played, { ...range, initialAmount, contract }),
    strategy,
    finalCash: broker.cash,
    finalValue: broker.value,
    orders: broker.orders,
    ledgers,
    ledger: ledgers[0],
  }
}

/** The strategy's defaults with those of `given`; 'name-unknown' for a parameter that it has not. */
function completeParameters(strategy: StrategyClass, given: object): Parameters {
  const defaults = strategy.parameters as Parameters
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(defaults, name))
      throw unknownName('parameter', name, Object.keys(defaults), `of ${strategy.name}`)
  }
  const named = Object.entries(given).filter(([, value]) => value !== undefined)
  return Object.freeze({ ...defaults, ...Object.fromEntries(named) })
}
