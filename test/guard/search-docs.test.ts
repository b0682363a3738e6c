import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import sweep from '../../examples/search/sweep.ts'
import {
  differentialEvolution,
  latinHypercube,
  type Parameters,
  randomSearch,
  range,
  runSweep,
  type Search,
  type SearchOptions,
  tpe,
} from '../../src/index.ts'
import { tried } from '../support/searching.ts'

const docs = readFileSync('docs/search.md', 'utf8')

test('docs/search.md shows examples/search/sweep.ts exactly as it is', () => {
  const [[, file, code]] = [...docs.matchAll(/<!-- (examples\/\S+) -->\n```ts\n([\s\S]*?)```/g)]
  expect(code).toBe(readFileSync(file, 'utf8'))
})

test('docs/search.md says what searches find: the whole grid is run, and each search looks up what it tries', async () => {
  const sharpes = new Map<string, number>()
  const whole = await runSweep({ ...sweep, search: null }, { workers: 2 })
  for await (const { parameters, metrics } of whole.backtests()) sharpes.set(keyOf(parameters), Number(metrics.sharpe))
  const best = [...sharpes.values()].sort((a, b) => b - a)
  const problem = {
    parameters: { fast: range(2, 100), slow: range(20, 250) },
    where: ({ fast, slow }: Parameters) => fast < slow,
  }
  const score = (parameters: Parameters) => sharpes.get(keyOf(parameters))!
  const found = (search: (options: SearchOptions) => Search, trials: number) => {
    let sum = 0
    for (let seed = 1; seed <= 50; seed++)
      sum += Math.max(...tried(search({ trials, seed }), problem, score).map(score))
    return (sum / 50).toFixed(3)
  }
  const searches = [randomSearch, latinHypercube, differentialEvolution, tpe]
  const lines = [100, 200, 400].map(
    (trials) => `| ${trials} | ${searches.map((search) => found(search, trials)).join(' | ')} |`,
  )
  const words = docs.replaceAll('\n', ' ')
  expect(words).toContain(
    `of whose 19,300 pairs the best has a Sharpe ratio of ${best[0].toFixed(3)} and the hundredth best one of ${best[99].toFixed(3)}:`,
  )
  expect(best).toHaveLength(19_300)
  expect(docs).toContain(
    [
      '| trials | randomSearch | latinHypercube | differentialEvolution | tpe |',
      '|---|---|---|---|---|',
      ...lines,
      '',
    ].join('\n'),
  )
})

function keyOf(parameters: Parameters): string {
  return JSON.stringify(parameters)
}
