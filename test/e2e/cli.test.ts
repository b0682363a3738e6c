import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import exampleSweep from '../../examples/sma-cross/sweep.ts'
import { runSweep } from '../../src/index.ts'
import { families, indicators, registry } from '../../src/indicators/registry.ts'
import { type Outcome, WorkFolder } from '../support/cli.ts'

/** Daily prices that swing, one row for each weekday from 2020-01-01. */
function pricesCsv(count = 120): string {
  const lines = ['Date,Open,High,Low,Close,Volume']
  for (let day = 0; lines.length <= count; day++) {
    const date = new Date(Date.UTC(2020, 0, 1 + day))
    if (date.getUTCDay() % 6 === 0) continue
    const price = 100 + day / 20 + 10 * Math.sin(day / 7)
    const row = [price, price + 2, price - 2, price + Math.sin(day)].map((value) => value.toFixed(4))
    lines.push(`${date.toISOString().slice(0, 10)},${row.join(',')},1000`)
  }
  return `${lines.join('\n')}\n`
}

const strategyFile = `
import { crossOver, crossUnder, defineStrategy } from 'backsweep'
export const cross = defineStrategy({
  name: 'cross',
  parameters: { fast: 3, slow: 10 },
  signals({ bars, ta }, { fast, slow }) {
    const [quick, calm] = [ta.sma(bars.close, fast), ta.sma(bars.close, slow)]
    return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm) }
  },
})
`

/** A sweep of 6 backtests; `options` is added to its options, or replaces them. */
function sweepFile(options = '', before = ''): string {
  return `
import { csv, defineSweep, range } from 'backsweep'
import { cross } from './strategy.ts'
${before}
export default defineSweep({
  name: 'small', strategy: cross, parameters: { fast: range(2, 5), slow: [8, 10] }, data: csv('prices.csv'), ${options}
} as never)
`
}

function projectWith(files: Readonly<Record<string, string>> = {}): WorkFolder {
  const folder = new WorkFolder({
    'prices.csv': pricesCsv(),
    'strategy.ts': strategyFile,
    'sweep.ts': sweepFile(),
    ...files,
  })
  folders.push(folder)
  return folder
}

const folders: WorkFolder[] = []
afterAll(() => {
  for (const folder of folders) folder.remove()
})

