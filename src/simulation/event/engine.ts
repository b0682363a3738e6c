import { BacksweepError, messageOf } from '../../base/errors.ts'
import { Ledger } from '../model/ledger.ts'
import type { Parameters } from '../model/strategy.ts'
import { Broker } from './broker.ts'
import { type BrokerRules, brokerRules } from './broker-rules.ts'
import { type FeedInput, type FeedState, namedFeeds, portfolioFeeds } from './feed.ts'
import type { PlayedFeed } from './finished-run.ts'
import { RoundTripWalk } from './round-trip.ts'
import { SkipStrategy, skippedBy } from './skip-strategy.ts'
import { connect, Strategy } from './strategy.ts'
import { type Steps, Timeline } from './timeline.ts'
import type { Alarm } from './timer.ts'

/** What the engine makes a new strategy from for every backtest. */
export type StrategyConstructor<S extends Strategy = Strategy> = new () => S

/**
 * The event engine: runs a strategy bar by bar.
 *
 * 1. A new strategy gets its feeds and parameters and declares indicators in `init`; whole columns are computed then.
 * 2. Nothing can happen when the class overrides neither next, preNext, nextOpen nor a timer: go to step 6 at once.
 * 3. For every bar: with cheat-on-open, `nextOpen`; then the clock moves onto the bar and the broker does its work
 *    (broker.ts), unless nothing is pending and nothing can be owed.
 * 4. What has happened to orders and trades is told (`onOrder`, `onTrade`), then timers.
 * 5. `next`, or `preNext` while an indicator has no value. With cheat-on-close, market orders fill at this close.
 * 6. After the last bar `stop` is called with the clock on it, and positions still open are written as open trades.
 *
 * One engine runs one backtest after the other on the same feeds. What a strategy keeps of its feeds is valid until the next run.
 */
export class EventEngine {
  readonly broker: Broker
  private readonly feeds: readonly FeedState[]
  private readonly portfolio: boolean

  /** @param portfolio the feeds are symbols that share the ledger and its cash, have the same bars, and whose orders are tried as F42 says */
  constructor(feeds: readonly FeedInput[], ledger = new Ledger(), portfolio = false) {
    this.feeds = portfolio ? portfolioFeeds(feeds, ledger) : namedFeeds(feeds, ledger)
    this.portfolio = portfolio
    this.broker = new Broker(this.feeds, brokerRules(), portfolio)
  }

  /** The ledger of every feed; its bars are those of that feed. */
  get ledgers(): Ledger[] {
    return this.feeds.map(({ ledger }) => ledger)
  }

  /** What a FinishedRun is made of. */
  get played(): PlayedFeed[] {
    return this.feeds.map(({ name, bars, ledger }) => ({ name, bars, ledger }))
  }

  /**
   * Simulates the bars [from, to) of the first feed and returns the strategy as it is in the end. `steps` move the feeds if time is not to
   * go from closing to closing.
   */
  run<S extends Strategy>(
    Class: StrategyConstructor<S>,
    parameters: Parameters,
    rules: BrokerRules,
    range: { readonly from: number; readonly to: number; readonly steps?: Steps },
  ): S {
    const { broker } = this
    broker.open(rules)
    for (const [k, feed] of this.feeds.entries())
      feed.open(Class.name, k === 0 || this.portfolio ? rules.initialAmount : 0, rules)
    const strategy = made(Class)
    refuseAsync(Class.name, strategy)
    const alarms: Alarm[] = []
    connect(strategy, broker, alarms, parameters)
    const { prototype } = Strategy
    broker.notes.open(strategy.onOrder !== prototype.onOrder)
    if (strategy.onTrade !== prototype.onTrade) for (const feed of this.feeds) feed.trips = new RoundTripWalk()

    let hook = 'init'
    try {
      strategy.init()
      hook = 'next'
      if (range.to > range.from) {
        if (this.feeds.length === 1 && range.steps === undefined) this.walk(strategy, alarms, range)
        else this.walkTogether(strategy, alarms, range.steps ?? new Timeline(this.feeds, range))
      }
      hook = 'stop'
      strategy.stop()
    } catch (error) {
      if (error instanceof BacksweepError) throw error
      if (error instanceof SkipStrategy && hook === 'init') throw skipped(Class.name, error)
      const { bar } = this.feeds[0].clock
      throw new BacksweepError(
        'strategy-failed',
        `${Class.name} threw in ${hook === 'next' ? `the calls of bar ${bar}` : `${hook}()`}: ${messageOf(error)}`,
        { strategy: Class.name, bar },
        { cause: error },
      )
    }
    for (const { account, bars, clock } of this.feeds) {
      if (clock.bar >= 0) account.recordOpenTrade(bars.close[clock.bar])
    }
    return strategy
  }

