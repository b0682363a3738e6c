import type { AlignedBars } from '../../data/universe.ts'
import { emptyWords, nextSet } from '../../signals/signal.ts'
import { type PositionRules, type ResolvedRules, resolveRules } from '../model/position-rules.ts'
import type { StrategySignals } from '../model/strategy.ts'
import { checkSignals, sidesOf, weightBars } from '../vector/actions.ts'

/** What a strategy asks for in one symbol, on the bars of the portfolio, conflicts of one bar resolved (F3 and F4). */
export interface SymbolActions {
  readonly enterLong: Int32Array
  readonly enterShort: Int32Array
  readonly exitLong: Int32Array
  readonly exitShort: Int32Array
  /** Bars on which anything is asked for. */
  readonly any: Int32Array
  /** Wanted weights, NaN for none, when the strategy sets weights instead of giving signals. */
  readonly targetWeight: Float64Array | null
  readonly rules: ResolvedRules
}

/** Checks what `signals()` and `rules()` returned for a symbol of `length` own bars. */
export function symbolActions(
  signals: StrategySignals,
  rules: PositionRules,
  { places, close }: AlignedBars,
  length: number,
): SymbolActions {
  const { stops, targetWeight } = checkSignals(signals, length)
  const resolved = resolveRules(rules, stops)
  if (targetWeight !== null) {
    return weightActions(places === null ? targetWeight : spread(targetWeight, places, close.length), resolved)
  }

  const own = ownActions(signals, length)
  if (places === null) return { ...own, targetWeight: null, rules: resolved }
  const wide = [own.enterLong, own.enterShort, own.exitLong, own.exitShort, own.any].map((words) =>
    spreadBits(words, length, places, close.length),
  )
  const [enterLong, enterShort, exitLong, exitShort, any] = wide
  return { enterLong, enterShort, exitLong, exitShort, any, targetWeight: null, rules: resolved }
}

/** The signals on the symbol's own bars. */
function ownActions(signals: StrategySignals, length: number) {
  const given = sidesOf(
    signals,
    length,
    Array.from({ length: 4 }, () => emptyWords(length)),
  )
  const enterLong = emptyWords(length)
  const enterShort = emptyWords(length)
  const exitLong = emptyWords(length)
  const exitShort = emptyWords(length)
  const any = emptyWords(length)
  for (let w = 0; w < any.length; w++) {
    const inLong = given.enterLong[w]
    const inShort = given.enterShort[w]
    const outLong = given.exitLong[w]
    const outShort = given.exitShort[w]
    const both = inLong & ~outLong & inShort & ~outShort
    enterLong[w] = inLong & ~outLong & ~both
    enterShort[w] = inShort & ~outShort & ~both
    exitLong[w] = outLong & ~inLong
    exitShort[w] = outShort & ~inShort
    any[w] = enterLong[w] | enterShort[w] | exitLong[w] | exitShort[w]
  }
  return { enterLong, enterShort, exitLong, exitShort, any }
}

/** A symbol whose weights, finite or NaN, are given on the bars of the portfolio. */
export function weightActions(targetWeight: Float64Array, rules: ResolvedRules): SymbolActions {
  const any = weightBars(targetWeight)
  const none = emptyWords(targetWeight.length)
  return { enterLong: none, enterShort: none, exitLong: none, exitShort: none, any, targetWeight, rules }
}

/** Bits of a symbol's own bars on the bars of the portfolio. */
function spreadBits(words: Int32Array, length: number, places: Int32Array, bars: number): Int32Array {
  const wide = emptyWords(bars)
  for (let t = nextSet(words, 0, length); t < length; t = nextSet(words, t + 1, length)) {
    const bar = places[t]
    wide[bar >> 5] |= 1 << (bar & 31)
  }
  return wide
}

function spread(column: Float64Array, places: Int32Array, bars: number): Float64Array {
  const wide = new Float64Array(bars).fill(NaN)
  for (let t = 0; t < places.length; t++) wide[places[t]] = column[t]
  return wide
}
