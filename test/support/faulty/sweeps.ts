import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import {
  type BacktestRow,
  defineSweep,
  openStore,
  type RunOptions,
  range,
  runSweep,
  type SweepOptions,
  type SweepResult,
  type VectorStrategy,
} from '../../../src/index.ts'
import { sp500 } from '../sp500.ts'
import { faulty, hook } from './strategy.ts'

/** 800 bars, 2000-01-03 to 2003-03-13. */
export const someBars = sp500.slice(0, 800)

export const threeRanges = [
  { name: 'first', start: '2000-01-03', end: '2001-01-01' },
  { name: 'second', start: '2001-01-01', end: '2002-01-01' },
  { name: 'third', start: '2002-01-01', end: '2003-01-01' },
] as const

type Parameters = (typeof faulty)['parameters']

interface FaultyOptions extends Partial<Omit<SweepOptions<Parameters>, 'strategy' | 'engine'>> {
  readonly sets?: number
  readonly strategy?: VectorStrategy<Parameters>
  readonly engine?: 'vector' | 'event'
}

export function faultySweep({ sets = 200, ...options }: FaultyOptions = {}) {
  return defineSweep({
    name: 'faulty',
    strategy: faulty,
    parameters: { set: range(0, sets) },
    data: someBars,
    ...options,
  })
}

const folders: string[] = []

/** A folder for the tests of a file, deleted after them. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'backsweep-test-'))
  folders.push(folder)
  return folder
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** All rows as lines of JSON: what must be the same byte for byte. */
export async function exported(from: SweepResult | string): Promise<string[]> {
  const lines: string[] = []
  if (typeof from !== 'string') {
    for await (const row of from.backtests()) lines.push(JSON.stringify(row))
    return lines
  }
  const store = await openStore(from)
  try {
    for await (const row of store.rows()) lines.push(JSON.stringify(row))
  } finally {
    await store.close()
  }
  return lines
}

export async function rowsOf(from: SweepResult | string): Promise<BacktestRow[]> {
  return (await exported(from)).map((line) => JSON.parse(line))
}

export function sha256(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

/** Runs in this process and tells which sets were asked for signals, once for every date range. */
export async function countingRun(
  sweep: ReturnType<typeof faultySweep>,
  options: RunOptions,
): Promise<{ readonly result: SweepResult; readonly calls: readonly number[] }> {
  const calls: number[] = []
  hook.onCall = (set) => calls.push(set)
  try {
    return { result: await runSweep(sweep, { workers: 'none', ...options }), calls }
  } finally {
    hook.onCall = () => {}
  }
}

/** Runs in this process and stops the run, as Ctrl-C does, when the strategy is called for the `n`th time. */
export async function stoppedRun(
  n: number,
  sweep: ReturnType<typeof faultySweep>,
  options: RunOptions,
): Promise<SweepResult> {
  const controller = new AbortController()
  let calls = 0
  hook.onCall = () => {
    if (++calls === n) controller.abort()
  }
  try {
    return await runSweep(sweep, { workers: 'none', ...options, signal: controller.signal })
  } finally {
    hook.onCall = () => {}
  }
}
