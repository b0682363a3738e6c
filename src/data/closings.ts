import type { Bars } from './bars.ts'
import { timeframeMs } from './timeframe.ts'

/** When each bar is known to have closed: its start plus the timeframe, UTC epoch milliseconds. */
export function closings({ time, timeframe }: Bars): Float64Array {
  const length = timeframeMs(timeframe)
  return Float64Array.from(time, (start) => start + length)
}

/** For every moment the place of the last of `ends` that is not after it, -1 for none; both are in ascending order. */
export function lastEnded(ends: Float64Array, moments: Float64Array): Int32Array {
  let at = -1
  return Int32Array.from(moments, (moment) => {
    while (at + 1 < ends.length && ends[at + 1] <= moment) at++
    return at
  })
}
