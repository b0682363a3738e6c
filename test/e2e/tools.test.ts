import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** bench, --dry-run, status, --profile and the report of a run, through the real command. */

const command = ['-C', 'backsweep-source', resolve('src/cli/main.ts')]
const prices = resolve('node_modules/vega-datasets/data/sp500-2000.csv')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backsweep-tools-'))
  writeSweep('quick', { fast: 'range(2, 12)', slow: 'range(20, 30)' })
  writeSweep('wider', { fast: 'range(2, 14)', slow: 'range(20, 30)', name: 'quick' })
  writeSweep('slow', {
    fast: 'range(2, 42)',
    slow: 'range(50, 75)',
    work: 'const end = performance.now() + 4; while (performance.now() < end);',
  })
  writeSweep('moody', { fast: 'range(2, 12)', slow: 'range(20, 30)', work: 'fast += Math.floor(Math.random() * 8)' })
})
afterAll(() => rmSync(folder, { recursive: true }))

function writeSweep(file: string, { fast, slow, name = file, work = '' }: Record<string, string>): void {
  writeFileSync(
    join(folder, `${name}-strategy.ts`),
    `import { crossOver, crossUnder, defineStrategy } from 'backsweep'
export const cross = defineStrategy({
  name: '${name}', module: import.meta.url, parameters: { fast: 10, slow: 30 },
  signals({ bars, ta }, { fast, slow }) {
    ${work}
    const quick = ta.sma(bars.close, fast)
    const calm = ta.sma(bars.close, slow)
    return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm) }
  },
})\n`,
  )
  writeFileSync(
    join(folder, `${file}.ts`),
    `import { csv, defineSweep, range } from 'backsweep'
import { cross } from './${name}-strategy.ts'
export default defineSweep({
  name: '${name}', strategy: cross, parameters: { fast: ${fast}, slow: ${slow} },
  data: csv(${JSON.stringify(prices)}, { symbol: 'SPX', timeframe: '1d' }),
})\n`,
  )
}

function backsweep(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

/** Every file below a folder with its content and time of change. */
function everything(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const file = join(path, name)
      const { mtimeMs } = statSync(file)
      const content = statSync(file).isFile() ? createHash('sha256').update(readFileSync(file)).digest('hex') : ''
      return `${name} ${mtimeMs} ${content}`
    })
}

describe('bench', () => {
  test('measures one process, 2, 4 and all cores, and recommends a command that runs', () => {
    const before = everything(folder)
    const { status, stdout } = backsweep('bench', 'quick.ts', '--json')
    expect(status).toBe(0)
    const { rows, command: recommended, backtests } = JSON.parse(stdout)
    const cores = availableParallelism()
    const threads = [...new Set([2, 4, cores])].filter((count) => count > 1 && count <= 2 * cores).sort((a, b) => a - b)
    expect(rows.map((row: { workers: unknown }) => row.workers)).toEqual(['none', ...threads])
    for (const row of rows) {
      expect(row.backtestsPerSecond).toBeGreaterThan(0)
      expect(row.estimatedSeconds).toBeGreaterThan(0)
      expect(row.memory).toBeGreaterThan(1e7)
      expect(row).toMatchObject({ sampled: 100, failed: 0 })
    }
    expect(rows[0].speedUp).toBe(1)
    expect(backtests).toBe(100)
    expect(everything(folder)).toEqual(before)

    const [npx, name, ...args] = recommended.split(' ')
    expect([npx, name]).toEqual(['npx', 'backsweep'])
    expect(backsweep(...args, '--store', 'memory:').status).toBe(0)
  })

  test('says it as a table for people', () => {
    const { stdout, stderr } = backsweep('bench', 'quick.ts')
    expect(stdout, stderr).toMatch(/workers +sampled +backtests\/s +speed-up +whole sweep +memory/)
    expect(stdout).toContain('All gave the same results for the sample.')
    expect(stdout).toMatch(/Recommended: .*\n.*on disk:\n\n {2}npx backsweep run quick\.ts --workers \w+/)
  })

  test('of a strategy that depends on chance fails and names the backtest', () => {
    const { status, stderr } = backsweep('bench', 'moody.ts')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^backsweep: The backtest \{"fast":\d+,"slow":\d+\} on "all" had another result/)
  })
})

describe('run --dry-run', () => {
  test('counts, estimates and writes nothing', () => {
    const before = everything(folder)
    const { status, stdout } = backsweep('run', 'quick.ts', '--dry-run', '--workers', '2', '--profile', 'nowhere')
    expect(status).toBe(0)
    expect(stdout).toContain(
      'quick: 100 backtests (100 parameter sets × 1 date range)\nworkers   2\nstore     json:runs/quick\n',
    )
    expect(stdout).toMatch(/on disk {3}about \d+ kB when it is done\nto do {5}100, about \d/)
    expect(everything(folder)).toEqual(before)
  })

  for (const [kind, path] of [
    ['json:', 'dry'],
    ['sqlite:', 'dry.db'],
  ]) {
    test(`with a ${kind} store says what --resume then does, and leaves the store as it is`, () => {
      const store = kind + path
      backsweep('run', 'quick.ts', '--store', store)
      const before = everything(folder)

      const same = JSON.parse(backsweep('run', 'quick.ts', '--store', store, '--dry-run', '--json').stdout)
      expect(same.existing).toMatchObject({ done: 100, failed: 0, toDo: 0, changed: [], outdated: 0, writer: null })
      expect(same.refused).toContain('exists already')

      const args = ['run', 'wider.ts', '--store', store, '--resume']
      const wider = JSON.parse(backsweep(...args, '--dry-run', '--json').stdout)
      expect(wider).toMatchObject({ backtests: 120, toDo: 20, refused: null })
      expect(wider.existing).toMatchObject({
        done: 100,
        toDo: 20,
        changed: [expect.stringContaining('parameter sets')],
      })
      expect(everything(folder)).toEqual(before)

      expect(backsweep(...args).stderr).toContain('Resumed: 100 of 120 backtests are done, 20 to do.')
    })
  }
})

