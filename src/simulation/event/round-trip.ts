import type { Ledger } from '../model/ledger.ts'

/** A position from flat to flat, whatever was added and taken off in between; bars are indices into the feed's bars. */
export interface RoundTrip {
  readonly side: 'long' | 'short'
  readonly openBar: number
  /** -1 while it is open. */
  closeBar: number
  /** The most units that were held at once; of a future contracts × multiplier. */
  units: number
  /** Mean entry price, without costs. */
  averagePrice: number
  /** Fees and interest. */
  fees: number
  /** Profit of what has been closed, before fees. */
  pnl: number
  /** `pnl` less `fees`. */
  netPnl: number
  status: 'open' | 'closed'
}

/** Follows the fills of one feed. The fee of a fill that crosses zero is split by size. */
export class RoundTripWalk {
  /** The one that is open. */
  current: RoundTrip | null = null
  private held = 0

  /** Takes the next fill; gives the round trip it closed and the one it opened. */
  apply(
    bar: number,
    units: number,
    price: number,
    fee: number,
  ): { closed: RoundTrip | null; opened: RoundTrip | null } {
    let closed: RoundTrip | null = null
    let opened: RoundTrip | null = null
    const { held } = this
    let rest = units
    let restFee = fee
    const trip = this.current
    if (trip !== null && units !== 0 && held > 0 !== units > 0) {
      const size = Math.min(Math.abs(units), Math.abs(held))
      const share = size === Math.abs(units) ? fee : fee * (size / Math.abs(units))
      trip.pnl += (price - trip.averagePrice) * size * Math.sign(held)
      trip.fees += share
      trip.netPnl = trip.pnl - trip.fees
      rest = units + size * Math.sign(held)
      restFee = fee - share
      this.held = held - size * Math.sign(held)
      if (this.held === 0) {
        trip.status = 'closed'
        trip.closeBar = bar
        this.current = null
        closed = trip
      }
      if (rest === 0) return { closed, opened }
    }
    if (this.current === null) {
      if (rest === 0) return { closed, opened }
      const side = rest > 0 ? 'long' : 'short'
      opened = {
        side,
        openBar: bar,
        closeBar: -1,
        units: 0,
        averagePrice: price,
        fees: 0,
        pnl: 0,
        netPnl: 0,
        status: 'open',
      }
      this.current = opened
    }
    const { current } = this
    const after = this.held + rest
    if (rest !== 0) current.averagePrice += (price - current.averagePrice) * (rest / after)
    current.fees += restFee
    current.netPnl = current.pnl - current.fees
    current.units = Math.max(current.units, Math.abs(after))
    this.held = after
    return { closed, opened }
  }
}

/** Every round trip of a finished run in order of opening; one that is still open comes last. */
export function roundTrips(ledger: Ledger): RoundTrip[] {
  const walk = new RoundTripWalk()
  const found: RoundTrip[] = []
  for (let k = 0; k < ledger.fillCount; k++) {
    const { opened } = walk.apply(ledger.fillBar[k], ledger.fillUnits[k], ledger.fillPrice[k], ledger.fillFee[k])
    if (opened !== null) found.push(opened)
  }
  return found
}
