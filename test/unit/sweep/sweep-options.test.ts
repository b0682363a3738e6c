import { describe, expect, test } from 'vitest'
import { metricSets } from '../../../src/metrics/registry.ts'
import { Strategy } from '../../../src/simulation/event/strategy.ts'
import {
  noCommission,
  noSlippage,
  percentCommission,
  percentSlippage,
  perUnitCommission,
} from '../../../src/simulation/model/costs.ts'
import { allIn, fixedUnits, fractionOfEquity } from '../../../src/simulation/model/sizing.ts'
import { differentialEvolution, latinHypercube, randomSearch, tpe } from '../../../src/sweep/plan/search.ts'
import { defineSweep } from '../../../src/sweep/plan/sweep.ts'
import { sweepOptionNames } from '../../../src/sweep/plan/sweep-options.ts'
import { cross, swingingBars } from './small-sweep.ts'

const data = swingingBars(20)
const needed = { name: 'small', strategy: cross, parameters: { fast: [2, 3] }, data }

test('defineSweep(what is needed) fills in every other option', () => {
  expect(defineSweep(needed)).toEqual({
    kind: 'sweep',
    ...needed,
    engine: 'vector',
    broker: null,
    where: undefined,
    search: null,
    dateRanges: undefined,
    holdout: null,
    execution: {
      initialAmount: 10_000,
      fillAt: 'next-open',
      sizing: allIn,
      unitStep: 0,
      scaling: 'none',
      commission: noCommission,
      slippage: noSlippage,
      stopReference: 'fill',
      stopSlippage: 'market',
      compatibility: 'none',
    },
    portfolio: { size: null, costs: {}, cashFlows: [], corporateActions: [] },
    riskFreeRate: 0,
    periodsPerYear: null,
    rankBy: 'sharpe',
    benchmark: null,
    metrics: 'default',
  })
})

test('defineSweep adds several commissions up', () => {
  const commission = [percentCommission(0.001), perUnitCommission(0.02), percentCommission(0.002)]
  const { execution } = defineSweep({ ...needed, commission })
  expect(execution.commission).toEqual({ fraction: 0.003, perUnit: 0.02, perOrder: 0 })
})

test('a sweep cannot be changed', () => {
  const sweep = defineSweep(needed)
  expect(Object.isFrozen(sweep) && Object.isFrozen(sweep.execution)).toBe(true)
})

