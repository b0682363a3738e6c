import type { Random } from '../base/random.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import { Changes, pairs } from './changes.ts'
import type { CheckChange, CheckFinding } from './check-result.ts'
import { activeBars, chooseCuts } from './choose-cuts.ts'
import type { Observation } from './observe.ts'
import { futures } from './other-data.ts'
import { differingBars, type Series } from './series.ts'
import type { Subject } from './subject.ts'

/** Bars that the runs of a whole check may take to find the very first ones on which strategies look ahead: beyond, it would take minutes. */
const barsToSpend = 20e6

/**
 * Searches for signals that depend on bars after their own.
 *
 * 1. The data are cut at some bars (choose-cuts.ts). The strategy runs on what is before the cut alone, and on that with three made-up futures
 *    behind it (other-data.ts). Before the cut, all must be as it is with all bars.
 * 2. What changes with a made-up future is look-ahead. The bars named are those that change when the future is taken away, too; where a signal
 *    has none of these, as one that only leaves something out, those that change with the made-up one.
 * 3. What changes only when the data end at the cut shows a strategy that knows where they end, not what comes after. To say nothing on the
 *    last bar is no such knowledge: nobody could act on it.
 * 4. Where something was found, every cut before its bar is tried in order, so that the first bar is the first.
 */
export class LookAheadSearch {
  private readonly subject: Subject
  private left = barsToSpend

  constructor(subject: Subject) {
    this.subject = subject
  }

  search(
    parameters: Parameters,
    whole: Observation,
    random: Random,
  ): { findings: CheckFinding[]; warnings: CheckFinding[] } {
    const { subject } = this
    const trial = new Trial(subject, parameters, whole)
    const cuts = chooseCuts(whole, subject.from, random)
    for (const cut of cuts) trial.cutAt(cut, true)
    if (cuts.length > 0 && trial.compared === 0) subject.giveUp(parameters)
    this.findFirst(trial)
    const findings = trial.ahead.findings('look-ahead', parameters, whole)
    const ends = trial.end.findings('data-end', parameters, whole).filter(({ signal }) => signal !== null)
    return { findings, warnings: ends.filter(({ signal }) => !findings.some((found) => found.signal === signal)) }
  }

  /** All cuts where they are few enough, else those behind bars on which something happened. */
  private findFirst(trial: Trial): void {
    const { from } = this.subject
    const last = trial.ahead.lastBegin
    const cuts =
      (last * last) / 2 <= this.left
        ? Array.from({ length: Math.max(0, last - from) }, (_, i) => from + 1 + i)
        : activeBars(trial.whole, from).map((bar) => bar + 1)
    for (const cut of cuts) {
      if (cut > trial.ahead.lastBegin || this.left <= 0) return
      const before = trial.bars
      trial.cutAt(cut, false)
      this.left -= trial.bars - before
    }
  }
}

/** One parameter set. */
class Trial {
  readonly whole: Observation
  /** Changes that the want of a future brought about, where other futures changed something, too. */
  private readonly confirmed = new Changes()
  /** Changes that other futures brought about. */
  private readonly replaced = new Changes()
  /** Changes that only an end of the data brought about. */
  readonly end = new Changes()
  /** Runs that did not fail. */
  compared = 0
  /** Bars of all runs together. */
  bars = 0
  private readonly subject: Subject
  private readonly parameters: Parameters

  constructor(subject: Subject, parameters: Parameters, whole: Observation) {
    this.subject = subject
    this.parameters = parameters
    this.whole = whole
  }

  /** @param thorough tries the made-up futures also when nothing changes without a future */
  cutAt(cut: number, thorough: boolean): void {
    const { subject, parameters, whole } = this
    this.bars += cut
    const cutOff = this.changes(subject.truncated(parameters, cut), cut)
    if (cutOff.size === 0 && !thorough) return
    this.bars += futures.length * whole.length
    const replaced = futures.map((future) => this.changes(subject.withFuture(parameters, cut, future), cut))
    for (const name of new Set([cutOff, ...replaced].flatMap((changes) => [...changes.keys()]))) {
      const gone = cutOff.get(name) ?? []
      const other = replaced.flatMap((changes) => changes.get(name) ?? [])
      for (const change of gone) {
        if (other.length > 0) this.confirmed.add(name, change)
        else if (!isSilence(change, cut)) this.end.add(name, change)
      }
      for (const change of other) this.replaced.add(name, change)
    }
  }

  get ahead(): Changes {
    return this.confirmed.or(this.replaced)
  }

  private changes(other: Observation | null, cut: number): Map<string, CheckChange[]> {
    const found = new Map<string, CheckChange[]>()
    if (other === null) return found
    this.compared++
    for (const { name, a, b } of pairs(this.whole, other)) {
      const bars = differingBars(a, b, cut)
      if (bars.length > 0)
        found.set(
          name,
          bars.map((bar) => this.change(bar, a, b, cut)),
        )
    }
    return found
  }

  private change(bar: number, a: Series | undefined, b: Series | undefined, seen: number): CheckChange {
    const time = this.subject.clock.time[bar]
    return { bar, time, usual: a?.at(bar) ?? null, changed: b?.at(bar) ?? null, seen }
  }
}

/** Whether it is only that nothing is said on the last bar. */
function isSilence({ bar, changed }: CheckChange, cut: number): boolean {
  return bar === cut - 1 && (changed ?? false) === false
}
