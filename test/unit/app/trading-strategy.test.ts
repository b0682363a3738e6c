import { expect, expectTypeOf, test } from 'vitest'
import { groupStrategies, TradingStrategy, type TradingStrategyOptions } from '../../../src/app/trading-strategy.ts'
import { defineStrategy } from '../../../src/simulation/model/strategy.ts'
import { breakout, cross } from './strategies.ts'

const of = (fast: number, slow: number, id?: string) =>
  new TradingStrategy({ strategy: cross, parameters: { fast, slow }, id })

test('TradingStrategy fills in defaults and makes its id of all parameters', () => {
  const strategy = new TradingStrategy({ strategy: cross, parameters: { slow: 50 } })
  expect(strategy.parameters).toEqual({ fast: 3, slow: 50 })
  expect(strategy.id).toBe('cross(fast=3,slow=50)')
  expect(new TradingStrategy({ strategy: cross }).id).toBe('cross(fast=3,slow=10)')
  expect(of(1, 2, 'mine').id).toBe('mine')
})

test('TradingStrategy knows the types of the parameters', () => {
  type Options = TradingStrategyOptions<{ fast: number; slow: number }>
  expectTypeOf<Options['parameters']>().toEqualTypeOf<Partial<Readonly<{ fast: number; slow: number }>> | undefined>()
  // @ts-expect-error a number is wanted
  expect(() => new TradingStrategy({ strategy: cross, parameters: { fast: '3' } })).toThrow('must be a finite number')
})

test.each<[string, object, string]>([
  [
    'an unknown parameter',
    { strategy: cross, parameters: { fats: 3 } },
    'Unknown parameter "fats". Did you mean "fast"?',
  ],
  ['a list of values', { strategy: cross, parameters: { fast: [3, 4] } }, 'Parameter "fast" has the value [3,4]'],
  ['an unknown option', { strategy: cross, params: {} }, 'Unknown option "params" of TradingStrategy'],
  ['no strategy', { parameters: {} }, 'give what defineStrategy returned'],
  ['an empty id', { strategy: cross, id: '' }, 'id is "": give a text'],
])('TradingStrategy refuses %s', (_, options, message) => {
  expect(() => new TradingStrategy(options as never)).toThrow(message)
})

test('groupStrategies keeps the order within each vector strategy', () => {
  const quick = new TradingStrategy({ strategy: breakout })
  const strategies = [of(4, 9), quick, of(2, 9)]
  expect(groupStrategies(strategies)).toEqual([
    { strategy: cross, members: [strategies[0], strategies[2]] },
    { strategy: breakout, members: [quick] },
  ])
})

test('groupStrategies names both of two strategies with one id, one set or one name', () => {
  expect(() => groupStrategies([of(1, 2, 'a'), of(1, 3), of(5, 8, 'a')])).toThrow(
    'Strategies 1, cross(fast=1,slow=2), and 3, cross(fast=5,slow=8), have the same id "a"',
  )
  expect(() => groupStrategies([of(1, 2), of(1, 2)])).toThrow('Strategies 1, cross(fast=1,slow=2), and 2,')
  expect(() => groupStrategies([of(1, 2, 'a'), of(1, 2, 'b')])).toThrow(
    'Strategies "a" and "b" are the same parameter set',
  )
  const namesake = defineStrategy({ name: 'cross', parameters: { period: 2 }, signals: () => ({}) })
  expect(() => groupStrategies([of(1, 2), new TradingStrategy({ strategy: namesake })])).toThrow(
    'Strategies "cross(fast=1,slow=2)" and "cross(period=2)" are parameter sets of two different strategies called "cross"',
  )
})
