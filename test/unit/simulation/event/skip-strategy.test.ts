import { expect, test } from 'vitest'
import { runEventBacktest } from '../../../../src/simulation/event/run-event-backtest.ts'
import { SkipStrategy } from '../../../../src/simulation/event/skip-strategy.ts'
import { Strategy } from '../../../../src/simulation/event/strategy.ts'
import { barsOf } from '../../../support/scripted.ts'

const bars = barsOf(Array.from({ length: 3 }, () => [10, 11, 9, 10]))
const run = (strategy: new () => Strategy) => () =>
  runEventBacktest({ strategy: strategy as typeof Strategy & typeof strategy, feeds: bars })

test('SkipStrategy thrown in init or by a field leaves the parameter set out', () => {
  class InInit extends Strategy {
    override init(): void {
      throw new SkipStrategy('too slow')
    }
  }
  class InField extends Strategy {
    readonly odd = skip()
  }
  const skip = () => {
    throw new SkipStrategy()
  }
  const skipped = { code: 'strategy-skipped', details: { strategy: 'InInit' } }
  expect(run(InInit)).toThrow(expect.objectContaining(skipped))
  expect(run(InInit)).toThrow('InInit skips this parameter set: too slow')
  expect(run(InField)).toThrow('InField skips this parameter set: no reason given')
})

test('SkipStrategy thrown when bars have been seen is a failure like any other', () => {
  class Late extends Strategy {
    override next(): void {
      throw new SkipStrategy('bored')
    }
  }
  expect(run(Late)).toThrow(expect.objectContaining({ code: 'strategy-failed' }))
  expect(run(Late)).toThrow('Late threw in the calls of bar 0: bored')
})
