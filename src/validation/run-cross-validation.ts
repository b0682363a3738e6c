import { BacksweepError } from '../base/errors.ts'
import type { ResolvedDateRange } from '../data/date-range.ts'
import { formatTime } from '../data/time.ts'
import { foldRanges, splitsOfPaths } from '../robustness/combinatorial-splits.ts'
import type { IndexRange } from '../robustness/index-range.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import type { SweepResult } from '../sweep/run/run-sweep.ts'
import type { BacktestDetails } from '../sweep/store/details.ts'
import { barReturns, joined } from './bar-returns.ts'
import { BestInTraining, type Score, scoreBy } from './best-in-training.ts'
import { distributionOf } from './distribution.ts'
import type { CrossValidation } from './method.ts'
import { type MoneySettings, measureReturns, outOfSample, riskFreeOfBar } from './out-of-sample.ts'
import type { Findings } from './run-walk-forward.ts'
import { type Split, splitsOf } from './splits.ts'
import { checkAllFree, moneySettings, subRun, type Validating } from './sub-run.ts'
import type { Fold, FoldNumbers, FoldSpan } from './validation.ts'

/** A chosen parameter set on all bars. */
interface Chosen {
  readonly parameters: Parameters
  readonly returns: Float64Array
  /** For every bar the trades entered on it. */
  readonly entries: Uint16Array
}

/**
 * 1. Run all parameter sets on all bars, keeping the equity at every bar: trainings here have holes, and a backtest cannot jump over
 *    bars. Only the numbers are taken apart: a position may be open on both sides of a border, which is what purging is for.
 * 2. Of each split take the best set by its returns on the training (best-in-training.ts).
 * 3. Take its returns on the test, fold by fold, and put them together to whole paths.
 */
export async function runCrossValidation(
  validating: Validating,
  method: CrossValidation,
  range: ResolvedDateRange,
): Promise<Findings> {
  const { sweep, prepared } = validating
  const settings = moneySettings(validating)
  const score = scoreBy(sweep.rankBy, riskFreeOfBar(settings))
  if (score === null) {
    throw new BacksweepError(
      'option-invalid',
      `${method.kind} chooses by returns of bars that do not follow each other, and rankBy is "${sweep.rankBy}": rank by sharpe, totalReturn or cagr.`,
      { option: 'rankBy' },
    )
  }
  const splits = splitsOf(method, range.to - range.from)
  checkAllFree(validating, ['whole'])

  const result = await subRun(
    validating,
    'whole',
    { dateRanges: [{ name: range.name, start: range.start, end: range.end }], metrics: [sweep.rankBy] },
    { snapshotInterval: 'bar', keepTrades: true },
  )
  const chosen = await bestOf(result, splits, score, settings.initialAmount)
  const time = prepared.universe.clock.time.slice(range.from, range.to)
  const sets = await readChosen(result, new Set(chosen), time, settings.initialAmount)
  const setOf = chosen.map((number) => (number === null ? null : sets.get(number)!))

  const folds = splits.map((split, k) => foldOf(split, setOf[k], { time, end: range.end }, settings))
  const tests = foldRanges(time.length, method.folds)
  const paths = splitsOfPaths(method.folds, method.testFolds).map((splitOfFold) => {
    const parts = splitOfFold.map((split, fold) => testPart(tests[fold], setOf[split]))
    const trades = parts.reduce((sum, part) => sum + part.trades, 0)
    return outOfSample({ time, returns: joined(parts.map(({ returns }) => returns)), trades }, settings)
  })
  const { failed, notices } = result
  const distribution = paths.length === 1 ? null : distributionOf(paths)
  return { paths, distribution, folds, rules: null, failed, notices }
}

/** First look at all backtests: the best of every training. */
async function bestOf(result: SweepResult, splits: readonly Split[], score: Score, initialAmount: number) {
  const best = new BestInTraining(
    splits.map(({ train }) => train),
    score,
  )
  for await (const finished of result.finished()) {
    const details = finished.details()
    if (details !== null) best.add(finished.number, barReturns(details.equity, initialAmount))
  }
  return best.chosen
}

/** Second look: what was chosen is kept. */
async function readChosen(
  result: SweepResult,
  wanted: ReadonlySet<number | null>,
  time: Float64Array,
  initialAmount: number,
): Promise<ReadonlyMap<number, Chosen>> {
  const sets = new Map<number, Chosen>()
  for await (const finished of result.finished()) {
    if (!wanted.has(finished.number)) continue
    const details = finished.details()
    if (details === null) continue
    const returns = barReturns(details.equity, initialAmount)
    sets.set(finished.number, { parameters: finished.parameters, returns, entries: entriesOf(details, time) })
  }
  return sets
}

function entriesOf({ trades }: BacktestDetails, time: Float64Array): Uint16Array {
  const barOf = new Map(Array.from(time, (start, bar) => [start, bar]))
  const entries = new Uint16Array(time.length)
  for (const { entryTime } of trades) entries[barOf.get(entryTime)!]++
  return entries
}

/** What the set chosen made of a test fold; idle money where none was. */
function testPart([from, to]: IndexRange, set: Chosen | null) {
  return set === null
    ? { returns: new Float64Array(to - from), trades: 0 }
    : { returns: set.returns.subarray(from, to), trades: tradesOn(set, [[from, to]]) }
}

function foldOf(
  { train, test }: Split,
  set: Chosen | null,
  { time, end }: { readonly time: Float64Array; readonly end: number },
  settings: MoneySettings,
): Fold {
  const spans = (ranges: readonly IndexRange[]): FoldSpan[] =>
    ranges.map(([from, to]) => ({
      start: formatTime(time[from]),
      end: formatTime(to < time.length ? time[to] : end),
      bars: to - from,
    }))
  return {
    train: spans(train),
    test: spans(test),
    parameters: set?.parameters ?? null,
    inSample: set && numbersOn(set, train, settings),
    outOfSample:
      set === null ? { totalReturn: 0, sharpe: null, maxDrawdown: 0, trades: 0 } : numbersOn(set, test, settings),
  }
}

function numbersOn(set: Chosen, ranges: readonly IndexRange[], settings: MoneySettings): FoldNumbers {
  const returns = joined(ranges.map(([from, to]) => set.returns.subarray(from, to)))
  const { totalReturn, sharpe, maxDrawdown } = measureReturns(returns, settings)
  return { totalReturn, sharpe, maxDrawdown, trades: tradesOn(set, ranges) }
}

function tradesOn({ entries }: Chosen, ranges: readonly IndexRange[]): number {
  let sum = 0
  for (const [from, to] of ranges) for (let t = from; t < to; t++) sum += entries[t]
  return sum
}
