import { type CsvOptions, checkCsv } from '../data/csv.ts'
import { formatTime } from '../data/time.ts'
import { thousands } from './format.ts'
import { exitCodes } from './program.ts'

/** `backsweep data check`: reports what is wrong (exit code 2) or odd (exit code 0) in a price file. */
export async function dataCheck(
  file: string,
  { timeframe, json }: CsvOptions & { readonly json: boolean },
): Promise<number> {
  const report = await checkCsv(file, timeframe === undefined ? {} : { timeframe })
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`)
  else {
    const { bars, first, last } = report
    const covered = first === null || last === null ? '' : ` from ${formatTime(first)} to ${formatTime(last)}`
    process.stdout.write(`${file}: ${thousands(bars)} bars${covered}, timeframe ${report.timeframe ?? 'unknown'}\n`)
    for (const { severity, line, message } of report.problems)
      process.stdout.write(`${file}:${line}: ${severity}: ${message}\n`)
    const found = Object.entries(report.counts).map(([kind, count]) => `${thousands(count)} ${kind}`)
    process.stdout.write(found.length === 0 ? 'Nothing is wrong.\n' : `${found.join(', ')}.\n`)
  }
  return report.errors > 0 ? exitCodes.wrongInput : exitCodes.ok
}