/** Parses JSON lines, and makes sure that there is no NaN in them. */
function jsonLines(text: string): Record<string, never>[] {
  expect(text).not.toContain('NaN')
  expect(text.endsWith('\n')).toBe(true)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('backsweep run of the example', () => {
  const folder = new WorkFolder()
  let outcome: Outcome
  beforeAll(async () => {
    folder.copy('examples/sma-cross', 'sma-cross')
    outcome = await folder.run('run', 'sma-cross/sweep.ts')
  })
  afterAll(() => folder.remove())

  test('prints the best 20 of 1,711 backtests and says where all of them are', () => {
    expect(outcome.code).toBe(0)
    const lines = outcome.stdout.trimEnd().split('\n')
    expect(lines[1]).toBe('sma-cross-sp500: best 20 of 1,711 backtests by sharpe (SPX 1d, 5,105 bars)')
    expect(lines[3]).toMatch(/^ # {2}fast {2}slow {2}totalReturn +cagr {2}sharpe\*/)
    expect(lines.slice(5).map((line) => line.trim().split(/\s+/)[0])).toEqual(
      Array.from({ length: 20 }, (_, i) => String(i + 1)),
    )
    expect(outcome.stderr).toMatch(/1,711\/1,711 {2}100 %/)
    expect(outcome.stderr).toContain('backsweep results json:runs/sma-cross-sp500')
  })

  test('writes a store and nothing else', () => {
    expect(folder.names().filter((name) => !name.startsWith('sma-cross'))).toEqual([
      'runs',
      'runs/sma-cross-sp500',
      'runs/sma-cross-sp500/checkpoints.json',
      'runs/sma-cross-sp500/details.bin',
      'runs/sma-cross-sp500/results.jsonl',
      'runs/sma-cross-sp500/run.json',
    ])
  })

  test('writes the very rows that runSweep gives', async () => {
    const { code, stdout, stderr } = await folder.run('results', 'runs/sma-cross-sp500', '--format', 'json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(1711)
    let next = 0
    for await (const row of (await runSweep(exampleSweep)).backtests()) expect(lines[next++]).toBe(JSON.stringify(row))
    expect(next).toBe(1711)
  })

  test('is not repeated over a store that is there', async () => {
    const before = folder.read('runs/sma-cross-sp500/results.jsonl')
    const again = await folder.run('run', 'sma-cross/sweep.ts')
    expect(again).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'backsweep: json:runs/sma-cross-sp500 exists already: go on with it (--resume), start over (--fresh, which keeps it aside) or name another --store.\n',
    })
    expect(folder.read('runs/sma-cross-sp500/results.jsonl')).toBe(before)
    expect(folder.names()).not.toContain('runs/sma-cross-sp500.1')
  })

  describe.concurrent('backsweep results', () => {
    const results = async (...args: readonly string[]) =>
      await folder.run('results', 'json:runs/sma-cross-sp500', ...args)

    test('shows the table that the run showed', async () => {
      const { code, stdout, stderr } = await results()
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toBe(outcome.stdout.split('\n').slice(3).join('\n'))
    })

    test('--sort, --where and --top choose and order', async () => {
      const args = [
        '--sort',
        'maxDrawdown',
        '--where',
        'trades >= 30 and (fast < 10 or fast = 20)',
        '--top',
        '50',
        '--json',
      ]
      const rows = jsonLines((await results(...args)).stdout)
      const all = jsonLines((await results('--format', 'json')).stdout)
      const wanted = all
        .filter(({ parameters: { fast }, metrics: { trades } }) => trades >= 30 && (fast < 10 || fast === 20))
        .sort(
          (a, b) =>
            (a.metrics as { maxDrawdown: number }).maxDrawdown - (b.metrics as { maxDrawdown: number }).maxDrawdown,
        )
        .slice(0, 50)
      expect(rows).toHaveLength(50)
      expect(rows).toEqual(wanted)
    })

    test('without --sort keeps the order of the run, --top takes the first', async () => {
      const rows = jsonLines((await results('--json', '--top', '3')).stdout)
      expect(rows.map(({ parameters }) => parameters)).toEqual([
        { fast: 2, slow: 3 },
        { fast: 2, slow: 4 },
        { fast: 2, slow: 5 },
      ])
    })

    test('--format csv has a column for every parameter and metric', async () => {
      const lines = (await results('--format', 'csv')).stdout.trimEnd().split('\n')
      const [header, first] = lines.map((line) => line.split(','))
      const [row] = jsonLines((await results('--json', '--top', '1')).stdout)
      expect(lines).toHaveLength(1712)
      expect(header).toEqual(['strategy', 'range', 'status', 'fast', 'slow', ...Object.keys(row.metrics), 'error'])
      const values = Object.values(row.metrics).map((value) => (value === null ? '' : String(value)))
      expect(first).toEqual(['sma-cross', 'all', 'complete', '2', '3', ...values, ''])
    })

    test('-o writes the same to a file, and over an older one', async () => {
      const { stdout } = await results('--format', 'csv', '--where', 'fast > 50')
      folder.write('best.csv', 'old')
      const written = await results('--format', 'csv', '--where', 'fast > 50', '-o', 'best.csv')
      expect(written).toEqual({ code: 0, stdout: '', stderr: '' })
      expect(folder.read('best.csv')).toBe(stdout)
      expect(folder.names().filter((name) => name.includes('writing'))).toEqual([])
    })

    test('says so when no row is left', async () => {
      expect(await results('--where', 'fast > 60')).toEqual({ code: 0, stdout: 'No results.\n', stderr: '' })
      expect(await results('--where', 'fast > 60', '--json')).toEqual({ code: 0, stdout: '', stderr: '' })
    })

    test('ends without a word when its reader has had enough', async () => {
      const { child, outcome: ended } = folder.start('results', 'runs/sma-cross-sp500', '--json')
      child.stdout.once('data', () => child.stdout.destroy())
      expect(await ended).toMatchObject({ code: 0, stderr: '' })
    })

    test.each([
      [['--sort', 'sharp'], 'Unknown metric "sharp" in --sort. Did you mean "sharpe"?'],
      [['--where', 'shrpe > 1'], 'Unknown name "shrpe" in --where. Did you mean "sharpe"?'],
      [['--where', 'sharpe >'], '--where "sharpe >": a name or a value is missing at character 9.'],
      [['-o', 'nowhere/best.csv', '--format', 'csv'], 'Cannot write nowhere/best.csv: ENOENT'],
    ])('refuses %j', async (args, message) => {
      expectRefused(await results(...args), message)
      expect(folder.names()).not.toContain('nowhere')
    })
  })
})

describe('backsweep run', () => {
  test('--json prints one object with the summary and the best rows', async () => {
    const folder = projectWith()
    const { code, stdout } = await folder.run('run', 'sweep.ts', '--json', '--top', '2', '--store', 'json:out/here')
    expect(code).toBe(0)
    const [summary, ...more] = jsonLines(stdout)
    expect(more).toEqual([])
    expect(summary).toMatchObject({
      sweep: 'small',
      store: 'json:out/here',
      planned: 6,
      complete: 6,
      failed: 0,
      interrupted: false,
      rankBy: 'sharpe',
    })
    expect(summary.top).toHaveLength(2)
    expect(folder.names()).toContain('out/here/results.jsonl')
  })

  test('--store memory: writes nothing', async () => {
    const folder = projectWith()
    const before = folder.names()
    expect((await folder.run('run', 'sweep.ts', '--store', 'memory:')).code).toBe(0)
    expect(folder.names()).toEqual(before)
  })

  test('--fresh starts over and keeps the older run aside', async () => {
    const folder = projectWith()
    await folder.run('run', 'sweep.ts')
    const first = folder.read('runs/small/results.jsonl')
    folder.write('sweep.ts', sweepFile('initialAmount: 500'))
    const { code, stderr } = await folder.run('run', 'sweep.ts', '--fresh')
    expect(code).toBe(0)
    expect(stderr).toContain('The run that was there before is now in runs/small.1.\n')
    expect(folder.read('runs/small.1/results.jsonl')).toBe(first)
    expect(folder.read('runs/small/results.jsonl')).not.toBe(first)

    const before = folder.names()
    folder.write('sweep.ts', sweepFile('where: () => false'))
    expectRefused(await folder.run('run', 'sweep.ts', '--fresh'), 'where() leaves none')
    expect(folder.names()).toEqual(before) // nothing is put aside for a run that cannot start
  })

  const brittle = sweepFile(
    `strategy: { ...cross, signals(context, set) {
      if (set.fast === 3) throw new Error('odd\\nnumber "3"')
      return cross.signals(context, set)
    } }`,
  )

  test('stops at the first backtest that fails: one line, exit code 1', async () => {
    const { code, stdout, stderr } = await projectWith({ 'sweep.ts': brittle }).run('run', 'sweep.ts', '--no-verdict')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(
      'backsweep: cross with {"fast":3,"slow":8} on "all" failed: signals() threw: odd number "3" (To record failures and go on: --continue-on-error, or continueOnError: true.)\n',
    )
  })

  test('--continue-on-error records failures, exit code 1, and results lists them', async () => {
    const folder = projectWith({ 'sweep.ts': brittle })
    const { code, stdout, stderr } = await folder.run('run', 'sweep.ts', '--continue-on-error')
    expect(code).toBe(1)
    expect(stdout).toContain('small: best 4 of 4 backtests by sharpe')
    expect(stderr).toContain('2 backtests failed')

    const failed = await folder.run('results', 'runs/small', '--where', 'status = failed', '--format', 'json')
    expect(failed.code).toBe(0)
    expect(jsonLines(failed.stdout)).toEqual(
      [8, 10].map((slow) => ({
        strategy: 'cross',
        parameters: { fast: 3, slow },
        range: 'all',
        status: 'failed',
        error: 'signals() threw: odd\nnumber "3"',
        metrics: {},
      })),
    )
    const asCsv = await folder.run('results', 'runs/small', '--where', 'status = failed', '--format', 'csv')
    expect(asCsv.stdout).toMatch(/\ncross,all,failed,3,8,+"signals\(\) threw: odd\nnumber ""3"""\n/)
  })

  test("runs again what a changed indicator of the user's own touches, exit code 1 when it fails", async () => {
    const folder = projectWith({
      'sweep.ts': `
import { csv, defineSweep } from 'backsweep'
import { straightTrend } from './own-indicator/straight-trend.ts'
export default defineSweep({
  name: 'straight', strategy: straightTrend, parameters: { period: [5, 10], average: [5, 20] }, data: csv('prices.csv'),
})
`,
    })
    folder.copy('examples/own-indicator', 'own-indicator')
    const file = 'own-indicator/efficiency-ratio.ts'
    const code = folder.read(file)
    expect((await folder.run('run', 'sweep.ts', '--workers', '2')).code).toBe(0)
    const before = folder.read('runs/straight/results.jsonl')

    folder.write(file, code.replace('/ way', '/ way / 2'))
    const changed = await folder.run('run', 'sweep.ts', '--resume')
    expect(changed.stderr).toContain("4 of 4 results no longer hold, because the strategy's code changed")
    expect(folder.read('runs/straight/results.jsonl')).not.toBe(before)

    folder.write(file, code.replace('/ way', '/ road'))
    expect(await folder.run('run', 'sweep.ts', '--resume')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'failed: The indicator "efficiencyRatio" failed on 120 bars: compute threw: road is not defined (To record',
      ),
    })
  })

  test('SIGINT stops it, exit code 130, and what is done can be read', async () => {
    const long = sweepFile('parameters: { fast: range(1, 1001), slow: range(1, 1001) }')
    const folder = projectWith({ 'sweep.ts': long, 'prices.csv': pricesCsv(1500) })
    const { child, outcome } = folder.start('run', 'sweep.ts', '--store', 'json:long')
    const rows = join(folder.path, 'long/results.jsonl')
    while (child.exitCode === null && (!existsSync(rows) || statSync(rows).size === 0)) await setTimeout(10)
    expect(child.kill('SIGINT')).toBe(true)

    const { code, stderr } = await outcome
    expect(code).toBe(130)
    expect(stderr).toContain('Stopping, what is done is being written')
    const [, done] = stderr.match(/Stopped: ([\d,]+) of 1,000,000 backtests are done and kept in json:long/) ?? []
    const results = await folder.run('results', 'long', '--json')
    const kept = jsonLines(results.stdout)
    expect(kept).toHaveLength(Number(done.replaceAll(',', '')))
    expect(kept[0].parameters).toEqual({ fast: 1, slow: 1 })
    expect(results.stderr).toBe('')
  })
})

