import { nextBucketStart } from '../../data/resample.ts'

/** A call on the first bar of every new stretch of time. */
export interface Timer {
  readonly name: string
  /** Timeframe of the stretches, UTC: 1d, 1w, 1M. */
  readonly every: string
}

/** A timer at work: looks at the calendar once a stretch, not on every bar. */
export class Alarm {
  readonly timer: Timer
  private next = NaN

  constructor(timer: Timer) {
    this.timer = timer
  }

  /** Whether the bar that starts at `time` is the first of a stretch; never for the first bar asked about. */
  rings(time: number): boolean {
    if (time < this.next) return false
    const isFirst = Number.isNaN(this.next)
    this.next = nextBucketStart(time, this.timer.every)
    return !isFirst
  }
}
