/** What comparing two columns costs, in nanoseconds per bar. The bars that are set must be those of a plain loop. */
import assert from 'node:assert/strict'
import { above, crossOver, type Signal } from 'backsweep'
import type { Column } from '../src/data/column.ts'
import { createTa } from '../src/indicators/ta.ts'
import { type BenchCase, nanosecondsEach, times } from './case.ts'
import { market } from './market.ts'

const length = 43_800
const calls = 50 // in a round

type Compare = (a: Column, b: Column) => Signal

export const signalCases: readonly BenchCase[] = [
  comparison('above', above, (a, b, i) => a[i] > b[i]),
  comparison('crossOver', crossOver, (a, b, i) => a[i] > b[i] && a[i - 1] < b[i - 1]),
]

function comparison(name: string, compare: Compare, plain: (a: Column, b: Column, i: number) => boolean): BenchCase {
  return {
    name: `signals/${name}`,
    size: '43,800 bars, averages of 20 and 50',
    unit: 'ns per bar',
    better: 'lower',
    async measure() {
      const { close } = market(length)
      const { sma } = createTa(market(length))
      const [a, b] = [sma(close, 20), sma(close, 50)]
      const wanted: number[] = []
      for (let i = 0; i < length; i++) if (plain(a, b, i)) wanted.push(i)
      const found = await times(
        11,
        () => {
          let last = compare(a, b)
          for (let call = 0; call < calls; call++) {
            last = call % 2 === 0 ? compare(b, a) : compare(a, b) // to and fro, since the last comparison is remembered
            last.words // found when they are read
          }
          return last
        },
        (signal) => assert.deepEqual([...signal.bars()], wanted),
      )
      return nanosecondsEach(found, calls * length)
    },
  }
}
