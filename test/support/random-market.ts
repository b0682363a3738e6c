import fc from 'fast-check'
import { Bars } from '../../src/data/bars.ts'
import {
  compatibilities,
  type Execution,
  fillPoints,
  scalings,
  stopReferences,
  stopSlippages,
} from '../../src/simulation/model/execution.ts'
import type { PlainSignals } from './plain-engine.ts'

/** Arbitrary bars, signals and execution options for properties of the engine. */

const day = 86_400_000

/** Bars of a random walk with gaps; a volatile one hits stops and targets inside the same bar. */
export const anyBars: fc.Arbitrary<Bars> = fc
  .array(fc.tuple(unit(), unit(), unit(), unit()), { minLength: 1, maxLength: 60, size: 'max' })
  .chain((steps) =>
    fc.tuple(fc.constant(steps), fc.constantFrom<number>(0.002, 0.02, 0.2), fc.constantFrom<number>(0.5, 100, 60_000)),
  )
  .map(([steps, volatility, start]) => {
    const open: number[] = []
    const high: number[] = []
    const low: number[] = []
    const close: number[] = []
    let last = start
    for (const [gap, body, up, down] of steps) {
      const first = last * (1 + volatility * (gap - 0.5))
      const final = first * (1 + 2 * volatility * (body - 0.5))
      open.push(first)
      close.push(final)
      high.push(Math.max(first, final) * (1 + volatility * up))
      low.push(Math.min(first, final) * (1 - volatility * down))
      last = final
    }
    return barsOf({ open, high, low, close })
  })

export function barsOf(columns: { open: number[]; high: number[]; low: number[]; close: number[] }): Bars {
  return Bars.from({ symbol: 'TEST', timeframe: '1d', time: columns.open.map((_, t) => t * day), ...columns })
}

export function anySignals(length: number): fc.Arbitrary<PlainSignals> {
  const signal = fc.constantFrom(0, 0.1, 0.5).chain((share) =>
    fc.array(
      unit().map((x) => x < share),
      { minLength: length, maxLength: length },
    ),
  )
  const fraction = fc.constantFrom(0, 0, 0.001, 0.03, 0.3)
  const weights = fc.array(fc.oneof(fc.constant(NaN), fc.constantFrom(-0.7, 0, 0.3, 0.9, 1, 2.5)), {
    minLength: length,
    maxLength: length,
  })
  return fc.record({
    enterLong: signal,
    exitLong: signal,
    enterShort: signal,
    exitShort: signal,
    targetWeight: fc.oneof({ arbitrary: fc.constant(null), weight: 4 }, { arbitrary: weights, weight: 1 }),
    stopLoss: fraction,
    takeProfit: fraction,
    trailingStop: fraction,
  })
}

export const anyExecution: fc.Arbitrary<Execution> = fc.record({
  initialAmount: fc.constantFrom(100, 10_000),
  fillAt: fc.constantFrom(...fillPoints),
  sizing: fc.oneof(
    fc.constant({ kind: 'all-in' } as const),
    fc.constantFrom(0.1, 0.5, 1).map((fraction) => ({ kind: 'fraction', fraction }) as const),
    fc.constantFrom(30, 3000).map((amount) => ({ kind: 'amount', amount }) as const),
    fc.constantFrom(0.37, 5).map((units) => ({ kind: 'units', units }) as const),
  ),
  unitStep: fc.constantFrom(0, 0, 0.01, 1),
  scaling: fc.constantFrom(...scalings),
  commission: fc.record({
    fraction: fc.constantFrom(0, 0.001, 0.02),
    perUnit: fc.constantFrom(0, 0.005),
    perOrder: fc.constantFrom(0, 1),
  }),
  slippage: fc.record({ fraction: fc.constantFrom(0, 0.001), perUnit: fc.constantFrom(0, 0.001) }),
  stopReference: fc.constantFrom(...stopReferences),
  stopSlippage: fc.constantFrom(...stopSlippages),
  compatibility: fc.constantFrom(...compatibilities),
})

/** A backtest of anything on anything, on a part of the bars. */
export const anyBacktest = anyBars
  .chain((bars) =>
    fc.tuple(fc.constant(bars), anySignals(bars.length), anyExecution, fc.nat(bars.length), fc.nat(bars.length)),
  )
  .map(([bars, signals, execution, a, b]) => ({ bars, signals, execution, from: Math.min(a, b), to: Math.max(a, b) }))

/** From 0 up to 1, uniform. */
function unit(): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 2 ** 30 }).map((n) => n / 2 ** 30)
}
