import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  crossOver,
  crossUnder,
  defineStrategy,
  defineSweep,
  range,
  recommendConfig,
  runSweep,
} from '../../../src/index.ts'
import { benchedThreads } from '../../../src/sweep/run/bench.ts'
import { measureSizes } from '../../../src/sweep/run/disk-size.ts'
import { prepareSweep } from '../../../src/sweep/run/prepare.ts'
import type { Measurement } from '../../../src/sweep/run/probe.ts'
import { decide, diskBytes, type Evidence } from '../../../src/sweep/run/recommend.ts'
import { resolveOptions } from '../../../src/sweep/run/run-options.ts'
import { spread } from '../../../src/sweep/run/sample.ts'
import { sp500 } from '../../support/sp500.ts'

function measured(workers: number, perBacktest: number, more: Partial<Measurement> = {}): Measurement {
  return { workers, perBacktest, fixed: workers === 0 ? 0 : 300, sampled: 1000, failed: 0, memory: 200e6, ...more }
}

function evidence(more: Partial<Evidence> = {}): Evidence {
  return {
    name: 'test',
    backtests: 20_000,
    cores: 4,
    freeMemory: 8e9,
    measurements: [measured(0, 1), measured(2, 0.5), measured(4, 0.26)],
    size: { json: 1300, sqlite: 400, memory: 2500, run: 1000 },
    noThreads: null,
    ...more,
  }
}

describe('decide', () => {
  test('takes the number of workers with the shortest whole run and says how much it saves', () => {
    const { workers, estimatedSeconds, reason } = decide(evidence())
    expect(workers).toBe(4)
    expect(estimatedSeconds).toBeCloseTo((300 + 20_000 * 0.26) / 1000)
    expect(reason).toContain('4 workers: 5.5 s instead of 20.0 s in one process, 3.64 times as fast.')
  })

  test('takes fewer workers when more save less than 5 %', () => {
    const measurements = [measured(0, 1), measured(2, 0.5), measured(4, 0.49)]
    expect(decide(evidence({ measurements })).workers).toBe(2)
  })

  test('takes none when starting them costs more than they save', () => {
    const { workers, reason } = decide(evidence({ backtests: 300 }))
    expect(workers).toBe('none')
    expect(reason).toContain('this process takes 0.3 s')
  })

  test('does not take workers for which memory is lacking, and says so', () => {
    const measurements = [measured(0, 1), measured(2, 0.5), measured(4, 0.26, { memory: 9e9 })]
    const { workers, reason } = decide(evidence({ measurements }))
    expect(workers).toBe(2)
    expect(reason).toContain('4 workers would take more memory than is free')
  })

  test('passes on why workers cannot be used', () => {
    const { workers, reason } = decide(evidence({ measurements: [measured(0, 1)], noThreads: 'it is a closure.' }))
    expect(workers).toBe('none')
    expect(reason).toContain('cannot be used: it is a closure.')
  })

  test('takes sqlite from 100,000 backtests on and json below, each with its size', () => {
    const many = decide(evidence({ backtests: 100_000 }))
    expect(many).toMatchObject({ store: 'sqlite:runs/test.db', estimatedBytes: 1000 + 7 * 4096 + 400 * 100_000 })
    const fewer = decide(evidence({ backtests: 99_999 }))
    expect(fewer).toMatchObject({ store: 'json:runs/test', estimatedBytes: 1000 + 1300 * 99_999 })
  })

  test('writes what comes in a second at once, at most 2,000', () => {
    const fast = decide(evidence({ measurements: [measured(0, 0.2)] }))
    expect(fast.checkpointBatchSize).toBe(2000)
    const slow = decide(evidence({ measurements: [measured(0, 50)] }))
    expect(slow.checkpointBatchSize).toBe(20)
    expect(slow.reason).toContain('as many as come in a second')
    expect(decide(evidence({ measurements: [measured(0, 60_000)] })).checkpointBatchSize).toBe(1)
  })

  test('bounds what is in memory at once when each result is large', () => {
    expect(decide(evidence()).batchSize).toBe(100_000)
    const large = decide(evidence({ size: { json: 9e4, sqlite: 9e4, memory: 1e5, run: 1000 } }))
    expect(large).toMatchObject({ batchSize: 2560, checkpointBatchSize: 160 })
    expect(large.reason).toContain('takes 100000 bytes')
  })
})

