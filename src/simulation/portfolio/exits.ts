import type { FillReason } from '../model/account.ts'
import type { Ledger } from '../model/ledger.ts'
import { roundingLeft } from '../vector/sizing.ts'
import type { Holding } from './holding.ts'

/** A stop or target that fills on a bar. */
export interface ExitHit {
  /** Before slippage. */
  readonly price: number
  /** Positive. */
  readonly units: number
  readonly reason: FillReason
  /** A market order once triggered; else a limit order. */
  readonly isStop: boolean
}

const reasons = {
  'stop-loss': 'stop-loss',
  'trailing-stop': 'trailing-stop',
  'take-profit': 'take-profit',
  'trailing-profit': 'take-profit',
} as const

/** Finds the nearest levels, after anything that they depend on has changed. */
export function setLevels(holding: Holding): void {
  const { account, symbol, execution } = holding
  const { exits } = symbol.actions.rules
  const side = account.units > 0 ? 1 : -1
  const reference = execution.stopReference === 'fill' ? account.averagePrice : holding.entryClose
  holding.stop = -Infinity
  holding.target = Infinity
  for (let i = 0; i < exits.length; i++) {
    if ((holding.filled & (1 << i)) !== 0) continue
    const level = levelOf(holding, i, side, reference)
    if (!isStopNow(holding, i)) holding.target = Math.min(holding.target, level)
    else holding.stop = Math.max(holding.stop, level)
  }
}

/** Whether bar `t` reaches any level. If not, it only moves the trailing stops for the bars after it. */
export function isTouched(holding: Holding, t: number): boolean {
  const { market } = holding.symbol
  const long = holding.account.units > 0
  const worst = long ? market.low[t] : -market.high[t]
  const finest = long ? market.high[t] : -market.low[t]
  if (worst <= holding.stop || finest >= holding.target) return true
  if (finest > holding.best) {
    holding.best = finest
    if (holding.symbol.actions.rules.trails) setLevels(holding)
  }
  return false
}

/**
 * What the stops and targets of an open position come to on bar `t` (F11, F13, F45 and F46), in the order in which they fill, and what
 * the bar changes for the bars after it. Prices are taken times the side, so that for both sides a lower value is worse.
 */
export function watchExits(holding: Holding, t: number, ledger: Ledger): readonly ExitHit[] {
  const { account, symbol, execution } = holding
  const { market, actions } = symbol
  const { exits } = actions.rules
  const side = account.units > 0 ? 1 : -1
  const open = side * market.open[t]
  const worst = side * (side > 0 ? market.low[t] : market.high[t])
  const finest = side * (side > 0 ? market.high[t] : market.low[t])
  const reference = execution.stopReference === 'fill' ? account.averagePrice : holding.entryClose

  const hits = fills(holding, { side, open, worst, finest, reference }, ledger)
  if (finest > holding.best) holding.best = finest
  for (let i = 0; i < exits.length; i++) {
    if (exits[i].kind === 'trailing-profit' && finest >= targetOf(exits[i].at, side, reference)) holding.armed |= 1 << i
  }
  return hits
}

interface Bar {
  readonly side: number
  readonly open: number
  readonly worst: number
  readonly finest: number
  readonly reference: number
}

function fills(holding: Holding, { side, open, worst, finest, reference }: Bar, ledger: Ledger): ExitHit[] {
  const { exits } = holding.symbol.actions.rules
  const hits: ExitHit[] = []
  const levels = exits.map((_, i) => levelOf(holding, i, side, reference))
  let left = Math.abs(holding.account.units)
  const waiting = (stops: boolean) =>
    [...exits.keys()]
      .filter((i) => (holding.filled & (1 << i)) === 0 && isStopNow(holding, i) === stops)
      .filter((i) => stops || exits[i].kind === 'take-profit')
      .sort((a, b) => (stops ? levels[b] - levels[a] : levels[a] - levels[b]) || a - b)
  const take = (i: number, price: number, isStop: boolean) => {
    if (left === 0) return
    const { part } = exits[i]
    const wanted = part * holding.largest
    const units = part === 1 || left - wanted <= roundingLeft * holding.largest ? left : wanted
    hits.push({ price: side * price, units, reason: reasons[exits[i].kind], isStop })
    holding.filled |= 1 << i
    left -= units
  }

  const stops = waiting(true)
  const targets = waiting(false)
  for (const i of stops) if (levels[i] >= open) take(i, open, true)
  for (const i of targets) if (levels[i] <= open) take(i, open, false)
  const inside = stops.filter((i) => levels[i] < open && levels[i] >= worst)
  const reached = targets.filter((i) => levels[i] > open && levels[i] <= finest)
  if (left > 0 && inside.length > 0 && reached.length > 0) ledger.ambiguousExits++
  for (const i of inside) take(i, levels[i], true)
  for (const i of reached) take(i, levels[i], false)
  return hits
}

/** Whether exit `i` is a stop now: a trailing profit becomes one when it is armed. */
function isStopNow({ symbol, armed }: Holding, i: number): boolean {
  const { kind } = symbol.actions.rules.exits[i]
  return kind === 'stop-loss' || kind === 'trailing-stop' || (kind === 'trailing-profit' && (armed & (1 << i)) !== 0)
}

/** Level of exit `i`, times the side. */
function levelOf(holding: Holding, i: number, side: number, reference: number): number {
  const { kind, at, trail } = holding.symbol.actions.rules.exits[i]
  if (kind === 'stop-loss') return side * reference - reference * at
  if (kind === 'trailing-stop') return holding.best - Math.abs(holding.best) * at
  if (kind === 'trailing-profit' && isStopNow(holding, i)) return holding.best - Math.abs(holding.best) * trail
  return targetOf(at, side, reference)
}

function targetOf(at: number, side: number, reference: number): number {
  return side * reference + reference * at
}
