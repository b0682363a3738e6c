/**
 * What happened in one backtest, column by column: its fills in order of booking and its trades in
 * order of closing (a trade still open at the end comes last). One ledger is reused for many backtests,
 * so its arrays are longer than `fillCount` and `tradeCount` say.
 *
 * Between two fills cash and units stand still, so the equity at the close of bar t is
 * `cashAfter[k] + unitsAfter[k] * close[t]` with k the last fill on or before t. The symbols of a portfolio share a ledger: cash
 * is that of all, units those of the fill's symbol, and cash flows come before the fills of their bar.
 */
export class Ledger {
  fillCount = 0
  fillBar = new Int32Array(0)
  /** Place of the symbol in its portfolio; 0 when there is one. */
  fillSymbol = new Uint16Array(0)
  /** Signed: bought is positive, sold is negative. */
  fillUnits = new Float64Array(0)
  fillPrice = new Float64Array(0)
  fillFee = new Float64Array(0)
  /** Why the order was sent: an index into `fillReasons`. */
  fillReason = new Uint8Array(0)
  cashAfter = new Float64Array(0)
  unitsAfter = new Float64Array(0)

  tradeCount = 0
  tradeSymbol = new Uint16Array(0)
  /** 1 long, -1 short. */
  tradeSide = new Int8Array(0)
  /** Always positive. */
  tradeUnits = new Float64Array(0)
  entryBar = new Int32Array(0)
  entryPrice = new Float64Array(0)
  entryFee = new Float64Array(0)
  /** -1 while the trade is open; then `exitPrice` is the last close and `exitFee` is 0. */
  exitBar = new Int32Array(0)
  exitPrice = new Float64Array(0)
  exitFee = new Float64Array(0)
  /** (exit - entry) * units * side - fees. */
  pnl = new Float64Array(0)

  /** Orders for which there was no money: nothing was bought or sold (rule F8). */
  refusedOrders = 0
  /** Bar of each refused order's fill point. */
  refusedBar = new Int32Array(0)
  flowCount = 0
  flowBar = new Int32Array(0)
  /** Deposits are positive. */
  flowAmount = new Float64Array(0)

  /** Bars on which a stop and a target were both inside the bar and the stop was taken (rule F13). */
  ambiguousExits = 0

  clear(): void {
    this.fillCount = 0
    this.tradeCount = 0
    this.flowCount = 0
    this.refusedOrders = 0
    this.ambiguousExits = 0
  }

  /** Index of the next fill's row, with room made for it. */
  addFill(): number {
    if (this.fillCount === this.fillBar.length) this.growFills()
    return this.fillCount++
  }

  /** Index of the next trade's row, with room made for it. */
  addTrade(): number {
    if (this.tradeCount === this.entryBar.length) this.growTrades()
    return this.tradeCount++
  }

  recordRefusal(bar: number): void {
    if (this.refusedOrders === this.refusedBar.length) {
      this.refusedBar = grown(this.refusedBar, new Int32Array(Math.max(64, this.refusedOrders * 2)))
    }
    this.refusedBar[this.refusedOrders++] = bar
  }

  addFlow(bar: number, amount: number): void {
    if (this.flowCount === this.flowBar.length) {
      const size = Math.max(16, this.flowCount * 2)
      this.flowBar = grown(this.flowBar, new Int32Array(size))
      this.flowAmount = grown(this.flowAmount, new Float64Array(size))
    }
    this.flowBar[this.flowCount] = bar
    this.flowAmount[this.flowCount++] = amount
  }

  private growFills(): void {
    const size = Math.max(64, this.fillBar.length * 2)
    this.fillBar = grown(this.fillBar, new Int32Array(size))
    this.fillSymbol = grown(this.fillSymbol, new Uint16Array(size))
    this.fillUnits = grown(this.fillUnits, new Float64Array(size))
    this.fillPrice = grown(this.fillPrice, new Float64Array(size))
    this.fillFee = grown(this.fillFee, new Float64Array(size))
    this.fillReason = grown(this.fillReason, new Uint8Array(size))
    this.cashAfter = grown(this.cashAfter, new Float64Array(size))
    this.unitsAfter = grown(this.unitsAfter, new Float64Array(size))
  }

  private growTrades(): void {
    const size = Math.max(64, this.entryBar.length * 2)
    this.tradeSymbol = grown(this.tradeSymbol, new Uint16Array(size))
    this.tradeSide = grown(this.tradeSide, new Int8Array(size))
    this.tradeUnits = grown(this.tradeUnits, new Float64Array(size))
    this.entryBar = grown(this.entryBar, new Int32Array(size))
    this.entryPrice = grown(this.entryPrice, new Float64Array(size))
    this.entryFee = grown(this.entryFee, new Float64Array(size))
    this.exitBar = grown(this.exitBar, new Int32Array(size))
    this.exitPrice = grown(this.exitPrice, new Float64Array(size))
    this.exitFee = grown(this.exitFee, new Float64Array(size))
    this.pnl = grown(this.pnl, new Float64Array(size))
  }
}

function grown<T extends Int8Array | Uint8Array | Uint16Array | Int32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old)
  return larger
}
