import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { Bars, openStore, type RunOptions, runSweep } from '../../src/index.ts'
import { type Fault, setFaults } from '../support/faulty/strategy.ts'
import { exported, faultySweep, scratchFolder, someBars } from '../support/faulty/sweeps.ts'

const folder = scratchFolder()
const sweep = faultySweep()
const options: RunOptions = { workers: 2, continueOnError: true, timeLimit: 4, memoryLimit: 64 }
const withoutFaults = await exported(await runSweep(sweep, { workers: 'none' }))

afterEach(() => setFaults({}))

/** What a backtest that goes wrong in this way is recorded with; null when it costs nothing. */
const reasons: Record<Fault, RegExp | null> = {
  throws: /^signals\(\) threw: on purpose$/,
  'throws a text': /^signals\(\) threw: just a text$/,
  'throws what cannot be shown': /^signals\(\) threw: something that cannot be shown$/,
  hangs: /longer than the limit of 4 s/,
  'is slow': null,
  'works for a second': null,
  'eats the heap': /more than the limit of 64 MB/,
  'grows an array': /more than the limit of 64 MB/,
  'allocates a large array': /more than the limit of 64 MB/,
  'allocates typed arrays': /more than the limit of 64 MB/,
  exits: /process\.exit\(7\)/,
  'exits with 0': /process\.exit\(0\)/,
  'rejects later': null,
  'ends later': null,
  'returns NaN': /targetWeight is Infinity/,
  'returns ragged signals': /799 values for 800 bars/,
  'returns an empty signal': /0 values for 800 bars/,
  'returns nothing': /signals\(\) returned undefined/,
  'returns a promise': /signals\(\) returned a promise/,
  'returns a trap': /something that cannot be shown/,
  'prints megabytes': null,
  'starts a thread': null,
  'writes into the bars': null,
  'writes into an indicator': /the strategy writes into an indicator, which all backtests share: copy a column/,
}

/** Runs the sweep with faults and expects exactly them, every other row being what it is without any. */
async function expectOnly(bySet: Readonly<Record<number, Fault>>, more: RunOptions = {}): Promise<void> {
  setFaults(bySet)
  const result = await runSweep(sweep, { ...options, ...more })
  const culprits = Object.keys(bySet).map(Number)
  const failing = culprits.filter((set) => reasons[bySet[set]] !== null)
  expect(result).toMatchObject({ complete: 200 - failing.length, failed: failing.length, interrupted: false })
  const rows = await exported(result)
  expect(rows).toHaveLength(200)
  rows.forEach((row, set) => {
    if (!culprits.includes(set)) expect(row).toBe(withoutFaults[set])
  })
  for (const set of failing) {
    const { status, error, metrics, parameters } = JSON.parse(rows[set])
    expect({ status, metrics, parameters }).toEqual({ status: 'failed', metrics: {}, parameters: { scale: 1, set } })
    expect(error).toMatch(reasons[bySet[set]]!)
  }
}

describe('runSweep with continueOnError, a time limit and a memory limit', () => {
  test('finishes a sweep of 200 with every fault at once, with exactly those failed and named', async () => {
    await expectOnly({
      11: 'throws',
      12: 'throws a text',
      40: 'hangs',
      60: 'eats the heap',
      61: 'grows an array',
      80: 'allocates typed arrays',
      81: 'allocates a large array',
      100: 'exits',
      101: 'exits with 0',
      120: 'returns NaN',
      121: 'returns ragged signals',
      122: 'returns nothing',
      123: 'returns an empty signal',
      124: 'returns a promise',
      125: 'returns a trap',
      126: 'throws what cannot be shown',
      150: 'rejects later',
      152: 'ends later',
    })
  })

  const alone: Fault[] = ['hangs', 'grows an array', 'allocates typed arrays', 'exits', 'ends later', 'starts a thread']
  test.each(alone)('one that %s costs only itself', (fault) => expectOnly({ 77: fault }))

  // the first chunks have 8 backtests: sets 0 and 7 are the first and the last of one
  const places: [string, Record<number, Fault>][] = [
    ['first in its chunk', { 0: 'exits' }],
    ['last in its chunk', { 7: 'exits' }],
    ['the very last', { 199: 'hangs' }],
    ['two in one chunk', { 1: 'exits', 5: 'exits' }],
    ['neighbours', { 2: 'hangs', 3: 'exits' }],
    ['a whole chunk', Object.fromEntries(Array.from({ length: 8 }, (_, set) => [set, 'exits']))],
    [
      'with others that throw before and after',
      { 1: 'throws', 3: 'exits', 4: 'throws', 6: 'grows an array', 7: 'throws' },
    ],
    [
      'more in a row than a run would forgive between backtests',
      Object.fromEntries(Array.from({ length: 25 }, (_, i) => [100 + i, 'exits'])),
    ],
  ]
  test.each(places)('%s', (_, bySet) => expectOnly(bySet))
  test('neighbours, with 1 worker', () => expectOnly({ 2: 'exits', 3: 'exits' }, { workers: 1 }))

  test('every backtest of a sweep can fail', async () => {
    setFaults(Object.fromEntries(Array.from({ length: 30 }, (_, set) => [set, 'exits'])))
    const result = await runSweep(faultySweep({ sets: 30 }), options)
    expect(result).toMatchObject({ complete: 0, failed: 30 })
    expect(result.top(10)).toEqual([])
  })

  test.each(['json', 'sqlite'])(
    'in a %s: store with details, the details of others are what they are without the culprits',
    async (kind) => {
      const details = async (name: string) => {
        const store = `${kind}:${folder}/details-${name}-${kind}`
        await runSweep(sweep, { ...options, store, snapshotInterval: 'weekly', keepTrades: true })
        const opened = await openStore(store)
        const all = []
        for (let set = 0; set < 24; set++) all.push(await opened.details(set))
        await opened.close()
        return all
      }
      const plain = await details('plain')
      const culprits: Record<number, Fault> = { 0: 'exits', 3: 'throws', 5: 'hangs', 7: 'exits', 15: 'grows an array' }
      setFaults(culprits)
      const found = await details('faults')
      expect(plain.every((one) => one !== null && one.equity.length > 100)).toBe(true)
      expect(found).toEqual(plain.map((one, set) => (set in culprits ? null : one)))
    },
  )
})

