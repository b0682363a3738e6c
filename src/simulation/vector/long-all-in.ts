import type { Bars } from '../../data/bars.ts'
import { nextSet } from '../../signals/signal.ts'
import { reasonNumbers } from '../model/account.ts'
import type { Execution } from '../model/execution.ts'
import type { Ledger } from '../model/ledger.ts'
import type { SignalStops } from '../model/position-rules.ts'
import type { Actions } from './actions.ts'
import { slipped } from './sizing.ts'

const entryNumber = reasonNumbers.entry
const exitNumber = reasonNumbers.exit

/** Whether signals buy with all the cash and sell all that is held. */
export function isAllIn({ sizing, scaling, unitStep }: Execution): boolean {
  return sizing.kind === 'all-in' && scaling === 'none' && unitStep === 0
}

/** Whether there are stops to be watched. */
export function watches({ stopLoss, takeProfit, trailingStop }: SignalStops): boolean {
  return stopLoss > 0 || takeProfit > 0 || trailingStop > 0
}

/** Whether `runLongAllIn` can stand in for the engine. */
export function isLongAllIn(actions: Actions, execution: Execution): boolean {
  return isAllIn(execution) && actions.targetWeight === null && !actions.goesShort && !watches(actions)
}

/**
 * The commonest backtest in one loop: the engine's steps, and the arithmetic of `Account.applyFill` and sizing.ts in local variables, where they
 * take a third of the time and make no garbage. It fills the ledger as the engine does, to the last bit (property test).
 */
export function runLongAllIn(
  bars: Bars,
  { flat, long }: Actions,
  execution: Execution,
  { from, to }: { readonly from: number; readonly to: number },
  ledger: Ledger,
): void {
  const { fillAt } = execution
  const { perUnit, perOrder, fraction } = execution.commission
  const { slippage } = execution
  const delay = fillAt === 'close' ? 0 : 1
  const quotes = fillAt === 'next-open' ? bars.open : bars.close
  let cash = execution.initialAmount
  let units = 0
  let entryBar = -1
  let entryPrice = 0
  let entryFee = 0
  ledger.clear()

  for (let cursor = from; ; ) {
    const signal = nextSet(units === 0 ? flat : long, cursor, to)
    const bar = signal + delay
    const ends = bar >= to // F2
    if (ends && units === 0) break
    cursor = signal + 1

    let price: number
    let filled: number
    let fee: number
    if (units === 0) {
      const quote = quotes[bar]
      price = quote + (quote * slippage.fraction + slippage.perUnit)
      if (!(price > 0)) slipped(quote, 1, execution, bar) // throws
      filled = (cash - perOrder) / (price + perUnit + fraction * price) // F7
      while (filled > 0) {
        const missing = filled * price + (perOrder + (perUnit + fraction * price) * filled) - cash
        if (!(missing > 0)) break
        filled -= (2 * missing) / price // as `cutToCash`
      }
      if (!(filled > 0 && filled * price > 1e-9 * cash)) {
        ledger.recordRefusal(bar) // F8
        continue
      }
      fee = perOrder + (perUnit + fraction * price) * filled
      entryBar = bar
      entryPrice = price
      entryFee = fee
    } else {
      const quote = ends ? bars.close[to - 1] : quotes[bar]
      price = ends ? quote : quote - (quote * slippage.fraction + slippage.perUnit)
      if (!(price > 0)) slipped(quote, -1, execution, bar) // throws
      filled = -units
      fee = ends ? 0 : perOrder + (perUnit + fraction * price) * units // F17
      const trade = ledger.addTrade()
      ledger.tradeSide[trade] = 1
      ledger.tradeUnits[trade] = units
      ledger.entryBar[trade] = entryBar
      ledger.entryPrice[trade] = entryPrice
      ledger.entryFee[trade] = entryFee
      ledger.exitBar[trade] = ends ? -1 : bar
      ledger.exitPrice[trade] = price
      ledger.exitFee[trade] = fee
      ledger.pnl[trade] = (price - entryPrice) * units - entryFee - fee
      if (ends) break
    }
    units += filled
    cash -= filled * price + fee
    const row = ledger.addFill()
    ledger.fillBar[row] = bar
    ledger.fillUnits[row] = filled
    ledger.fillPrice[row] = price
    ledger.fillFee[row] = fee
    ledger.fillReason[row] = units === 0 ? exitNumber : entryNumber
    ledger.cashAfter[row] = cash
    ledger.unitsAfter[row] = units
  }
}
