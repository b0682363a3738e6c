import { BacksweepError } from '../../base/errors.ts'
import type { Bars } from '../../data/bars.ts'
import { createTa, type TechnicalAnalysis } from '../../indicators/ta.ts'
import { Account, Purse } from '../model/account.ts'
import type { Commission, Slippage } from '../model/costs.ts'
import { Ledger } from '../model/ledger.ts'
import type { BrokerRules } from './broker-rules.ts'
import { Clock, Line } from './line.ts'
import { type LineIndicators, lineTa } from './line-ta.ts'
import type { RoundTripWalk } from './round-trip.ts'

/** What a strategy holds of a feed; 0 units when it is flat. */
export interface Position {
  /** Units, or contracts of a future; negative when short. */
  readonly units: number
  /** Mean entry price, without costs; 0 when flat. */
  readonly averagePrice: number
}

/** A price series as a strategy sees it: lines up to the bar that has just closed, indicators over them, and the position. */
export interface Feed {
  readonly name: string
  readonly timeframe: string
  readonly open: Line
  readonly high: Line
  readonly low: Line
  readonly close: Line
  readonly volume: Line
  /** Start of the bar, UTC epoch milliseconds. */
  readonly time: Line
  readonly ta: LineIndicators
  readonly position: Position
  /** Index of the bar that has just closed; -1 before the first. */
  readonly bar: number
  /** Whether a bar of this feed has closed just now; with one feed, always. */
  readonly isNew: boolean
  /** Open of the bar that begins: in `nextOpen` only, NaN elsewhere. */
  readonly opening: number
}

/** What a backtest runs on: bars, or bars with the indicators that other backtests on the same bars share. */
export type FeedInput = Bars | { readonly name?: string; readonly bars: Bars; readonly ta?: TechnicalAnalysis }

/**
 * A feed as the engine sees it, with its account. Cash is shared: the first feed's account starts with it, the others with 0. The
 * symbols of a portfolio have one purse, whose cash counts as that of the first.
 */
export class FeedState {
  readonly bars: Bars
  readonly ta: TechnicalAnalysis
  name: string
  readonly clock = new Clock()
  readonly ledger: Ledger
  readonly account: Account
  /** Costs of its own; null for the broker's. */
  costs: { readonly commission: Commission; readonly slippage: Slippage } | null = null
  /** The broker's rules with its own costs, from `open` on. */
  declare rules: BrokerRules
  view: Feed
  /** Price to which a future's gains and losses have been paid out: the last close, or the last fill that opened. */
  settled = NaN
  /** Whether a bar of it has closed in the present step; with one feed, always. */
  ticks = true
  /** Units of the bar `volumeBar` that fills have taken. */
  volumeTaken = 0
  volumeBar = -1
  /** Moment up to which interest has been charged. */
  interestUntil = NaN
  /** Position in the check of orders on sending. */
  pretendedUnits = 0
  /** Round trips, for strategies that want to hear of trades. */
  trips: RoundTripWalk | null = null
  /** Whether the account's cash is that of another feed, too, and counted there. */
  private readonly sharesCash: boolean

  constructor(input: FeedInput, ledger = new Ledger(), account = new Account(ledger), sharesCash = false) {
    const { bars, name, ta } = 'bars' in input ? input : { bars: input, name: undefined, ta: undefined }
    this.bars = bars
    this.name = name ?? bars.symbol
    this.ta = ta ?? createTa(bars)
    this.ledger = ledger
    this.account = account
    this.sharesCash = sharesCash
    this.view = new FeedView(this, 1)
  }

  /** Of all feeds' cash, what is counted here. */
  get cash(): number {
    return this.sharesCash ? 0 : this.account.cash
  }

  equityAt(price: number): number {
    return this.cash + this.account.units * price
  }

  /** @param cash of a shared purse: that of the whole */
  open(strategy: string, cash: number, rules: BrokerRules): void {
    this.clock.bar = -1
    this.clock.ready = 0
    this.clock.opening = NaN
    this.clock.strategy = strategy
    this.account.open(cash)
    this.rules = this.costs === null ? rules : { ...rules, ...this.costs }
    this.view = new FeedView(this, rules.multiplier)
    this.ticks = true
    this.volumeBar = -1
    this.interestUntil = NaN
    this.trips = null
  }
}

/** One for every backtest: strategies keep it, and may hang things of their own on it. */
class FeedView implements Feed {
  readonly name: string
  readonly timeframe: string
  readonly open: Line
  readonly high: Line
  readonly low: Line
  readonly close: Line
  readonly volume: Line
  readonly time: Line
  readonly ta: LineIndicators
  readonly position: Position
  readonly #clock: Clock
  readonly #state: FeedState

  constructor(state: FeedState, multiplier: number) {
    const { bars, ta, name, clock, account } = state
    this.#state = state
    this.name = name
    this.timeframe = bars.timeframe
    this.open = new Line(clock, bars.open)
    this.high = new Line(clock, bars.high)
    this.low = new Line(clock, bars.low)
    this.close = new Line(clock, bars.close)
    this.volume = new Line(clock, bars.volume)
    this.time = new Line(clock, bars.time)
    this.ta = lineTa(clock, ta)
    this.position = new AccountPosition(account, multiplier)
    this.#clock = clock
  }

  get bar(): number {
    return this.#clock.bar
  }

  get isNew(): boolean {
    return this.#state.ticks
  }

  get opening(): number {
    return this.#clock.opening
  }
}

class AccountPosition implements Position {
  readonly #account: Account
  readonly #multiplier: number

  constructor(account: Account, multiplier: number) {
    this.#account = account
    this.#multiplier = multiplier
  }

  get units(): number {
    return this.#account.units / this.#multiplier
  }

  get averagePrice(): number {
    return this.#account.units === 0 ? 0 : this.#account.averagePrice
  }
}

/** The symbols of a portfolio: they share a ledger and its cash. */
export function portfolioFeeds(inputs: readonly FeedInput[], ledger: Ledger): FeedState[] {
  const purse = new Purse()
  return inputs.map((input, k) => new FeedState(input, ledger, new Account(ledger, purse, k), k > 0))
}

/** Feeds of one symbol without names, such as bars and what they are resampled to, are told apart by their timeframe. */
export function namedFeeds(inputs: readonly FeedInput[], ledger?: Ledger): FeedState[] {
  const feeds = inputs.map((input, k) => new FeedState(input, k === 0 ? ledger : undefined))
  for (const [k, feed] of feeds.entries()) {
    const taken = (name: string) => feeds.some((other, i) => i !== k && other.name === name)
    if (k > 0 && taken(feed.name)) feed.name = `${feed.name} ${feed.bars.timeframe}`
    if (k > 0 && taken(feed.name)) {
      throw new BacksweepError('option-invalid', `Two feeds are called "${feed.name}": give each its own name.`, {
        option: 'feeds',
        name: feed.name,
      })
    }
  }
  return feeds
}

/** The error for a feed that does not exist. */
export function unknownFeed(name: string, feeds: readonly FeedState[], strategy: string, bar: number): BacksweepError {
  return new BacksweepError(
    'name-unknown',
    `${strategy} asked for the feed ${JSON.stringify(name)} on bar ${bar}, which does not exist: the feeds are ${feeds.map((feed) => feed.name).join(', ')}.`,
    { strategy, bar, name, known: feeds.map((feed) => feed.name) },
  )
}
