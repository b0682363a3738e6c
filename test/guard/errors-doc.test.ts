import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { smaCross } from '../../examples/sma-cross/sma-cross.ts'
import { BacksweepError, type ErrorCode, errorCodes } from '../../src/base/errors.ts'
import { loadSweep } from '../../src/cli/load-sweep.ts'
import { backtestErrors } from '../../src/cli/program.ts'
import { compileWhere } from '../../src/cli/where.ts'
import {
  Bars,
  checkIndicator,
  csv,
  defineIndicator,
  defineStrategy,
  defineSweep,
  fixedSlippage,
  openStore,
  range,
  runBacktest,
  runEventBacktest,
  runSweep,
  SkipStrategy,
  Strategy,
  type StrategySignals,
} from '../../src/index.ts'
import { findStrategy } from '../../src/sweep/run/find-strategy.ts'
import { openToWrite } from '../../src/sweep/store/open-store.ts'

const docs = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
/** Of every code the section about it. */
const sections = new Map(
  docs
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.match(/^`([^`]*)`\n/)?.[1] ?? section, section]),
)

test('docs/errors.md says exit code 1 of the codes with which the command exits so', () => {
  const withOne = [...sections].filter(([, section]) => section.includes('Exit code 1.')).map(([code]) => code)
  expect(withOne.sort()).toEqual([...backtestErrors].sort())
})

test('docs/errors.md lists the codes of the catalogue, all of them and in order', () => {
  expect([...sections.keys()]).toEqual(Object.keys(errorCodes))
})

test('docs/errors.md begins every section with the meaning that the catalogue gives', () => {
  for (const [code, meaning] of Object.entries(errorCodes)) {
    expect(sections.get(code), code).toContain(`\`${code}\`\n\n${meaning}`)
  }
})

const day = 86_400_000
const from2000 = Date.UTC(2000, 0, 3)

function bars(): Bars {
  const close = Float64Array.from({ length: 60 }, (_, t) => 100 + t)
  const time = close.map((_, t) => from2000 + t * day)
  return Bars.from({ symbol: 'SPX', timeframe: '1d', time, open: close, high: close, low: close, close })
}

function strategyOf(signals: (bars: Bars) => StrategySignals) {
  return defineStrategy({
    name: 'sma-cross',
    parameters: { fast: 10, slow: 30 },
    signals: (context) => signals(context.bars),
  })
}

const idle = strategyOf(({ length }) => ({ enterLong: new Uint8Array(length) }))

function sweepOf(options: object = {}) {
  return defineSweep({ name: 'sma-cross-sp500', strategy: idle, parameters: {}, data: bars(), ...options })
}

async function readAll(place: string): Promise<void> {
  for await (const _ of (await openStore(place)).rows());
}

