import type { FinishedRun } from '../finished-run.ts'

export interface AccountAnalysis {
  /** Free money: what is not in positions, and of futures what is not blocked as margin; proceeds of short sales are part of it. */
  readonly cash: number
  /** Cash and positions at the last closes. */
  readonly value: number
  /** Units, or contracts of a future, of every feed; negative when short. */
  readonly positions: readonly { readonly feed: string; readonly units: number }[]
}

/**
 * What the account holds after the last bar; the initial amount for a run without bars.
 *
 * Of futures, gains up to the last close count as paid: cash = value - contracts × margin.
 */
export function account(run: FinishedRun): AccountAnalysis {
  const { contract, feeds, initialAmount, to, from } = run
  let cash = initialAmount
  let margins = 0
  const positions = feeds.map(({ name, ledger }, k) => {
    const last = ledger.fillCount - 1
    const held = last < 0 ? 0 : ledger.unitsAfter[last]
    const units = held / (contract?.multiplier ?? 1)
    if (last >= 0) cash += ledger.cashAfter[last] - (k === 0 ? initialAmount : 0)
    margins += Math.abs(units) * (contract?.margin ?? 0)
    return { feed: name, units }
  })
  const [{ bars, ledger }] = feeds
  let value = initialAmount
  if (feeds.length > 1 && to > from) value = run.equity[run.equity.length - 1]
  else if (ledger.fillCount > 0) value = cash + ledger.unitsAfter[ledger.fillCount - 1] * bars.close[to - 1] // no walk over all bars
  return { cash: contract === null ? cash : value - margins, value, positions }
}
