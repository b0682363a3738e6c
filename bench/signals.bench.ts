/** What comparing two columns costs, in nanoseconds per bar. The bars that are set must be those of a plain loop. */
import assert from 'node:assert/strict'
import { above, crossOver, type Signal } from 'backsweep'
import { computeIndicator } from '../src/indicators/indicator.ts'
import { registry } from '../src/indicators/registry.ts'
import { type BenchCase, nanosecondsEach, times } from './case.ts'
import { market } from './market.ts'

const length = 43_800
const calls = 50 // in a round

type Compare = (a: Float64Array, b: Float64Array) => Signal

export const signalCases: readonly BenchCase[] = [
  comparison('above', above, (a, b, i) => a[i] > b[i]),
  comparison('crossOver', crossOver, (a, b, i) => a[i] > b[i] && a[i - 1] < b[i - 1]),
]

function comparison(
  name: string,
  compare: Compare,
  plain: (a: Float64Array, b: Float64Array, i: number) => boolean,
): BenchCase {
  return {
    name: `signals/${name}`,
    size: '43,800 bars, averages of 20 and 50',
    unit: 'ns per bar',
    better: 'lower',
    async measure() {
      const { close } = market(length)
      const [a, b] = [20, 50].map((period) => computeIndicator(registry.sma, { period }, [close])[0])
      const wanted: number[] = []
      for (let i = 0; i < length; i++) if (plain(a, b, i)) wanted.push(i)
      const found = await times(
        11,
        () => {
          let signal = compare(a, b)
          for (let call = 1; call < calls; call++) signal = compare(a, b)
          return signal
        },
        (signal) => assert.deepEqual([...signal.bars()], wanted),
      )
      return nanosecondsEach(found, calls * length)
    },
  }
}
