import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { unknownName } from '../base/suggest.ts'
import type { MetricName } from '../metrics/registry.ts'
import { writeWhole } from '../sweep/store/files.ts'
import { type Ranking, rank } from '../sweep/store/leaderboard.ts'
import { openStore } from '../sweep/store/open-store.ts'
import type { BacktestRow } from '../sweep/store/row.ts'
import type { RunHeader, Store } from '../sweep/store/store.ts'
import { thousands } from './format.ts'
import { exitCodes } from './program.ts'
import { rankingText } from './ranking.ts'
import { compileWhere } from './where.ts'

export interface ResultsOptions {
  readonly sort?: string
  readonly where?: string
  readonly top?: number
  readonly format: 'table' | 'json' | 'csv'
  readonly json: boolean
  readonly output?: string
}

type Rows = Iterable<BacktestRow> | AsyncIterable<BacktestRow>

/** `backsweep results`: streams the rows of a run through a filter into a table, JSON lines or CSV. */
export async function results(place: string, options: ResultsOptions): Promise<number> {
  const store = await openStore(place)
  const { header } = store
  const format = options.json ? 'json' : options.format
  if (options.sort !== undefined && !header.metrics.includes(options.sort)) {
    throw unknownName('metric', options.sort, header.metrics, 'in --sort')
  }
  const kept = options.where === undefined ? () => true : compileWhere(options.where, header.metrics, header.parameters)
  const sort = (options.sort ?? (format === 'table' ? header.rankBy : undefined)) as MetricName | undefined
  const top = options.top ?? (format === 'table' ? 20 : Infinity)
  let ranking: Ranking | null = null
  if (sort !== undefined) {
    ranking = await (options.where === undefined ? store.ranking(sort, top) : rank(filtered(store, kept), sort, top))
  }
  const rows = ranking?.best ?? firstOf(filtered(store, kept), top)

  const lines =
    format === 'json' ? jsonLines(rows) : format === 'csv' ? csvLines(rows, header) : tableLines(rows, header, sort!)
  if (options.output === undefined) {
    await pipeline(Readable.from(lines), process.stdout, { end: false })
  } else await writeWhole(options.output, lines)
  if (ranking !== null && ranking.failed > 0) {
    process.stderr.write(
      `${thousands(ranking.failed)} failed backtests are not in this ranking: see them with --format json.\n`,
    )
  }
  for (const notice of store.notices) process.stderr.write(`backsweep: ${notice}\n`)
  return exitCodes.ok
}

async function* filtered(store: Store, test: (row: BacktestRow) => boolean): AsyncGenerator<BacktestRow> {
  for await (const row of store.rows()) if (test(row)) yield row
}

async function* firstOf(rows: AsyncIterable<BacktestRow>, count: number): AsyncGenerator<BacktestRow> {
  let left = count
  for await (const row of rows) {
    if (left-- <= 0) return
    yield row
  }
}

async function* jsonLines(rows: Rows): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`
}

async function* csvLines(rows: Rows, header: RunHeader): AsyncGenerator<string> {
  const line = (cells: readonly unknown[]) => `${cells.map(csvCell).join(',')}\n`
  yield line(['strategy', 'range', 'status', ...header.parameters, ...header.metrics, 'error'])
  for await (const { strategy, range, status, parameters, metrics, error } of rows) {
    const values = header.metrics.map((name) => metrics[name])
    yield line([strategy, range, status, ...header.parameters.map((name) => parameters[name]), ...values, error])
  }
}

function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function* tableLines(rows: Rows, header: RunHeader, rankBy: string): AsyncGenerator<string> {
  const best: BacktestRow[] = []
  for await (const row of rows) best.push(row)
  yield best.length > 0 ? rankingText(best, header, rankBy) : 'No results.\n'
}
