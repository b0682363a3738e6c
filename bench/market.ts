import { Bars } from 'backsweep'
import { Random } from '../src/base/random.ts'

const hour = 3_600_000

/** Hourly bars of a random walk; the same for the same number of bars. */
export function market(bars: number): Bars {
  const random = Random.from(2026)
  const time = Float64Array.from({ length: bars }, (_, i) => Date.UTC(2000, 0, 1) + i * hour)
  const [open, high, low, close, volume] = Array.from({ length: 5 }, () => new Float64Array(bars))
  let last = 100
  for (let i = 0; i < bars; i++) {
    open[i] = last
    close[i] = last * Math.exp(0.01 * random.normal())
    high[i] = Math.max(last, close[i]) * (1 + 0.005 * random.next())
    low[i] = Math.min(last, close[i]) * (1 - 0.005 * random.next())
    volume[i] = 1000 * (1 + random.next())
    last = close[i]
  }
  return Bars.from({ symbol: 'WALK', timeframe: '1h', time, open, high, low, close, volume })
}
