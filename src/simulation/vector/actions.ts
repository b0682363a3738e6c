import { BacksweepError } from '../../base/errors.ts'
import { unknownName } from '../../base/suggest.ts'
import { emptyWords, toSignal } from '../../signals/signal.ts'
import type { Scaling } from '../model/execution.ts'
import type { SignalStops } from '../model/position-rules.ts'
import type { StrategySignals } from '../model/strategy.ts'

/**
 * A strategy's signals as the engine walks them. `flat`, `long` and `short` hold the bars on which
 * something is to be done in that state, conflicts already resolved (rules F3 to F6), so that the engine
 * jumps from one to the next.
 */
export interface Actions {
  readonly flat: Int32Array
  readonly long: Int32Array
  readonly short: Int32Array
  readonly enterLong: Int32Array
  readonly enterShort: Int32Array
  /** Whether a short position can ever come about. */
  readonly goesShort: boolean
  /** Wanted weights by bar, when the strategy sets weights instead of giving signals. */
  readonly targetWeight: Float64Array | null
  /** Fractions; 0 is none. */
  readonly stopLoss: number
  readonly takeProfit: number
  readonly trailingStop: number
}

const sides = ['enterLong', 'exitLong', 'enterShort', 'exitShort'] as const
const stops = ['stopLoss', 'takeProfit', 'trailingStop'] as const
const known: readonly string[] = [...sides, 'targetWeight', ...stops]

/** What a strategy returned, checked: its stops, and either weights or signals. */
export interface CheckedSignals {
  readonly stops: SignalStops
  readonly targetWeight: Float64Array | null
}

/** Checks what a strategy returned, but for the sides of its signals, which `writeSide` checks. */
export function checkSignals(signals: StrategySignals, length: number): CheckedSignals {
  if (typeof signals !== 'object' || signals === null) {
    throw new BacksweepError(
      'signal-invalid',
      `signals() returned ${String(signals)}: return an object such as { enterLong, exitLong }.`,
    )
  }
  for (const key in signals) if (!known.includes(key)) throw unknownName('signal', key, known)
  const levels = {
    stopLoss: checkedStop(signals, 'stopLoss'),
    takeProfit: checkedStop(signals, 'takeProfit'),
    trailingStop: checkedStop(signals, 'trailingStop'),
  }

  if (signals.targetWeight !== undefined) return { stops: levels, targetWeight: checkedWeights(signals, length) }
  if (signals.enterLong === undefined && signals.enterShort === undefined) {
    throw new BacksweepError(
      'signal-invalid',
      'signals() returned neither enterLong nor enterShort: nothing could ever be traded.',
    )
  }
  return { stops: levels, targetWeight: null }
}

/** Writes the bits of one side, none when it is left out. `into` has a word for every 32 of `length` bars. */
export function writeSide(
  signals: StrategySignals,
  side: (typeof sides)[number],
  length: number,
  into: Int32Array,
): void {
  const signal = signals[side]
  if (signal === undefined) into.fill(0)
  else into.set(toSignal(signal, length, side).passingWords())
}

/** The bits of all sides, in lists of their own. */
export function sidesOf(signals: StrategySignals, length: number, lists: readonly Int32Array[]) {
  const [enterLong, exitLong, enterShort, exitShort] = lists
  writeSide(signals, 'enterLong', length, enterLong)
  writeSide(signals, 'exitLong', length, exitLong)
  writeSide(signals, 'enterShort', length, enterShort)
  writeSide(signals, 'exitShort', length, exitShort)
  return { enterLong, exitLong, enterShort, exitShort }
}

/** Memory of `toActions`: four lists for the sides, and five for what is found from them. */
export class ActionWords {
  private length = -1
  private made: readonly Int32Array[] = []

  /** Nine lists of words for `length` bars, with any content, the same as the last time. */
  lists(length: number): readonly Int32Array[] {
    if (length !== this.length) this.made = Array.from({ length: 9 }, () => emptyWords(length))
    this.length = length
    return this.made
  }
}

