import { BacksweepError } from '../../base/errors.ts'
import type { AlignedBars } from '../../data/universe.ts'
import { emptyWords, isSet, toSignal } from '../../signals/signal.ts'
import { type PositionRules, type ResolvedRules, resolveRules } from '../model/position-rules.ts'
import type { StrategySignals } from '../model/strategy.ts'
import { toActions } from '../vector/actions.ts'

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
  { own }: AlignedBars,
  length: number,
): SymbolActions {
  const { enterLong, enterShort, targetWeight, ...stops } = toActions(signals, length, 'none')
  const resolved = resolveRules(rules, stops)
  if (targetWeight !== null) return weightActions(own === null ? targetWeight : spread(targetWeight, own), resolved)

  const exits = (side: 'Long' | 'Short') => {
    const exit = signals[`exit${side}`]
    const enter = signals[`enter${side}`]
    const words = emptyWords(length)
    if (exit === undefined) return words
    const exiting = toSignal(exit, length, `exit${side}`).words
    const entering = enter === undefined ? words : toSignal(enter, length, `enter${side}`).words
    return exiting.map((bits, w) => bits & ~entering[w])
  }
  const [inLong, inShort, outLong, outShort] = [enterLong, enterShort, exits('Long'), exits('Short')].map((words) =>
    own === null ? words : spreadBits(words, own),
  )
  return {
    enterLong: inLong,
    enterShort: inShort,
    exitLong: outLong,
    exitShort: outShort,
    any: inLong.map((bits, w) => bits | inShort[w] | outLong[w] | outShort[w]),
    targetWeight: null,
    rules: resolved,
  }
}

/** A symbol whose weights are given on the bars of the portfolio. */
export function weightActions(targetWeight: Float64Array, rules: ResolvedRules): SymbolActions {
  const any = emptyWords(targetWeight.length)
  for (let t = 0; t < targetWeight.length; t++) {
    const weight = targetWeight[t]
    if (Number.isNaN(weight)) continue
    if (!Number.isFinite(weight)) {
      throw new BacksweepError(
        'signal-invalid',
        `A weight is ${weight} on bar ${t}: give a fraction of the equity, or NaN for no change.`,
      )
    }
    any[t >> 5] |= 1 << (t & 31)
  }
  const none = emptyWords(targetWeight.length)
  return { enterLong: none, enterShort: none, exitLong: none, exitShort: none, any, targetWeight, rules }
}

/** Bits of a symbol's own bars on the bars of the portfolio. */
function spreadBits(words: Int32Array, own: Int32Array): Int32Array {
  const bits = emptyWords(own.length)
  for (let t = 0; t < own.length; t++) if (own[t] >= 0 && isSet(words, own[t])) bits[t >> 5] |= 1 << (t & 31)
  return bits
}

function spread(column: Float64Array, own: Int32Array): Float64Array {
  const wide = new Float64Array(own.length).fill(NaN)
  for (let t = 0; t < own.length; t++) if (own[t] >= 0) wide[t] = column[own[t]]
  return wide
}
