import { expect, test } from 'vitest'
import { Plan } from '../../../src/sweep/plan/plan.ts'
import { listedSets, parametersAt, searchSpace, spaceOf } from '../../../src/sweep/plan/search-space.ts'
import { defineSweep } from '../../../src/sweep/plan/sweep.ts'
import { runSweep } from '../../../src/sweep/run/run-sweep.ts'
import { bars } from './runs.ts'
import { cross } from './strategies.ts'

const defaults = { fast: 3, slow: 10, mode: 'sma' }
const ranges = [{ name: 'all', start: 0, end: 1, from: 0, to: 1 }]

test('listedSets(defaults, sets) numbers the sets as listed, defaults filled in', () => {
  const space = listedSets(defaults, [{ slow: 20 }, { mode: 'ema', fast: 2 }, {}])
  expect(space.size).toBe(3)
  expect([0, 1, 2].map((number) => parametersAt(space, number))).toEqual([
    { fast: 3, slow: 20, mode: 'sma' },
    { fast: 2, slow: 10, mode: 'ema' },
    { fast: 3, slow: 10, mode: 'sma' },
  ])
})

test.each<[object[], string]>([
  [[], 'The list of parameter sets is empty'],
  [[{ fats: 1 }], 'Did you mean "fast"?'],
  [[{ fast: NaN }], 'Parameter "fast" has the value NaN'],
  [[{ fast: 1 }, { fast: 2 }, { slow: 10, fast: 1 }], 'Parameter sets 1 and 3 of the list are the same'],
])('listedSets refuses %j', (sets, message) => {
  expect(() => listedSets(defaults, sets as never)).toThrow(message)
})

test('a plan of a list differs from that of a grid with the same numbers, and from that of the list in another order', () => {
  const small = { fast: 3, slow: 10 }
  const print = (space: ReturnType<typeof spaceOf>, where?: (p: never) => boolean) =>
    new Plan(space, where, ranges).fingerprint
  const list = [
    { fast: 1, slow: 2 },
    { fast: 3, slow: 4 },
  ]
  const grid = searchSpace(small, { fast: [1, 2], slow: [3, 4] })
  const firstTwo = ({ fast }: { fast: number }) => fast === 1
  const prints = [print(spaceOf(small, list)), print(spaceOf(small, list.toReversed())), print(grid, firstTwo as never)]
  expect(new Set(prints).size).toBe(3)
})

test('defineSweep with a list of sets runs them in order, where leaves some out', async () => {
  const sets = [
    { fast: 9, slow: 30 },
    { fast: 40, slow: 20 },
    { fast: 2, slow: 11 },
  ]
  const sweep = defineSweep({
    name: 'list',
    strategy: cross,
    parameters: sets,
    where: ({ fast, slow }) => fast < slow,
    data: bars,
  })
  const found = []
  for await (const { parameters } of (await runSweep(sweep, { workers: 'none' })).backtests()) found.push(parameters)
  expect(found).toEqual([sets[0], sets[2]])
})
