import type { Line } from '../../../src/simulation/event/line.ts'
import type { Order } from '../../../src/simulation/event/order.ts'
import { Crossing, Recorded } from './recorded.ts'

/**
 * The strategies of the scenarios, as their `rule` fields describe them. Where a rule says "close if long", the position is closed
 * when there is one: in `limit_valid` and `slippage_fixed_no_match` a late sale makes it short.
 */

export class EnterAndClose extends Crossing {
  decide(): void {
    const x = this.crossed()
    if (x > 0 && this.flat) this.enter()
    if (x < 0) this.close()
  }

  enter(): void {
    this.buy({ size: 10 })
  }
}

export class PercentOfCash extends EnterAndClose {
  override enter(): void {
    this.buy({ size: (this.cash / this.price) * (95 / 100) })
  }
}

export class WholeUnitsOfCash extends EnterAndClose {
  override enter(): void {
    this.buy({ size: Math.trunc((this.cash / this.price) * (95 / 100)) })
  }
}

export class AllCashInWholeUnits extends EnterAndClose {
  override enter(): void {
    this.buy({ size: Math.trunc(this.cash / this.price) })
  }
}

export class CloseOrders extends EnterAndClose {
  override enter(): void {
    this.buy({ size: 10, kind: 'close' })
  }

  override close(): Order | null {
    return super.close({ kind: 'close' })
  }
}

export class MonthlyTargets extends Recorded {
  private count = 0

  override init(): void {
    this.addTimer('1M')
  }

  override onTimer(): void {
    this.orderTargetPercent([0.6, 0.3, 0.9, 0][this.count++ % 4])
  }

  decide(): void {}
}

export class TargetMix extends Recorded {
  decide(): void {
    const n = this.data.bar + 1
    if (n % 25 !== 0) return
    const k = (n / 25) % 6
    if (k === 1) this.orderTargetSize(30)
    else if (k === 2) this.orderTargetSize(-10)
    else if (k === 3) this.orderTargetValue(20_000)
    else if (k === 4) this.orderTargetValue(-15_000)
    else this.orderTargetPercent(k === 5 ? 0.5 : 0)
  }
}

export class LimitWithTarget extends Crossing {
  private entry: Order | null = null
  private target: Order | null = null

  decide(): void {
    const x = this.crossed()
    if (x > 0 && this.flat && !this.entry?.alive) {
      this.entry = this.buy({ size: 10, kind: 'limit', price: this.price * 0.99, valid: this.daysAhead(10) })
    }
    if (x < 0) {
      this.cancel(this.entry)
      this.cancel(this.target)
      this.close()
    }
  }

  override filled(order: Order): void {
    if (order.id === this.entry?.id)
      this.target = this.sell({ size: 10, kind: 'limit', price: order.averagePrice * 1.06 })
  }
}

export class CancelAfterFiveBars extends Crossing {
  private entry: Order | null = null

  decide(): void {
    const { entry } = this
    if (entry?.alive && this.data.bar - entry.createdBar >= 5) {
      this.cancel(entry)
      return
    }
    const x = this.crossed()
    if (x > 0 && this.flat && !entry?.alive)
      this.entry = this.buy({ size: 10, kind: 'limit', price: this.price * 0.98 })
    if (x < 0 && this.position.units > 0) this.close()
  }
}

export class DonchianStop extends Recorded {
  protected order: Order | null = null
  private highs!: Line
  private lows!: Line

  override init(): void {
    this.highs = this.ta.highest(this.data.high, 20)
    this.lows = this.ta.lowest(this.data.low, 10)
  }

  decide(): void {
    const side = this.flat ? 1 : -1
    const price = this.flat ? this.highs.at(0) : this.lows.at(0)
    const { order } = this
    if (order?.alive) {
      if (order.side === side && order.price === price) return
      this.cancel(order)
    }
    this.order = this.wanted(side, price)
  }

