/**
 * Rows that stores take, a second, in batches of 1,000 with the 36 metrics of the default set; what it takes to rank a million of them; and how
 * many rows of a sweep that costs nearly nothing get from a worker into a file. What was written must be there.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, range, runSweep } from 'backsweep'
import { Random } from '../src/base/random.ts'
import { resolveMetrics } from '../src/metrics/resolve.ts'
import { defineSweep } from '../src/sweep/plan/sweep.ts'
import { keepNothing } from '../src/sweep/store/details.ts'
import { createStore } from '../src/sweep/store/open-store.ts'
import { type RunHeader, type Store, type StoredBacktest, storeSchema } from '../src/sweep/store/store.ts'
import { type BenchCase, perSecond, times } from './case.ts'
import { market } from './market.ts'
import { oneTrade } from './one-trade.ts'

const rows = 100_000
const million = 1_000_000
const batchSize = 1000

export const storeCases: readonly BenchCase[] = [
  writes('memory', () => 'memory:'),
  writes('json', (folder) => `json:${folder}/run`),
  writes('sqlite', (folder) => `sqlite:${folder}/run.db`),
  {
    name: 'store/ranking',
    size: 'the best 20 of 1,000,000 in sqlite, 4 metrics',
    unit: 'ms',
    better: 'lower',
    limit: { of: 'best', value: 1000 },
    measure: () =>
      inFolder(async (folder) => {
        const address = `sqlite:${folder}/run.db`
        const header = headerFor('screening', million)
        await fill(await createStore(address, header), header, million)
        return times(
          5,
          async () => {
            const store = await openStore(address)
            const { best } = await store.ranking('sharpe', 20)
            await store.close()
            return best
          },
          (best) => {
            const sharpes = best.map(({ metrics }) => metrics.sharpe as number)
            assert.deepEqual(
              sharpes,
              [...sharpes].sort((a, b) => b - a),
            )
            assert.equal(best.length, 20)
          },
        )
      }),
  },
  {
    name: 'store/driver',
    size: '250,000 backtests × 100 bars with one trade, 4 metrics, 1 worker, sqlite',
    unit: 'rows/s',
    better: 'higher',
    measure: () =>
      inFolder(async (folder) => {
        const sweep = defineSweep({
          name: 'one-trade',
          strategy: oneTrade,
          parameters: { enter: range(0, 50), exit: range(50, 100), variant: range(0, 100) },
          data: market(100),
          metrics: 'screening',
        })
        const run = () => runSweep(sweep, { store: `sqlite:${folder}/run.db`, fresh: true, workers: 1 })
        return perSecond(await times(3, run, ({ complete }) => assert.equal(complete, 250_000)), 250_000)
      }),
  },
]

function writes(kind: string, addressIn: (folder: string) => string): BenchCase {
  return {
    name: `store/${kind}`,
    size: '100,000 rows of 36 metrics',
    unit: 'rows/s',
    better: 'higher',
    measure: () =>
      inFolder(async (folder) => {
        const header = headerFor('default', rows)
        const found: number[] = []
        for (let round = 0; round < 3; round++) {
          const store = await createStore(addressIn(join(folder, String(round))), header)
          found.push(await fill(store, header, rows))
        }
        return perSecond(found, rows)
      }),
  }
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'backsweep-bench-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Appends rows, checks that they are there, closes the store, and gives the milliseconds for which the store was busy. */
async function fill(store: Store, header: RunHeader, count: number): Promise<number> {
  const random = Random.from(1)
  let time = 0
  for (let first = 0; first < count; first += batchSize) {
    const batch = Array.from({ length: batchSize }, (_, i) => backtest(first + i, header, random))
    const start = performance.now()
    await store.append(batch)
    time += performance.now() - start
  }
  let found = 0
  for await (const { number } of store.index()) found += Number(number < count)
  assert.equal(found, count)
  const start = performance.now()
  await store.close()
  return time + performance.now() - start
}

function backtest(number: number, { metrics }: RunHeader, random: Random): StoredBacktest {
  return {
    number,
    fingerprint: number.toString(16).padStart(32, '0'),
    parameters: { fast: number % 1000, slow: Math.floor(number / 1000) },
    range: 'all',
    error: null,
    metrics: Float64Array.from(metrics, () => random.normal()),
    details: null,
  }
}

function headerFor(metrics: 'default' | 'screening', parameterSets: number): RunHeader {
  return {
    schema: storeSchema,
    engine: '0.1.0',
    sweep: 'bench',
    strategy: 'bench',
    code: '',
    parameters: ['fast', 'slow'],
    data: { symbol: 'WALK', timeframe: '1h', bars: 1, fingerprint: '' },
    ranges: [{ name: 'all', start: '2000-01-01', end: '2001-01-01', bars: 1, fingerprint: '', snapshots: [] }],
    settings: {},
    keep: keepNothing,
    metrics: resolveMetrics(metrics).names,
    rankBy: 'sharpe',
    parameterSets,
    plan: '',
  }
}
