import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import sweep from '../../examples/search/sweep.ts'
import { runSweep } from '../../src/index.ts'
import { randomNumbers, rowsIn, start } from '../support/faulty/kill-rounds.ts'
import { scratchFolder } from '../support/faulty/sweeps.ts'

const folder = scratchFolder()

/** Writes a sweep file of 300 × 2 backtests, chosen from 900 parameter sets, and returns its path. */
function writeSearch(search: string): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${search.slice(0, 3)}.ts`)
  const prices = resolve('node_modules/vega-datasets/data/sp500-2000.csv')
  const strategy = fileURLToPath(new URL('../support/faulty/strategy.ts', import.meta.url))
  writeFileSync(
    file,
    `import { csv, defineSweep, differentialEvolution, range, tpe } from 'backsweep'
     import { faulty } from ${JSON.stringify(strategy)}
     export default defineSweep({
       name: 'searched',
       strategy: faulty,
       parameters: { set: range(0, 450), scale: [1, 2] },
       search: ${search},
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

describe.each(['tpe({ trials: 300 })', 'differentialEvolution({ trials: 300 })'])('backsweep run with %s', (search) => {
  // SEED=… runs the moments of another seed
  const seed = Number(process.env.SEED ?? 77)

  test.each(['json', 'sqlite'])(
    'killed with -9 eight times and resumed (%s:) ends with the rows of a run that was not',
    {
      timeout: 120_000,
    },
    async (kind) => {
      const file = writeSearch(search)
      const whole = `json:${folder}/whole-${kind}-${search.slice(0, 3)}`
      expect((await start(['run', file, '--store', whole, '--workers', 'none']).ended).code).toBe(0)
      const wanted = await rowsIn(whole)
      expect(wanted).toHaveLength(600)

      const random = randomNumbers(seed)
      const store = `${kind}:${folder}/killed-${search.slice(0, 3)}${kind === 'sqlite' ? '.db' : ''}`
      const command = ['run', file, '--store', store, '--resume', '--workers', '2', '--checkpoint-batch-size', '5']
      let inTheMiddle = 0
      let before = 0
      for (let kill = 0; kill < 8; kill++) {
        const { child, ended } = start(command)
        let isOver = false
        ended.then(() => {
          isOver = true
        })
        while (!isOver && (await rowsIn(store).catch(() => [])).length <= before) await setTimeout(5)
        await setTimeout(random() * 30)
        child.kill('SIGKILL')
        await ended
        const rows = await rowsIn(store)
        expect(
          rows.filter((row) => !wanted.includes(row)),
          `seed ${seed}`,
        ).toEqual([])
        expect(rows.length).toBeGreaterThanOrEqual(before)
        before = rows.length
        if (before > 0 && before < wanted.length) inTheMiddle++
      }
      expect(inTheMiddle).toBeGreaterThanOrEqual(2)
      const { code, stderr } = await start(command).ended
      expect(code, stderr).toBe(0)
      expect(await rowsIn(store)).toEqual(wanted)
    },
  )
})

describe('backsweep run examples/search/sweep.ts', () => {
  const store = `json:${folder}/example`
  const command = ['run', 'examples/search/sweep.ts', '--store', store]

  test('says which search chose the 200 backtests, and finds the same as from code', async () => {
    const { code, stdout, stderr } = await start([...command, '--top', '1', '--workers', '2']).ended
    expect(code, stderr).toBe(0)
    expect(stdout.trim().split('\n')[0]).toBe(
      'sma-cross-search: best 1 of 200 backtests by sharpe (SPX 1d, 5,105 bars), chosen by tpe (trials 200, seed 1, generation 16)',
    )
    const [{ parameters }] = (await runSweep(sweep, { workers: 'none' })).top(1)
    expect(stdout).toContain(` ${parameters.fast}  ${String(parameters.slow).padStart(4)} `)
  })

  test('--json has the search, --dry-run names it', async () => {
    const again = await start([...command, '--resume', '--json']).ended
    expect(JSON.parse(again.stdout)).toMatchObject({
      planned: 200,
      complete: 200,
      search: { kind: 'tpe', trials: 200, seed: 1, generation: 16 },
    })
    const dry = await start([...command, '--resume', '--dry-run']).ended
    expect(dry.stdout).toContain('\nsearch    tpe (trials 200, seed 1, generation 16)\n')
    expect(dry.stdout).toContain('\n--resume  would find 200 done, and 0 to do\n')
  })
})