  wanted(side: 1 | -1, price: number): Order | null {
    return side > 0 ? this.buy({ size: 10, kind: 'stop', price }) : this.sell({ size: 10, kind: 'stop', price })
  }
}

export class DonchianStopLimit extends DonchianStop {
  override wanted(side: 1 | -1, price: number): Order | null {
    const limitPrice = side > 0 ? 1.003 * price : 0.997 * price
    const order = { size: 10, kind: 'stop-limit', price, limitPrice } as const
    return side > 0 ? this.buy(order) : this.sell(order)
  }
}

export class StopLimitThenOco extends Recorded {
  private entry: Order | null = null

  decide(): void {
    const { entry, price } = this
    const { bar } = this.data
    if (entry?.alive) {
      if (bar - entry.createdBar >= 15) this.cancel(entry)
    } else if ((bar + 1) % 20 === 0 && this.flat) {
      this.entry = this.buy({ size: 10, kind: 'stop-limit', price: price * 1.01, limitPrice: price * 1.005 })
    }
  }

  override filled(order: Order): void {
    if (order.id !== this.entry?.id) return
    const p = order.averagePrice
    const oco = this.sell({ size: 10, kind: 'stop', price: 0.96 * p }) as Order
    this.sell({ size: 10, kind: 'limit', price: 1.05 * p, oco })
  }
}

/** Enters at the market and leaves by one order that is sent when the entry has filled. */
export abstract class EnterAndTrail extends Crossing {
  private entry: Order | null = null

  decide(): void {
    if (this.crossed() > 0 && this.flat) this.entry = this.buy({ size: 10 })
  }

  override filled(order: Order): void {
    if (order.id === this.entry?.id) this.leave()
  }

  abstract leave(): void
}

export class TrailPercent extends EnterAndTrail {
  leave(): void {
    this.sell({ size: 10, kind: 'stop-trail', trailFraction: 0.04 })
  }
}

export class TrailAmount extends EnterAndTrail {
  leave(): void {
    this.sell({ size: 10, kind: 'stop-trail', trailAmount: 40 })
  }
}

export class TrailLimit extends EnterAndTrail {
  leave(): void {
    const { price } = this
    this.sell({ size: 10, kind: 'stop-trail-limit', price, limitPrice: 0.99 * price, trailFraction: 0.03 })
  }
}

export class TrailShort extends Crossing {
  private entry: Order | null = null

  decide(): void {
    if (this.crossed() < 0 && this.flat) this.entry = this.sell({ size: 10 })
  }

  override filled(order: Order): void {
    if (order.id === this.entry?.id) this.buy({ size: 10, kind: 'stop-trail', trailFraction: 0.05 })
  }
}

export class MarketBracket extends Crossing {
  private last: readonly Order[] = []

  decide(): void {
    const x = this.crossed()
    if (x === 0 || !this.flat || this.last.some((order) => order.alive)) return
    const { price } = this
    const bracket =
      x > 0
        ? this.buyBracket({ size: 10, stopPrice: 0.97 * price, targetPrice: 1.04 * price })
        : this.sellBracket({ size: 10, stopPrice: 1.03 * price, targetPrice: 0.96 * price })
    this.last = bracket === null ? [] : [bracket.entry, bracket.stop, bracket.target]
  }
}

export class LimitBracket extends Crossing {
  private last: readonly Order[] = []

  decide(): void {
    if (this.crossed() <= 0 || !this.flat || this.last.some((order) => order.alive)) return
    const p = 0.995 * this.price
    const bracket = this.buyBracket({
      size: 10,
      kind: 'limit',
      price: p,
      valid: this.daysAhead(5),
      stopPrice: 0.97 * p,
      targetPrice: 1.04 * p,
    })
    this.last = bracket === null ? [] : [bracket.entry, bracket.stop, bracket.target]
  }
}

export class OcoPair extends Crossing {
  private entry: Order | null = null
  private exits: readonly (Order | null)[] = []

  decide(): void {
    if (this.crossed() > 0 && this.flat && ![this.entry, ...this.exits].some((order) => order?.alive)) {
      this.entry = this.buy({ size: 10 })
    }
  }

