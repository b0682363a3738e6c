import { BacksweepError } from '../base/errors.ts'
import { type ResolvedDateRange, resolveDateRange } from '../data/date-range.ts'
import { formatTime } from '../data/time.ts'
import { type MetricName, metricSets } from '../metrics/registry.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import { Leaderboard } from '../sweep/store/leaderboard.ts'
import { type BacktestRow, metricValue, type StoredMetric } from '../sweep/store/row.ts'
import { barReturns, joined } from './bar-returns.ts'
import { walkForwardRules } from './efficiency.ts'
import type { WalkForward } from './method.ts'
import { outOfSample } from './out-of-sample.ts'
import { checkAllFree, moneySettings, subRun, type Validating } from './sub-run.ts'
import type { Fold, FoldNumbers, FoldSpan, Validation } from './validation.ts'
import { type TimeWindow, timeWindows } from './windows.ts'

/** What `validate` adds to a method's findings. */
export type Findings = Pick<Validation, 'paths' | 'distribution' | 'folds' | 'rules' | 'failed' | 'notices'>

interface Tested {
  readonly returns: Float64Array
  readonly numbers: FoldNumbers
}

/**
 * 1. Run all parameter sets on all trainings: one sweep whose date ranges are the trainings.
 * 2. Of each training take the best set by `rankBy`. No backtest of that sweep has seen a bar after its training.
 * 3. Run that set alone on the test that follows, flat at its start and with all bars before it as warm-up.
 * 4. Put the returns of the tests one after another.
 */
export async function runWalkForward(
  validating: Validating,
  method: WalkForward,
  range: ResolvedDateRange,
): Promise<Findings> {
  const { sweep, prepared } = validating
  const { clock } = prepared.universe
  const windows = timeWindows(method, clock, range)
  const tests = windows.map(({ test }) => resolveDateRange(clock, test))
  checkAllFree(validating, ['train', ...tests.map((_, k) => testName(k))])

  const metrics = [...new Set<MetricName>([sweep.rankBy, ...metricSets.screening])]
  const trainings = windows.map(({ train }) => resolveDateRange(clock, train))
  const training = await subRun(validating, 'train', { dateRanges: trainings.map(plain), metrics })
  const boards = new Map(trainings.map(({ name }) => [name, new Leaderboard(sweep.rankBy, 1)]))
  for await (const row of training.backtests()) boards.get(row.range)!.add(row)

  const folds: Fold[] = []
  const returns: Float64Array[] = []
  for (let k = 0; k < windows.length; k++) {
    const best = ranked(boards.get(trainings[k].name)!.top(1)[0], sweep.rankBy)
    const tested =
      best === null
        ? { returns: new Float64Array(tests[k].to - tests[k].from), numbers: idle }
        : await runTest(validating, k, windows[k], best.parameters, metrics)
    returns.push(tested.returns)
    folds.push({
      train: [spanOf(trainings[k])],
      test: [spanOf(tests[k])],
      parameters: best?.parameters ?? null,
      inSample: best && numbersOf(best),
      outOfSample: tested.numbers,
    })
  }

  const path = outOfSample(
    {
      time: joined(tests.map(({ from, to }) => clock.time.slice(from, to))),
      returns: joined(returns),
      trades: folds.reduce((sum, fold) => sum + fold.outOfSample.trades, 0),
    },
    moneySettings(validating),
  )
  const { failed, notices } = training
  return { paths: [path], distribution: null, folds, rules: walkForwardRules(folds, path), failed, notices }
}

const idle: FoldNumbers = { totalReturn: 0, sharpe: null, maxDrawdown: 0, trades: 0 }

/** A chosen set that fails is an error: leaving it out would make the history better than it was. */
async function runTest(
  validating: Validating,
  k: number,
  { test }: TimeWindow,
  parameters: Parameters,
  metrics: readonly MetricName[],
): Promise<Tested> {
  const { options, sweep } = validating
  const result = await subRun(
    validating,
    testName(k),
    { parameters, where: undefined, search: null, dateRanges: [test], metrics },
    {
      snapshotInterval: 'bar',
      workers: options.workers === 'none' ? 'none' : 'auto', // threads do not pay off for one backtest
      continueOnError: false,
      retryFailed: true,
      onProgress: undefined,
    },
  )
  let tested: Tested | null = null
  for await (const finished of result.finished()) {
    const details = finished.details()
    if (details === null) continue // it failed before it was tried again
    const returns = barReturns(details.equity, sweep.execution.initialAmount)
    tested = { returns, numbers: numbersOf(finished.row()) }
  }
  if (tested !== null) return tested
  throw new BacksweepError(
    'strategy-skipped',
    `The strategy "${sweep.strategy.name}" left out ${JSON.stringify(parameters)} on a test, though it was the best of the training: let it not skip by date.`,
    { parameters: JSON.stringify(parameters) },
  )
}

function testName(k: number): string {
  return `test-${k + 1}`
}

function ranked(row: BacktestRow | undefined, rankBy: string): BacktestRow | null {
  return row === undefined || Number.isNaN(metricValue(row.metrics[rankBy])) ? null : row
}

function numbersOf({ metrics }: BacktestRow): FoldNumbers {
  const number = (stored: StoredMetric) => (Number.isNaN(metricValue(stored)) ? null : metricValue(stored))
  const { totalReturn, sharpe, maxDrawdown, trades } = metrics
  return {
    totalReturn: number(totalReturn),
    sharpe: number(sharpe),
    maxDrawdown: number(maxDrawdown),
    trades: metricValue(trades),
  }
}

function spanOf({ start, end, from, to }: ResolvedDateRange): FoldSpan {
  return { start: formatTime(start), end: formatTime(end), bars: to - from }
}

function plain({ name, start, end }: ResolvedDateRange) {
  return { name, start, end }
}
