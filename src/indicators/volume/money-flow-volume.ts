import type { Column } from '../../data/column.ts'

/**
 * Chaikin's money flow volume of every bar: the volume times the place of the close in the bar, from -1 at the
 * low to 1 at the high. 0 for a bar whose high is its low. Missing (NaN or infinite) where any of the four is.
 */
export function moneyFlowVolume(high: Column, low: Column, close: Column, volume: Column, out: Float64Array): void {
  for (let i = 0; i < close.length; i++) {
    const range = high[i] - low[i]
    const place = range === 0 ? 0 : (close[i] - low[i] - (high[i] - close[i])) / range
    out[i] = Number.isFinite(close[i]) ? place * volume[i] : NaN // a range of 0 says nothing of the close
  }
}
