import type { Parameters } from '../simulation/model/strategy.ts'
import { Changes, pairs } from './changes.ts'
import type { CheckFinding } from './check-result.ts'
import type { Observation } from './observe.ts'
import { differingBars } from './series.ts'
import type { Subject } from './subject.ts'

/**
 * Runs every parameter set again, in the opposite order, over common indicators and with another clock, and reports what is not as it was: a
 * strategy that asks the time or chance, or whose backtests leave something behind for each other. One that fails only now is given up.
 */
export function unrepeatable(subject: Subject, wholes: ReadonlyMap<Parameters, Observation>): CheckFinding[] {
  const runAgain = subject.sharing()
  const backwards = [...wholes].reverse()
  return backwards
    .flatMap(([parameters, whole]) => differing(subject, parameters, whole, runAgain(parameters)))
    .reverse()
}

/**
 * Runs one parameter set once more, after much else has been run: what is found by comparing runs proves something only if the
 * same run is still the same.
 */
export function repeatedAfterwards(subject: Subject, parameters: Parameters, whole: Observation): CheckFinding[] {
  return differing(subject, parameters, whole, subject.whole(parameters))
}

function differing(
  subject: Subject,
  parameters: Parameters,
  first: Observation,
  second: Observation | null,
): CheckFinding[] {
  if (second === null) {
    subject.giveUp(parameters)
    return []
  }
  const changes = new Changes()
  const { length, time } = subject.clock
  for (const { name, a, b } of pairs(first, second)) {
    for (const bar of differingBars(a, b, length)) {
      const values = { usual: a?.at(bar) ?? null, changed: b?.at(bar) ?? null }
      changes.add(name, { bar, time: time[bar], ...values, seen: length })
    }
  }
  return changes.findings('unrepeatable', parameters, first)
}
