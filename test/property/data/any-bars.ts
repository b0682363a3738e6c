import fc from 'fast-check'

/** Columns of sound daily bars as plain arrays. */
export interface PlainBars {
  readonly symbol: string
  readonly timeframe: string
  readonly time: number[]
  readonly open: number[]
  readonly high: number[]
  readonly low: number[]
  readonly close: number[]
  readonly volume: number[]
}

const day = 86_400_000
const price = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
const anyBar = fc.record({
  prices: fc.tuple(price, price, price, price),
  volume: fc.double({ min: 0, max: 1e12, noNaN: true }),
})

/** Bars on consecutive days, so that their timeframe is 1d whatever their number. */
export function anyBars(minLength = 0): fc.Arbitrary<PlainBars> {
  return fc.tuple(fc.nat(20_000), fc.array(anyBar, { minLength, maxLength: 40 })).map(([firstDay, bars]) => ({
    symbol: 'ANY',
    timeframe: '1d',
    time: bars.map((_, i) => (firstDay + i) * day),
    open: bars.map(({ prices }) => prices[0]),
    high: bars.map(({ prices }) => Math.max(...prices)),
    low: bars.map(({ prices }) => Math.min(...prices)),
    close: bars.map(({ prices }) => prices[1]),
    volume: bars.map(({ volume }) => volume),
  }))
}
