import { Account, type Purse } from '../model/account.ts'
import type { Execution, FillSize } from '../model/execution.ts'
import type { Ledger } from '../model/ledger.ts'
import type { Cooldown } from '../model/position-rules.ts'
import type { Portfolio, PortfolioSymbol } from './portfolio.ts'

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
  /** With the size of an entry, unless that depends on its signal. */
  readonly execution: Execution
  private readonly initialAmount: number
  private readonly periodsPerYear: number

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
  /** Nearest level of the stops and of the targets that wait, times the side: before one of them is touched nothing happens (exits.ts). */
  stop = -Infinity
  target = Infinity
  /** First bar on which stops and targets work. */
  watchedFrom = 0
  /** Bar of the last exit by one of them. */
  stopBar = -1
  readonly blocked = new Blocked()

  constructor(portfolio: Portfolio, place: number, ledger: Ledger, purse: Purse) {
    const symbol = portfolio.symbols[place]
    this.symbol = symbol
    this.account = new Account(ledger, purse, place)
    this.initialAmount = portfolio.initialAmount
    this.periodsPerYear = portfolio.periodsPerYear
    this.execution = { ...symbol.execution, sizing: this.sizeAt(0) }
  }

  /** How an entry whose signal came on `signal` is carried out. */
  entryExecution(signal: number): Execution {
    return this.symbol.size.kind === 'volatility' ? { ...this.execution, sizing: this.sizeAt(signal) } : this.execution
  }

  /** F44, with what is known at the signal. */
  private sizeAt(signal: number): FillSize {
    const { size, volatility, actions } = this.symbol
    if (size.kind === 'initial') return { kind: 'amount', amount: size.fraction * this.initialAmount }
    if (size.kind === 'risk') return { ...size, stopLoss: actions.rules.nearestStop }
    if (size.kind !== 'volatility') return size
    const annual = volatility![signal] * Math.sqrt(this.periodsPerYear)
    return annual > 0
      ? { kind: 'fraction', fraction: Math.min(1, size.annual / annual) }
      : { kind: 'amount', amount: 0 }
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
