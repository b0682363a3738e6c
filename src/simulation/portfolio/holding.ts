import { Account, type Purse } from '../model/account.ts'
import type { Execution, FillSize } from '../model/execution.ts'
import type { Ledger } from '../model/ledger.ts'
import type { Cooldown } from '../model/position-rules.ts'
import type { PortfolioSymbol } from './portfolio.ts'

/** What a symbol's next order is to do. */
export type Waiting = 'none' | 'long' | 'short' | 'exit' | 'weight'

/** Until which bar entries are kept back (rule F48), by side: those of this bar are taken. */
export class Blocked {
  long = 0
  short = 0

  until(bar: number, side: 'long' | 'short' | 'both'): void {
    if (side !== 'short' && bar > this.long) this.long = bar
    if (side !== 'long' && bar > this.short) this.short = bar
  }
}

/** The position in one symbol of a portfolio: its account, the order that waits, and what its rules remember. */
export class Holding {
  readonly symbol: PortfolioSymbol
  readonly account: Account
  readonly execution: Execution

  waiting: Waiting = 'none'
  /** Of the waiting order: bar of its signal, units then held, and whether it only reduces (F42). */
  signal = -1
  before = 0
  reduces = false

  /** Entries of the position, and exit signals that took part of it off. */
  entries = 0
  exits = 0
  /** The most units that the position has had. */
  largest = 0
  /** Close of the bar on which the position was opened. */
  entryClose = 0
  /** Best price since the entry, times the side. */
  best = 0
  /** Bits of `rules.exits`: those that have filled, and trailing profits that are armed. */
  filled = 0
  armed = 0
  /** First bar on which stops and targets work. */
  watchedFrom = 0
  /** Bar of the last exit by one of them. */
  stopBar = -1
  readonly blocked = new Blocked()

  constructor(symbol: PortfolioSymbol, ledger: Ledger, purse: Purse, place: number) {
    this.symbol = symbol
    this.account = new Account(ledger, purse, place)
    this.execution = symbol.execution
  }

  get units(): number {
    return this.account.units
  }

  /** What its position is worth at `price`; short ones are negative. */
  worth(price: number): number {
    return this.account.units * price
  }

  /** Size of an entry whose signal came on `signal`, with what is known then (F44); null while the volatility that it wants is not, or 0. */
  sizeAt(signal: number, initialAmount: number, periodsPerYear: number): FillSize | null {
    const { size, volatility, actions } = this.symbol
    if (size.kind === 'initial') return { kind: 'amount', amount: size.fraction * initialAmount }
    if (size.kind === 'risk') return { ...size, stopLoss: actions.rules.nearestStop }
    if (size.kind !== 'volatility') return size
    const annual = volatility![signal] * Math.sqrt(periodsPerYear)
    return annual > 0 ? { kind: 'fraction', fraction: Math.min(1, size.annual / annual) } : null
  }

  /** How much of its size the next entry takes (F47). */
  get entryPart(): number {
    const { entryParts } = this.symbol.actions.rules
    return entryParts[Math.min(this.entries, entryParts.length - 1)]
  }

  /** Units that the next exit signal takes off, Infinity for all (F47). */
  get exitUnits(): number {
    const { exitParts } = this.symbol.actions.rules
    return this.exits < exitParts.length ? exitParts[this.exits] * this.largest : Infinity
  }

  /** Keeps entries back after a fill on `bar`; those of the whole portfolio are `everyone`. */
  cool(after: Cooldown['after'], bar: number, side: number, everyone: Blocked): void {
    const name = side > 0 ? 'long' : 'short'
    for (const rule of this.symbol.actions.rules.cooldowns) {
      if (rule.after !== after || (rule.side !== 'both' && rule.side !== name)) continue
      const blocked = rule.scope === 'symbol' ? this.blocked : everyone
      blocked.until(bar + rule.bars, rule.blocks)
    }
  }
}
