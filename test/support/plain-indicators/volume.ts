import type { volume } from '../../../src/indicators/volume/family.ts'
import { exactSum } from '../exact-sum.ts'
import {
  exponential,
  mean,
  overBars,
  type Plain,
  type PlainColumns,
  present,
  type Values,
  volumeWeighted,
  windowed,
} from './plain.ts'

export const plainVolume: Record<keyof typeof volume, Plain> = {
  obv: (_, { close, volume }) => [
    sinceMissing([close, volume], (bars) => {
      const [first, ...later] = bars
      return exactSum([volume[first], ...later.map((i) => Math.sign(close[i] - close[i - 1]) * volume[i])])
    }),
  ],
  ad: (_, columns) => [accumulated(columns)],
  adOsc: ({ fast, slow }, columns) => {
    const line = accumulated(columns)
    return [
      sinceMissing([line], (bars) => {
        if (bars.length < fast || bars.length < slow) return NaN
        const values = bars.map((i) => line[i])
        const last = values.length - 1
        return exponential(values, 1, 2 / (fast + 1))[last] - exponential(values, 1, 2 / (slow + 1))[last]
      }),
    ]
  },
  cmf: ({ period }, columns) => {
    const { volume } = columns
    const flows = moneyFlowVolumes(columns)
    return [
      overBars([flows, volume], period, (bars) => {
        const total = exactSum(bars.map((i) => volume[i]))
        return total === 0 ? 0 : exactSum(bars.map((i) => flows[i])) / total
      }),
    ]
  },
  mfi: ({ period }, columns) => {
    const price = typicalPrices(columns)
    const { volume } = columns
    const change = price.map((value, i) => value - price[i - 1])
    return [
      overBars([change, volume], period, (bars) => {
        const flow = (sign: number) =>
          exactSum(bars.map((i) => (Math.sign(change[i]) === sign ? price[i] * volume[i] : 0)))
        const [up, down] = [flow(1), flow(-1)]
        if (up + down === 0) return 50
        return 100 - 100 / (1 + up / down)
      }),
    ]
  },
  vwap: ({ period }, columns) => [volumeWeighted(typicalPrices(columns), columns.volume, period)],
  forceIndex: ({ period }, { close, volume }) => {
    const force = close.map((value, i) =>
      present(value) && present(close[i - 1]) && present(volume[i]) ? volume[i] * (value - close[i - 1]) : NaN,
    )
    return [exponential(force, period, 2 / (period + 1))]
  },
  easeOfMovement: ({ period }, { high, low, volume }) => {
    const ease = high.map((_, i) => {
      if (![high[i], low[i], high[i - 1], low[i - 1], volume[i]].every(present)) return NaN
      if (volume[i] === 0 || high[i] === low[i]) return 0
      const move = (high[i] + low[i]) / 2 - (high[i - 1] + low[i - 1]) / 2
      return move / (volume[i] / 10_000 / (high[i] - low[i]))
    })
    return [windowed(ease, period, mean)]
  },
  nvi: (_, columns) => [grown(columns, -1)],
  pvi: (_, columns) => [grown(columns, 1)],
}

/** `f` of the numbers of all bars since the columns last missed a value. */
function sinceMissing(columns: readonly Values[], f: (bars: Values) => number): Values {
  let bars: number[] = []
  return columns[0].map((_, i) => {
    bars = columns.every((column) => present(column[i])) ? [...bars, i] : []
    return bars.length === 0 ? NaN : f(bars)
  })
}

function moneyFlowVolumes({ high, low, close, volume }: PlainColumns): Values {
  return close.map((value, i) => {
    if (![high[i], low[i], value, volume[i]].every(present)) return NaN
    return high[i] === low[i] ? 0 : (1 - (2 * (high[i] - value)) / (high[i] - low[i])) * volume[i]
  })
}

function accumulated(columns: PlainColumns): Values {
  const flows = moneyFlowVolumes(columns)
  return sinceMissing([flows], (bars) => exactSum(bars.map((i) => flows[i])))
}

function typicalPrices({ high, low, close }: PlainColumns): Values {
  return high.map((value, i) => (value + low[i] + close[i]) / 3)
}

function grown({ close, volume }: PlainColumns, side: number): Values {
  const positive = close.map((value) => (value > 0 ? value : NaN))
  return sinceMissing([positive, volume], ([, ...later]) =>
    later
      .filter((i) => Math.sign(volume[i] - volume[i - 1]) === side)
      .reduce((index, i) => (index * close[i]) / close[i - 1], 1000),
  )
}
