import { BacksweepError } from '../base/errors.ts'
import type { Bars } from '../data/bars.ts'
import type { ResolvedDateRange } from '../data/date-range.ts'
import type { Universe } from '../data/universe.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import { isLent } from '../sweep/run/lent-bars.ts'
import type { PreparedSweep } from '../sweep/run/prepare.ts'
import { reasonOf } from '../sweep/run/reason.ts'
import type { CheckFailure } from './check-result.ts'
import { type Observation, type Observe, observer, type Seen, seenOf } from './observe.ts'
import { withOtherClock } from './other-clock.ts'
import { copyOfAll, type Future, withOtherFuture } from './other-data.ts'

/** What has become of the runs with one parameter set. */
interface Tally {
  runs: number
  failed: number
  message: string
}

/**
 * The strategy of a sweep, to be run on the bars as they are and as they might be. Every run gets bars and indicators of its own and
 * gives null when it fails.
 */
export class Subject {
  /** The bars that the strategy sees, as they are: of several symbols, those of the portfolio. */
  readonly clock: Bars
  /** First bar of the date range. */
  readonly from: number
  /** Parameter sets that the strategy has left out. */
  readonly skipped = new Set<Parameters>()
  private readonly universe: Universe
  private readonly original: Universe
  private readonly pristine: Universe
  private readonly observe: Observe
  private readonly tallies = new Map<Parameters, Tally>()
  private readonly unchecked = new Set<Parameters>()

  constructor(prepared: PreparedSweep, { from, to }: ResolvedDateRange) {
    const { universe } = prepared
    this.original = universe
    this.pristine = copyOfAll(universe, 0, universe.clock.length)
    this.universe = copyOfAll(universe, 0, to)
    this.clock = this.universe.clock
    this.from = from
    this.observe = observer(prepared)
  }

  /** On all bars. */
  whole(parameters: Parameters): Observation | null {
    return this.tried(parameters, copyOfAll(this.universe, 0, this.clock.length))
  }

  /**
   * Makes a run like `whole`, but one that shares its bars and indicators with all others that it is asked for, as in a sweep, and has
   * another clock.
   */
  sharing(): (parameters: Parameters) => Observation | null {
    const seen = seenOf(copyOfAll(this.universe, 0, this.clock.length))
    return (parameters) => withOtherClock(() => this.tried(parameters, seen.universe, { seen }))
  }

  /** On the first `cut` bars, which are more than `from`. */
  truncated(parameters: Parameters, cut: number): Observation | null {
    const bars = copyOfAll(this.universe, 0, cut)
    return this.hiding(cut, null, () => this.tried(parameters, bars))
  }

  /** On as many bars as there are, made up from `cut` on. */
  withFuture(parameters: Parameters, cut: number, future: Future): Observation | null {
    const bars = future(this.universe, cut)
    return this.hiding(cut, bars, () => this.tried(parameters, bars))
  }

  /** Without the first bars. Bars count from the first that is left. */
  startingAt(parameters: Parameters, first: number): Observation | null {
    const bars = copyOfAll(this.universe, first, this.clock.length)
    return this.tried(parameters, bars, { from: Math.max(0, this.from - first) })
  }

  /** Notes that nothing can be said about a parameter set. */
  giveUp(parameters: Parameters): void {
    this.unchecked.add(parameters)
  }

  /** Backtests run so far. */
  get runs(): number {
    return [...this.tallies.values()].reduce((sum, { runs }) => sum + runs, 0)
  }

  get failures(): CheckFailure[] {
    const failed = [...this.tallies].filter(([parameters, tally]) => tally.failed > 0 && !this.skipped.has(parameters))
    return failed.map(([parameters, tally]) => ({ parameters, unchecked: this.unchecked.has(parameters), ...tally }))
  }

  private tried(
    parameters: Parameters,
    universe: Universe,
    { seen = seenOf(universe), from = this.from }: { readonly seen?: Seen; readonly from?: number } = {},
  ): Observation | null {
    let tally = this.tallies.get(parameters)
    if (tally === undefined) {
      tally = { runs: 0, failed: 0, message: '' }
      this.tallies.set(parameters, tally)
    }
    tally.runs++
    try {
      return this.observe(seen, parameters, from)
    } catch (error) {
      if (error instanceof BacksweepError && error.code === 'strategy-skipped') this.skipped.add(parameters)
      if (tally.failed++ === 0) tally.message = reasonOf(error)
      return null
    }
  }

  /** Hides the true future in the sweep's own bars, too. */
  private hiding<Result>(cut: number, other: Universe | null, run: () => Result): Result {
    const { original, pristine } = this
    if (original.symbols.some((bars) => isLent(bars.share()))) {
      throw new BacksweepError(
        'option-invalid',
        'checkSweep changes the bars for moments, and a run on workers reads them just now: wait until it is over.',
      )
    }
    return withOtherFuture(original, { pristine, cut, other }, run)
  }
}
