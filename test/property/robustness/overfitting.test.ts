import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backtestOverfitting } from '../../../src/robustness/overfitting.ts'
import { ReturnsMatrix } from '../../../src/robustness/returns-matrix.ts'
import { expectClose } from '../../support/close-to.ts'
import { meanOf, plainSplits } from '../../support/plain-robustness.ts'

/** Returns of every kind: small ones, on a level far from 0, with idle stretches, with a crash. */
function cases(...kinds: ('small' | 'level' | 'idle' | 'crash')[]) {
  return fc
    .record({
      blocks: fc.constantFrom(2, 4, 6),
      length: fc.integer({ min: 2, max: 6 }),
      behind: fc.nat(5),
      trials: fc.integer({ min: 2, max: 7 }),
    })
    .chain(({ blocks, length, behind, trials }) => {
      const observations = blocks * length + (behind % blocks)
      const row = fc
        .record({
          kind: fc.constantFrom(...kinds),
          points: fc.array(fc.integer({ min: -400, max: 400 }), { minLength: observations, maxLength: observations }),
          level: fc.constantFrom(-3, 0.7, 1000),
          from: fc.nat(observations - 1),
          count: fc.nat(observations),
        })
        .map(({ kind, points, level, from, count }) =>
          points.map((point, t) => {
            if (kind === 'level') return level + point / 10_000
            if (kind === 'idle' && t >= from && t < from + count) return 0
            if (kind === 'crash' && t === from) return -0.95
            return point / 10_000
          }),
        )
      return fc.record({ blocks: fc.constant(blocks), rows: fc.array(row, { minLength: trials, maxLength: trials }) })
    })
}

/** Of the Sharpe ratios. Beside a crash a half that hardly moves lies 10,000 deviations from the mean of all, which costs 8 of 16 digits. */
test.each([
  ['of any trials', cases('small', 'level', 'idle'), 1e-9],
  ['of trials with crashes', cases('small', 'idle', 'crash'), 1e-7],
] as const)('backtestOverfitting finds what its plain twin finds, %s', (_, drawn, tolerance) => {
  fc.assert(
    fc.property(drawn, ({ blocks, rows }) => {
      const used = rows[0].length - (rows[0].length % blocks)
      const comparable = rows.filter((row) => row.slice(0, used).some((value) => value !== row[0]))
      const found = backtestOverfitting(ReturnsMatrix.from(rows), { blocks })
      expect([found.trials, found.compared]).toEqual([rows.length, comparable.length])
      if (comparable.length < 2) return
      const plain = plainSplits(comparable, blocks)
      expect(found.logits).toHaveLength(plain.length)
      plain.forEach(({ winner, inSample, outOfSample, rank, all }, split) => {
        if (winner < 0) {
          expect([found.winners[split], found.logits[split]]).toEqual([-1, NaN])
          return
        }
        expectClose(found.inSample[split], inSample, 'in sample', tolerance)
        // another winner or rank only where rounding decides between equals
        if (rows[found.winners[split]] !== comparable[winner]) return
        expectClose(found.outOfSample[split], outOfSample, 'out of sample', tolerance)
        const near =
          all.filter((sharpe) => Math.abs(sharpe - outOfSample) <= 10 * tolerance * Math.max(1, Math.abs(sharpe)))
            .length - 1
        const foundRank = (comparable.length + 1) / (1 + Math.exp(-found.logits[split]))
        expect(Math.abs(foundRank - rank)).toBeLessThanOrEqual(Math.max(0, near) + 1e-9)
      })
      const won = plain.filter(({ winner }) => winner >= 0)
      const pooled = won.length === 0 ? NaN : meanOf(won.map(({ outOfSample }) => outOfSample))
      if (plain.every(({ winner }, split) => winner < 0 || rows[found.winners[split]] === comparable[winner])) {
        expectClose(found.dominance.advantage, pooled - meanOf(plain.flatMap(({ all }) => all)), 'advantage', tolerance)
      }
    }),
    { numRuns: 300, seed: 1 },
  )
})
