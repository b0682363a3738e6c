/** A call on the first bar of every new stretch of time. */
export interface Timer {
  readonly name: string
  /** Timeframe of the stretches, UTC: 1d, 1w, 1M. */
  readonly every: string
}
