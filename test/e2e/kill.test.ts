import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  killRounds,
  nodeCommand,
  type Outcome,
  type Running,
  rowsIn,
  start,
  writeSweep,
} from '../support/faulty/kill-rounds.ts'
import { scratchFolder } from '../support/faulty/sweeps.ts'

const folder = scratchFolder()
const sets = 2000
const sweep = writeSweep(folder, sets)
let wanted: string[]
let n = 0

beforeAll(async () => {
  wanted = await uninterrupted(sets)
})

async function uninterrupted(count: number): Promise<string[]> {
  const store = `json:${folder}/wanted-${count}`
  const { code } = await start(['run', writeSweep(folder, count), '--store', store, '--workers', 'none']).ended
  expect(code).toBe(0)
  const rows = await rowsIn(store)
  expect(rows).toHaveLength(2 * count)
  return rows
}

function place(kind: string): string {
  return `${kind}:${folder}/run-${++n}${kind === 'sqlite' ? '.db' : ''}`
}

/** Waits until a row of the store can be read. */
async function firstRows(store: string, { child }: Running): Promise<void> {
  while ((await rowsIn(store).catch(() => [])).length === 0) {
    if (child.exitCode !== null) throw new Error(`the run ended with ${child.exitCode} before it wrote a row`)
    await setTimeout(20)
  }
}

function expectOneLine({ stderr }: Outcome, message: RegExp): void {
  expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(message)])
}

describe('kill -9 at random moments and --resume', () => {
  // SEED=… runs the moments of another seed; the one that failed is told
  const seed = Number(process.env.SEED ?? 20_241)
  test('100 times: every export equals that of the uninterrupted run', { timeout: 600_000 }, async () => {
    // short enough that some runs come to their end, though each kill lets only some hundred rows through
    const half = { folder, kills: 50, wanted: await uninterrupted(1000) }
    const ends = await Promise.all([
      killRounds({ ...half, kind: 'json', seed, workers: '2' }),
      killRounds({ ...half, kind: 'sqlite', seed: seed + 1, workers: '2' }),
    ])
    // kills that all came before the first row or after the last one would show nothing
    for (const { inTheMiddle } of ends) expect(inTheMiddle).toBeGreaterThanOrEqual(10)
  })
})

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  const all = [
    { what: 'a plain run on 2 workers', workers: '2', faults: {} },
    { what: 'a plain run in this process', workers: 'none', faults: {} },
    { what: 'a backtest that hangs on a worker', workers: '2', faults: { 900: 'hangs' } },
    {
      what: 'backtests that take 0.9 s each',
      workers: '2',
      faults: Object.fromEntries(Array.from({ length: 400 }, (_, i) => [500 + i, 'is slow'])),
    },
  ]
  const cases = signal === 'SIGINT' ? all : all.slice(0, 1)
  test.each(cases)(
    'stops $what within 2 s, exits with 130, says how to go on, and what is done is kept',
    async ({ workers, faults }) => {
      const store = place('json')
      const command = ['run', sweep, '--store', store, '--workers', workers, '--checkpoint-batch-size', '20']
      const running = start(command, { faults })
      await firstRows(store, running)
      if ('900' in faults) await setTimeout(300)
      const asked = performance.now()
      running.child.kill(signal)
      const { code, stderr } = await running.ended
      expect(performance.now() - asked).toBeLessThan(2000)
      expect(code).toBe(130)
      const rows = await rowsIn(store)
      expect(stderr).toMatch(/Stopped: ([\d,]+) of 4,000 backtests are done and kept in json:.* Go on with --resume\./)
      expect(Number(/Stopped: ([\d,]+)/.exec(stderr)![1].replace(',', ''))).toBe(rows.length)
      expect(rows).toEqual(wanted.slice(0, rows.length))
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.length).toBeLessThan(wanted.length)

      const resumed = await start([...command, '--resume']).ended
      expect(resumed.code).toBe(0)
      expect(resumed.stderr).toContain(`Resumed: ${rows.length} of 4000 backtests are done`)
      expect(await rowsIn(store)).toEqual(wanted)
    },
  )

  test('twice ends the process at once, with 130, and the run can be resumed', async () => {
    const store = place('sqlite')
    const command = ['run', sweep, '--store', store, '--workers', '2', '--checkpoint-batch-size', '20']
    const running = start(command, { faults: { 900: 'hangs' } })
    await firstRows(store, running)
    await setTimeout(300)
    running.child.kill(signal)
    await setTimeout(100)
    const asked = performance.now()
    running.child.kill(signal)
    expect((await running.ended).code).toBe(130)
    expect(performance.now() - asked).toBeLessThan(500)
    expect((await start([...command, '--resume']).ended).code).toBe(0)
    expect(await rowsIn(store)).toEqual(wanted)
  })
})

