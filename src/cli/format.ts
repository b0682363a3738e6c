import type { MetricUnit } from '../metrics/metric.ts'
import { type MetricName, metrics } from '../metrics/registry.ts'
import type { StoredMetric } from '../sweep/store/row.ts'

/** A whole number with commas: 1,711. */
export function thousands(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A size in bytes as 812 B, 7.2 MB or 190 GB; decimal, as disks are sold. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let unit = 0
  let shown = value
  for (; shown >= 999.5 && unit < units.length - 1; unit++) shown /= 1000
  return `${unit > 0 && shown < 9.95 ? shown.toFixed(1) : Math.round(shown)} ${units[unit]}`
}

/** A duration in milliseconds as 0.8 s, 12 s, 3:05 or 2:03:05. */
export function duration(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  if (seconds < 59.5) return `${Math.round(seconds)} s`
  const whole = Math.round(seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** A metric for people: fractions in percent, the undefined as a dash. */
export function metricText(name: string, value: StoredMetric | undefined): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'string') return value === 'Infinity' ? 'inf' : '-inf'
  const unit: MetricUnit = metrics[name as MetricName]?.unit ?? 'ratio'
  if (unit === 'fraction') return `${(value * 100).toFixed(1)} %`
  if (unit === 'count') return thousands(value)
  if (unit === 'bars') return value.toFixed(0)
  return value.toFixed(unit === 'money' ? 2 : 3)
}

/** Lines of a table whose columns are as wide as their widest cell; texts to the left, numbers to the right. */
export function tableText(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  leftColumns: ReadonlySet<number>,
): string {
  const widths = header.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => (leftColumns.has(c) ? cell.padEnd(widths[c]) : cell.padStart(widths[c])))
      .join('  ')
      .trimEnd()
  return [line(header), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)]
    .map((text) => `${text}\n`)
    .join('')
}