/** Something that fails with each code, in a folder with a file of prices, a bad one, and a run. */
const failing: Record<ErrorCode, () => unknown> = {
  'file-not-found': () => csv('prizes.csv').load(),
  'file-unreadable': () => csv('data').load(),
  'csv-invalid': () => csv('data/bad.csv').load(),
  'bars-invalid': () =>
    Bars.from({
      symbol: 'SPX',
      timeframe: '1d',
      time: [from2000, from2000 + day],
      open: [1, 2],
      high: [1, 2],
      low: [1, 2],
      close: [1, 3],
    }),
  'date-invalid': () => runSweep(sweepOf({ dateRanges: [{ name: 'crisis', start: '2008-02-30', end: '2009-03-01' }] })),
  'range-empty': () => runSweep(sweepOf({ dateRanges: [{ name: 'crisis', start: '2008-09-01', end: '2009-03-01' }] })),
  'name-unknown': () => sweepOf({ comission: 0.001 }),
  'option-invalid': () => sweepOf({ fillAt: 'nextopen' }),
  'sweep-empty': () =>
    runSweep(sweepOf({ parameters: { fast: range(20, 60) }, where: ({ fast }: { fast: number }) => fast < 20 })),
  'sweep-unloadable': () => loadSweep('sweep.ts'),
  'signal-invalid': () => runBacktest(sweepOf({ strategy: strategyOf(() => ({ enterLong: [true, false] })) })),
  'strategy-unloadable': () => findStrategy({ smaCross2: { ...idle, name: 'sma-cross-2' } }, 'sma-cross'),
  'strategy-failed': () =>
    runSweep(
      sweepOf({
        strategy: strategyOf(() => {
          throw new Error('no data for this month')
        }),
      }),
    ),
  'strategy-skipped': () => {
    class Careless extends Strategy {
      override init() {
        throw new SkipStrategy('fast must be below slow')
      }
    }
    return runEventBacktest({ strategy: Careless, feeds: bars() })
  },
  'indicator-invalid': () => {
    const centred = defineIndicator({
      name: 'centred',
      inputs: ['source'],
      options: {},
      outputs: ['centred'],
      warmup: () => [0],
      compute(_, [source], [out]) {
        for (let t = 0; t < out.length; t++) out[t] = (source[t] + (source[t + 1] ?? source[t])) / 2
      },
    })
    checkIndicator(centred, bars())
  },
  'order-invalid': () => {
    class Careless extends Strategy {
      override next() {
        if (this.data.bar === 2) this.buy({ size: -5 })
      }
    }
    return runEventBacktest({ strategy: Careless, feeds: bars() })
  },
  'look-ahead': () => {
    class Curious extends Strategy {
      override next() {
        if (this.data.bar === 2) this.data.close.at(1)
      }
    }
    return runEventBacktest({ strategy: Curious, feeds: bars() })
  },
  'simulation-failed': () =>
    runBacktest(
      sweepOf({
        strategy: strategyOf(({ length }) => ({ enterShort: new Uint8Array(length).fill(1) })),
        slippage: fixedSlippage(500),
      }),
    ),
  'bars-changed': () =>
    runSweep(
      sweepOf({
        strategy: strategyOf(({ close, length }) => {
          ;(close as Float64Array)[0] = 1
          return { enterLong: new Uint8Array(length) }
        }),
      }),
    ),
  'store-exists': () => runSweep(sweepOf(), { store: 'json:runs/sma-cross-sp500' }),
  'store-not-found': () => openStore('runs/sma-cros'),
  'store-locked': () => openToWrite('json:runs/locked'),
  'store-differs': () =>
    runSweep(sweepOf({ name: 'rsi-sp500', strategy: smaCross }), { store: 'json:runs/resumed', resume: true }),
  'store-damaged': () => readAll('json:runs/damaged'),
  'store-version': () => openStore('json:runs/later'),
  'filter-invalid': () => compileWhere('sharpe > 1 && trades > 30', ['sharpe', 'trades'], ['fast', 'slow']),
}

describe('the message in docs/errors.md is the one that is shown for', () => {
  const before = process.cwd()
  let folder: string

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'backsweep-errors-')))
    process.chdir(folder)
    mkdirSync('data')
    const prices = 'Date,Open,High,Low,Close,Volume\n2020-01-06,10,12,9,11,100\n2020-01-07,11,13,10,abc,100\n'
    writeFileSync('data/bad.csv', prices)
    writeFileSync('prices.csv', prices.replace('abc', '12'))
    writeFileSync('sweep.ts', 'export const sweep = 1\n')
    for (const name of ['sma-cross-sp500', 'damaged', 'later'])
      await runSweep(sweepOf(), { store: `json:runs/${name}` })
    await runSweep(sweepOf({ strategy: smaCross }), { store: 'json:runs/resumed', workers: 'none' })
    cpSync('runs/resumed', 'runs/locked', { recursive: true })
    writeFileSync('runs/locked/lock', JSON.stringify({ pid: 4711, host: 'tower', born: '1' }))
    const rows = readFileSync('runs/damaged/results.jsonl', 'utf8')
    writeFileSync('runs/damaged/results.jsonl', `{"strategy":"sma-cr\n${rows}`)
    const header = JSON.parse(readFileSync('runs/later/run.json', 'utf8'))
    writeFileSync('runs/later/run.json', JSON.stringify({ ...header, schema: 99, engine: '9.1.0' }))
  })
  afterAll(() => {
    process.chdir(before)
    rmSync(folder, { recursive: true, force: true })
  })

  test.each(Object.entries(failing))('%s', async (code, fail) => {
    const error = await (async () => await fail())().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(BacksweepError)
    expect((error as BacksweepError).code).toBe(code)
    const shown = (error as BacksweepError).message.replaceAll(folder, '/home/ann/study')
    expect(sections.get(code)?.match(/```text\n(.*)\n```/)?.[1]).toBe(shown)
  })
})