/** One clear line on stderr, exit code 2 and nothing on stdout. */
function expectRefused({ code, stdout, stderr }: Outcome, message: string): void {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^backsweep: [^\n]+\n$/)
  expect(stderr).toContain(message)
}

describe.concurrent('backsweep run refuses, in one line and leaving nothing behind,', () => {
  const price = (line: number, change: (cells: string[]) => void) => {
    const lines = pricesCsv().split('\n')
    const cells = lines[line - 1].split(',')
    change(cells)
    return lines.with(line - 1, cells.join(',')).join('\n')
  }
  const at = (line: number, column: number, text: string) =>
    price(line, (cells) => {
      cells[column] = text
    })

  test.each<[what: string, files: Record<string, string>, message: string]>([
    [
      'a CSV file that is not there',
      { 'sweep.ts': sweepFile("data: csv('prizes.csv')") },
      'File "prizes.csv" does not exist',
    ],
    [
      'a CSV file that is not there, with one that is near',
      { 'sweep.ts': sweepFile("data: csv('prizes.csv')") },
      'Did you mean "prices.csv"?',
    ],
    [
      'a CSV file without a column for the high',
      { 'prices.csv': pricesCsv().replace('High', 'Hihg') },
      'prices.csv:1: no column for high: name one high or h. The header is "Date", "Open", "Hihg"',
    ],
    [
      'a text in a price',
      { 'prices.csv': at(5, 4, 'abc') },
      'prices.csv:5: column "Close" holds "abc", not a number: correct the price or remove the bar',
    ],
    [
      'a negative price',
      { 'prices.csv': at(7, 1, '-3.5') },
      'prices.csv:7: column "Open": open -3.5 is not more than zero',
    ],
    ['a price of zero', { 'prices.csv': at(8, 3, '0') }, 'prices.csv:8: column "Low": low 0 is not more than zero'],
    [
      'a where that leaves nothing',
      { 'sweep.ts': sweepFile('where: ({ fast, slow }) => fast >= slow') },
      'where() leaves none of the 6 parameter sets',
    ],
    [
      'a parameter without values',
      { 'sweep.ts': sweepFile('parameters: { fast: range(5, 5) }') },
      'sweep.ts: Parameter "fast" has no values: give at least one',
    ],
    [
      'a date range outside the data',
      { 'sweep.ts': sweepFile("dateRanges: [{ start: '1999-01-01', end: '2000-01-01' }]") },
      'holds no bars: prices 1d has 120, from 2020-01-01 to 2020-06-16. Choose dates inside the data',
    ],
    [
      'a date that does not exist',
      { 'sweep.ts': sweepFile("dateRanges: [{ start: '2020-02-30', end: '2021-01-01' }]") },
      'The start of the date range is "2020-02-30", which is not a date',
    ],
    [
      'a misspelled parameter',
      { 'sweep.ts': sweepFile('parameters: { fats: [2] }') },
      'sweep.ts: Unknown parameter "fats". Did you mean "fast"?',
    ],
    [
      'a misspelled metric to rank by',
      { 'sweep.ts': sweepFile("rankBy: 'sharp'") },
      'sweep.ts: Unknown metric "sharp" in rankBy. Did you mean "sharpe"?',
    ],
    [
      'a misspelled metric to compute',
      { 'sweep.ts': sweepFile("metrics: ['sharpe', 'maxDrawDwon']") },
      'sweep.ts: Unknown metric "maxDrawDwon". Did you mean "maxDrawdown"?',
    ],
    [
      'a misspelled option',
      { 'sweep.ts': sweepFile('comission: 0.1') },
      'sweep.ts: Unknown option "comission" in defineSweep. Did you mean "commission"?',
    ],
    [
      'a misspelled option of csv',
      { 'sweep.ts': sweepFile("data: csv('prices.csv', { simbol: 'X' })") },
      'sweep.ts: Unknown option "simbol" of csv. Did you mean "symbol"?',
    ],
    [
      'a misspelled value of an option',
      { 'sweep.ts': sweepFile("fillAt: 'nextopen'") },
      'sweep.ts: defineSweep: fillAt is "nextopen": did you mean "next-open"?',
    ],
    [
      'a timeframe that the file has not',
      { 'sweep.ts': sweepFile("data: csv('prices.csv', { timeframe: '1h' })") },
      'prices.csv:3: most bars are 1d apart, which is not the declared timeframe 1h',
    ],
    ['a name that is no folder', { 'sweep.ts': sweepFile("name: '../up'") }, 'sweep.ts: defineSweep: name is "../up"'],
    ['a syntax error', { 'sweep.ts': 'export const a = 1\n\nexport default {{ }\n' }, 'sweep.ts:3: Expected'],
    [
      'a syntax error in another file',
      { 'strategy.ts': `${strategyFile}\nconst = 3\n` },
      'strategy.ts:12: Expected identifier',
    ],
    [
      'an import of a file that is not there',
      { 'sweep.ts': "import './nowhere.ts'\n" },
      'sweep.ts:1: Could not resolve "./nowhere.ts"',
    ],
    [
      'an import of a package that is not there',
      { 'sweep.ts': "// a remark\n\nimport x from 'no-such-package'\nexport default x\n" },
      'sweep.ts:3: Could not resolve "no-such-package"',
    ],
    [
      'an import that the library has not',
      { 'sweep.ts': "import { rnge } from 'backsweep'\nexport default rnge(1, 2)\n" },
      'sweep.ts threw while it was loaded: ',
    ],
    [
      'an error that is thrown',
      { 'sweep.ts': "throw new Error('first\\nsecond')\n" },
      'sweep.ts threw while it was loaded: first second',
    ],
    [
      'a file without a default export',
      { 'sweep.ts': strategyFile },
      'sweep.ts has no sweep as its default export (it exports cross): write "export default defineSweep({ … })".',
    ],
    [
      'a default export of something else',
      { 'sweep.ts': 'export default 5\n' },
      'sweep.ts has no sweep as its default export (it exports default)',
    ],
  ])('%s', async (_, files, message) => {
    const folder = projectWith(files)
    const before = folder.names()
    expectRefused(await folder.run('run', 'sweep.ts'), message)
    expect(folder.names()).toEqual(before)
  })

  test.each<[args: string[], message: string]>([
    [['run', 'swep.ts'], 'There is no sweep file swep.ts (looked for /'],
    [['run', '.'], 'There is no sweep file . (looked for /'],
    [['run', 'sweep.ts', '--store', 'ftp:x'], 'Unknown store "ftp:x".'],
    [['run', 'sweep.ts', '--store', 'json:'], 'The store "json:" names no place: write json:DIR or sqlite:FILE.'],
    [['run', 'sweep.ts', '--store', 'json:prices.csv'], 'prices.csv exists already'],
    [['run', 'sweep.ts', '--store', 'json:prices.csv/x'], 'Cannot write prices.csv/x: '],
    [['run', 'sweep.ts', '--frehs'], "unknown option '--frehs' (Did you mean --fresh?)"],
    [
      ['run', 'sweep.ts', '--top', '0'],
      "option '--top <n>' argument '0' is invalid. It must be a whole number from 1.",
    ],
    [['run', 'sweep.ts', 'again.ts'], "too many arguments for 'run'"],
    [['run'], "missing required argument 'sweep'"],
    [['rnu', 'sweep.ts'], "unknown command 'rnu' (Did you mean run?)"],
    [['results', 'runs/nothing'], 'There is no run in runs/nothing (runs/nothing/run.json does not exist)'],
    [['results', 'memory:'], 'A memory: store ends with its run'],
    [['results', 'x', '--format', 'xml'], "argument 'xml' is invalid. Allowed choices are table, json, csv"],
    [['data', 'check', 'prizes.csv'], 'File "prizes.csv" does not exist'],
    [['data', 'check', 'prices.csv', '--timeframe', '1x'], 'The timeframe is "1x", which is not understood'],
  ])('the arguments %j', async (args, message) => {
    const folder = projectWith()
    const before = folder.names()
    expectRefused(await folder.run(...args), message)
    expect(folder.names()).toEqual(before)
  })

  test('and with --json says it as an object, too', async () => {
    const folder = projectWith({ 'sweep.ts': sweepFile("rankBy: 'sharp'") })
    const { code, stdout, stderr } = await folder.run('run', 'sweep.ts', '--json')
    expect(code).toBe(2)
    const message = 'sweep.ts: Unknown metric "sharp" in rankBy. Did you mean "sharpe"?'
    expect(stderr).toBe(`backsweep: ${message}\n`)
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'name-unknown', message, details: { kind: 'metric', name: 'sharp', nearest: ['sharpe'] } },
    })
  })
})

