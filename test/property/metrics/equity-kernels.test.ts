import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markConstant } from '../../../src/data/column.ts'
import { PlainBeyond } from '../../../src/metrics/beyond.ts'
import { EquityKernels } from '../../../src/metrics/equity-kernels.ts'
import { MeasureScratch, measure } from '../../../src/metrics/measure.ts'
import { resolveMetrics } from '../../../src/metrics/resolve.ts'
import { ledgerOf } from '../../support/measured.ts'
import { allInLedgers, ledgers } from '../../support/random-ledgers.ts'

const { needs } = resolveMetrics('default')
const any = fc.oneof(ledgers, allInLedgers)

test('the kernels are built: npm run kernels', () => {
  expect(EquityKernels.of(10)).not.toBeNull()
})

test('measure(a column that does not change), by kernels, has the bits of measure(one that may), without them', () => {
  const scratch = new MeasureScratch() // for all: ranges and closes change, and what was there before must not be seen
  let byKernels = 0
  fc.assert(
    fc.property(any, ({ ledger, close, options }) => {
      const column = Float64Array.from(close)
      const plain = measure(ledger, column, options, needs, scratch)
      const constant = markConstant(column.slice())
      if (scratch.kernelsFor(options.to - options.from, ledger.fillCount) !== null) byKernels++
      expect(measure(ledger, constant, options, needs, scratch)).toEqual(plain)
      expect(measure(ledger, constant, { ...options, riskFreeRate: 0.5 }, needs, scratch).equity).toEqual(plain.equity)
    }),
    { numRuns: 3000 },
  )
  expect(byKernels).toBeGreaterThan(2500)
})

test('measure(other bars of the same column) reads them anew', () => {
  const close = markConstant(Float64Array.of(10, 12, 11, 13, 9, 14, 10))
  const ledger = ledgerOf(100, [{ bar: 3, units: 5, price: 12 }])
  const scratch = new MeasureScratch()
  for (const [from, to] of [
    [0, 5],
    [1, 5],
    [1, 7],
    [3, 7],
    [0, 5],
  ]) {
    const options = { from, to, initialAmount: 100, periodsPerYear: 252, riskFreeRate: 0 }
    expect(measure(ledger, close, options, needs, scratch)).toEqual(
      measure(ledger, close.slice(), options, needs, new MeasureScratch()),
    )
  }
})

test('measure(an equity of exactly zero, on an even or an odd bar, or the last but one) has the bits of the walk', () => {
  const prices = [10, 11, 9, 20, 12, 10, 11] // short of 10 units at 10, there is nothing left at 20
  for (const [from, to] of [
    [0, 7],
    [1, 7],
    [1, 6],
    [0, 5],
    [1, 5],
  ]) {
    const ledger = ledgerOf(100, [{ bar: from, units: -10, price: 10 }])
    const options = { from, to, initialAmount: 100, periodsPerYear: 252, riskFreeRate: 0 }
    const close = markConstant(Float64Array.from(prices))
    const found = measure(ledger, close, options, needs, new MeasureScratch())
    expect(found.spread.worst).toBe(-1)
    expect(found).toEqual(measure(ledger, close.slice(), options, needs, new MeasureScratch()))
  }
})

test('gather(low, high) finds the returns that PlainBeyond finds, in their order', () => {
  const kernels = EquityKernels.of(300)!
  const beyond = new PlainBeyond()
  const bound = fc.oneof(fc.constantFrom(0, 1e-3, 0.5, 1e300), fc.double({ min: 0, max: 0.1, noNaN: true }))
  fc.assert(
    fc.property(ledgers, bound, bound, ({ ledger, close, options }, low, high) => {
      kernels.measure(ledger, Float64Array.from(close), options, 0)
      const { returns } = kernels
      const ties = returns.values.slice(0, 2) // with a bound
      for (const [below, above] of [
        [-low, high],
        [Math.min(...ties), Math.max(...ties)],
      ]) {
        kernels.gather(returns, below, above)
        beyond.gather(returns, below, above)
        const found = [kernels, beyond].map((one) => ({
          below: one.below.slice(0, one.belowCount),
          above: one.above.slice(0, one.aboveCount),
        }))
        expect(found[0]).toEqual(found[1])
      }
    }),
    { numRuns: 1000 },
  )
})

test('measure(fills out of order, or after the end) is a broken invariant', () => {
  const close = markConstant(Float64Array.of(10, 11, 12, 13))
  const options = { from: 1, to: 3, initialAmount: 100, periodsPerYear: 252, riskFreeRate: 0 }
  for (const bars of [[2, 1], [0], [3]]) {
    const ledger = ledgerOf(
      100,
      bars.map((bar) => ({ bar, units: 1, price: 10 })),
    )
    for (const column of [close, close.slice()])
      expect(() => measure(ledger, column, options, needs, new MeasureScratch())).toThrow('fills are in order')
  }
})

test('kernelsFor(growing, shrinking ranges) makes new ones only when they grow, and none for more fills than bars', () => {
  const scratch = new MeasureScratch()
  const first = scratch.kernelsFor(100, 100)
  expect(first).not.toBeNull()
  expect(scratch.kernelsFor(3, 100)).toBe(first)
  expect(scratch.kernelsFor(3, 101)).toBeNull()
  const second = scratch.kernelsFor(101, 0)
  expect(second).not.toBe(first)
  expect(scratch.kernelsFor(200, 200)).toBe(second)
  expect(scratch.kernelsFor(201, 0)).not.toBe(second)
})
