import type { BacktestRow } from '../sweep/store/row.ts'
import type { RunHeader } from '../sweep/store/store.ts'
import { metricText, tableText } from './format.ts'

/** What a first look wants to see, if it was computed. */
const shown = [
  'totalReturn',
  'cagr',
  'sharpe',
  'sortino',
  'calmar',
  'maxDrawdown',
  'profitFactor',
  'winRate',
  'exposure',
  'trades',
]

/** The rows as a table for people, numbered from 1, with the metric they are ranked by marked. */
export function rankingText(rows: readonly BacktestRow[], header: RunHeader, rankBy: string): string {
  const several = header.ranges.length > 1
  const columns = header.metrics.filter(
    (name) => name === rankBy || shown.includes(name) || header.metrics.length <= 10,
  )
  const titles = [
    '#',
    ...(several ? ['range'] : []),
    ...header.parameters,
    ...columns.map((name) => (name === rankBy ? `${name}*` : name)),
  ]
  const cells = rows.map(({ range, parameters, metrics }, i) => [
    String(i + 1),
    ...(several ? [range] : []),
    ...header.parameters.map((name) => String(parameters[name])),
    ...columns.map((name) => metricText(name, metrics[name])),
  ])
  return tableText(titles, cells, new Set(several ? [1] : []))
}
