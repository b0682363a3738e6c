import { formatTime } from '../data/time.ts'
import type { PathDistribution, Spread } from '../validation/distribution.ts'
import type { WalkForwardRules } from '../validation/efficiency.ts'
import type { CrossValidation, ValidationMethod } from '../validation/method.ts'
import type { OutOfSample } from '../validation/out-of-sample.ts'
import type { Fold, FoldSpan, Validation } from '../validation/validation.ts'
import { metricText, tableText, thousands } from './format.ts'

/** So many folds are listed; the rest is in --json. */
const mostFolds = 50

/** A validation for people: out of sample first, then the folds, then what tradition asks. */
export function validationText(result: Validation): string {
  const { sweep, method, parameterSets, rankBy, paths, distribution, folds, rules } = result
  const title = `${sweep}: ${methodText(method)}, the best of ${thousands(parameterSets)} by ${rankBy} in each of ${thousands(folds.length)}\n`
  const first = distribution === null ? historyText(paths[0]) : distributionText(distribution)
  return `\n${title}\n${first}\n${foldsText(folds)}${rules === null ? '' : `\n${rulesText(rules)}`}`
}

function methodText(method: ValidationMethod): string {
  if (method.kind === 'walk-forward') {
    const { train, test, step, anchored } = method
    const unit = (span: number | string) => (typeof span === 'number' ? `${thousands(span)} bars` : span)
    return `${anchored ? 'anchored' : 'rolling'} walk forward, training ${unit(train)}, test ${unit(test)}${step === test ? '' : `, step ${unit(step)}`}`
  }
  return `${method.kind} cross-validation, ${foldsOf(method)}, purge ${method.purge}, embargo ${method.embargo} bars`
}

function foldsOf({ kind, folds, testFolds }: CrossValidation): string {
  return kind === 'k-fold' ? `${folds} folds` : `${folds} folds, ${testFolds} in each test`
}

function historyText(path: OutOfSample): string {
  const { time, bars, totalReturn, cagr, maxDrawdown, sharpe, sharpeInterval, probabilisticSharpe, trades } = path
  const interval = sharpeInterval?.map((bound) => bound.toFixed(2)).join(' to ') ?? '-'
  return [
    `Out of sample, ${thousands(bars)} bars from ${formatTime(time[0])} to ${formatTime(time[bars - 1])}:`,
    `  Sharpe     ${metricText('sharpe', sharpe)}, 95 % between ${interval}`,
    `  above 0    ${percent(probabilisticSharpe)} probable (probabilistic Sharpe ratio of 2026)`,
    `  return     ${metricText('totalReturn', totalReturn)}, ${metricText('cagr', cagr)} a year`,
    `  drawdown   ${metricText('maxDrawdown', maxDrawdown)}`,
    `  trades     ${thousands(trades)}`,
    '',
  ].join('\n')
}

function distributionText({ paths, sharpe, totalReturn, maxDrawdown, losing }: PathDistribution): string {
  const row = (name: string, { least, low5, median, high95, most, mean }: Spread) => [
    name,
    ...[least, low5, median, high95, most, mean].map((value) => metricText(name, value)),
  ]
  const table = tableText(
    ['out of sample', 'least', '5 %', 'median', '95 %', 'most', 'mean'],
    [row('sharpe', sharpe), row('totalReturn', totalReturn), row('maxDrawdown', maxDrawdown)],
    new Set([0]),
  )
  return `${thousands(paths)} paths, ${percent(losing)} of them lose. They share bars and parameters: they are no independent trials.\n\n${table}`
}

function foldsText(folds: readonly Fold[]): string {
  const rows = folds.slice(0, mostFolds).map(({ test, parameters, inSample, outOfSample }, k) => [
    String(k + 1),
    test.map(spanText).join(', '),
    parameters === null
      ? 'none'
      : Object.entries(parameters)
          .map(([name, value]) => `${name} ${value}`)
          .join(', '),
    metricText('sharpe', inSample?.sharpe),
    metricText('sharpe', outOfSample.sharpe),
    metricText('totalReturn', inSample?.totalReturn),
    metricText('totalReturn', outOfSample.totalReturn),
    thousands(outOfSample.trades),
  ])
  const titles = ['#', 'test', 'chosen', 'sharpe in', 'out', 'return in', 'out', 'trades']
  const more = folds.length > mostFolds ? `… and ${thousands(folds.length - mostFolds)} more (--json has all)\n` : ''
  return tableText(titles, rows, new Set([1, 2])) + more
}

function rulesText({ efficiency, table }: WalkForwardRules): string {
  const rows = table.map(({ rule, value, passes }) => [rule, percent(value), passes ? 'passes' : 'fails'])
  return `Walk-forward efficiency ${percent(efficiency)}. The classic table, whose thresholds are customary and not calibrated:\n\n${tableText(['rule', 'value', ''], rows, new Set([0, 2]))}`
}

function spanText({ start, end }: FoldSpan): string {
  return `${start} to ${end}`
}

function percent(value: number | null): string {
  return value === null ? '-' : `${(value * 100).toFixed(1)} %`
}
