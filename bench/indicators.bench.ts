/** What the kernels of some indicators cost, in nanoseconds per bar. Their first values must be those of the plain formulas. */
import assert from 'node:assert/strict'
import { computeIndicator, type Indicator } from '../src/indicators/indicator.ts'
import { type IndicatorName, registry } from '../src/indicators/registry.ts'
import type { PlainColumns } from '../test/support/plain-indicators/plain.ts'
import { plainIndicators } from '../test/support/plain-indicators.ts'
import { type BenchCase, nanosecondsEach, times } from './case.ts'
import { market } from './market.ts'

const length = 43_800
const compared = 300
const calls = 20 // in a round

export const indicatorCases: readonly BenchCase[] = [
  kernel('sma', { period: 50 }),
  kernel('ema', { period: 50 }),
  kernel('rsi', { period: 14 }),
  kernel('bollinger', { period: 20, deviations: 2 }),
  kernel('superTrend', { period: 10, multiplier: 3 }),
]

function kernel(name: IndicatorName, options: Readonly<Record<string, number>>): BenchCase {
  return {
    name: `indicators/${name}`,
    size: `43,800 bars, ${Object.values(options).join(' and ')}`,
    unit: 'ns per bar',
    better: 'lower',
    async measure() {
      const spec: Indicator = registry[name]
      const bars = market(length)
      const columns = { ...bars, source: bars.close }
      const inputs = spec.inputs.map((input) => columns[input])
      const start = Object.entries(columns).filter(([, column]) => ArrayBuffer.isView(column))
      const plain = Object.fromEntries(
        start.map(([key, column]) => [key, Array.from(column as Float64Array).slice(0, compared)]),
      )
      const wanted = plainIndicators[name](options, plain as unknown as PlainColumns)

      const found = await times(
        11,
        () => {
          let outputs: readonly Float64Array[] = []
          for (let call = 0; call < calls; call++) outputs = computeIndicator(spec, options, inputs)
          return outputs
        },
        (outputs) => {
          for (const [k, output] of outputs.entries()) assertClose(output.subarray(0, compared), wanted[k])
        },
      )
      return nanosecondsEach(found, calls * length)
    },
  }
}

function assertClose(found: Float64Array, wanted: readonly number[]): void {
  for (const [i, value] of wanted.entries()) {
    const isClose = Number.isNaN(value)
      ? Number.isNaN(found[i])
      : Math.abs(found[i] - value) <= 1e-9 * Math.max(1, Math.abs(value))
    assert.ok(isClose, `bar ${i}: ${found[i]}, not ${value}`)
  }
}