/** Wrong values of every option, the value as the message must show it, and the advice. */
const wrong: Record<string, readonly (readonly [value: unknown, found: string, advice: string])[]> = {
  name: [
    [undefined, 'name is missing', 'give a string'],
    ['a b', 'name is "a b"', 'use letters, digits, dot, dash and underscore'],
    ['../runs', 'name is "../runs"', 'it becomes a folder name'],
    ['..', 'name is ".."', 'no dot or dash first'],
  ],
  strategy: [
    [undefined, 'strategy is missing', 'give what defineStrategy or definePortfolio returned'],
    ['cross', 'strategy is "cross"', 'give what defineStrategy or definePortfolio returned'],
    [() => ({}), 'strategy is a function', 'give what defineStrategy or definePortfolio returned'],
    [{ signals() {} }, 'strategy is an object', 'give what defineStrategy or definePortfolio returned'],
  ],
  engine: [['evnt', 'engine is "evnt"', 'did you mean "event"? Allowed are vector, event']],
  parameters: [
    [undefined, 'parameters is missing', 'give an object with a value or a list of values for each parameter'],
    [[2, 3], 'parameters is a list', 'give an object'],
    [{ fast: '2' }, '"fast" has the value "2"', 'it must be a finite number, like its default 3'],
    [{ fast: [] }, '"fast" has no values', 'give at least one'],
    [{ fest: [2] }, 'Unknown parameter "fest"', 'Did you mean "fast"?'],
  ],
  search: [
    ['random', 'search is "random"', 'give randomSearch({ trials: 500 }) or its like'],
    [{ kind: 'grid' }, 'search.kind is "grid"', 'give randomSearch({ trials: 500 }) or its like'],
    [randomSearch({ trials: 0 }), 'search.trials is 0', 'it must be at least 1'],
    [randomSearch({ trials: 2.5 }), 'search.trials is 2.5', 'give a whole number'],
    [randomSearch({ trials: 1e8 }), 'search.trials is 100000000', 'at most 10,000,000 are remembered'],
    [latinHypercube({} as never), 'search.trials is missing', 'give a number'],
    [latinHypercube({ trials: 5, seed: NaN }), 'search.seed is NaN', 'give a number'],
    [differentialEvolution({ trials: 5, population: 3 }), 'search.population is 3', 'it must be at least 4'],
    [tpe({ trials: 5, generation: 0 }), 'search.generation is 0', 'it must be at least 1'],
    [tpe({ trials: 5, trails: 4 } as never), 'Unknown option "trails" in search', 'Did you mean "trials"?'],
    [tpe({ trials: 5, population: 4 } as never), 'Unknown option "population" in search', 'trials, seed, generation'],
  ],
  where: [['fast < slow', 'where is "fast < slow"', 'give a function of the parameters']],
  data: [
    [undefined, 'data is missing', 'give csv(path) or Bars'],
    ['prices.csv', 'data is "prices.csv"', 'give csv(path) or Bars'],
    [{ close: [1, 2] }, 'data is an object', 'give csv(path) or Bars'],
    [[], 'data is a list', 'give csv(path) or Bars, or a list of them'],
    [[data, 'prices.csv'], 'data is a list', 'give csv(path) or Bars, or a list of them'],
  ],
  costs: [
    [
      { BTC: { commission: { fraction: 2 } } },
      'costs.BTC.commission is an object',
      'give percentCommission(0.001) or its like',
    ],
    [[1], 'costs is a list', 'give an object such as { "BTC-EUR": { commission: percentCommission(0.002) } }'],
  ],
  cashFlows: [
    [{ amount: 5 }, 'cashFlows is an object', 'give a list such as [{ amount: 100, every: "1M" }]'],
    [[{ amount: 0, every: '1M' }], 'cashFlows.0.amount is 0', 'give an amount of money other than 0'],
    [[{ amount: 100 }], 'cashFlows.0 is an object', 'give { amount: 100, every: "1M" }'],
  ],
  benchmark: [
    ['hold', 'benchmark is "hold"', 'give "buy-and-hold", "equal-weight", "risk-free"'],
    [{ bars: data }, 'benchmark is an object', 'give "buy-and-hold"'],
  ],
  corporateActions: [
    [[{ symbol: 'X', at: '2020-01-31' }], 'corporateActions.0 is an object', 'give { symbol, at, split: 4 }'],
    [[{ symbol: 'X', at: '2020-01-31', split: 0 }], 'corporateActions.0.split is 0', 'it must be above 0'],
  ],
  dateRanges: [
    [[], 'dateRanges is a list', 'give at least one date range, or leave dateRanges out for all bars'],
    [{ start: '2020-01-01', end: '2021-01-01' }, 'dateRanges is an object', 'give a list of { start, end }'],
    [[{ start: '2020-01-01' }], 'dateRanges.0.end is missing', 'give a date such as "2020-01-31"'],
    [[{ start: '2020-01-01', ende: '2021-01-01' }], 'Unknown option "ende" in dateRanges.0', 'Did you mean "end"?'],
    [[{ start: true, end: '2021-01-01' }], 'dateRanges.0.start is true', 'give a date'],
  ],
  holdout: [
    ['2019-01-01', 'holdout is "2019-01-01"', 'give { from: "2019-01-01" }, or { share: 0.2 }'],
    [{ share: 1 }, 'holdout.share is 1', 'it is a fraction: 0.2 is the last fifth of the bars'],
    [{ share: 0 }, 'holdout.share is 0', 'it must be above 0'],
    [{ until: '2019-01-01' }, 'holdout is an object', 'give { from: "2019-01-01" }, or { share: 0.2 }'],
  ],
  initialAmount: [
    [0, 'initialAmount is 0', 'it must be above 0'],
    ['10000', 'initialAmount is "10000"', 'give a number'],
    [Number.NaN, 'initialAmount is NaN', 'give a number'],
    [Number.POSITIVE_INFINITY, 'initialAmount is Infinity', 'give a number'],
  ],
  commission: [
    [0.001, 'commission is 0.001', 'give percentCommission(0.001) or its like, or a list of them'],
    [percentSlippage(0.1), 'commission is an object', 'give percentCommission(0.001) or its like'],
    [{ fraction: -0.1, perUnit: 0, perOrder: 0 }, 'commission.fraction is -0.1', 'it must be at least 0'],
    [{ fraction: 5, perUnit: 0, perOrder: 0 }, 'commission.fraction is 5', 'it is a fraction: 0.001 is 0.1 %'],
    [[noCommission, { ...noCommission, perOrder: -1 }], 'commission.1.perOrder is -1', 'it must be at least 0'],
  ],
  slippage: [
    [0.001, 'slippage is 0.001', 'give percentSlippage(0.001) or its like'],
    [percentCommission(0.001), 'slippage is an object', 'give percentSlippage(0.001) or its like'],
    [{ fraction: 0, perUnit: -2 }, 'slippage.perUnit is -2', 'it must be at least 0'],
  ],
  fillAt: [
    ['nextopen', 'fillAt is "nextopen"', 'did you mean "next-open"? Allowed are next-open, next-close, close'],
    [1, 'fillAt is 1', 'allowed are next-open, next-close, close'],
  ],
  sizing: [
    ['all-in', 'sizing is "all-in"', 'give allIn, fractionOfEquity(0.5) or their like'],
    [{ kind: 'half' }, 'sizing.kind is "half"', 'give allIn, fractionOfEquity(0.5) or their like'],
    [{ kind: 'fraction' }, 'sizing.fraction is missing', 'give a number'],
    [{ kind: 'fraction', fraction: 2 }, 'sizing.fraction is 2', 'it is a fraction: 1 is all'],
    [{ kind: 'units', units: 0 }, 'sizing.units is 0', 'it must be above 0'],
  ],
  unitStep: [[-1, 'unitStep is -1', 'it must be at least 0']],
  scaling: [['im', 'scaling is "im"', 'did you mean "in"? Allowed are none, in, in-and-out']],
  stopReference: [['open', 'stopReference is "open"', 'fill, close']],
  stopSlippage: [['markt', 'stopSlippage is "markt"', 'did you mean "market"?']],
  compatibility: [['vectrobt', 'compatibility is "vectrobt"', 'did you mean "vectorbt"?']],
  broker: [
    [5, 'broker is 5', 'give a'],
    [{ cheatOnClose: true }, 'broker is for event-driven strategies', 'leave it out'],
  ],
  riskFreeRate: [
    [2, 'riskFreeRate is 2', 'it is a fraction: 0.02 is 2 % a year'],
    [-1, 'riskFreeRate is -1', 'it is a fraction: 0.02 is 2 % a year'],
  ],
  periodsPerYear: [[0, 'periodsPerYear is 0', 'it must be above 0']],
  rankBy: [
    ['sharp', 'Unknown metric "sharp" in rankBy', 'Did you mean "sharpe"?'],
    [3, 'rankBy is 3', 'give a string'],
  ],
  metrics: [
    ['screning', 'Unknown set of metrics "screning"', 'Did you mean "screening"?'],
    [['sharpe', 'cagrr'], 'Unknown metric "cagrr"', 'Did you mean "cagr"?'],
    [['sharpe', 'sharpe'], '"sharpe" twice', 'name each metric once'],
    [[], 'The list of metrics is empty', 'name at least one'],
    [4, 'metrics is 4', 'give "default", "screening", "benchmark" or a list of metrics'],
  ],
}

