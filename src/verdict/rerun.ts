import { elapsed } from '../base/clock.ts'
import { BacksweepError, messageOf } from '../base/errors.ts'
import { Bars } from '../data/bars.ts'
import type { ResolvedDateRange } from '../data/date-range.ts'
import { type Benchmark, benchmarkColumn } from '../metrics/benchmark-column.ts'
import type { MetricName } from '../metrics/registry.ts'
import { ReturnsMatrix } from '../robustness/returns-matrix.ts'
import { withoutFlows } from '../simulation/model/equity.ts'
import { Backtester } from '../sweep/run/backtester.ts'
import type { PreparedSweep } from '../sweep/run/prepare.ts'
import { type BacktestRow, metricValue } from '../sweep/store/row.ts'

/** The returns of all backtests of a date range, which no store keeps. */
export interface Rerun {
  /** One row for each of `rows`, in their order; NaN where the backtest failed. */
  readonly matrix: ReturnsMatrix
  /** More than 1 where the returns of single bars would take too much memory. */
  readonly barsPerObservation: number
  /** Returns of holding what is traded, or of the sweep's benchmark; null where splits or dividends are not in the prices. */
  readonly holding: Float64Array | null
}

export interface RerunLimits {
  /** Returns kept at most; default 64 million, half a gigabyte. */
  readonly returns?: number
  /** Milliseconds: the rerun is given up when it is seen to take longer. Default: as long as it takes. */
  readonly budget?: number
}

/** Milliseconds after which the rerun is judged by the clock, and what the tests take for each backtest. */
const probeTime = 300
const testTime = 0.3
/** A metric comes to ten digits, depending on what else is measured. */
const tolerance = 1e-8

/**
 * Runs the complete ones of these backtests again, in this process, one after the other: those that failed are known to, and may hang.
 * 'store-differs' when a backtest does not come out as it did. Null when it was given up.
 *
 * @param rows of one date range
 */
export async function rerun(
  { job, strategy, universe, rankBy }: PreparedSweep,
  range: ResolvedDateRange,
  rows: AsyncIterable<BacktestRow>,
  count: number,
  { returns: mostReturns = 64e6, budget = Infinity }: RerunLimits = {},
): Promise<Rerun | null> {
  const bars = range.to - range.from
  const barsPerObservation = Math.max(1, Math.ceil((count * bars) / mostReturns))
  const matrix = new ReturnsMatrix(count, Math.floor(bars / barsPerObservation))
  const { initialAmount } = job.execution
  const backtester = new Backtester({ ...job, metrics: [rankBy] }, strategy, true)
  const started = elapsed()
  let trial = 0
  for await (const row of rows) {
    if (row.status !== 'failed') {
      const [value] = runAgain(backtester, row, range)
      const before = metricValue(row.metrics[rankBy])
      if (!sameValue(value ?? NaN, before)) throw otherResult(row, rankBy, before, value)
      const equity = withoutFlows(backtester.equity(), backtester.ledger, range.from, initialAmount)
      writeReturns(equity, initialAmount, barsPerObservation, matrix.row(trial))
    }
    trial++
    const spent = elapsed() - started
    if (spent > probeTime && (spent / trial + testTime) * count > budget) return null
  }

  const holding = holdingEquity()
  const returns = holding && new Float64Array(matrix.observations)
  if (returns) writeReturns(holding, initialAmount, barsPerObservation, returns)
  return { matrix, barsPerObservation, holding: returns }

  function holdingEquity() {
    const { periodsPerYear, riskFreeRate, portfolio } = job
    const usual = universe.symbols.length > 1 ? 'equal-weight' : 'buy-and-hold'
    const given = job.benchmark ?? usual
    const benchmark: Benchmark = typeof given === 'object' && 'bars' in given ? Bars.fromShared(given.bars) : given
    const unadjusted = (portfolio?.corporateActions.length ?? 0) > 0
    if (benchmark === 'risk-free' || (unadjusted && !(benchmark instanceof Bars))) return null
    return benchmarkColumn(universe.until(range.to), benchmark, {
      from: range.from,
      to: range.to,
      initialAmount,
      riskFreeRate,
      periodsPerYear,
    })
  }
}

function runAgain(backtester: Backtester, { parameters, range: name }: BacktestRow, range: ResolvedDateRange) {
  try {
    return backtester.run(parameters, range)
  } catch (error) {
    const message = `${JSON.stringify(parameters)} on "${name}" failed when it was run again, which it had not: ${messageOf(error)}`
    throw new BacksweepError('store-differs', message, { parameters: JSON.stringify(parameters) }, { cause: error })
  }
}

function sameValue(now: number, before: number): boolean {
  return Object.is(now, before) || Math.abs(now - before) <= tolerance * (1 + Math.abs(before))
}

function otherResult({ parameters, range }: BacktestRow, rankBy: MetricName, before: number, now: number | null) {
  return new BacksweepError(
    'store-differs',
    `${JSON.stringify(parameters)} on "${range}" had ${rankBy} ${before} and has ${now} when it is run again: a strategy must not depend on chance, on the clock or on what other backtests left behind.`,
    { parameters: JSON.stringify(parameters), range },
  )
}

/**
 * Returns over every `step` bars, of an account that begins with `initialAmount`; the bars that are left over at the start are not used. As
 * in the metrics, the return after an equity of zero or less is 0.
 */
export function writeReturns(equity: ArrayLike<number>, initialAmount: number, step: number, out: Float64Array): void {
  let at = equity.length - out.length * step - 1
  let before = at < 0 ? initialAmount : equity[at]
  for (let i = 0; i < out.length; i++) {
    at += step
    out[i] = before > 0 ? equity[at] / before - 1 : 0
    before = equity[at]
  }
}
