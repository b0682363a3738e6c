import { BacksweepError } from '../base/errors.ts'
import type { Bars } from '../data/bars.ts'
import type { ResolvedDateRange } from '../data/date-range.ts'
import { walkForwardWindows } from '../robustness/walk-forward.ts'
import type { WalkForward } from './method.ts'
import { type CalendarSpan, later, parseSpan, sum, times } from './span.ts'

/** Half-open stretch of time, UTC epoch milliseconds. */
export interface TimeSpan {
  readonly start: number
  readonly end: number
}

export interface TimeWindow {
  readonly train: TimeSpan
  readonly test: TimeSpan
}

/**
 * The windows of a walk forward over the bars of a range. In bars all tests are whole. In calendar time the last one ends with the
 * range, where that comes first: a month has no fixed number of bars that could be missed. 'option-invalid' when not even one
 * fits, and when tests overlap.
 */
export function timeWindows(method: WalkForward, bars: Bars, range: ResolvedDateRange): TimeWindow[] {
  const { train, test, step } = method
  const spans = [train, test, step].map((span) => parseSpan(span, 'walkForward'))
  const windows =
    'bars' in spans[0]
      ? inBars(method, bars, range)
      : onCalendar(spans as CalendarSpan[], method.anchored, range, bars.time[range.from])
  const overlap = windows.findIndex((window, k) => k > 0 && window.test.start < windows[k - 1].test.end)
  if (overlap > 0) {
    throw new BacksweepError(
      'option-invalid',
      `walkForward steps by ${step}, which is less than its test of ${test}: bars would be in two tests. Step as far or farther.`,
      { option: 'step' },
    )
  }
  if (windows.length > 0) return windows
  throw new BacksweepError(
    'option-invalid',
    `walkForward needs a training of ${train} and a test of ${test}, which the ${range.to - range.from} bars of "${range.name}" do not hold: shorten them.`,
    { option: 'train' },
  )
}

function inBars({ train, test, step, anchored }: WalkForward, { time }: Bars, range: ResolvedDateRange): TimeWindow[] {
  const { from, to } = range
  const lengths = { train: Number(train), test: Number(test), step: Number(step) }
  const start = (bar: number) => (from + bar < to ? time[from + bar] : range.end)
  return walkForwardWindows(to - from, anchored ? 'anchored' : 'rolling', lengths).map((window) => ({
    train: { start: start(window.train[0]), end: start(window.train[1]) },
    test: { start: start(window.test[0]), end: start(window.test[1]) },
  }))
}

/** Every border is counted from the first bar, so that tests join exactly though months differ. */
function onCalendar(
  [train, test, step]: readonly CalendarSpan[],
  anchored: boolean,
  range: ResolvedDateRange,
  origin: number,
): TimeWindow[] {
  const windows: TimeWindow[] = []
  for (let k = 0; ; k++) {
    const moved = times(step, k)
    const border = later(origin, sum(moved, train))
    if (border >= range.end) return windows
    windows.push({
      train: { start: anchored ? origin : later(origin, moved), end: border },
      test: { start: border, end: Math.min(range.end, later(origin, sum(moved, train, test))) },
    })
  }
}
