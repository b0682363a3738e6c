import type { Column } from '../../data/column.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { roc } from './roc.ts'
import { rsi } from './rsi.ts'

/** Connors RSI: strength of the price, strength of its streaks and rank of its last change, in equal parts. */
export const connorsRsi = defineIndicator({
  name: 'connorsRsi',
  title: 'Connors RSI',
  formula:
    '(rsi(period) + rsi(streak) of the streak + percentage of the `rank` changes before the last that are smaller than it) / 3 ' +
    '(Larry Connors): 0 to 100. The streak counts the bars in a row that closed higher, negative for lower, 0 for an ' +
    'unchanged one; it starts with the second value. A change is roc(1); NaN where the value it divides by is 0.',
  inputs: ['source'],
  options: {
    period: period('bars of the rsi of the source', 3),
    streak: period('bars of the rsi of the streak', 2),
    rank: period('changes that the last one is compared with', 100),
  },
  outputs: ['connorsRsi'],

  warmup({ period, streak, rank }) {
    return [Math.max(period, streak + 1, rank + 1)]
  },

  compute({ period, streak, rank }, [source], [out]) {
    const { length } = source
    const streaks = new Float64Array(length)
    const ofStreaks = new Float64Array(length)
    countStreaks(source, streaks)
    rsi.compute({ period: streak }, [streaks], [ofStreaks])

    const changes = streaks // no longer needed
    roc.compute({ period: 1 }, [source], [changes])
    rsi.compute({ period }, [source], [out])
    let seen = 0
    for (let i = 0; i < length; i++) {
      seen = Number.isNaN(changes[i]) ? 0 : seen + 1
      out[i] = seen > rank ? (out[i] + ofStreaks[i] + percentSmaller(changes, i, rank)) / 3 : NaN
    }
  },
})

function countStreaks(source: Column, out: Float64Array): void {
  let streak = 0
  for (let i = 0; i < source.length; i++) {
    const change = i === 0 ? NaN : source[i] - source[i - 1]
    const known = Number.isFinite(change)
    if (known && change > 0) streak = Math.max(streak, 0) + 1
    else if (known && change < 0) streak = Math.min(streak, 0) - 1
    else streak = 0
    out[i] = known ? streak : NaN
  }
}

/** How many of the `count` changes before bar `i` are smaller than that of bar `i`. */
function percentSmaller(changes: Column, i: number, count: number): number {
  let smaller = 0
  for (let j = i - count; j < i; j++) if (changes[j] < changes[i]) smaller++
  return (100 * smaller) / count
}
