import type { FinishedRun } from '../finished-run.ts'
import { deviation, mean } from './numbers.ts'

/**
 * System quality number (Van Tharp): √n × mean / standard deviation of the net profits of the n closed round trips; of the population as in
 * backtrader, or of a sample. NaN without two different profits.
 */
export function sqn(run: FinishedRun, { sample = false }: { readonly sample?: boolean } = {}): number {
  const profits = run.trips.filter(({ status }) => status === 'closed').map(({ netPnl }) => netPnl)
  const spread = deviation(profits, sample)
  return spread === 0 ? NaN : (Math.sqrt(profits.length) * mean(profits)) / spread
}
