import type { CheckFinding, CheckKind, CheckResult, CheckValue } from '../check/check-result.ts'
import { type CheckOptions, checkSweep } from '../check/check-sweep.ts'
import { formatTime } from '../data/time.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import { tableText, thousands } from './format.ts'
import { loadSweep } from './load-sweep.ts'
import { exitCodes } from './program.ts'

const kinds: Readonly<Record<CheckKind, string>> = {
  'look-ahead': 'Look-ahead: what is said on a bar changes when later bars are taken away or replaced.',
  unrepeatable:
    'Not repeatable: it changes when the same backtest is run again (chance, the clock, or what others left behind).',
  'data-end': 'Warning, the end of the data: it changes when the data end earlier, whatever the later bars are.',
  'data-start': 'Warning, the start of the data: it changes when the data begin later, long after warm-up.',
}

/** Rows of a table; `--json` has all. */
const mostRows = 20

/** `backsweep check`: exit code 1 when something was found, or when a parameter set could not be checked; warnings leave it at 0. */
export async function check(
  file: string,
  { json, ...options }: CheckOptions & { readonly json: boolean },
): Promise<number> {
  const result = await checkSweep(await loadSweep(file), options)
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : checkText(result))
  const found = result.findings.length > 0 || result.failures.some(({ unchecked }) => unchecked)
  return found ? exitCodes.foundByCheck : exitCodes.ok
}

function checkText(result: CheckResult): string {
  const { sweep, sampled, parameterSets, bars, runs, settleBars, skipped, findings, warnings, failures } = result
  const tried = `${thousands(sampled)} of ${thousands(parameterSets)} parameter sets`
  const parts = [`${sweep}: ${tried} on ${thousands(bars)} bars, ${thousands(runs)} backtests\n`]
  for (const kind of Object.keys(kinds) as CheckKind[]) {
    const found = [...findings, ...warnings].filter((finding) => finding.kind === kind)
    if (found.length > 0) parts.push(`${kinds[kind]}\n\n${findingsText(found)}`)
  }
  for (const { parameters, message, failed, runs, unchecked } of failures) {
    const what = unchecked ? 'could not be checked' : `failed in ${failed} of ${runs} backtests`
    parts.push(`${parametersText(parameters)} ${what}: ${message}\n`)
  }
  if (skipped > 0) parts.push(`${thousands(skipped)} parameter sets were left out by the strategy itself.\n`)
  if (settleBars === null) parts.push('There are too few bars to see whether their start matters.\n')
  const unchecked = failures.some((failure) => failure.unchecked)
  if (findings.length === 0 && !unchecked)
    parts.push(warnings.length === 0 ? 'Nothing was found.\n' : 'No look-ahead was found.\n')
  return parts.join('\n')
}

function findingsText(findings: readonly CheckFinding[]): string {
  const rows = findings
    .slice(0, mostRows)
    .map(({ signal, indicator, count, parameters, changes: [first] }) => [
      signal ?? '-',
      String(first.bar),
      formatTime(first.time),
      valueText(first.usual),
      valueText(first.changed),
      String(first.seen),
      thousands(count),
      indicator ?? '-',
      parametersText(parameters),
    ])
  const header = ['signal', 'first bar', 'time', 'usual', 'changed', 'with bars', 'changes', 'indicator', 'parameters']
  const more = findings.length - rows.length
  return `${tableText(header, rows, new Set([0, 2, 3, 4, 7, 8]))}${more > 0 ? `… and ${thousands(more)} more (--json)\n` : ''}`
}

function valueText(value: CheckValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value === null) return '-'
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : value
}

function parametersText(parameters: Parameters): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${value}`)
  return pairs.length === 0 ? 'without parameters' : pairs.join(' ')
}