describe.each(['json', 'sqlite'])('a full disk under a run in %s:', (kind) => {
  // the size of a small file, of one in the middle of the run, and of one near its end
  test.each([4, 64, 700])(
    'that lets files grow to %i KiB ends it with one line, and the run can be resumed',
    async (size) => {
      const store = place(kind)
      const words = ['run', sweep, '--store', store, '--workers', '2', '--checkpoint-batch-size', '20', '--resume']
      const outcome = await start([], { shell: `ulimit -f ${size}; exec ${nodeCommand} ${words.join(' ')}` }).ended
      expectOneLine(outcome, /^backsweep: Cannot write .*: .*(EFBIG|disk|full|I\/O|large).*\.$/)
      expect(outcome.code).toBe(2)
      const rows = await rowsIn(store)
      expect(rows).toEqual(wanted.slice(0, rows.length))
      if (size === 700) expect(rows.length).toBeGreaterThan(100)
      expect((await start(words).ended).code).toBe(0)
      expect(await rowsIn(store)).toEqual(wanted)
    },
  )

  const mount = `${folder}/small-${kind}`
  mkdirSync(mount)
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', mount]).status === 0
  afterAll(() => {
    if (isMounted) spawnSync('umount', [mount])
  })
  test.skipIf(!isMounted)('that is really full (skipped where mount is not permitted)', async () => {
    const store = `${kind}:${mount}/run${kind === 'sqlite' ? '.db' : ''}`
    const command = ['run', sweep, '--store', store, '--workers', '2', '--checkpoint-batch-size', '20', '--resume']
    const outcome = await start(command).ended
    expectOneLine(outcome, /^backsweep: Cannot write .*: .*(ENOSPC|full).*\.$/)
    expect(outcome.code).toBe(2)
    const rows = await rowsIn(store)
    expect(rows).toEqual(wanted.slice(0, rows.length))
    expect(rows.length).toBeGreaterThan(100)
    expect(spawnSync('mount', ['-o', 'remount,size=20m', mount]).status).toBe(0)
    expect((await start(command).ended).code).toBe(0)
    expect(await rowsIn(store)).toEqual(wanted)
  })
})

describe.each(['json', 'sqlite'])('a place where nothing can be written (%s:)', (kind) => {
  const file = `${folder}/file-${kind}`
  writeFileSync(file, 'here')
  test.each(['/proc/nowhere/run', `${file}/run`, `${file}/deep/run`])(
    '%s is refused in one line and leaves nothing behind',
    async (path) => {
      const outcome = await start(['run', sweep, '--store', `${kind}:${path}`, '--workers', 'none']).ended
      expectOneLine(outcome, /^backsweep: Cannot write .*: E(NOTDIR|NOENT|EXIST|ACCES|PERM).*\.$/)
      expect(outcome).toMatchObject({ code: 2, stdout: '' })
      expect(readFileSync(file, 'utf8')).toBe('here')
      expect(statSync(file).isFile()).toBe(true)
      expect(existsSync('/proc/nowhere')).toBe(false)
      expect(readdirSync(folder).filter((name) => name.startsWith(`file-${kind}`))).toEqual([`file-${kind}`])
    },
  )
})
