import { BacksweepError } from '../base/errors.ts'
import { Random } from '../base/random.ts'
import type { ResolvedDateRange } from '../data/date-range.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import type { Sweep } from '../sweep/plan/sweep.ts'
import { prepareSweep } from '../sweep/run/prepare.ts'
import type { CheckFinding, CheckResult } from './check-result.ts'
import { chooseSets } from './choose-sets.ts'
import { dependsOnStart, settleBarsOf, startsOf } from './data-start.ts'
import { LookAheadSearch } from './look-ahead.ts'
import type { Observation } from './observe.ts'
import { repeatedAfterwards, unrepeatable } from './repeat.ts'
import { Subject } from './subject.ts'

export interface CheckOptions {
  /**
   * How many parameter sets to try, default 20: the strategy's defaults, the least and greatest values of every parameter, and others by
   * chance. The former are tried also when that makes more.
   */
  readonly sample?: number
  /** Of the chance, default 1: the same seed tries the same sets and the same bars. */
  readonly seed?: number
}

/**
 * Searches the strategy of a sweep for look-ahead: what it says on a bar must not depend on later bars, on chance, on the clock or on other
 * backtests. docs/look-ahead.md says what is tried and what cannot be seen.
 *
 * 1. Choose parameter sets (choose-sets.ts) and run each on all bars of the date range that covers most.
 * 2. Run all of them again in the opposite order: what differs is unrepeatable (repeat.ts), and can be searched no further.
 * 3. Run the others on data that end or go on otherwise from some bar on (look-ahead.ts); after a finding once more on all bars.
 * 4. Run those that do not look ahead on data that begin later (data-start.ts).
 *
 * All runs are in this process. For moments the later bars of the sweep's own data are overwritten, because a strategy may read them past
 * what it is given; they are put back before anything else can run, and a run of workers on the same bars is an error, 'option-invalid'. So
 * are a `sample` and a `seed` that are no whole numbers.
 */
export async function checkSweep<P extends object>(sweep: Sweep<P>, options: CheckOptions = {}): Promise<CheckResult> {
  const { sample = 20, seed = 1 } = options
  refuseUnlessWhole('sample', sample, 1)
  refuseUnlessWhole('seed', seed, 0)
  const prepared = await prepareSweep(sweep)
  const { plan, strategy } = prepared
  const range = widest(plan.ranges)
  const subject = new Subject(prepared, range)
  const { where } = sweep
  const sets = chooseSets(plan, strategy.parameters, { where, count: sample, random: Random.from(seed) })

  const wholes = new Map<Parameters, Observation>()
  for (const parameters of sets) {
    const whole = subject.whole(parameters)
    if (whole === null) subject.giveUp(parameters)
    else wholes.set(parameters, whole)
  }
  const findings: CheckFinding[] = unrepeatable(subject, wholes)
  const warnings: CheckFinding[] = []
  const { length } = subject.clock
  const settleBars = settleBarsOf(wholes.values(), length)
  const search = new LookAheadSearch(subject)
  const isFound = (parameters: Parameters) => findings.some((finding) => finding.parameters === parameters)
  for (const [place, [parameters, whole]] of [...wholes].entries()) {
    if (isFound(parameters)) continue
    const found = search.search(parameters, whole, Random.from(seed, place))
    const moody = found.findings.length > 0 ? repeatedAfterwards(subject, parameters, whole) : []
    if (moody.length > 0) {
      findings.push(...moody)
      continue
    }
    findings.push(...found.findings)
    warnings.push(...found.warnings)
    if (!isFound(parameters)) warnings.push(...dependsOnStart(subject, parameters, whole, settleBars))
  }
  return {
    sweep: sweep.name,
    range: range.name,
    bars: length,
    parameterSets: plan.parameterSets,
    sampled: sets.length,
    skipped: subject.skipped.size,
    runs: subject.runs,
    settleBars: startsOf(length, settleBars).length > 0 ? settleBars : null,
    findings,
    warnings,
    failures: subject.failures,
  }
}

function refuseUnlessWhole(option: keyof CheckOptions, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return
  throw new BacksweepError(
    'option-invalid',
    `checkSweep: ${option} is ${String(value)}: give a whole number from ${least}.`,
    { option },
  )
}

/** The range with the most bars, the first of several. */
function widest(ranges: readonly ResolvedDateRange[]): ResolvedDateRange {
  return ranges.reduce((best, range) => (range.to - range.from > best.to - best.from ? range : best))
}