  override filled(order: Order): void {
    if (order.id !== this.entry?.id) return
    const p = order.averagePrice
    const oco = this.sell({ size: 10, kind: 'stop', price: 0.97 * p }) as Order
    this.exits = [oco, this.sell({ size: 10, kind: 'limit', price: 1.05 * p, oco })]
  }
}

export class OcoThreeLimits extends Crossing {
  private entries: readonly Order[] = []
  private filledBar = -1

  decide(): void {
    if (this.entries.some((order) => order.alive)) return
    const { price } = this
    if (this.flat && this.crossed() > 0) {
      const limit = (factor: number, days: number, oco?: Order) =>
        this.buy({ size: 10, kind: 'limit', price: price * factor, valid: this.daysAhead(days), oco }) as Order
      const first = limit(0.995, 3)
      this.entries = [first, limit(0.985, 1000, first), limit(0.975, 1000, first)]
    } else if (!this.flat && this.data.bar - this.filledBar >= 10) {
      this.close()
    }
  }

  override filled(): void {
    this.filledBar = this.data.bar
  }
}

export class ShortOnly extends Crossing {
  decide(): void {
    const x = this.crossed()
    if (x < 0 && this.flat) this.sell({ size: 10 })
    if (x > 0 && this.position.units < 0) this.close()
  }
}

export class CloseAndReverse extends Crossing {
  readonly size: number = 10

  decide(): void {
    const x = this.crossed()
    const { units } = this.position
    if (x > 0) {
      if (units < 0) this.close()
      this.buy({ size: this.size })
    }
    if (x < 0) {
      if (units > 0) this.close()
      this.sell({ size: this.size })
    }
  }
}

export class OneContract extends CloseAndReverse {
  override readonly size = 1
}

export class ReverseInOneOrder extends Crossing {
  decide(): void {
    const x = this.crossed()
    const size = this.flat ? 10 : 20
    if (x > 0) this.buy({ size })
    if (x < 0) this.sell({ size })
  }
}

export class AtTheOpen extends Crossing {
  override nextOpen(): void {
    const x = this.crossed()
    if (x > 0 && this.flat) this.buy({ size: Math.trunc((this.cash * 0.95) / this.data.opening) })
    if (x < 0 && this.position.units > 0) this.close()
  }

  decide(): void {}
}

export class Pyramid extends Crossing {
  private order: Order | null = null
  private entries = 0
  private lastPrice = 0

  decide(): void {
    if (this.order?.alive) return
    const x = this.crossed()
    if (this.flat) {
      this.entries = 0
      if (x > 0) this.order = this.buy({ size: 10 })
    } else if (x < 0) {
      this.order = this.close()
    } else if (this.entries < 3 && this.price >= 1.03 * this.lastPrice) {
      this.order = this.buy({ size: 10 })
    }
  }

  override filled(order: Order): void {
    if (order.side < 0) return
    this.entries++
    this.lastPrice = order.averagePrice
  }
}

export class TooLarge extends Recorded {
  decide(): void {
    const k = (this.data.bar + 1) % 50
    if (k === 0) this.buy({ size: 120 })
    else if (k === 10) this.buy({ size: 20 })
    else if (k === 30 && this.position.units > 0) this.close()
  }
}

export class ThreeAtOnce extends Recorded {
  decide(): void {
    const k = (this.data.bar + 1) % 40
    if (k === 0) for (const size of [100, 10, 10]) this.buy({ size })
    else if (k === 20 && this.position.units > 0) this.close()
  }
}

export class LargeReversals extends Recorded {
  decide(): void {
    const n = this.data.bar + 1
    if (n % 30 !== 0) return
    const k = (n / 30) % 4
    if (k === 1) this.sell({ size: 20 })
    else if (k === 2) this.buy({ size: 110 })
    else if (k === 3) this.sell({ size: 30 })
    else this.buy({ size: 30 })
  }
}