describe('in this process, where nothing can end a backtest', () => {
  const harmless: Fault[] = [
    'throws',
    'throws a text',
    'throws what cannot be shown',
    'returns NaN',
    'returns ragged signals',
    'returns nothing',
    'returns a promise',
    'returns a trap',
  ]
  test.each(harmless)('one that %s costs only itself', (fault) => expectOnly({ 77: fault }, { workers: 'none' }))
})

describe('without continueOnError', () => {
  test.each([1, 2, 'none'] as const)(
    'the run stops at the first failure of the plan, with all before it durable (workers %s)',
    async (workers) => {
      const store = `json:${folder}/first-${workers}`
      setFaults({ 90: 'throws', 91: 'throws a text', 150: 'throws' })
      await expect(runSweep(sweep, { workers, store })).rejects.toMatchObject({
        code: 'strategy-failed',
        message: expect.stringMatching(
          /^faulty with \{"scale":1,"set":90\} on "all" failed: signals\(\) threw: on purpose \(To record/,
        ),
      })
      const rows = await exported(store)
      expect(rows.slice(0, 90)).toEqual(withoutFaults.slice(0, 90))
      expect(rows.slice(90).map((row) => JSON.parse(row).status)).toEqual(['failed'])
    },
  )
})

describe('a strategy that writes into the bars', () => {
  test.each(['none', 2] as const)('stops the run, and nothing computed since is kept (workers %s)', async (workers) => {
    const store = `json:${folder}/bars-${workers}`
    const own = faultySweep({ data: Bars.from(someBars) })
    setFaults({ 120: 'writes into the bars' })
    const failing = runSweep(own, { workers, store, checkpointBatchSize: 10 })
    await expect(failing).rejects.toMatchObject({ code: 'bars-changed' })
    const kept = await exported(store)
    expect(kept).toEqual(withoutFaults.slice(0, kept.length))
    expect(kept.length).toBeLessThanOrEqual(120)
  })
})

describe('a strategy that writes into an indicator', () => {
  test.each(['none', 2] as const)(
    'fails with those of its chunk, and spoils no other (workers %s)',
    async (workers) => {
      setFaults({ 60: 'writes into an indicator' })
      const result = await runSweep(sweep, { ...options, workers })
      const rows = (await exported(result)).map((row, set) => ({ row, set, ...JSON.parse(row) }))
      const failed = rows.filter(({ status }) => status === 'failed')
      expect(failed.map(({ set }) => set)).toContain(60)
      for (const { error } of failed) expect(error).toMatch(reasons['writes into an indicator']!)
      const whole = rows.filter(({ status }) => status === 'complete')
      expect(whole.length).toBeGreaterThan(0)
      for (const { row, set } of whole) expect(row).toBe(withoutFaults[set])
    },
  )
})

test('time in which the whole process was stopped does not count as time of a backtest', async () => {
  const file = `${folder}/stopped.ts`
  writeFileSync(
    file,
    `import { runSweep, defineSweep, csv, range } from ${JSON.stringify(new URL('../../src/index.ts', import.meta.url))}
     import { faulty } from ${JSON.stringify(new URL('../support/faulty/strategy.ts', import.meta.url))}
     const data = csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX' })
     const sweep = defineSweep({ name: 'x', strategy: faulty, parameters: { set: range(0, 100) }, data })
     const onProgress = ({ done }) => console.log('done', done)
     const options = { workers: 1, continueOnError: true, timeLimit: 10, onProgress, checkpointBatchSize: 1 }
     const { complete, failed } = await runSweep(sweep, options)
     console.log('end', complete, failed)`,
  )
  // the process is stopped for longer than the limit while one of these is being run
  const slow = { 20: 'works for a second', 21: 'works for a second', 22: 'works for a second' } as const
  const env = { ...process.env, FAULTS: JSON.stringify(slow) }
  const child = spawn(process.execPath, ['-C', 'backsweep-source', file], { stdio: ['ignore', 'pipe', 'inherit'], env })
  let output = ''
  child.stdout.on('data', (text) => {
    output += text
  })
  while (!/^done [1-9]/m.test(output) && child.exitCode === null) await setTimeout(20)
  await setTimeout(300)
  child.kill('SIGSTOP')
  await setTimeout(11_000)
  child.kill('SIGCONT')
  if (child.exitCode === null) await once(child, 'exit')
  expect(output).toMatch(/^end 100 0$/m)
})