describe.concurrent('a sweep file', () => {
  test('may use all of TypeScript, imports without extension, JSON, and import.meta.url of every file', async () => {
    const folder = projectWith({
      'sweep.ts': sweepFile(
        'parameters: { fast: [Window.Short, ...periods], slow: [wide] }',
        `import { periods } from './lists/periods'
         import { wide } from './lists/wide.json'
         enum Window { Short = 2, Long = 9 }`,
      ),
      'lists/periods.ts': `
        import { readFileSync } from 'node:fs'
        export const periods: number[] = JSON.parse(readFileSync(new URL('./more.json', import.meta.url), 'utf8'))
        if (!import.meta.url.endsWith('/lists/periods.ts')) throw new Error(import.meta.url)
      `,
      'lists/more.json': '[4, 5]',
      'lists/wide.json': '{ "wide": 12 }',
    })
    const before = folder.names()
    const { code, stdout, stderr } = await folder.run('run', 'sweep.ts', '--json', '--store', 'memory:')
    expect(stderr).not.toContain('backsweep:')
    expect(code).toBe(0)
    const sets = (JSON.parse(stdout).top as { parameters: { fast: number; slow: number } }[]).map(
      ({ parameters }) => parameters,
    )
    expect(sets.sort((a, b) => a.fast - b.fast)).toEqual([2, 4, 5].map((fast) => ({ fast, slow: 12 })))
    expect(folder.names()).toEqual(before)
  })

  test('may be JavaScript and use packages', async () => {
    const folder = projectWith({
      'sweep.mjs': `${sweepFile('', "import { z } from 'zod'\nz.string().parse('here')").replace(' as never', '')}`,
    })
    expect((await folder.run('run', 'sweep.mjs', '--store', 'memory:')).code).toBe(0)
  })

  test('is found from another folder', async () => {
    const folder = projectWith()
    const { code, stderr } = await folder.run('run', join(folder.path, 'sweep.ts'), '--store', 'memory:')
    expect(stderr).not.toContain('backsweep:')
    expect(code).toBe(0)
  })
})

