import type { FinishedRun } from '../finished-run.ts'

export interface Transaction {
  readonly feed: string
  /** Start of the bar, UTC epoch milliseconds. */
  readonly time: number
  /** Bought is positive; of a future contracts × multiplier. */
  readonly units: number
  readonly price: number
  readonly fee: number
  /** Money that it moved, fees not included: -units × price. */
  readonly value: number
}

/** Every fill of every feed in order of time; interest is none. */
export function transactions(run: FinishedRun): Transaction[] {
  const found: Transaction[] = []
  for (const { name, bars, ledger } of run.feeds) {
    for (let k = 0; k < ledger.fillCount; k++) {
      const units = ledger.fillUnits[k]
      if (units === 0) continue
      const price = ledger.fillPrice[k]
      const time = bars.time[ledger.fillBar[k]]
      found.push({ feed: name, time, units, price, fee: ledger.fillFee[k], value: -units * price })
    }
  }
  return found.sort((a, b) => a.time - b.time)
}
