import { Bars } from '../../src/data/bars.ts'
import { DAY } from '../../src/data/time.ts'
import type { BrokerOptions } from '../../src/simulation/event/broker-rules.ts'
import type { Order } from '../../src/simulation/event/order.ts'
import { runEventBacktest } from '../../src/simulation/event/run-event-backtest.ts'
import { Strategy } from '../../src/simulation/event/strategy.ts'
import { fillReasons } from '../../src/simulation/model/account.ts'

/** Daily bars from 1970-01-01, each [open, high, low, close] and perhaps a volume. */
export function barsOf(rows: readonly (readonly number[])[], symbol = 'TEST'): Bars {
  const column = (i: number) => rows.map((row) => row[i] ?? 0)
  return Bars.from({
    symbol,
    timeframe: '1d',
    time: rows.map((_, t) => t * DAY),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
  })
}

/** What a strategy does after which bar. */
export type Script = Readonly<Record<number, (strategy: Strategy) => void>>

/** Runs a script: its fills as [bar, units, price], what was told as `bar id status`, and the whole result. */
export function play(bars: Bars | readonly (readonly number[])[], script: Script, broker: BrokerOptions = {}) {
  class Scripted extends Strategy {
    readonly told: string[] = []

    override next(): void {
      script[this.data.bar]?.(this)
    }

    override onOrder(order: Order): void {
      this.told.push(`${this.data.bar} ${order.id} ${order.status}`)
    }
  }
  const result = runEventBacktest({ strategy: Scripted, feeds: bars instanceof Bars ? bars : barsOf(bars), broker })
  const { ledger } = result
  const rows = Array.from({ length: ledger.fillCount }, (_, k) => k)
  return {
    ...result,
    told: result.strategy.told,
    fills: rows.map((k) => [ledger.fillBar[k], ledger.fillUnits[k], ledger.fillPrice[k]]),
    fees: rows.map((k) => ledger.fillFee[k]),
    reasons: rows.map((k) => fillReasons[ledger.fillReason[k]]),
  }
}
