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
const barsLicence =
  'Numbers computed for this project. The bars, which name Yahoo Finance as their source and have no licence of their own, are not copied, but for the prices that an order filled at or a highest or lowest value is.'

type Table = { rows: (number | string | null)[][] }

type EventScenario = Record<'orders' | 'events' | 'executions' | 'closed_trades' | 'equity', Table>

interface Indicators {
  indicators: { lines: string[] }[]
  summary_over_all_5105_bars: { columns: string[]; rows: (string | number)[][] }
  columns: string[]
  rows: (number | null)[][]
}

const indicatorLines: Record<string, readonly string[]> = {
  'indicators-averages.json': [
    'sma_20',
    'ema_20',
    'wma_20',
    'smma_14',
    'dema_20',
    'tema_20',
    'hma_16',
    'kama_10_2_30',
    'zlema_20',
  ],
  'indicators-oscillators.json': [
    'rsi_14',
    'macd_12_26',
    'macd_signal_9',
    'macd_histo',
    'stoch_fast_k',
    'stoch_fast_d_slow_k',
    'stoch_slow_d',
    'roc_12',
    'cci_20_bt',
    'willr_14',
    'momentum_12',
    'ppo_12_26',
    'ppo_signal_9',
    'ppo_histo',
    'trix_15',
    'tsi_25_13',
    'ultimate_7_14_28',
    'aroon_up_14',
    'aroon_down_14',
    'aroon_osc_14',
    'cci_20_textbook',
  ],
  'indicators-trend.json': [
    'bb_mid_20',
    'bb_top_20_2',
    'bb_bot_20_2',
    'stddev_20',
    'atr_14',
    'adx_14',
    'plus_di_14',
    'minus_di_14',
    'psar_002_02',
    'ichi_tenkan_9',
    'ichi_kijun_26',
    'ichi_span_a',
    'ichi_span_b',
    'highest_high_20',
    'lowest_low_20',
    'keltner_mid_20',
    'keltner_top',
    'keltner_bot',
    'supertrend_10_3',
    'supertrend_dir',
    'supertrend_upper',
    'supertrend_lower',
  ],
  'indicators-volume.json': ['obv', 'vwap_20', 'mfi_14'],
}

for (const [file, lines] of Object.entries(indicatorLines)) {
  const source =
    file === 'indicators-volume.json'
      ? 'Computed by plain formulas'
      : `${backtrader}, or by a plain formula where the file says so,`
  copy(file, cutIndicators(read(file) as Indicators, lines), `${source} from ${bars}; cut to ${lines.join(', ')}.`)
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

for (const part of [1, 2, 3]) {
  const file = `event-scenarios-${part}.json`
  const golden = read(file) as { scenarios: EventScenario[] }
  for (const scenario of golden.scenarios) cutEventScenario(scenario)
  copy(
    file,
    golden,
    `${backtrader} from ${bars}; of the orders and events the first 150 and 350, of the executions and trades the first 120 and 100, of the equity every 100th bar.`,
  )
}
copy('event-sweep.json', read('event-sweep.json'), `${backtrader} from ${bars}.`)
copy('seed-sweep.json', read('seed-sweep.json'), `${backtrader} from ${bars}.`)

const statistics: Record<string, string> = {
  'harvey_liu.json':
    'p-values of the worked example in Harvey and Liu, "Backtesting" (2015), and haircuts, recomputed in double precision.',
  'max_of_k_normals.json': 'Mean and deviation of the largest of k standard normals, by quadrature.',
  'overfit_scalar_refs.json':
    'Examples in the papers that the file names, each with the number printed there and as recomputed in double precision.',
  'permutation_cpcv_refs.json':
    'A permutation of ten bars of the test data of TA-Lib (BSD-3) by the method of neurotrader888/mcpt, and splits, paths and purged indices of combinatorial cross-validation as in the documentation of skfolio, recomputed.',
}
for (const [file, source] of Object.entries(statistics)) {
  copy(
    `statistics/${file}`,
    read(`statistics/${file}`),
    source,
    'Numbers computed for this project or quoted from papers.',
  )
}

const ownSeries = 'Series drawn for this project by numpy'
const matrices: Record<string, string> = {
  'pbo_noise_240x20.csv': `${ownSeries}: returns of 20 trials without skill.`,
  'pbo_skill_240x20.csv': `${ownSeries}: returns of 20 trials, the one in column 7 with skill.`,
  'pbo_skill_noise_240x20.json': 'Overfitting statistics of pbo_skill_240x20.csv and pbo_noise_240x20.csv, by numpy.',
  'spa_bootstrap_indices_500x250.csv': `${ownSeries}: 500 resamples of the stationary bootstrap.`,
  'spa_refs.json':
    'Tests of the trials in spa_returns_250x12.csv with the resamples in spa_bootstrap_indices_500x250.csv, by arch 8.0.0 (NCSA licence) and, where the file says so, by numpy.',
  'spa_returns_250x12.csv': `${ownSeries}: returns of a benchmark and 12 trials.`,
}
for (const [file, source] of Object.entries(matrices)) {
  const name = `statistics/${file}`
  const licence = 'Numbers computed for this project.'
  if (file.endsWith('.csv')) write(name, readFileSync(new URL(name, from), 'utf8'), source, licence)
  else copy(name, read(name), source, licence)
}

// the papers of files that other scripts make stay
const before = JSON.parse(readFileSync(new URL('metadata.json', to), 'utf8')) as Record<string, { made_by: string }>
for (const [file, papers] of Object.entries(before)) {
  if (papers.made_by !== 'scripts/copy-golden.ts') metadata[file] = papers
}
writeFileSync(new URL('metadata.json', to), `${JSON.stringify(metadata, null, 2)}\n`)

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, from), 'utf8'))
}

function copy(file: string, content: unknown, source: string, licence = barsLicence): void {
  // a row on a line of its own, so that a change of one number is a change of one line
  const text = `${JSON.stringify(content, null, 1).replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_, row: string) => `[${row.replace(/\s*\n\s*/g, '')}]`)}\n`
  write(file, text, source, licence)
}

function write(file: string, text: string, source: string, licence: string): void {
  writeFileSync(new URL(file, to), text)
  metadata[file] = {
    source,
    licence,
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

/** The counts and final values of a scenario still say how all of it went on. */
function cutEventScenario({ orders, events, executions, closed_trades, equity }: EventScenario): void {
  orders.rows.length = Math.min(orders.rows.length, 150)
  events.rows.length = Math.min(events.rows.length, 350)
  executions.rows.length = Math.min(executions.rows.length, 120)
  closed_trades.rows.length = Math.min(closed_trades.rows.length, 100)
  equity.rows = equity.rows.filter(([bar]) => Number(bar) % 100 === 0 || Number(bar) === 5104)
}