describe('defineSweep refuses', () => {
  for (const [option, cases] of Object.entries(wrong)) {
    test.each(cases)(`a wrong ${option}: %j`, (value, found, advice) => {
      const message = refusal({ ...needed, [option]: value })
      expect(message).toContain(found)
      expect(message).toContain(advice)
      expect(message).not.toMatch(/[\r\n]/)
    })
  }

  test.each(['name', 'strategy', 'parameters', 'data'])('a sweep without %s', (option) => {
    expect(refusal({ ...needed, [option]: undefined })).toContain(`defineSweep: ${option} is missing: `)
  })

  test('an option that does not exist, with the nearest that does', () => {
    expect(refusal({ ...needed, comission: noCommission })).toBe(
      'Unknown option "comission" in defineSweep. Did you mean "commission"?',
    )
  })

  test('a misspelled option that must be there, by what was written', () => {
    const { parameters, ...rest } = needed
    expect(refusal({ ...rest, paramters: parameters })).toBe(
      'Unknown option "paramters" in defineSweep. Did you mean "parameters"?',
    )
  })

  test('to rank by a metric that is not computed', () => {
    expect(refusal({ ...needed, metrics: 'screening', rankBy: 'cagr' })).toBe(
      'rankBy is "cagr", which metrics leaves out (totalReturn, sharpe, maxDrawdown, trades): add it there or rank by one of them.',
    )
    expect(refusal({ ...needed, metrics: ['cagr'] })).toContain('rankBy is "sharpe", which metrics leaves out (cagr)')
  })

  test('what is not an object of options', () => {
    expect(refusal('sweep.ts')).toBe('defineSweep: its argument is "sweep.ts": give an object.')
    expect(refusal(undefined)).toBe('defineSweep: its argument is missing: give an object.')
  })

  test('an engine for an event-driven strategy, which has no choice', () => {
    class Driven extends Strategy {}
    expect(refusal({ ...needed, strategy: Driven, parameters: {}, engine: 'event' })).toBe(
      'defineSweep: engine is for vector strategies; an event-driven one sends orders, see broker: leave it out.',
    )
  })

  test("F40 compatibility: 'vectorbt' with engine: 'event'", () => {
    expect(refusal({ ...needed, engine: 'event', compatibility: 'vectorbt' })).toBe(
      'defineSweep: compatibility is "vectorbt" with engine "event", which does not have that order of events on a bar: leave one of them out.',
    )
  })

  test('a search over a list of whole parameter sets', () => {
    expect(refusal({ ...needed, parameters: [{ fast: 2 }], search: randomSearch({ trials: 1 }) })).toBe(
      'defineSweep: search is given with a list of whole parameter sets, of which none can be left out: give values for each parameter, or leave search out.',
    )
  })

  test('every option once above', () => {
    expect(Object.keys(wrong).sort()).toEqual([...sweepOptionNames].sort())
  })
})

describe('defineSweep takes', () => {
  test.each([
    { metrics: 'screening' as const },
    { metrics: metricSets.default },
    { metrics: ['cagr'] as const, rankBy: 'cagr' as const },
    { sizing: fractionOfEquity(0.5) },
    { sizing: fixedUnits(3), unitStep: 1 },
    { commission: [] },
    { dateRanges: [{ start: 0, end: new Date(), name: 'all' }] },
    { riskFreeRate: -0.005 },
    { engine: 'event' as const, fillAt: 'close' as const },
    { engine: 'vector' as const, compatibility: 'vectorbt' as const },
  ])('%j', (options) => {
    expect(() => defineSweep({ ...needed, ...options })).not.toThrow()
  })
})

/** The message with which defineSweep refuses the options. */
function refusal(options: unknown): string {
  try {
    defineSweep(options as never)
  } catch (error) {
    expect(error).toMatchObject({ name: 'BacksweepError' })
    return (error as Error).message
  }
  throw new Error('defineSweep took it')
}
