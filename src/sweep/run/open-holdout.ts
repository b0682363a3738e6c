import { BacksweepError } from '../../base/errors.ts'
import { formatTime } from '../../data/time.ts'
import type { Sweep } from '../plan/sweep.ts'
import { openToWrite, placeOf } from '../store/open-store.ts'
import { recordOpening } from '../store/openings.ts'
import { type BacktestRow, metricValue } from '../store/row.ts'
import type { PreparedSweep } from './prepare.ts'
import { type BacktestResult, runBacktest } from './run-backtest.ts'
import type { ResolvedOptions } from './run-options.ts'

/** Refuses, before anything is computed, to unseal what is not sealed or where that cannot be recorded. */
export function checkUnsealable({ holdout }: Pick<PreparedSweep, 'holdout'>, { store, unseal }: ResolvedOptions): void {
  if (!unseal) return
  const wrong = (message: string) => new BacksweepError('option-invalid', message, { option: 'unseal' })
  if (holdout === null) {
    throw wrong('There is nothing to unseal: the sweep holds no bars out; give it holdout: { from: "2019-01-01" }.')
  }
  if (store === 'memory:') {
    throw wrong('A memory: store cannot record that the holdout was opened: give --store json:DIR or sqlite:FILE.')
  }
}

/**
 * Opens the holdout of a sweep that has been run: runs the winner, and nothing else, on the bars held out, starting flat and with all
 * bars before them as warm-up. That it was opened is on disk before a bar is seen.
 */
export async function openHoldout<P extends object>(
  sweep: Sweep<P>,
  { holdout, job }: PreparedSweep,
  { store: address, winner }: { readonly store: string; readonly winner: BacktestRow | undefined },
): Promise<BacktestResult> {
  if (winner === undefined || Number.isNaN(metricValue(winner.metrics[sweep.rankBy]))) {
    throw new BacksweepError(
      'option-invalid',
      `The sweep has no winner by ${sweep.rankBy}, so there is nothing to run on the holdout: it stays sealed.`,
      { option: 'unseal' },
    )
  }
  const { start, end } = holdout!
  const { periodsPerYear } = job // of the bars before, so that both Sharpe ratios are in one unit
  const unsealed = { ...sweep, holdout: null, dateRanges: [{ name: 'holdout', start, end }], periodsPerYear }
  const { strategy, parameters } = winner
  const store = await openToWrite(address)
  try {
    const span = { start: formatTime(start), end: formatTime(end) }
    await recordOpening(placeOf(address)!, { sweep: sweep.name, strategy, parameters, ...span })
  } finally {
    await store.close()
  }
  return runBacktest(unsealed, parameters as Partial<P>)
}
