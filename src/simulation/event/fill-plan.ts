import type { Account, FillReason } from '../model/account.ts'

/** What an order comes to at its fill point. */
export interface PlannedFill {
  /** Signed; 0 when the order was refused whole. */
  readonly units: number
  /** After slippage. */
  readonly price: number
  readonly fee: number
  readonly reason: FillReason
  /** Whether there was no money for the opening part. */
  readonly refused: boolean
}

/**
 * The plan of an order whose size, side and costs are known only at its fill (rule F40): the broker says when and at which quote the order
 * fills, the plan what that comes to. What it says is booked as it is: F20, F29 and F32 are the plan's own business.
 */
export interface FillPlan {
  /** Null when there is nothing left to do: the order is then cancelled. */
  fill(account: Account, quote: number, bar: number): PlannedFill | null
  /** After the fill was booked. It may send and cancel orders, which are then still tried on this bar. */
  filled(bar: number): void
}
