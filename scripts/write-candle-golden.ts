/**
 * Writes test/golden/candlesticks.json: on which bars of the S&P 500 TA-Lib itself finds its 61 candlestick patterns. Stops
 * when TA-Lib does not agree with the hand-made bars of test/support/candle-cases.ts.
 *
 *     npm install --prefix FOLDER talib@1.1.6        TA-Lib's C code, built by the package with a C++ compiler
 *     node scripts/write-candle-golden.ts FOLDER [NODE]
 *
 * NODE is the node that the package was built with, when it is not this one.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { csv } from '../src/data/csv.ts'
import { candleCases, lead } from '../test/support/candle-cases.ts'

const [folder, node = process.execPath] = process.argv.slice(2)
if (folder === undefined) throw new Error('give the folder in which the npm package talib is installed')

/** Runs CDL functions with their usual options over the bars of every job on stdin. */
const program = `
  const talib = require('talib')
  const options = (name) =>
    Object.fromEntries(talib.explain(name).optInputs.map(({ name, defaultValue }) => [name, defaultValue]))
  const all = talib.functions.map(({ name }) => name).filter((name) => name.startsWith('CDL'))
  const run = ({ names = all, columns }) => names.map((name) => {
    const endIdx = columns.close.length - 1
    const { begIndex, result } = talib.execute({ name, startIdx: 0, endIdx, ...columns, ...options(name) })
    return { name, firstBar: begIndex, values: result.outInteger }
  })
  console.log(JSON.stringify(JSON.parse(require('node:fs').readFileSync(0, 'utf8')).map(run)))
`

interface Job {
  /** Of TA-Lib's functions; all where there are none. */
  readonly names?: readonly string[]
  readonly columns: Readonly<Record<'open' | 'high' | 'low' | 'close', readonly number[]>>
}

interface Found {
  readonly name: string
  readonly firstBar: number
  readonly values: readonly number[]
}

function runTaLib(jobs: readonly Job[]): Found[][] {
  const options = { cwd: folder, input: JSON.stringify(jobs), maxBuffer: 1 << 28 }
  return JSON.parse(execFileSync(node, ['-e', program], options).toString())
}

// the hand-made bars first: their values in the tests are to be TA-Lib's own
const handMade = candleCases.flatMap(([name, value, candles, otherLast]) => [
  { name, expected: value, bars: [...lead, ...candles] },
  { name, expected: 0, bars: [...lead, ...candles.slice(0, -1), otherLast] },
])
const answers = runTaLib(
  handMade.map(({ name, bars }) => ({
    names: [name.toUpperCase()],
    columns: {
      open: bars.map(([open]) => open),
      high: bars.map(([, high]) => high),
      low: bars.map(([, , low]) => low),
      close: bars.map(([, , , close]) => close),
    },
  })),
)
for (const [i, { name, expected }] of handMade.entries()) {
  const found = answers[i][0].values.at(-1)
  if (found !== expected)
    throw new Error(`${name}: TA-Lib says ${found} where test/support/candle-cases.ts says ${expected}`)
}

const { open, high, low, close } = await csv('node_modules/vega-datasets/data/sp500-2000.csv', {
  symbol: 'SPX',
  timeframe: '1d',
}).load()
const [onSp500] = runTaLib([{ columns: { open: [...open], high: [...high], low: [...low], close: [...close] } }])

const patterns = onSp500.map(({ name, firstBar, values }) => {
  const hits: Record<string, number[]> = {}
  values.forEach((value, i) => {
    if (value === 0) return
    hits[value] ??= []
    hits[value].push(firstBar + i)
  })
  return [name, { firstBar, hits }]
})

// a list of bars on a line of its own
const text = `${JSON.stringify(Object.fromEntries(patterns), null, 1).replace(/\[[^[\]]*\]/g, (list) => list.replace(/\s+/g, ''))}\n`
const golden = new URL('../test/golden/', import.meta.url)
writeFileSync(new URL('candlesticks.json', golden), text)

const papers = new URL('metadata.json', golden)
const metadata = JSON.parse(readFileSync(papers, 'utf8')) as Record<string, object>
metadata['candlesticks.json'] = {
  source:
    'Bars on which the CDL functions of TA-Lib, with their usual options, find a pattern in the daily S&P 500 bars of ' +
    'vega-datasets 3.2.1 (data/sp500-2000.csv): made by running the C code (0.6.0-dev) in the npm package talib 1.1.6.',
  licence: 'Numbers computed for this project: indices of bars, no prices. TA-Lib itself (BSD-3) is not copied.',
  sha256: createHash('sha256').update(text).digest('hex'),
  made_by: 'scripts/write-candle-golden.ts',
}
writeFileSync(papers, `${JSON.stringify(metadata, null, 2)}\n`)
