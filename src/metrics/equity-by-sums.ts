import { assert } from '../base/assert.ts'
import type { Column } from '../data/column.ts'
import type { Ledger } from '../simulation/model/ledger.ts'
import type { CloseSums } from './close-sums.ts'
import { Drawdown } from './drawdown.ts'
import type { EquityFacts } from './equity-walk.ts'

export interface QuickFacts {
  readonly equity: EquityFacts
  /** Sum of (r - mean)^2. */
  readonly squares: number
}

/**
 * What `walkEquity` and `sumSpread` find, but from trade to trade: for backtests that are all in or all out, whose returns while they hold a
 * position are those of the price.
 *
 * 1. The first bar of a segment between two fills has a return of its own; the others of a long position without cash are the
 *    price's, and the differences of running sums give their sum and the sum of their squares. Without a position they are zero.
 * 2. The sum of squared distances from the mean is that of the squares less n * mean^2.
 * 3. The drawdown comes from the lowest and the highest close of each segment (drawdown.ts).
 *
 * Final value, drawdown and counts have the bits of the walk; mean and squares differ from it by rounding. Null where that could reach the tenth
 * digit: a position beside cash, a short one, no equity left, or squares so small that they are lost in the sums.
 */
export function equityBySums(
  ledger: Ledger,
  close: Column,
  { from, to, initialAmount }: { from: number; to: number; initialAmount: number },
  sums: CloseSums,
): QuickFacts | null {
  const { fillCount, fillBar, cashAfter, unitsAfter } = ledger
  const { returns, squares } = sums
  let returnSum = 0
  let squareSum = 0
  let barsInPosition = 0
  const drawdown = new Drawdown(sums.extremes, initialAmount)

  let cash = initialAmount
  let units = 0
  let previous = initialAmount
  let bar = from
  for (let fill = 0; fill <= fillCount; fill++) {
    const end = fill < fillCount ? fillBar[fill] : to
    assert(bar <= end && (fill === fillCount || end < to), 'fills are in order and on the bars measured')
    if (bar < end) {
      if (units !== 0 && !isNegligible(cash, units, sums)) return null
      const first = cash + units * close[bar]
      const change = first / previous - 1
      returnSum += change
      squareSum += change * change
      let last = bar
      if (units !== 0) {
        barsInPosition += end - bar
        last = end - 1
        returnSum += returns[last - from] - returns[bar - from]
        squareSum += squares[last - from] - squares[bar - from]
      }
      if (units === 0) drawdown.reach(first)
      else drawdown.hold(cash, units, bar - from, end - from)
      previous = units === 0 ? first : cash + units * close[last]
      if (!(previous > 0)) return null
      bar = end
    }
    if (fill < fillCount) {
      cash = cashAfter[fill]
      units = unitsAfter[fill]
    }
  }
  const maxDrawdown = drawdown.max
  return settle({ returnSum, squareSum, barsInPosition, finalValue: previous, fillCount, maxDrawdown }, sums)
}

/** What has been added up over all segments. */
interface Totals {
  readonly returnSum: number
  readonly squareSum: number
  readonly barsInPosition: number
  readonly finalValue: number
  readonly fillCount: number
  readonly maxDrawdown: number
}

/** Makes facts of the sums; null where rounding could reach the tenth digit. */
export function settle(totals: Totals, sums: CloseSums): QuickFacts | null {
  const { returnSum, squareSum, barsInPosition, finalValue, fillCount, maxDrawdown } = totals
  const bars = sums.returns.length
  const meanReturn = returnSum / bars
  const spread = squareSum - bars * meanReturn * meanReturn
  const rounded = (fillCount + 2) * Number.EPSILON
  const meanError = (rounded * (sums.largestReturns + Math.abs(returnSum))) / bars
  const spreadError = rounded * (sums.squares[bars - 1] + squareSum)
  if (!(meanError <= tolerance * Math.sqrt(spread / bars) && spreadError <= tolerance * spread)) return null
  return { equity: { bars, barsInPosition, finalValue, meanReturn, maxDrawdown }, squares: spread }
}

/** Whether cash beside a position moves no return of it by more than rounding does. */
function isNegligible(cash: number, units: number, { lowest }: CloseSums): boolean {
  return Math.abs(cash) <= negligible * units * lowest
}

/** Cash beside a position, as a part of the position's lowest value. */
const negligible = 1e-12
/** The error of mean and deviation that is put up with, as a part of the deviation. */
const tolerance = 1e-11
