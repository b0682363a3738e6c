import type { FinishedRun } from '../finished-run.ts'

export interface PositionValues {
  readonly feed: string
  /** units × close at the close of every bar of the run; negative when short. */
  readonly values: Float64Array
}

/** What the position in every feed is worth at every close. */
export function positions(run: FinishedRun): PositionValues[] {
  return run.feeds.map(({ name }, k) => {
    const values = new Float64Array(run.equity.length)
    run.eachBar(k, (bar, _cash, units, close) => {
      values[bar] = units * close
    })
    return { feed: name, values }
  })
}
