import type { Bars } from '../../data/bars.ts'
import { timeframeMs } from '../../data/timeframe.ts'
import type { FeedState } from './feed.ts'

/** Moves the feeds of a run from one moment to the next. */
export interface Steps {
  /** The present moment, UTC epoch milliseconds. */
  readonly now: number
  /** Moves the clocks on and marks the feeds that tick, and books what is due before the orders are tried; false when the run is over. */
  step(): boolean
}

/**
 * Several feeds in step (rule F38): time moves from one closing of a bar to the next, of whatever feed. No bar is invented, and a bar is
 * seen only when it has closed, which is one timeframe after its start, or when the next bar of its feed begins, if that is earlier.
 */
export class Timeline implements Steps {
  now = -Infinity
  private readonly feeds: readonly FeedState[]
  private readonly lengths: readonly number[]
  private readonly last: number

  /** From the start of bar `from` of the first feed to the close of bar `to - 1`; what closed before is seen from the beginning. */
  constructor(feeds: readonly FeedState[], { from, to }: { readonly from: number; readonly to: number }) {
    this.feeds = feeds
    this.lengths = feeds.map(({ bars }) => timeframeMs(bars.timeframe))
    this.last = this.closes(0, to - 1)
    const start = feeds[0].bars.time[from]
    for (const [k, { clock, bars }] of feeds.entries()) {
      clock.bar = k === 0 ? from - 1 : -1
      while (k > 0 && clock.bar + 1 < bars.length && this.closes(k, clock.bar + 1) <= start) clock.bar++
    }
  }

  /** Moves to the next moment at which bars close and marks their feeds; false when there is none before the end. */
  step(): boolean {
    let next = Infinity
    for (const [k, { clock }] of this.feeds.entries()) next = Math.min(next, this.closes(k, clock.bar + 1))
    if (next > this.last) return false
    this.now = next
    for (const [k, feed] of this.feeds.entries()) {
      feed.ticks = this.closes(k, feed.clock.bar + 1) === next
      if (feed.ticks) feed.clock.bar++
    }
    return true
  }

  private closes(k: number, bar: number): number {
    return closingTime(this.feeds[k].bars, bar, this.lengths[k])
  }
}

/** When a bar has closed; Infinity for one that does not exist. `timeframe` is in milliseconds. */
export function closingTime({ time, length }: Bars, bar: number, timeframe: number): number {
  if (bar >= length) return Infinity
  const close = time[bar] + timeframe
  return bar + 1 < length ? Math.min(close, time[bar + 1]) : close
}
