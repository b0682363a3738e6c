import { BacksweepError } from '../base/errors.ts'
import { Bars } from './bars.ts'
import { DAY } from './time.ts'
import { timeframeMs } from './timeframe.ts'

/** Monday, 5 January 1970, from which weeks are counted. */
const firstMonday = 4 * DAY

/** Start of the stretch of `timeframe` after that in which `time` lies; see `bucketStart`. */
export function nextBucketStart(time: number, timeframe: string): number {
  const start = bucketStart(time, timeframe)
  if (!timeframe.endsWith('M')) return start + timeframeMs(timeframe)
  const date = new Date(start)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + Number.parseInt(timeframe, 10), 1)
}

/**
 * Start of the stretch of `timeframe` in which `time` lies, UTC: months begin on the first, weeks on Monday; everything else
 * is counted from 1970-01-01. Several months are counted from January 1970.
 */
export function bucketStart(time: number, timeframe: string): number {
  const length = timeframeMs(timeframe)
  if (timeframe.endsWith('M')) {
    const count = Number.parseInt(timeframe, 10)
    const date = new Date(time)
    const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
    return Date.UTC(1970, Math.floor(month / count) * count, 1)
  }
  const origin = timeframe.endsWith('w') ? firstMonday : 0
  return Math.floor((time - origin) / length) * length + origin
}

/**
 * Bars of a longer timeframe: the first open, the highest high, the lowest low, the last close and the sum of the volumes of each
 * stretch, stamped with its start. Stretches without bars have none. The last one may be incomplete.
 *
 * Error 'option-invalid' when `timeframe` is not longer than that of `bars`.
 */
export function resample(bars: Bars, timeframe: string): Bars {
  if (timeframeMs(timeframe) <= timeframeMs(bars.timeframe)) {
    throw new BacksweepError(
      'option-invalid',
      `resample got ${timeframe} for bars of ${bars.timeframe}: give a longer timeframe.`,
      { option: 'timeframe', value: timeframe },
    )
  }
  const time: number[] = []
  const open: number[] = []
  const high: number[] = []
  const low: number[] = []
  const close: number[] = []
  const volume: number[] = []
  let last = -1
  let end = -Infinity
  for (let t = 0; t < bars.length; t++) {
    if (bars.time[t] >= end) {
      last = time.push(bucketStart(bars.time[t], timeframe)) - 1
      end = nextBucketStart(bars.time[t], timeframe)
      open.push(bars.open[t])
      high.push(bars.high[t])
      low.push(bars.low[t])
      close.push(bars.close[t])
      volume.push(bars.volume[t])
      continue
    }
    high[last] = Math.max(high[last], bars.high[t])
    low[last] = Math.min(low[last], bars.low[t])
    close[last] = bars.close[t]
    volume[last] += bars.volume[t]
  }
  return Bars.derived({ symbol: bars.symbol, timeframe, time, open, high, low, close, volume })
}
