import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Outcome, WorkFolder } from '../support/cli.ts'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')

const folder = new WorkFolder()
const store = 'runs/sma-cross-sp500'
const sweep = 'sma-cross/sweep.ts'
let ran: Outcome
let judged: Outcome
beforeAll(async () => {
  folder.copy('examples/sma-cross', 'sma-cross')
  ran = await folder.run('run', sweep)
  judged = await folder.run('verdict', store, sweep)
}, 120_000)
afterAll(() => folder.remove())

describe('backsweep verdict', () => {
  test('prints what docs/verdict.md says', () => {
    expect({ code: judged.code, stderr: judged.stderr }).toEqual({ code: 0, stderr: '' })
    const [, wanted] = /## An example[\s\S]*?```text\n([\s\S]*?)```/.exec(read('docs/verdict.md'))!
    expect(judged.stdout).toBe(wanted)
  })

  test('prints the lines that README shows', () => {
    const [, shown] = /## Is the winner luck\?[\s\S]*?```text\n([\s\S]*?)```/.exec(read('README.md'))!
    const printed = judged.stdout.split('\n')
    for (const line of shown.trimEnd().split('\n')) expect(printed).toContain(line)
  })

  test('says of a store alone what is known, and what to do', async () => {
    const { code, stdout } = await folder.run('verdict', store)
    expect(code).toBe(0)
    expect(stdout).toContain('deflated Sharpe                            0.403  form of 2014, all trials\n')
    expect(stdout).toContain(`Give the sweep file, too: npx backsweep verdict json:${store} SWEEP`)
  })

  test('prints JSON without NaN', async () => {
    const { stdout } = await folder.run('verdict', store, '--json')
    expect(stdout).not.toContain('NaN')
    expect(JSON.parse(stdout)).toMatchObject({
      trials: 1711,
      judgement: null,
      winner: { parameters: { fast: 17, slow: 60 } },
    })
  })

  test('refuses another sweep, and a number of permutations that is none', async () => {
    folder.write(
      'other.ts',
      folder.read(sweep).replace('./sma-cross.ts', './sma-cross/sma-cross.ts').replace('0.001', '0.002'),
    )
    const { code, stderr } = await folder.run('verdict', store, 'other.ts')
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^backsweep: The run in json:runs\/sma-cross-sp500 is not one of this sweep as it is now: commission changed\. Run it again/,
    )
    expect((await folder.run('verdict', store, sweep, '--permutations', '0')).code).toBe(2)
    expect((await folder.run('verdict', store, sweep, '--seed', 'x')).code).toBe(2)
    expect((await folder.run('verdict', 'runs/none')).code).toBe(2)
  })
})

describe('backsweep run', () => {
  test('ends with the verdict, on standard error', () => {
    expect(ran.stderr).toContain(
      "The winner's Sharpe ratio is 0.39; the best of 1,711 trials without skill is expected to show 0.44.\n",
    )
    expect(ran.stderr).toContain(`npx backsweep verdict json:${store} ${sweep}\n`)
    expect(ran.stderr).not.toContain('Warning') // 20 years are enough for 1,711 trials
  })

  test('warns before it runs where data is too short for its trials, and says the verdict', async () => {
    folder.write(
      'short.ts',
      folder
        .read(sweep)
        .replace('./sma-cross.ts', './sma-cross/sma-cross.ts')
        .replace('range(2, 60)', '[5, 10]')
        .replace("end: '2020-04-18'", "end: '2001-06-01'"),
    )
    const { stderr } = await folder.run('run', 'short.ts', '--store', 'memory:')
    expect(stderr).toMatch(
      /^Warning: 105 trials on 1\.4 years of data: luck alone is expected to show a Sharpe ratio of 1 on anything below 6\.5 years\.\n/,
    )
    expect(stderr).toMatch(
      /Luck alone beats cash as clearly in \d+ % of all cases, and holding in \d+ %\. Too little data for 105 trials \(needs about 6\.5 years\)\.\n/,
    )
    expect(stderr).not.toContain('npx backsweep verdict')
  })

  test('says nothing of luck with --no-verdict and to programs', async () => {
    for (const option of ['--no-verdict', '--json']) {
      const { stderr } = await folder.run('run', 'short.ts', '--store', 'memory:', option)
      expect(stderr).not.toContain("winner's Sharpe")
    }
  })

  test('is no failure when its winner cannot be judged', async () => {
    folder.write(
      'moody.ts',
      `import { csv, defineStrategy, defineSweep } from 'backsweep'
let calls = 0
const moody = defineStrategy({
  name: 'moody',
  parameters: { n: 1 },
  signals: ({ bars }) => ({ enterLong: Uint8Array.from(bars.close, (_, t) => Number(t === calls), ++calls) }),
})
export default defineSweep({
  name: 'moody', strategy: moody, parameters: { n: [1, 2] },
  data: csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX', timeframe: '1d' }),
})
`,
    )
    const { code, stderr, stdout } = await folder.run('run', 'moody.ts')
    expect(code).toBe(0)
    expect(stdout).toContain('moody: best 2 of 2 backtests')
    expect(stderr).toMatch(/could not be found out: \{"n":1\} on "all" had sharpe .* when it is run again/)
  })
})
