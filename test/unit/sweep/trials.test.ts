import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { openStore, percentCommission, range, runSweep, type SweepOptions } from '../../../src/index.ts'
import { headerOf } from '../../../src/sweep/run/identity.ts'
import { prepareSweep } from '../../../src/sweep/run/prepare.ts'
import { createSuccessor, openToWrite, putAside } from '../../../src/sweep/store/open-store.ts'
import { trialsAt, trialsOf } from '../../../src/sweep/store/trials.ts'
import { scratchFolder } from '../../support/faulty/sweeps.ts'
import { type CrossParameters, cross, smallSweep as smallSweepOf } from './small-sweep.ts'

const folder = scratchFolder()
/** With a module, so that its runs can be resumed. */
const strategy = { ...cross, module: new URL('./small-sweep.ts', import.meta.url).href }
const smallSweep = (options: Partial<SweepOptions<CrossParameters>> = {}) => smallSweepOf({ strategy, ...options })
let n = 0

async function countAt(store: string): Promise<number> {
  const opened = await openStore(store)
  try {
    return (await trialsOf(opened)).size
  } finally {
    await opened.close()
  }
}

describe.each(['json', 'sqlite'])('the trials of a store in %s:', (kind) => {
  let path: string
  let store: string
  beforeEach(() => {
    path = `${folder}/trials-${++n}${kind === 'sqlite' ? '.db' : ''}`
    store = `${kind}:${path}`
  })
  const dearer = () => smallSweep({ commission: percentCommission(0.002) })
  const run = (sweep = smallSweep(), options = {}) => runSweep(sweep, { store, workers: 'none', ...options })

  test('are its backtests, each once however often it is run', async () => {
    await run()
    expect(await countAt(store)).toBe(10)
    await run(smallSweep(), { fresh: true })
    expect(await countAt(store)).toBe(10)
  })

  test('go on to count when a run starts afresh, and when what was put aside is removed', async () => {
    await run()
    await run(dearer(), { fresh: true })
    expect(await countAt(store)).toBe(20)
    rmSync(`${path}.1`, { recursive: true })
    await run(smallSweep({ commission: percentCommission(0.003) }), { fresh: true })
    expect(await countAt(store)).toBe(30)
    expect(await countAt(`${kind}:${path}.1`)).toBe(20)
  })

  test('go on to count when a changed run is resumed; what still holds counts once', async () => {
    await run(smallSweep({ parameters: { fast: range(2, 4), slow: range(4, 13, 4) } })) // 6 of the 10
    await run(smallSweep(), { resume: true })
    expect(await countAt(store)).toBe(10)
    await run(dearer(), { resume: true })
    expect(await countAt(store)).toBe(20)
    await run(smallSweep(), { resume: true })
    expect(await countAt(store)).toBe(20)
  })

  test('hold those that failed', async () => {
    const failing = smallSweep({
      strategy: {
        ...strategy,
        module: undefined,
        signals: () => {
          throw new Error('no')
        },
      },
    })
    await run(failing, { continueOnError: true })
    await run(smallSweep(), { fresh: true })
    expect(await countAt(store)).toBe(20)
  })

  test('are told when a run starts', async () => {
    await run()
    const starts: unknown[] = []
    await run(dearer(), {
      fresh: true,
      onStart: (start: { earlierTrials: number }) => starts.push(start.earlierTrials),
    })
    expect(starts).toEqual([10])
  })

  test('are not lost by a kill between putting aside and taking the place', async () => {
    await run()
    const trials = await trialsAt(store)
    const successor = await createSuccessor(store, headerOf(await prepareSweep(dearer()), 'code'))
    await successor.addEarlierTrials(trials!)
    await successor.close()
    await putAside(store) // and here it is killed
    expect(existsSync(path)).toBe(false)
    await run(dearer(), { fresh: true })
    expect(await countAt(store)).toBe(20)
  })

  test('are not lost by a kill before putting aside', async () => {
    await run()
    const successor = await createSuccessor(store, headerOf(await prepareSweep(dearer()), 'code'))
    await successor.close() // killed before it was told of any trials
    await run(dearer(), { fresh: true })
    expect(await countAt(store)).toBe(20)
  })

  test('are given up, and this is said, where what is put aside cannot be read', async () => {
    if (kind === 'json') mkdirSync(path)
    writeFileSync(kind === 'json' ? `${path}/run.json` : path, 'not a run')
    const { notices } = await run(smallSweep(), { fresh: true })
    expect(notices[0]).toContain('could not be read: its trials are not counted any more')
    expect(await countAt(store)).toBe(10)
  })

  test('leave no successor behind when another process writes to the run', async () => {
    await run()
    const writer = await openToWrite(store)
    await expect(run(dearer(), { fresh: true })).rejects.toMatchObject({ code: 'store-locked' })
    await writer.close()
    expect(existsSync(`${path}.next`)).toBe(false)
    expect(await countAt(store)).toBe(10)
  })
})
