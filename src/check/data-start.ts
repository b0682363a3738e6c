import type { Parameters } from '../simulation/model/strategy.ts'
import { Changes, pairs } from './changes.ts'
import type { CheckFinding, CheckValue } from './check-result.ts'
import type { Observation } from './observe.ts'
import type { Subject } from './subject.ts'

/** After so many of its periods an exponential average knows e^-40 of its start, one of Wilder's, as in rsi, e^-20. */
const settlesIn = 20
/** Averages that adapt themselves, as KAMA, may be slow whatever their period. */
const leastSettling = 500
/** Numbers, such as weights, may differ by this fraction. */
const tolerance = 1e-6

/** Bars after a later start that are not compared: 20 of the longest warm-ups of the indicators, at least 500, at most half of all. */
export function settleBarsOf(wholes: Iterable<Observation>, length: number): number {
  let longest = 0
  for (const { indicators } of wholes) {
    for (const { at } of indicators) {
      let bar = 0
      while (bar < length && at(bar) === null) bar++
      if (bar < length && bar > longest) longest = bar
    }
  }
  return Math.min(Math.max(settlesIn * longest, leastSettling), Math.floor(length / 2))
}

/** How many bars to leave out at the start: one, which moves every count by one, and more. */
export function startsOf(length: number, settleBars: number): number[] {
  const starts = new Set([1, Math.ceil(length / 100), Math.ceil(length / 10)])
  return [...starts].filter((start) => start + settleBars < length)
}

/** Runs the strategy without the first bars and reports what is not the same after so many bars that indicators have forgotten their start. */
export function dependsOnStart(
  subject: Subject,
  parameters: Parameters,
  whole: Observation,
  settleBars: number,
): CheckFinding[] {
  const changes = new Changes()
  const { length, time } = subject.clock
  for (const start of startsOf(length, settleBars)) {
    const later = subject.startingAt(parameters, start)
    if (later === null) continue
    for (const { name, a, b } of pairs(whole, later)) {
      if (whole.indicators.some((indicator) => indicator.name === name)) continue // one that counts from the start may be used well
      for (let bar = start + settleBars; bar < length; bar++) {
        const usual = a?.outline(bar) ?? null
        const changed = b?.outline(bar - start) ?? null
        if (!areNear(usual, changed)) changes.add(name, { bar, time: time[bar], usual, changed, seen: length - start })
      }
    }
  }
  return changes.findings('data-start', parameters, whole)
}

function areNear(a: CheckValue, b: CheckValue): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return (a ?? false) === (b ?? false)
  return a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b))
}
