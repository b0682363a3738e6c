import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openStore } from '../../../src/index.ts'

/**
 * The harness of the promises: start the command line, kill -9 it at a random moment, resume, until enough kills have happened, and
 * compare what is in the store with an uninterrupted run, byte for byte. The moments come from a seed.
 */

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Compiled modules are kept there between runs, because the command is started hundreds of times. */
const compiled = resolve(root, 'node_modules/.cache/backsweep-tests')

export interface Outcome {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Outcome>
}

/** Writes a sweep file of `sets` × 2 backtests of the strategy that can be told to go wrong, and returns its path. */
export function writeSweep(folder: string, sets: number): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `sweep-${sets}.ts`)
  const prices = resolve(root, 'node_modules/vega-datasets/data/sp500-2000.csv')
  writeFileSync(
    file,
    `import { csv, defineSweep, range } from 'backsweep'
     import { faulty } from ${JSON.stringify(fileURLToPath(new URL('./strategy.ts', import.meta.url)))}
     export default defineSweep({
       name: 'killed',
       strategy: faulty,
       parameters: { set: range(0, ${sets}) },
       data: csv(${JSON.stringify(prices)}, { symbol: 'SPX', timeframe: '1d' }),
       dateRanges: [
         { name: 'first', start: '2000-01-03', end: '2005-01-01' },
         { name: 'second', start: '2005-01-01', end: '2020-01-01' },
       ],
       metrics: 'screening',
     })`,
  )
  return file
}

const node = [process.execPath, '-C', 'backsweep-source', 'src/cli/main.ts'] as const

/** The command line as text for a shell. */
export const nodeCommand = node.map((word) => `'${word}'`).join(' ')

/** Starts the command line, or with `shell` a line of bash. */
export function start(
  args: readonly string[],
  { shell, faults = {} }: { readonly shell?: string; readonly faults?: Readonly<Record<number, string>> } = {},
): Running {
  const [command, ...rest] = shell === undefined ? [...node, ...args] : ['bash', '-c', shell]
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled, FAULTS: JSON.stringify(faults) }
  const child = spawn(command, rest, { cwd: root, env })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }))
  return { child, ended }
}

/** All rows of a store as lines of JSON; none where there is no store. */
export async function rowsIn(address: string): Promise<string[]> {
  if (!existsSync(address.slice(address.indexOf(':') + 1))) return []
  const store = await openStore(address)
  const rows: string[] = []
  try {
    for await (const row of store.rows()) rows.push(JSON.stringify(row))
  } finally {
    await store.close()
  }
  return rows
}

/** Numbers from 0 to 1 that a seed fixes (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Bytes of the file that a run is writing to. */
function sizeOf(address: string): number {
  const path = address.slice(address.indexOf(':') + 1)
  const file = address.startsWith('json:') ? `${path}/results.jsonl` : `${path}-wal`
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

export interface KillRounds {
  readonly kind: 'json' | 'sqlite'
  readonly folder: string
  readonly kills: number
  readonly seed: number
  readonly workers: string
  readonly wanted: readonly string[]
  /** Told after every kill. */
  readonly onKill?: (kills: number, rows: number) => void
}

/**
 * Kills and resumes until `kills` have happened; a run that comes to its end is compared and a new one begun, the last one is brought
 * to its end. After every kill what is in the store must be the beginning of what is wanted, and not less than before.
 *
 * Throws what went wrong, with the seed. Returns how many runs came to their end, and how many kills left a part of one.
 */
export async function killRounds({ kind, folder, kills, seed, workers, wanted, onKill }: KillRounds) {
  const random = randomNumbers(seed)
  const sweep = writeSweep(folder, wanted.length / 2)
  let killed = 0
  let stores = 0
  let inTheMiddle = 0
  const check = (right: boolean, what: string) => {
    if (!right) throw new Error(`${what} (store ${stores} of kind ${kind}, after kill ${killed}, seed ${seed})`)
  }
  while (killed < kills) {
    const store = `${kind}:${folder}/${kind}-${++stores}${kind === 'sqlite' ? '.db' : ''}`
    const command = ['run', sweep, '--store', store, '--resume', '--workers', workers, '--checkpoint-batch-size', '20']
    let before = 0
    for (let isDone = false; !isDone; ) {
      const { child, ended } = start([...command, '--top', '1'])
      if (killed < kills) {
        let isOver = false
        ended.then(() => {
          isOver = true
        })
        // one of five at any moment from the start, the others while rows are being written
        const size = sizeOf(store)
        const isEarly = random() < 0.2
        const patience = random() * (isEarly ? 800 : 300)
        while (!isEarly && !isOver && sizeOf(store) === size) await setTimeout(5)
        await setTimeout(patience)
        child.kill('SIGKILL')
      }
      const { code, signal, stderr } = await ended
      isDone = signal === null
      if (isDone) check(code === 0, `a resumed run ended with ${code}: ${stderr}`)
      else killed++
      const rows = await rowsIn(store)
      check(rows.length >= before, `${before} rows were there, and then ${rows.length}`)
      check(
        rows.every((row, i) => row === wanted[i]),
        'a row is not what it is in an uninterrupted run',
      )
      before = rows.length
      if (before > 0 && before < wanted.length) inTheMiddle++
      if (!isDone) onKill?.(killed, rows.length)
    }
    check(before === wanted.length, `${before} rows instead of ${wanted.length}`)
  }
  return { stores, inTheMiddle }
}