test('benchedThreads are 2, 4 and all cores, never more than twice the cores', () => {
  expect(benchedThreads(1)).toEqual([2])
  expect(benchedThreads(2)).toEqual([2, 4])
  expect(benchedThreads(3)).toEqual([2, 3, 4])
  expect(benchedThreads(16)).toEqual([2, 4, 16])
})

describe('spread', () => {
  const anySample = fc
    .integer({ min: 1, max: 500 })
    .chain((total) => fc.tuple(fc.constant(total), fc.integer({ min: 1, max: total })))

  test('gives different numbers below the total in rising order, fewer being a part of more', () => {
    fc.assert(
      fc.property(anySample, ([total, count]) => {
        const some = Array.from(spread(total, count))
        expect(some).toHaveLength(count)
        expect(some.every((at, i) => at >= 0 && at < total && (i === 0 || at > some[i - 1]))).toBe(true)
        const more = new Set(spread(total, Math.min(total, count + 7)))
        expect(some.every((at) => more.has(at))).toBe(true)
      }),
    )
  })

  test('leaves no gap of much more than three times the mean one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 5000 }), fc.integer({ min: 10, max: 100 }), (total, count) => {
        const some = spread(total, count)
        const gaps = Array.from(some, (at, i) => (some[i + 1] ?? total) - at)
        expect(Math.max(...gaps)).toBeLessThanOrEqual((3 * total) / count + 2)
      }),
    )
  })
})

const cross = defineStrategy({
  name: 'cross',
  parameters: { fast: 10, slow: 30 },
  signals({ bars, ta }, { fast, slow }) {
    const [quick, calm] = [ta.sma(bars.close, fast), ta.sma(bars.close, slow)]
    return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm) }
  },
})
const sweep = defineSweep({
  name: 'small',
  strategy: cross,
  parameters: { fast: range(2, 22), slow: range(30, 50) },
  data: sp500,
  dateRanges: [
    { start: '2000-01-03', end: '2010-01-01' },
    { start: '2010-01-01', end: '2020-04-18' },
  ],
})

test('recommendConfig of a strategy that threads cannot load measures this process and says why', async () => {
  const recommended = await recommendConfig(sweep)
  expect(recommended).toMatchObject({ workers: 'none', store: 'json:runs/small', batchSize: 100_000 })
  expect(recommended.estimatedSeconds).toBeGreaterThan(0)
  expect(recommended.reason).toContain('module: import.meta.url')
})

test('recommendConfig refuses an option that does not exist', async () => {
  await expect(recommendConfig(sweep, { keepTrade: true } as object)).rejects.toMatchObject({ code: 'name-unknown' })
})

test('recommendConfig refuses a strategy whose result depends on chance', async () => {
  let calls = 0
  const moody = { ...cross, signals: (context: never) => cross.signals(context, { fast: 2 + (calls++ % 7), slow: 30 }) }
  const refused = recommendConfig(
    defineSweep({ name: 'moody', strategy: moody, parameters: { fast: range(2, 9) }, data: sp500 }),
  )
  await expect(refused).rejects.toMatchObject({ code: 'strategy-failed' })
  await expect(refused).rejects.toThrow('when it was run again')
})

describe('diskBytes is within 10 % of what a run takes', () => {
  for (const kind of ['json:', 'sqlite:'] as const) {
    for (const keep of [
      {},
      { snapshotInterval: 'daily', keepTrades: true, analyzers: ['drawdown', 'transactions'] },
    ] as const) {
      test(`${kind} ${JSON.stringify(keep)}`, async () => {
        const folder = mkdtempSync(join(tmpdir(), 'backsweep-test-'))
        try {
          await runSweep(sweep, { store: `${kind}${join(folder, 'run.db')}`, workers: 'none', ...keep })
          const path = join(folder, 'run.db')
          const files = kind === 'sqlite:' ? [path] : readdirSync(path).map((name) => join(path, name))
          const real = files.reduce((sum, file) => sum + statSync(file).size, 0)
          const prepared = await prepareSweep(sweep, resolveOptions(keep).keep)
          const estimated = diskBytes(measureSizes(prepared), kind, prepared.plan.length)
          expect(estimated / real).toBeGreaterThan(0.9)
          expect(estimated / real).toBeLessThan(1.1)
        } finally {
          rmSync(folder, { recursive: true })
        }
      })
    }
  }
})
