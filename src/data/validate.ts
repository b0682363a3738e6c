import { gapRule } from './gaps.ts'
import { formatTime, isTime, SECOND } from './time.ts'
import { inferTimeframe, matches, timeframeMs, usualStep } from './timeframe.ts'

/** Columns of bars before anything is known about them; all of one length. `adjclose` is checked as a price. */
export interface BarColumns {
  readonly time: ArrayLike<number>
  readonly open: ArrayLike<number>
  readonly high: ArrayLike<number>
  readonly low: ArrayLike<number>
  readonly close: ArrayLike<number>
  readonly volume: ArrayLike<number>
  readonly adjclose?: ArrayLike<number>
}

export type BarColumnName = keyof BarColumns

/** Every rule that bars can break, and what to do about it. All but gaps are errors. */
export const barRules = {
  'time-invalid': 'correct the time or remove the bar',
  'duplicate-time': 'remove one of the two bars',
  unsorted: 'put the bars in order of time, oldest first',
  gap: 'fetch the missing bars if the market was open',
  'timeframe-mismatch': 'declare the timeframe that the bars have',
  'price-missing': 'correct the price or remove the bar',
  'price-not-positive': 'correct the price or remove the bar',
  'high-below-low': 'correct the prices or remove the bar',
  'open-outside': 'correct the prices or remove the bar',
  'close-outside': 'correct the prices or remove the bar',
  'volume-invalid': 'correct the volume, or write 0 where none is known',
} as const

export type BarProblemKind = keyof typeof barRules

/** One broken rule at one bar. */
export interface BarProblem {
  readonly kind: BarProblemKind
  readonly severity: 'error' | 'warning'
  /** Index of the bar, from 0. Of two bars that do not go together it is the later one. */
  readonly bar: number
  /** Of that bar, UTC epoch milliseconds; null when it is not a time. */
  readonly time: number | null
  readonly column: BarColumnName
  /** What is wrong and the value found, without the place. */
  readonly message: string
  /** Bars missing in a gap, where that can be told; bars out of order when the whole series is reversed. */
  readonly count?: number
}

/** What was found in a series. Plain data, ready for JSON. */
export interface BarsReport<Problem extends BarProblem = BarProblem> {
  readonly bars: number
  /** Times of the first and last bar; null when there are none or they are not times. */
  readonly first: number | null
  readonly last: number | null
  /** As declared, else as inferred; null when it cannot be inferred. */
  readonly timeframe: string | null
  /** True numbers of problems, also of those left out of the list. */
  readonly errors: number
  readonly warnings: number
  readonly counts: Readonly<Partial<Record<BarProblemKind, number>>>
  /** In order of bars, a timeframe-mismatch last; of each kind the first 100. */
  readonly problems: readonly Problem[]
}

const listedOfEachKind = 100

/** Checks columns of equal length against every rule. Throws only for a declared timeframe that is not one. */
export function validateBars(columns: BarColumns, timeframe?: string): BarsReport {
  if (timeframe !== undefined) timeframeMs(timeframe)
  const { time } = columns
  const bars = time.length
  const counts: Partial<Record<BarProblemKind, number>> = {}
  const problems: BarProblem[] = []
  let warnings = 0
  let errors = 0

  const report = (kind: BarProblemKind, bar: number, column: BarColumnName, message: string, count?: number) => {
    const severity = kind === 'gap' ? 'warning' : 'error'
    if (severity === 'warning') warnings++
    else errors++
    const soFar = counts[kind] ?? 0
    counts[kind] = soFar + 1
    if (soFar >= listedOfEachKind) return
    const problem = { kind, severity, bar, time: timeOrNull(time[bar]), column, message } as const
    problems.push(count === undefined ? problem : { ...problem, count })
  }

  const mismatch = timeframe === undefined ? undefined : findMismatch(time, timeframe)
  const known = timeframe ?? inferTimeframe(time)
  checkTimes(time, mismatch || !known ? undefined : known, report)
  checkPrices(columns, report)
  checkVolume(columns.volume, report)
  // Every check went through the bars once; the sort is stable, so problems of one bar stay in the order of checks.
  problems.sort((a, b) => a.bar - b.bar)
  if (mismatch) report('timeframe-mismatch', mismatch.bar, 'time', mismatch.message)

  const first = timeOrNull(time[0])
  const last = timeOrNull(time[bars - 1])
  return { bars, first, last, timeframe: known ?? null, errors, warnings, counts, problems }
}

