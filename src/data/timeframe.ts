import { BacksweepError } from '../base/errors.ts'
import { DAY, HOUR, MINUTE, SECOND } from './time.ts'

/*
 * A timeframe is the time that one bar covers, written as a number and a unit: 1m, 5m, 1h, 1d, 1w.
 * m is minutes and M is months.
 */

const WEEK = 7 * DAY
/** The longest month: see `timeframeMs`. */
const MONTH = 31 * DAY
const unitMs = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: WEEK, M: MONTH } as const

type Unit = keyof typeof unitMs

const form = /^([1-9]\d{0,3})([smhdwM])$/

/**
 * Length of a timeframe in milliseconds; 'option-invalid' when the text is not one.
 *
 * Months differ, so one counts as 31 days: a bar that started at t is surely over at t + timeframeMs,
 * and whoever waits until then never looks ahead.
 */
export function timeframeMs(timeframe: string): number {
  const { count, unit } = parse(timeframe)
  return count * unitMs[unit]
}

/**
 * The timeframe of bars that start at `time`: the most frequent difference between neighbours, of equally
 * frequent ones the smallest. 28 to 31 days are a month. Undefined when there are fewer than two bars in
 * ascending order, or when the difference is not whole seconds.
 */
export function inferTimeframe(time: ArrayLike<number>): string | undefined {
  const step = usualStep(time)
  if (step === undefined || step % SECOND !== 0) return undefined
  if (matches('1M', step)) return '1M'
  const unit = (['w', 'd', 'h', 'm', 's'] as const).find((u) => step % unitMs[u] === 0)
  return unit && `${step / unitMs[unit]}${unit}`
}

/** Whether neighbours `step` milliseconds apart are what bars of this timeframe look like. */
export function matches(timeframe: string, step: number): boolean {
  const { count, unit } = parse(timeframe)
  return unit === 'M' ? step >= count * 28 * DAY && step <= count * MONTH : step === count * unitMs[unit]
}

/** The most frequent positive difference between neighbours, of equally frequent ones the smallest. */
export function usualStep(time: ArrayLike<number>): number | undefined {
  const counts = new Map<number, number>()
  let current = 0 // neighbours mostly have the same step: count its run, and the map only when it ends
  let run = 0
  for (let i = 1; i <= time.length; i++) {
    const step = time[i] - time[i - 1] // NaN past the last bar
    if (step === current) {
      run++
      continue
    }
    if (current > 0) counts.set(current, (counts.get(current) ?? 0) + run)
    current = step
    run = 1
  }

  let usual: number | undefined
  let most = 0
  for (const [step, count] of counts) {
    if (count > most || (count === most && usual !== undefined && step < usual)) {
      usual = step
      most = count
    }
  }
  return usual
}

function parse(timeframe: string): { count: number; unit: Unit } {
  const found = form.exec(timeframe)
  if (!found) {
    throw new BacksweepError(
      'option-invalid',
      `The timeframe is ${JSON.stringify(timeframe)}, which is not understood: write a number and s, m, h, d, w or M (months), such as 5m, 1h or 1d`,
      { option: 'timeframe', value: String(timeframe) },
    )
  }
  return { count: Number(found[1]), unit: found[2] as Unit }
}
