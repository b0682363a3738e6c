import fc from 'fast-check'
import type { Bars } from '../../src/data/bars.ts'
import type { BrokerOptions } from '../../src/simulation/event/broker-rules.ts'
import type { FeedInput } from '../../src/simulation/event/feed.ts'
import { type Order, orderKinds } from '../../src/simulation/event/order.ts'
import { runEventBacktest } from '../../src/simulation/event/run-event-backtest.ts'
import { fractionOfCash } from '../../src/simulation/event/sizers.ts'
import { Strategy } from '../../src/simulation/event/strategy.ts'
import { allIn, fixedUnits, fractionOfEquity } from '../../src/simulation/model/sizing.ts'

/** Arbitrary orders of all kinds, and a strategy that sends them, for properties of the event engine. */

export interface Action {
  readonly bar: number
  readonly what: 'order' | 'bracket' | 'oco' | 'close' | 'cancel' | 'target'
  readonly side: 1 | -1
  readonly kind: (typeof orderKinds)[number]
  readonly size: number | undefined
  /** Prices as fractions of the close. */
  readonly at: number
  readonly limit: number
  readonly valid: 'day' | undefined
  /** Index of the feed; the last one when there are fewer. */
  readonly feed: number
}

export function anyActions(bars: number): fc.Arbitrary<Action[]> {
  return fc.array(
    fc.record({
      bar: fc.nat(Math.max(0, bars - 1)),
      what: fc.constantFrom('order', 'order', 'order', 'bracket', 'oco', 'close', 'cancel', 'target'),
      side: fc.constantFrom(1, -1),
      kind: fc.constantFrom(...orderKinds),
      size: fc.constantFrom(undefined, 0.37, 1, 3, 40),
      at: fc.constantFrom(0.9, 0.99, 1, 1.01, 1.1),
      limit: fc.constantFrom(0.97, 1, 1.03),
      valid: fc.constantFrom(undefined, undefined, 'day'),
      feed: fc.nat(1),
    }) as fc.Arbitrary<Action>,
    { maxLength: 40 },
  )
}

export const anyBroker: fc.Arbitrary<BrokerOptions> = fc
  .record({
    initialAmount: fc.constantFrom(100, 10_000),
    commission: fc.record({
      fraction: fc.constantFrom(0, 0.001, 0.02),
      perUnit: fc.constantFrom(0, 0.005),
      perOrder: fc.constantFrom(0, 1),
    }),
    minimumCommission: fc.constantFrom(0, 0.5),
    contract: fc.constantFrom(undefined, undefined, { multiplier: 3, margin: 10 }),
    borrowRate: fc.constantFrom(0, 0.05),
    shortMargin: fc.constantFrom(0, 0.5, 1),
    sizing: fc.constantFrom(fixedUnits(2), allIn, fractionOfEquity(0.3), fractionOfCash(0.5)),
    slippage: fc.record({ fraction: fc.constantFrom(0, 0.001), perUnit: fc.constantFrom(0, 0.001) }),
    slipOut: fc.boolean(),
    slipMatch: fc.boolean(),
    unitsPerBar: fc.constantFrom(Infinity, Infinity, 0.7, 2),
    cheatOnClose: fc.boolean(),
    checkSubmit: fc.boolean(),
    compatibility: fc.constantFrom('none', 'backtrader'),
  })
  .map((options) => (options.contract === undefined ? options : { ...options, borrowRate: 0 }))

/** Runs the actions; `values` and `cashes` are what the strategy saw on every bar. */
export function runActions(bars: Bars | readonly FeedInput[], actions: readonly Action[], broker: BrokerOptions) {
  class Acting extends Strategy {
    readonly values: number[] = []
    readonly told: string[] = []
    private last: Order | null = null

    override onOrder({ id, status }: Order): void {
      this.told.push(`${this.data.bar} ${id} ${status}`)
    }

    override next(): void {
      this.values.push(this.value)
      for (const action of actions) if (action.bar === this.data.bar) this.act(action)
    }

    private act({ what, side, kind, size, at, limit, valid, feed: index }: Action): void {
      const feed = this.datas[Math.min(index, this.datas.length - 1)]
      const close = feed.close.at(0)
      const way = side > 0 ? 'buy' : 'sell'
      if (what === 'close') this.close({ feed })
      else if (what === 'cancel') this.cancel(this.last)
      else if (what === 'target') this.orderTargetPercent(side * limit - side * 0.5, { feed })
      else if (what === 'bracket') {
        const prices = { stopPrice: close * (1 - side * 0.05), targetPrice: close * (1 + side * 0.05) }
        const bracket =
          side > 0 ? this.buyBracket({ size, feed, ...prices }) : this.sellBracket({ size, feed, ...prices })
        this.last = bracket?.target ?? this.last
      } else {
        const priced = kind === 'market' || kind === 'close' ? {} : { price: close * at }
        const limited = kind.endsWith('-limit') ? { limitPrice: close * at * limit } : {}
        const trails = kind.startsWith('stop-trail') ? { trailFraction: 0.03 } : {}
        const oco = what === 'oco' && this.last !== null ? { oco: this.last } : {}
        this.last = this[way]({ size, kind, valid, feed, ...priced, ...limited, ...trails, ...oco }) ?? this.last
      }
    }
  }
  return runEventBacktest({ strategy: Acting, feeds: bars, broker })
}
