/**
 * Copies the acceptance values that tests need from ../shared/acceptance to test/golden, cut to what they use, and
 * writes where each comes from to test/golden/metadata.json: `node scripts/copy-golden.ts`.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const from = new URL('../../shared/acceptance/', import.meta.url)
const to = new URL('../test/golden/', import.meta.url)
const metadata: Record<string, object> = {}

const backtrader = 'Computed by backtrader 1.9.78.123 (commit b853d7c)'
const vectorbt = 'Computed by vectorbt 0.28.5'
const bars = 'the daily S&P 500 bars of vega-datasets 3.2.1 (data/sp500-2000.csv), rounded to 12 significant digits'

interface Indicators {
  indicators: { lines: string[] }[]
  summary_over_all_5105_bars: { columns: string[]; rows: (string | number)[][] }
  columns: string[]
  rows: (number | null)[][]
}

const indicatorLines: Record<string, readonly string[]> = {
  'indicators-averages.json': ['sma_20', 'ema_20', 'wma_20', 'smma_14'],
  'indicators-oscillators.json': [
    'rsi_14',
    'macd_12_26',
    'macd_signal_9',
    'macd_histo',
    'stoch_fast_k',
    'stoch_fast_d_slow_k',
    'stoch_slow_d',
    'roc_12',
  ],
  'indicators-trend.json': [
    'bb_mid_20',
    'bb_top_20_2',
    'bb_bot_20_2',
    'stddev_20',
    'atr_14',
    'highest_high_20',
    'lowest_low_20',
  ],
}

for (const [file, lines] of Object.entries(indicatorLines)) {
  copy(file, cutIndicators(read(file) as Indicators, lines), `${backtrader} from ${bars}; cut to ${lines.join(', ')}.`)
}
copy(
  'metrics.json',
  read('metrics.json'),
  `Computed by plain numpy formulas from metrics-equity.json and the closes of ${bars}.`,
)
copy(
  'metrics-equity.json',
  read('metrics-equity.json'),
  `Equity of three backtests by backtrader 1.9.78.123 and two by vectorbt 0.28.5 on ${bars}.`,
)

const scenarios = read('vector-scenarios.json') as { scenarios: { equity: { rows: number[][] } }[] }
for (const { equity } of scenarios.scenarios)
  equity.rows = equity.rows.filter(([bar]) => bar % 50 === 0 || bar === 5104)
copy('vector-scenarios.json', scenarios, `${vectorbt} from ${bars}; of the equity every 50th bar.`)
copy('vector-sweep.json', read('vector-sweep.json'), `${vectorbt} from ${bars}.`)

// the papers of files that other scripts make stay
const before = JSON.parse(readFileSync(new URL('metadata.json', to), 'utf8')) as Record<string, { made_by: string }>
for (const [file, papers] of Object.entries(before)) {
  if (papers.made_by !== 'scripts/copy-golden.ts') metadata[file] = papers
}
writeFileSync(new URL('metadata.json', to), `${JSON.stringify(metadata, null, 2)}\n`)

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, from), 'utf8'))
}

function copy(file: string, content: unknown, source: string): void {
  // a row on a line of its own, so that a change of one number is a change of one line
  const text = `${JSON.stringify(content, null, 1).replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_, row: string) => `[${row.replace(/\s*\n\s*/g, '')}]`)}\n`
  writeFileSync(new URL(file, to), text)
  metadata[file] = {
    source,
    licence:
      'Numbers computed for this project. The bars, which name Yahoo Finance as their source and have no licence of their own, are not copied, but for the prices that an order filled at or a highest or lowest value is.',
    sha256: createHash('sha256').update(text).digest('hex'),
    made_by: 'scripts/copy-golden.ts',
  }
}

function cutIndicators(golden: Indicators, lines: readonly string[]): Indicators {
  const summary = golden.summary_over_all_5105_bars
  const places = ['bar', ...lines].map((line) => golden.columns.indexOf(line))
  if (places.includes(-1)) throw new Error(`not all of ${lines.join(', ')} are in the file`)
  return {
    ...golden,
    indicators: golden.indicators.filter((indicator) => indicator.lines.some((line) => lines.includes(line))),
    summary_over_all_5105_bars: { ...summary, rows: summary.rows.filter(([line]) => lines.includes(String(line))) },
    columns: ['bar', ...lines],
    rows: golden.rows.map((row) => places.map((place) => row[place])),
  }
}
