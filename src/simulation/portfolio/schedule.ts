import { bucketStart, nextBucketStart } from '../../data/resample.ts'
import type { Universe } from '../../data/universe.ts'
import type { ScheduledEvent } from './portfolio.ts'

/** Money put in (positive) or taken out, once or again and again (rule F51). */
export type CashFlow =
  | { readonly amount: number; readonly at: number }
  | {
      readonly amount: number
      /** A timeframe: at the start of every such stretch of time, '1M' the first of every month, '1w' every Monday. */
      readonly every: string
    }

/** A split or a dividend of a symbol (rule F52). */
export type CorporateAction =
  | { readonly symbol: string; readonly at: number; readonly split: number }
  | { readonly symbol: string; readonly at: number; readonly dividend: number }

interface Bounds {
  readonly from: number
  readonly to: number
}

const order = ['flow', 'split', 'dividend']

/**
 * What is booked on the bars [from, to) of the portfolio, in order. What falls before the first of them is not part of the backtest; repeated flows begin
 * with the first stretch that starts after it.
 */
export function schedule(
  { clock, symbols }: Universe,
  flows: readonly CashFlow[],
  actions: readonly CorporateAction[],
  { from, to }: Bounds,
): ScheduledEvent[] {
  const events: ScheduledEvent[] = []
  const within = (bar: number) => bar < to
  for (const flow of flows) {
    for (const time of timesOf(flow, clock.time[from], clock.time[to - 1])) {
      const bar = clock.indexAt(time)
      if (time >= clock.time[from] && within(bar)) events.push({ bar, kind: 'flow', amount: flow.amount })
    }
  }
  for (const action of actions) {
    const symbol = symbols.findIndex((bars) => bars.symbol === action.symbol)
    const bars = symbols[symbol]
    const own = bars.indexAt(action.at)
    if (own === bars.length || action.at < clock.time[from]) continue
    const bar = clock.indexAt(bars.time[own])
    if (!within(bar)) continue
    if ('split' in action) events.push({ bar, kind: 'split', symbol, ratio: action.split })
    else events.push({ bar, kind: 'dividend', symbol, amount: action.dividend })
  }
  const rank = ({ kind }: ScheduledEvent) => order.indexOf(kind)
  return events.sort((a, b) => a.bar - b.bar || rank(a) - rank(b))
}

function timesOf(flow: CashFlow, first: number, last: number): number[] {
  if ('at' in flow) return [flow.at]
  const times: number[] = []
  const start = bucketStart(first, flow.every)
  for (let time = start === first ? first : nextBucketStart(first, flow.every); time <= last; ) {
    times.push(time)
    time = nextBucketStart(time, flow.every)
  }
  return times
}