  private walk(strategy: Strategy, alarms: readonly Alarm[], { from, to }: { from: number; to: number }): void {
    const [feed] = this.feeds
    const { clock, bars } = feed
    const { broker } = this
    const { notes, rules } = broker
    const acts =
      strategy.next !== Strategy.prototype.next ||
      strategy.preNext !== Strategy.prototype.preNext ||
      (rules.cheatOnOpen && strategy.nextOpen !== Strategy.prototype.nextOpen) ||
      alarms.length > 0
    let t = acts ? from : to - 1
    // bars before the first value are passed over when nobody looks at them
    if (strategy.preNext === Strategy.prototype.preNext && alarms.length === 0)
      t = Math.max(t, Math.min(clock.ready, to - 1))
    const fillsAtClose = rules.cheatOnClose && !rules.backtrader

    for (; t < to; t++) {
      if (rules.cheatOnOpen) {
        clock.bar = t - 1
        clock.opening = bars.open[t]
        if (t > clock.ready) strategy.nextOpen()
        clock.opening = NaN
      }
      clock.bar = t
      if (!broker.idle) broker.bar()
      if (notes.any) notes.deliver(strategy)
      if (broker.ruined) break
      for (let k = 0; k < alarms.length; k++) if (alarms[k].rings(bars.time[t])) strategy.onTimer(alarms[k].timer)
      if (t >= clock.ready) strategy.next()
      else strategy.preNext()
      if (fillsAtClose) broker.fillAtClose()
    }
    clock.bar = to - 1
  }

  /** Several feeds: steps 3 to 5 at every moment at which a bar of one of them closes. */
  private walkTogether(strategy: Strategy, alarms: readonly Alarm[], steps: Steps): void {
    const { broker, feeds } = this
    const { notes, rules } = broker
    if (rules.cheatOnOpen) {
      throw new BacksweepError('option-invalid', 'cheatOnOpen is true for several feeds: it works with one.', {
        option: 'cheatOnOpen',
      })
    }
    while (steps.step()) {
      broker.now = steps.now
      if (!broker.idle) broker.bar()
      if (notes.any) notes.deliver(strategy)
      if (broker.ruined) break
      const [{ bars, clock, ticks }] = feeds
      for (const alarm of alarms) if (ticks && alarm.rings(bars.time[clock.bar])) strategy.onTimer(alarm.timer)
      if (feeds.every(({ clock }) => clock.bar >= clock.ready)) strategy.next()
      else strategy.preNext()
      if (rules.cheatOnClose && !rules.backtrader) broker.fillAtClose()
    }
  }
}

/** A subclass should have no constructor, but its fields may throw, too. */
function made<S extends Strategy>(Class: StrategyConstructor<S>): S {
  try {
    return new Class()
  } catch (error) {
    if (error instanceof SkipStrategy) throw skipped(Class.name, error)
    throw error
  }
}

function skipped(strategy: string, reason: SkipStrategy): BacksweepError {
  return new BacksweepError('strategy-skipped', `${skippedBy(strategy)}${reason.message}`, { strategy })
}

/** An async hook would go on after its bar is over. */
function refuseAsync(name: string, { init, next }: Strategy): void {
  for (const hook of [init, next]) {
    if (hook.constructor.name !== 'AsyncFunction') continue
    throw new BacksweepError('strategy-failed', `${name}.${hook.name} is async: make it a plain function.`, {
      strategy: name,
    })
  }
}
