import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { smaCross } from '../../../examples/sma-cross/sma-cross.ts'
import { openStore, type RunOptions, range, runSweep } from '../../../src/index.ts'
import { defineStrategy } from '../../../src/simulation/model/strategy.ts'
import { exported, scratchFolder } from '../../support/faulty/sweeps.ts'
import { smallSweep, swingingBars } from './small-sweep.ts'

/** Of bars so long a thread keeps 79 columns; 10 × 100 averages need 110, so that they are run in two blocks of 10 × 50. */
const data = swingingBars(40_000)
const parameters = { fast: range(2, 12), slow: range(20, 120) }
const options = { strategy: smaCross, where: () => true, data, metrics: 'screening', rankBy: 'trades' } as const
const sweep = smallSweep({ ...options, parameters })
const listed = parameters.fast.flatMap((fast) => parameters.slow.map((slow) => ({ fast, slow })))
const folder = scratchFolder()
let runs = 0

async function numbersRun(run: RunOptions): Promise<{ numbers: number[]; store: string }> {
  const numbers: number[] = []
  const store = `json:${folder}/${++runs}`
  await runSweep(sweep, { store, ...run, onBacktest: ({ number }) => numbers.push(number) })
  return { numbers, store }
}

function linesOf(store: string): Buffer {
  return readFileSync(`${store.slice('json:'.length)}/results.jsonl`)
}

describe('runSweep of a grid that needs more columns than a thread remembers', () => {
  test('gives the rows and the ranking of its sets listed one by one, which are run in the order of the plan', async () => {
    const inOrder = await runSweep(smallSweep({ ...options, parameters: listed }), { workers: 'none' })
    const wanted = await exported(inOrder)
    expect(new Set(inOrder.top(1000).map(({ metrics }) => metrics.trades)).size).toBeLessThan(500) // many tie
    for (const store of ['memory:', `json:${folder}/rows`, `sqlite:${folder}/rows.db`]) {
      const result = await runSweep(sweep, { workers: 2, store })
      expect(await exported(result)).toEqual(wanted)
      expect(result.top(1000)).toEqual(inOrder.top(1000))
      if (store !== 'memory:') {
        const reader = await openStore(store)
        expect((await reader.ranking('trades', 1000)).best).toEqual(inOrder.top(1000))
        await reader.close()
      }
    }
  })

  test('writes it block by block: the same bytes with and without workers, and when it was stopped and resumed', async () => {
    const { numbers, store } = await numbersRun({ workers: 'none' })
    expect(numbers).toHaveLength(1000)
    expect(numbers.slice(0, 100)).toEqual([...range(0, 50), ...range(100, 150)])
    expect(numbers.slice(-50)).toEqual([...range(950, 1000)])
    expect(linesOf((await numbersRun({ workers: 2 })).store).equals(linesOf(store))).toBe(true)

    const stop = new AbortController()
    const part = `json:${folder}/stopped`
    const stopped = await runSweep(sweep, {
      workers: 'none',
      store: part,
      checkpointBatchSize: 30,
      signal: stop.signal,
      onBacktest: () => stop.abort(),
    })
    expect(stopped.interrupted).toBe(true)
    expect(stopped.complete).toBeLessThan(1000)
    await runSweep(sweep, { workers: 2, store: part, resume: true })
    expect(linesOf(part).equals(linesOf(store))).toBe(true)
  })

  test('stops at the first failure in that order, and keeps what came before', async () => {
    const fails = defineStrategy({
      ...smaCross,
      signals(context, { fast, slow }) {
        if ((fast === 2 && slow === 90) || (fast === 3 && slow === 25)) throw new Error('no')
        return smaCross.signals(context, { fast, slow })
      },
    })
    const store = `json:${folder}/failing`
    await expect(
      runSweep(smallSweep({ ...options, parameters, strategy: fails }), { workers: 'none', store }),
    ).rejects.toThrow('"fast":3,"slow":25')
    const kept = await openStore(store)
    const numbers: number[] = []
    for await (const { number } of kept.index()) numbers.push(number)
    await kept.close()
    expect(numbers).toEqual([...range(0, 50), ...range(100, 106)])
  })
})