describe.concurrent('backsweep data check', () => {
  test('of a good file says what it holds', async () => {
    const folder = projectWith()
    expect(await folder.run('data', 'check', 'prices.csv')).toEqual({
      code: 0,
      stdout: 'prices.csv: 120 bars from 2020-01-01 to 2020-06-16, timeframe 1d\nNothing is wrong.\n',
      stderr: '',
    })
  })

  test('of a bad file lists every problem with its line, exit code 2', async () => {
    const lines = pricesCsv().split('\n')
    lines[4] = lines[4].replace(/,[\d.]+,/, ',-1,')
    lines[9] = lines[8]
    lines.splice(40, 10)
    const folder = projectWith({ 'prices.csv': lines.join('\n') })
    const { code, stdout, stderr } = await folder.run('data', 'check', 'prices.csv')
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^prices\.csv: 110 bars from /),
      'prices.csv:5: error: column "Open": open -1 is not more than zero',
      expect.stringMatching(/^prices\.csv:10: error: column "Date": time .* is that of the bar before, too$/),
      expect.stringMatching(/^prices\.csv:41: warning: no bar for \d+ days after /),
      '1 duplicate-time, 1 gap, 1 price-not-positive.',
    ])

    const asJson = await folder.run('data', 'check', 'prices.csv', '--json')
    expect(asJson.code).toBe(2)
    expect(JSON.parse(asJson.stdout)).toMatchObject({ bars: 110, errors: 2, warnings: 1 })
  })

  test('of a file with gaps only warns, exit code 0', async () => {
    const lines = pricesCsv().split('\n')
    const { code, stdout } = await projectWith({ 'prices.csv': lines.toSpliced(40, 10).join('\n') }).run(
      'data',
      'check',
      'prices.csv',
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/:41: warning: .*\n1 gap\.\n$/s)
  })
})

