import { Random } from '../../../src/base/random.ts'
import { Bars, defineStrategy, defineSweep, percentCommission, range, type SweepOptions } from '../../../src/index.ts'

/** A sweep of rules that are told beforehand on which bars they hold, so that a test can say which of them is best where. */

const day = 86_400_000
export const firstDay = Date.UTC(2015, 0, 1)
export const length = 600
export const sets = 12
/** The set that knows the bars of `peeked`, and is wrong about every other bar. */
export const peeker = sets - 1
export const peeked = [300, 400] as const

const random = Random.from(7)
const returns = Array.from({ length }, () => (random.next() - 0.49) * 0.04)
const holds = Array.from({ length: sets }, (_, set) => {
  const blocks = Array.from({ length }, () => random.next() < 0.6)
  return returns.map((change, t) => {
    if (set !== peeker) return blocks[Math.floor(t / 7)]
    return t >= peeked[0] && t < peeked[1] ? change > 0 : change < 0
  })
})

export function timeOf(bar: number): number {
  return firstDay + bar * day
}

/** Daily bars; those in `changed` have other prices, and all others the same returns. */
export function plantedBars(changed: readonly [number, number] = [0, 0]): Bars {
  let price = 100
  const close = returns.map((change, t) => {
    price *= 1 + (t >= changed[0] && t < changed[1] ? 0.5 * Math.sin(3 * t) ** 3 * 0.1 : change)
    return price
  })
  const open = close.map((_, t) => (t === 0 ? 100 : close[t - 1]))
  return Bars.from({
    symbol: 'PLANTED',
    timeframe: '1d',
    time: close.map((_, t) => timeOf(t)),
    open,
    high: close.map((value, t) => Math.max(value, open[t])),
    low: close.map((value, t) => Math.min(value, open[t])),
    close,
  })
}

export const told = defineStrategy({
  name: 'told',
  parameters: { set: 0 },
  signals({ bars }, { set }) {
    const wants = (t: number) => holds[set][Math.min(t + 1, length - 1)] // of the bar on which an order of this one is filled
    return {
      enterLong: Uint8Array.from(bars.close, (_, t) => Number(wants(t))),
      exitLong: Uint8Array.from(bars.close, (_, t) => Number(!wants(t))),
    }
  },
})

export function plantedSweep(options: Partial<SweepOptions<{ set: number }>> = {}) {
  return defineSweep({
    name: 'planted',
    strategy: told,
    parameters: { set: range(0, sets) },
    data: plantedBars(),
    commission: percentCommission(0.0005),
    ...options,
  } as SweepOptions<{ set: number }>)
}
