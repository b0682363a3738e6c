import type { Random } from '../base/random.ts'
import type { Observation } from './observe.ts'

const earliest = 6
const drawn = 6
const anywhere = 8

/**
 * Numbers of bars to cut the data to, in rising order, each in (from, length): right after and right before the first bars on which what the
 * strategy says changes, after and before some others of them, and some places by chance, the last bar but one always.
 */
export function chooseCuts(whole: Observation, from: number, random: Random): number[] {
  const active = activeBars(whole, from)
  const bars = active.slice(0, earliest)
  for (let i = 0; i < drawn && active.length > 0; i++) bars.push(active[random.integer(active.length)])
  const cuts = new Set(bars.flatMap((bar) => [bar, bar + 1]))
  for (let i = 0; i < anywhere; i++) cuts.add(from + 1 + random.integer(whole.length - from))
  cuts.add(whole.length - 1)
  return [...cuts].filter((cut) => cut > from && cut < whole.length).sort((a, b) => a - b)
}

/** The bars from `from` on which a strategy signals or trades, or ceases to. */
export function activeBars({ signals, length }: Observation, from: number): number[] {
  const active: number[] = []
  for (let bar = from; bar < length; bar++) {
    if (signals.some(({ at }) => (at(bar) || null) !== (bar === 0 ? null : at(bar - 1) || null))) active.push(bar)
  }
  return active
}
