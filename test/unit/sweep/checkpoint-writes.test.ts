import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { type RunOptions, runSweep } from '../../../src/index.ts'
import { MemoryStore } from '../../../src/sweep/store/memory-store.ts'
import { scratchFolder } from '../../support/faulty/sweeps.ts'
import { smallSweep, swingingBars } from './small-sweep.ts'

const folder = scratchFolder()

/** What the store of a run sees of its 10 backtests when it takes its time. */
async function slowRun(fails: boolean) {
  const events: string[] = []
  const { append } = MemoryStore.prototype
  const spy = vi.spyOn(MemoryStore.prototype, 'append').mockImplementation(async function (this: MemoryStore, batch) {
    events.push(`begin ${batch.length}`)
    await setTimeout(20)
    if (fails && events.length > 4) throw new Error('the disk is full')
    await append.call(this, batch)
    events.push('end')
  })
  try {
    const ran = runSweep(smallSweep(), {
      workers: 'none',
      batchSize: 2,
      checkpointBatchSize: 3,
      onBacktest: ({ number }) => events.push(`done ${number}`),
    })
    const outcome = await ran.then(
      (result) => ({ result }),
      (error: Error) => ({ error }),
    )
    return { events, ...outcome }
  } finally {
    spy.mockRestore()
  }
}

test('a run hands its store one batch at a time, and a backtest is done when its batch is written', async () => {
  const { events, result } = { result: undefined, ...(await slowRun(false)) }
  expect(result?.complete).toBe(10)
  const wanted: string[] = []
  for (const [first, size] of [
    [0, 3],
    [3, 3],
    [6, 3],
    [9, 1],
  ]) {
    wanted.push(`begin ${size}`, 'end', ...Array.from({ length: size }, (_, i) => `done ${first + i}`))
  }
  expect(events).toEqual(wanted)
  expect(result?.checkpointTime).toBeGreaterThan(20)
})

test('a write that fails while the next backtests run ends the run with its error, and none of its rows is done', async () => {
  const { events, error } = { error: undefined, ...(await slowRun(true)) }
  expect(error).toMatchObject({ message: 'the disk is full' })
  expect(events).toEqual(['begin 3', 'end', 'done 0', 'done 1', 'done 2', 'begin 3'])
})

test('a write to a json: store that fails leaves no checkpoints of what is not in its file', async () => {
  const place = `${folder}/full`
  const file = await open(import.meta.filename)
  const { appendFile } = file
  await file.close()
  let writes = 0
  const spy = vi.spyOn(Object.getPrototypeOf(file), 'appendFile').mockImplementation(async function (this, ...given) {
    if (++writes === 3) throw new Error('the disk is full')
    await appendFile.apply(this as typeof file, given as Parameters<typeof appendFile>)
  })
  try {
    const ran = runSweep(smallSweep(), { workers: 'none', checkpointBatchSize: 3, store: `json:${place}` })
    await expect(ran).rejects.toMatchObject({ code: 'file-unreadable' })
  } finally {
    spy.mockRestore()
  }
  const lines = readFileSync(`${place}/results.jsonl`, 'utf8').trimEnd().split('\n')
  const [fingerprints] = Object.values<object>(JSON.parse(readFileSync(`${place}/checkpoints.json`, 'utf8')))
  expect(lines).toHaveLength(6)
  expect(Object.values(fingerprints)).toEqual(lines.map((line) => JSON.parse(line).fingerprint))
})

describe('details of 24 MB of 10 backtests', () => {
  /** Rows of each write. */
  async function writes(options: RunOptions): Promise<number[]> {
    const spy = vi.spyOn(MemoryStore.prototype, 'append')
    try {
      const sweep = smallSweep({ data: swingingBars(300_000), metrics: 'screening' })
      await runSweep(sweep, { workers: 'none', snapshotInterval: 'bar', ...options })
      return spy.mock.calls.map(([batch]) => batch.length)
    } finally {
      spy.mockRestore()
    }
  }

  test('are written as many rows at once as checkpointBatchSize says', async () => {
    expect(await writes({ checkpointBatchSize: 10 })).toEqual([10])
    expect(await writes({ checkpointBatchSize: 8 })).toEqual([8, 2])
  })

  test('are at the defaults written one by one, since two have more than 2 MB', async () => {
    const sizes = await writes({})
    expect(sizes.reduce((sum, one) => sum + one)).toBe(10)
    expect(Math.max(...sizes)).toBe(1)
  })
})
