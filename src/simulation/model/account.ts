import type { Ledger } from './ledger.ts'

/** Why a fill happened; a ledger stores the place in this list. */
export const fillReasons = [
  'entry',
  'exit',
  'reversal',
  'rebalance',
  'stop-loss',
  'take-profit',
  'trailing-stop',
  'ruin',
  'interest',
  'dividend',
  'split',
] as const

export type FillReason = (typeof fillReasons)[number]

export const reasonNumbers = Object.fromEntries(fillReasons.map((reason, i) => [reason, i])) as Record<
  FillReason,
  number
>

/** Money that accounts share. */
export class Purse {
  cash = 0
}

/**
 * Cash, the position in one symbol and its average price. `applyFill` is the only code that changes money.
 *
 * A trade runs from an opening to a closing: every fill that reduces the position closes one, with its
 * share of the entry fees; a fill that crosses zero closes one trade and opens the next, its own fee
 * split by size (rules F9 and F10 of docs/execution-model.md).
 */
export class Account {
  /** Positive long, negative short. */
  units = 0
  /** Mean entry price of the open position, without fees. */
  averagePrice = 0
  /** Bar of the fill that opened the position. */
  entryBar = -1
  private entryFee = 0
  private readonly ledger: Ledger
  private readonly purse: Purse
  private readonly symbol: number

  /** @param symbol place of the account's symbol in its portfolio; the accounts of a portfolio share a ledger and a purse */
  constructor(ledger: Ledger, purse = new Purse(), symbol = 0) {
    this.ledger = ledger
    this.purse = purse
    this.symbol = symbol
  }

  get cash(): number {
    return this.purse.cash
  }

  /** An account with nothing but `cash`, and an empty ledger. */
  open(cash: number): void {
    this.purse.cash = cash
    this.units = 0
    this.averagePrice = 0
    this.entryBar = -1
    this.entryFee = 0
    this.ledger.clear()
  }

  equityAt(price: number): number {
    return this.cash + this.units * price
  }

  /**
   * Books a fill of `units` (signed) at `price` with `fee`. Interest on a short position and a dividend (a negative fee) are fills
   * of 0 units: they belong to the fees of the position.
   */
  applyFill(bar: number, units: number, price: number, fee: number, reason: FillReason): void {
    const before = this.units
    const after = before + units
    const reduces = before * units < 0

    if (reduces) {
      const closed = Math.min(Math.abs(units), Math.abs(before))
      const closingFee = shareOf(fee, closed, Math.abs(units))
      const entryFee = shareOf(this.entryFee, closed, Math.abs(before))
      this.recordTrade(closed, entryFee, bar, price, closingFee)
      this.entryFee -= entryFee
      if (after !== 0 && after > 0 !== before > 0) this.openPosition(bar, price, fee - closingFee)
    } else if (before === 0) {
      this.openPosition(bar, price, fee)
    } else {
      this.averagePrice += (price - this.averagePrice) * (units / after)
      this.entryFee += fee
    }

    this.units = after
    this.purse.cash -= units * price + fee
    if (after === 0) this.entryFee = 0
    this.recordFill(bar, units, price, fee, reasonNumbers[reason])
  }

  /** Books a split: `ratio` new units for each old one (rule F52). */
  applySplit(bar: number, ratio: number): void {
    const before = this.units
    this.units *= ratio
    this.averagePrice /= ratio
    this.recordFill(bar, this.units - before, 0, 0, reasonNumbers.split)
  }

  /** A deposit (positive) or withdrawal before the open of `bar` (rule F51). */
  applyFlow(bar: number, amount: number): void {
    this.purse.cash += amount
    this.ledger.addFlow(bar, amount)
  }

  /** Writes the position that is still open as the last trade, valued at `price` without an exit fee. */
  recordOpenTrade(price: number): void {
    if (this.units !== 0) this.recordTrade(Math.abs(this.units), this.entryFee, -1, price, 0)
  }

  private openPosition(bar: number, price: number, fee: number): void {
    this.averagePrice = price
    this.entryBar = bar
    this.entryFee = fee
  }

  private recordTrade(units: number, entryFee: number, exitBar: number, exitPrice: number, exitFee: number): void {
    const { ledger } = this
    const row = ledger.addTrade()
    const side = this.units > 0 ? 1 : -1
    ledger.tradeSymbol[row] = this.symbol
    ledger.tradeSide[row] = side
    ledger.tradeUnits[row] = units
    ledger.entryBar[row] = this.entryBar
    ledger.entryPrice[row] = this.averagePrice
    ledger.entryFee[row] = entryFee
    ledger.exitBar[row] = exitBar
    ledger.exitPrice[row] = exitPrice
    ledger.exitFee[row] = exitFee
    ledger.pnl[row] = (exitPrice - this.averagePrice) * units * side - entryFee - exitFee
  }

  private recordFill(bar: number, units: number, price: number, fee: number, reason: number): void {
    const { ledger } = this
    const row = ledger.addFill()
    ledger.fillSymbol[row] = this.symbol
    ledger.fillBar[row] = bar
    ledger.fillUnits[row] = units
    ledger.fillPrice[row] = price
    ledger.fillFee[row] = fee
    ledger.fillReason[row] = reason
    ledger.cashAfter[row] = this.purse.cash
    ledger.unitsAfter[row] = this.units
  }
}

/** The part of `fee` that falls on `part` of `whole` units. */
function shareOf(fee: number, part: number, whole: number): number {
  return part === whole ? fee : fee * (part / whole)
}