/**
 * Checks what a strategy returned and makes it walkable. `length` is the number of bars.
 *
 * @param room where the words are written: valid until it is given again
 */
export function toActions(
  signals: StrategySignals,
  length: number,
  scaling: Scaling,
  room = new ActionWords(),
): Actions {
  const { stops, targetWeight } = checkSignals(signals, length)
  if (targetWeight !== null) return { ...weightActions(targetWeight), ...stops }
  return { ...signalActions(signals, length, scaling, room.lists(length)), targetWeight: null, ...stops }
}

function signalActions(signals: StrategySignals, length: number, scaling: Scaling, lists: readonly Int32Array[]) {
  const { enterLong, exitLong, enterShort, exitShort } = sidesOf(signals, length, lists)
  const goesShort = signals.enterShort !== undefined
  if (!goesShort && scaling === 'none' && areApart(enterLong, exitLong)) {
    return { flat: enterLong, long: exitLong, short: enterShort, enterLong, enterShort, goesShort } // the signals as they are
  }

  const [flat, long, short, openLong, openShort] = lists.slice(4)
  const adds = scaling === 'none' ? 0 : -1
  for (let w = 0; w < flat.length; w++) {
    const both = enterLong[w] & ~exitLong[w] & enterShort[w] & ~exitShort[w]
    const opensLong = enterLong[w] & ~exitLong[w] & ~both
    const opensShort = enterShort[w] & ~exitShort[w] & ~both
    openLong[w] = opensLong
    openShort[w] = opensShort
    flat[w] = opensLong | opensShort
    long[w] = (exitLong[w] & ~enterLong[w]) | opensShort | (opensLong & adds)
    short[w] = (exitShort[w] & ~enterShort[w]) | opensLong | (opensShort & adds)
  }
  return { flat, long, short, enterLong: openLong, enterShort: openShort, goesShort }
}

/** Whether no bar is set in both. */
function areApart(a: Int32Array, b: Int32Array): boolean {
  let both = 0
  for (let w = 0; w < a.length; w++) both |= a[w] & b[w]
  return both === 0
}

function checkedWeights(signals: StrategySignals, length: number): Float64Array {
  const given = sides.filter((side) => signals[side] !== undefined)
  if (given.length > 0) {
    throw new BacksweepError(
      'signal-invalid',
      `signals() returned targetWeight and ${given.join(', ')}: return one or the other.`,
    )
  }
  const targetWeight = Float64Array.from(signals.targetWeight as Iterable<number>)
  if (targetWeight.length !== length) {
    throw new BacksweepError(
      'signal-invalid',
      `targetWeight has ${targetWeight.length} values for ${length} bars: return one per bar.`,
    )
  }
  refuseInfinite('targetWeight', targetWeight)
  return targetWeight
}

/** `name` is what the error calls the column. */
export function refuseInfinite(name: string, weights: Float64Array): void {
  const bar = weights.findIndex((weight) => Math.abs(weight) === Infinity)
  if (bar < 0) return
  throw new BacksweepError(
    'signal-invalid',
    `${name} is ${weights[bar]} on bar ${bar}: give a fraction of the equity, or NaN for no change.`,
  )
}

/** The bars on which there is a weight. */
export function weightBars(targetWeight: Float64Array): Int32Array {
  const words = emptyWords(targetWeight.length)
  for (let t = 0; t < targetWeight.length; t++) {
    if (!Number.isNaN(targetWeight[t])) words[t >> 5] |= 1 << (t & 31)
  }
  return words
}

function weightActions(targetWeight: Float64Array) {
  const words = weightBars(targetWeight)
  return { flat: words, long: words, short: words, enterLong: words, enterShort: words, goesShort: true, targetWeight }
}

function checkedStop(signals: StrategySignals, name: (typeof stops)[number]): number {
  const value = signals[name] ?? 0
  if (!(value >= 0 && value < Infinity)) {
    throw new BacksweepError('signal-invalid', `${name} is ${value}: give a fraction such as 0.05, or 0 for none.`, {
      signal: name,
    })
  }
  return value
}