describe.concurrent('backsweep indicators', () => {
  test('lists every indicator once, below the heading of its family', async () => {
    const { code, stdout, stderr } = await projectWith().run('indicators')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.split('\n')
    for (const { title, members } of families) {
      const start = lines.indexOf(title)
      expect(lines[start + 2]).toMatch(/^name +title +call +outputs$/)
      const rows = lines.slice(start + 4, start + 4 + members.length)
      expect(rows.map((row) => row.split(' ')[0])).toEqual(members.map(({ name }) => name))
      expect(lines[start + 4 + members.length]).toBe('')
    }
    expect(lines).toContainEqual(expect.stringMatching(/^ema +Exponential moving average +ta\.ema\(source, 20\) +ema$/))
    expect(lines).toContainEqual(expect.stringMatching(/ ta\.macd\(source\) +macd, signal, histogram$/))
    expect(stdout).toMatch(/\n\n\d+ indicators\. More about one: backsweep indicators NAME\n$/)
  })

  test('of one says formula, options and outputs with their warm-up', async () => {
    expect(await projectWith().run('indicators', 'macd')).toEqual({
      code: 0,
      stdout: `macd: Moving average convergence divergence

  ta.macd(source, { fast: 12, slow: 26, signal: 9 })

${registry.macd.formula}

Inputs: source

option  usual  allowed              meaning
------  -----  -------------------  --------------------------------------
fast       12  whole number from 1  period of the quick average
slow       26  whole number from 1  period of the calm average
signal      9  whole number from 1  period of the average of the macd line

output     first value with fast 12, slow 26, signal 9
---------  -------------------------------------------
macd       bar 25
signal     bar 33
histogram  bar 33
`,
      stderr: '',
    })
  })

  test('of one without a usual value says that it must be given, and of one without options nothing', async () => {
    const folder = projectWith()
    const { stdout } = await folder.run('indicators', 'sma')
    expect(stdout).toMatch(/^period {2}must be given {2}whole number from 1 {2}bars in the window$/m)
    expect(stdout).toMatch(/^output {2}first value with period 20\n-.*\nsma {5}bar 19\n$/m)
    expect((await folder.run('indicators', 'bop')).stdout).toMatch(
      /^Inputs: open, high, low, close\n\noutput {2}first value\n.*\nbop {5}bar 0\n$/m,
    )
  })

  test('--json prints all as one array, or one as an object', async () => {
    const folder = projectWith()
    const all: { name: string }[] = JSON.parse((await folder.run('indicators', '--json')).stdout)
    expect(all.map(({ name }) => name)).toEqual(indicators.map(({ name }) => name))
    const sma = JSON.parse((await folder.run('indicators', 'sma', '--json')).stdout)
    expect(sma).toEqual(all[0])
    expect(sma).toEqual({
      family: 'averages',
      name: 'sma',
      title: 'Simple moving average',
      call: 'ta.sma(source, 20)',
      fullCall: 'ta.sma(source, 20)',
      formula: registry.sma.formula,
      inputs: ['source'],
      options: [
        { name: 'period', kind: 'period', meaning: 'bars in the window', allowed: 'whole number from 1', usual: null },
      ],
      exampleOptions: { period: 20 },
      outputs: [{ name: 'sma', from: 19 }],
    })
  })

  test('of an unknown one names the nearest, exit code 2', async () => {
    expect(await projectWith().run('indicators', 'supertrent')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'backsweep: Unknown indicator "supertrent". Did you mean "superTrend"?\n',
    })
  })
})

describe('backsweep', () => {
  test('--version prints the version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(await projectWith().run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  test('--help names every command, and of a command every option', async () => {
    const folder = projectWith()
    const help = await folder.run('--help')
    expect(help).toMatchObject({ code: 0, stderr: '' })
    for (const command of ['run', 'results', 'indicators', 'data'])
      expect(help.stdout).toMatch(new RegExp(`^ +${command} `, 'm'))
    const { stdout } = await folder.run('run', '--help')
    for (const option of ['--store', '--fresh', '--continue-on-error', '--top', '--json'])
      expect(stdout).toContain(option)
  })

  test('without a command shows the help, exit code 2', async () => {
    const { code, stdout, stderr } = await projectWith().run()
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^Usage: backsweep /)
  })
})