describe('status', () => {
  for (const [kind, path] of [
    ['json:', 'live'],
    ['sqlite:', 'live.db'],
  ]) {
    test(`of a ${kind} store that is being written, was killed, and is done`, async () => {
      const store = kind + path
      const args = ['run', 'slow.ts', '--store', store, '--workers', '1', '--checkpoint-batch-size', '20']
      const run = spawn(process.execPath, [...command, ...args], { cwd: folder, stdio: 'ignore' })
      const ended = new Promise((resolve) => run.once('exit', resolve))
      while (!existsSync(join(folder, path))) await setTimeout(20)
      await setTimeout(700)

      const { status, stdout } = backsweep('status', store, '--json')
      expect(status).toBe(0)
      const live = JSON.parse(stdout)
      expect(live).toMatchObject({ sweep: 'slow', planned: 1000, failed: 0, writer: { pid: run.pid, alive: true } })
      expect(live.done).toBeGreaterThan(0)
      expect(live.share).toBe(live.done / 1000)
      expect(live.backtestsPerSecond).toBeGreaterThan(1)
      expect(live.backtestsPerSecond).toBeLessThan(260)
      expect(live.secondsLeft).toBeGreaterThan(0)
      expect(run.exitCode).toBe(null)

      run.kill('SIGKILL')
      await ended
      const killed = backsweep('status', store)
      expect(killed.status).toBe(0)
      expect(killed.stdout).toMatch(/Process \d+ on .* has ended without closing the run: go on with .* --resume/)

      expect(backsweep(...args.slice(0, 4), '--workers', '2', '--resume').status).toBe(0)
      expect(backsweep('status', store).stdout).toBe(`slow in ${store}: 1,000/1,000  100 %\nAll done.\n`)
    })
  }

  test('looked at again and again does not disturb the run', async () => {
    const run = spawn(
      process.execPath,
      [...command, 'run', 'slow.ts', '--store', 'sqlite:watched.db', '--workers', '2'],
      {
        cwd: folder,
        stdio: 'ignore',
      },
    )
    const ended = new Promise((resolve) => run.once('exit', resolve))
    while (!existsSync(join(folder, 'watched.db'))) await setTimeout(20)
    while (run.exitCode === null) {
      expect(backsweep('status', 'watched.db', '--json').status).toBe(0)
      await setTimeout(1) // lets the exit be noticed
    }
    expect(await ended).toBe(0)
    expect(JSON.parse(backsweep('status', 'watched.db', '--json').stdout)).toMatchObject({ done: 1000, writer: null })
  })

  test('of a store that does not exist says so', () => {
    for (const store of ['json:none', 'sqlite:none.db', 'none']) {
      const { status, stderr } = backsweep('status', store)
      expect(status).toBe(2)
      expect(stderr).toMatch(/^backsweep: There is no run in none.*\n$/)
    }
    expect(backsweep('status', 'memory:').status).toBe(2)
    expect(existsSync(join(folder, 'none.db'))).toBe(false)
  })
})

describe('run --profile', () => {
  /** Where the functions of this name are, in a profile that has samples. */
  function placesOf(name: string, path: string): string[] {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, path), 'utf8'))
    expect(samples.length).toBeGreaterThan(10)
    expect(timeDeltas).toHaveLength(samples.length)
    const frames: { functionName: string; url: string }[] = nodes.map((node: { callFrame: object }) => node.callFrame)
    return frames.filter(({ functionName }) => functionName === name).map(({ url }) => url)
  }

  test('writes one V8 profile of each worker, in which the strategy is seen', () => {
    expect(backsweep('run', 'slow.ts', '--store', 'memory:', '--workers', '2', '--profile', 'threads').status).toBe(0)
    expect(readdirSync(join(folder, 'threads')).sort()).toEqual(['worker-1.cpuprofile', 'worker-2.cpuprofile'])
    expect(placesOf('signals', 'threads/worker-1.cpuprofile')).toContain('bundle:slow')
    expect(placesOf('signals', 'threads/worker-2.cpuprofile')).toContain('bundle:slow')
  })

  test('writes that of this process when the backtests run in it', () => {
    expect(backsweep('run', 'quick.ts', '--store', 'memory:', '--workers', 'none', '--profile', 'here').status).toBe(0)
    expect(readdirSync(join(folder, 'here'))).toEqual(['driver.cpuprofile'])
    expect(placesOf('run', 'here/driver.cpuprofile')).toContainEqual(expect.stringContaining('backtester'))
  })

  test('into what is no folder fails before anything runs', () => {
    const { status, stderr } = backsweep('run', 'quick.ts', '--store', 'json:unprofiled', '--profile', 'quick.ts')
    expect(status).toBe(2)
    expect(stderr).toMatch(/^backsweep: Cannot make the folder of profiles quick\.ts: /)
    expect(existsSync(join(folder, 'unprofiled'))).toBe(false)
  })
})

test('run ends with its peak memory and the share of checkpoints', () => {
  const kept = backsweep('run', 'quick.ts', '--store', 'json:kept')
  expect(kept.stderr).toMatch(/Peak memory \d+ MB; checkpoints took \d+\.\d s, \d+\.\d % of the run\.\n/)
  const forgotten = backsweep('run', 'quick.ts', '--store', 'memory:')
  expect(forgotten.stderr).toMatch(/Peak memory \d+ MB\.\n/)
})