/** The first error of a report and words for the others; undefined when there is none. */
export function firstError(report: BarsReport): { problem: BarProblem; more: string } | undefined {
  const problem = report.problems.find(({ severity }) => severity === 'error')
  const others = report.errors - 1
  const more = others > 0 ? ` (and ${others} more ${others === 1 ? 'problem' : 'problems'})` : ''
  return problem && { problem, more }
}

type Report = (kind: BarProblemKind, bar: number, column: BarColumnName, message: string, count?: number) => void

/** Without a timeframe no gaps are looked for. */
function checkTimes(time: ArrayLike<number>, timeframe: string | undefined, report: Report): void {
  const reversed = isNewestFirst(time)
  if (reversed) {
    const oldest = formatTime(time[time.length - 1])
    const message = `the bars run newest first, from ${formatTime(time[0])} back to ${oldest}, so reverse them`
    report('unsorted', 1, 'time', message, time.length - 1)
  }

  const gapBetween = timeframe === undefined ? undefined : gapRule(time, timeframe)
  let previous = Number.NaN // the last bar before this one whose time is a time
  for (let bar = 0; bar < time.length; bar++) {
    const now = time[bar]
    if (!isTime(now)) {
      report('time-invalid', bar, 'time', `time ${now} is not whole epoch milliseconds`)
      continue
    }
    if (now === previous) {
      report('duplicate-time', bar, 'time', `time ${formatTime(now)} is that of the bar before, too`)
    } else if (now < previous && !reversed) {
      report('unsorted', bar, 'time', `time ${formatTime(now)} comes after ${formatTime(previous)}`)
    } else if (now > previous) {
      const gap = gapBetween?.(previous, now)
      if (gap) report('gap', bar, 'time', gap.message, gap.missing)
    }
    previous = now
  }
}

function checkPrices(columns: BarColumns, report: Report): void {
  const { open, high, low, close, adjclose } = columns
  const prices = Object.entries({ open, high, low, close, ...(adjclose && { adjclose }) }) as [
    BarColumnName,
    ArrayLike<number>,
  ][]

  for (let bar = 0; bar < open.length; bar++) {
    let comparable = true
    for (const [column, values] of prices) {
      const price = values[bar]
      if (price > 0 && price < Number.POSITIVE_INFINITY) continue
      comparable = false
      if (Number.isFinite(price)) report('price-not-positive', bar, column, `${column} ${price} is not more than zero`)
      else report('price-missing', bar, column, `${column} ${price} is not a finite number`)
    }
    if (!comparable) continue

    const lowest = low[bar]
    const highest = high[bar]
    if (highest < lowest) {
      report('high-below-low', bar, 'high', `high ${highest} is below low ${lowest}`)
      continue
    }
    for (const column of ['open', 'close'] as const) {
      const price = columns[column][bar]
      if (price >= lowest && price <= highest) continue
      report(`${column}-outside`, bar, column, `${column} ${price} is outside low ${lowest} to high ${highest}`)
    }
  }
}

function checkVolume(volume: ArrayLike<number>, report: Report): void {
  for (let bar = 0; bar < volume.length; bar++) {
    const units = volume[bar]
    if (units >= 0 && units < Number.POSITIVE_INFINITY) continue
    report('volume-invalid', bar, 'volume', `volume ${units} is not a finite number, zero or more`)
  }
}

/** Two bars alone prove nothing: Friday and Monday are three days apart and still daily bars. */
function findMismatch(time: ArrayLike<number>, timeframe: string): { bar: number; message: string } | undefined {
  const step = usualStep(time)
  if (time.length < 3 || step === undefined || matches(timeframe, step)) return undefined
  let bar = 1
  while (time[bar] - time[bar - 1] !== step) bar++
  const found = inferTimeframe(time) ?? `${step / SECOND} s`
  return { bar, message: `most bars are ${found} apart, which is not the declared timeframe ${timeframe}` }
}

function isNewestFirst(time: ArrayLike<number>): boolean {
  let descends = false
  for (let i = 1; i < time.length; i++) {
    if (!(time[i] <= time[i - 1])) return false
    if (time[i] < time[i - 1]) descends = true
  }
  return descends
}

function timeOrNull(time: number | undefined): number | null {
  return time !== undefined && isTime(time) ? time : null
}
