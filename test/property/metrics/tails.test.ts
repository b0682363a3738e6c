import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlainBeyond } from '../../../src/metrics/beyond.ts'
import { type TailFacts, Tails } from '../../../src/metrics/tails.ts'

interface Series {
  returns: number[]
  /** Returns that are not written, because the account held no position. */
  zeros: number
}

/** Returns of one size or of several, with many ties or none, rising or falling only, and with none that are not zero. */
const series: fc.Arbitrary<Series> = fc
  .record({
    shape: fc.constantFrom('even', 'ties', 'rising', 'falling', 'wild', 'still'),
    size: fc.constantFrom(1, 0.97, 1.1, 0.01, 1e-12),
    moves: fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 150, size: 'max' }),
    zeros: fc.constantFrom(0, 1, 5, 40, 1000),
  })
  .map(({ shape, size, moves, zeros }) => {
    const returns = moves.map((move) => {
      if (shape === 'ties') return (size * Math.round(move / 400)) / 100
      if (shape === 'rising') return size * Math.abs(move)
      if (shape === 'falling') return size * -Math.abs(move)
      if (shape === 'wild') return size * move ** 3
      return shape === 'still' ? 0 : (size * move) / 7
    })
    return { returns, zeros }
  })

/** By sorting. */
function plainTails({ returns, zeros }: Series): TailFacts {
  const sorted = Float64Array.from([...returns, ...new Array(zeros).fill(0)]).sort()
  const last = sorted.length - 1
  const lowest = Math.floor(0.05 * last) + 1
  const largest = sorted[lowest - 1]
  const below = returns.filter((value) => value < largest)
  const isBelow = sorted.filter((value) => value < largest).length
  const sum = below.reduce((total, value) => total + value, 0) + (lowest - isBelow) * largest
  return { low: quantile(0.05), high: quantile(0.95), meanOfLow: sum / lowest }

  function quantile(q: number): number {
    const rank = Math.floor(q * last)
    const below = sorted[rank]
    return below + (sorted[Math.min(rank + 1, last)] - below) * (q * last - rank)
  }
}

function seriesOf({ returns, zeros }: Series) {
  const unused = [-5, 5, NaN] // the buffer is longer than what is written
  return { values: Float64Array.from([...returns, ...unused]), written: returns.length, zeros }
}

test('Tails.measure(any series after any others) has the bits of sorting', () => {
  fc.assert(
    fc.property(fc.array(series, { minLength: 1, maxLength: 6 }), (all) => {
      const tails = new Tails()
      const beyond = new PlainBeyond()
      for (const one of [...all, ...all.toReversed()]) {
        if (one.returns.length + one.zeros > 0) expect(tails.measure(seriesOf(one), beyond)).toEqual(plainTails(one))
        else expect(tails.measure(seriesOf(one), beyond)).toEqual({ low: NaN, high: NaN, meanOfLow: NaN })
      }
    }),
    { numRuns: 3000 },
  )
})

test('Tails.measure(series) leaves it as it is', () => {
  fc.assert(
    fc.property(series, (one) => {
      const returns = seriesOf(one)
      const tails = new Tails()
      const beyond = new PlainBeyond()
      tails.measure(returns, beyond)
      tails.measure(returns, beyond)
      expect(returns).toEqual(seriesOf(one))
    }),
    { numRuns: 100 },
  )
})
