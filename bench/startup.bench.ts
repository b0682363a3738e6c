/** How soon the built command answers, in milliseconds from the start of the process; Node alone for comparison. Needs `npm run build`. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { engineVersion } from '../src/sweep/run/version.ts'
import { type BenchCase, times } from './case.ts'

const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const data = fileURLToPath(new URL('../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url))
const unit = 'ms from the start of the process'

export const startupCases: readonly BenchCase[] = [
  {
    name: 'startup/node',
    size: 'node --eval 0',
    unit,
    better: 'lower',
    measure: () =>
      times(
        15,
        () => execFileSync(process.execPath, ['--eval', '0']),
        () => {},
      ),
  },
  {
    name: 'startup/version',
    size: 'backsweep --version',
    unit,
    better: 'lower',
    limit: { of: 'best', value: 120 },
    measure() {
      assert.ok(existsSync(command), 'the command is not built: npm run build')
      const run = () => execFileSync(process.execPath, [command, '--version'], { encoding: 'utf8' })
      run() // fills the compile cache
      return times(15, run, (answer) => assert.equal(answer, `${engineVersion}\n`))
    },
  },
  {
    name: 'startup/first-backtest',
    size: 'backsweep run, 5,105 bars',
    unit,
    better: 'lower',
    limit: { of: 'best', value: 400 },
    measure() {
      assert.ok(existsSync(command), 'the command is not built: npm run build')
      const folder = mkdtempSync(join(tmpdir(), 'backsweep-bench-'))
      try {
        writeFileSync(join(folder, 'sweep.ts'), sweepThatTells)
        firstBacktest(folder) // fills the compile cache
        return Array.from({ length: 15 }, () => firstBacktest(folder))
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  },
]

/** Its strategy says, when it is first called, how long its process has been there. */
const sweepThatTells = `
import { csv, defineStrategy, defineSweep, range, crossOver, crossUnder } from 'backsweep'
let told = false
export const strategy = defineStrategy({
  name: 'telling',
  module: import.meta.url,
  parameters: { fast: 10, slow: 30 },
  signals({ bars, ta }, { fast, slow }) {
    if (!told) console.log('first ' + process.uptime() * 1000)
    told = true
    const [quick, calm] = [ta.sma(bars.close, fast), ta.sma(bars.close, slow)]
    return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm) }
  },
})
export default defineSweep({
  name: 'telling',
  strategy,
  parameters: { fast: range(2, 12), slow: range(12, 22) },
  data: csv(${JSON.stringify(data)}, { symbol: 'SPX', timeframe: '1d' }),
})
`

function firstBacktest(folder: string): number {
  const { stdout, stderr } = spawnSync(process.execPath, [command, 'run', 'sweep.ts', '--fresh'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const told = /first ([\d.]+)/.exec(stdout)
  assert.ok(told !== null, stderr)
  return Number(told[1])
}
