/**
 * Long sweeps as a user runs them, by the built command, from its start to its end: SMA crosses with screening metrics on two workers, rows in a
 * `sqlite:` store. 200,000 bars are so many that two threads cannot remember a column for each of the averages; a million backtests are so many that
 * nothing may be kept of each. The winner must be the expected one. Needs `npm run build`.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openStore } from 'backsweep'
import type { BenchCase } from './case.ts'

interface LongSweep {
  readonly bars: number
  /** First and last windows of the averages. */
  readonly fast: readonly [number, number]
  readonly slow: readonly [number, number]
  readonly winner: { readonly fast: number; readonly slow: number; readonly sharpe: number }
}

const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const long: LongSweep = {
  bars: 200_000,
  fast: [5, 104],
  slow: [110, 209],
  winner: { fast: 82, slow: 137, sharpe: 0.4984664344375928 },
}
const million: LongSweep = {
  bars: 8760,
  fast: [2, 501],
  slow: [502, 2501],
  winner: { fast: 468, slow: 647, sharpe: 3.13648371866075 },
}
const longSize = '10,000 backtests × 200,000 bars, 2 workers, sqlite'
const millionSize = '1,000,000 backtests × 8,760 bars, 2 workers, sqlite'

export const longCases: readonly BenchCase[] = [
  { ...seconds(long, 3), name: 'long/time', size: `${longSize} (wanted: 3)` },
  { ...megabytes(long), name: 'long/memory', size: `${longSize} (wanted: 350)` },
  { ...seconds(million, 1), name: 'million/time', size: millionSize, limit: { of: 'best', value: 30 } },
  { ...megabytes(million), name: 'million/memory', size: millionSize, limit: { of: 'best', value: 1000 } },
]

function seconds(sweep: LongSweep, rounds: number) {
  const measure = async () => {
    const found: number[] = []
    for (let round = 0; round < rounds; round++) found.push((await ran(sweep)).seconds)
    return found
  }
  return { unit: 's, the whole command', better: 'lower', measure } as const
}

function megabytes(sweep: LongSweep) {
  const measure = async () => [(await ran(sweep)).megabytes]
  return { unit: 'MB at the peak', better: 'lower', measure } as const
}

async function ran(sweep: LongSweep): Promise<{ seconds: number; megabytes: number }> {
  assert.ok(existsSync(command), 'the command is not built: npm run build')
  const folder = mkdtempSync(join(tmpdir(), 'backsweep-long-'))
  try {
    const file = join(folder, 'sweep.ts')
    const store = `sqlite:${join(folder, 'run.db')}`
    writeFileSync(file, textOf(sweep))
    const started = performance.now()
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [command, 'run', file, '--store', store, '--workers', '2', '--no-verdict'],
      { encoding: 'utf8' },
    )
    const seconds = (performance.now() - started) / 1000
    assert.equal(status, 0, stderr)
    await checkWinner(store, sweep)
    const [, megabytes] = /Peak memory (\d+) MB/.exec(stdout + stderr) ?? []
    assert.ok(megabytes, 'the command tells its memory')
    return { seconds, megabytes: Number(megabytes) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function textOf({ bars, fast, slow }: LongSweep): string {
  const values = ([first, last]: readonly [number, number]) => `range(${first}, ${last + 1})`
  return `import { defineSweep, percentCommission, range } from 'backsweep'
import { crosses } from ${JSON.stringify(fileURLToPath(new URL('./crosses.ts', import.meta.url)))}
import { market } from ${JSON.stringify(fileURLToPath(new URL('./market.ts', import.meta.url)))}
export default defineSweep({
  name: 'long',
  strategy: crosses,
  parameters: { fast: ${values(fast)}, slow: ${values(slow)} },
  data: market(${bars}),
  commission: percentCommission(0.001),
  metrics: 'screening',
})
`
}

async function checkWinner(address: string, { fast, slow, winner }: LongSweep): Promise<void> {
  const store = await openStore(address)
  const { best } = await store.ranking('sharpe', 1)
  await store.close()
  assert.equal(store.header.parameterSets, (fast[1] - fast[0] + 1) * (slow[1] - slow[0] + 1))
  assert.deepEqual(best[0].parameters, { fast: winner.fast, slow: winner.slow, stopLoss: 0 })
  assert.ok(Math.abs((best[0].metrics.sharpe as number) - winner.sharpe) < 1e-9, `${best[0].metrics.sharpe}`)
}
