import { BacksweepError } from '../../base/errors.ts'
import { unknownName } from '../../base/suggest.ts'
import type { PositionSize } from './sizing.ts'

/** A stop loss: leaves when the price has moved `at` against the position, or with `trailing` fallen back `at` from its best (F11, F45). */
export interface StopLoss {
  /** Fraction of the reference price, or of the best price. */
  readonly at: number
  readonly trailing?: boolean
  /** Part of the position that it closes, above 0 to 1 (default). */
  readonly part?: number
}

/** A take profit: leaves when the price has moved `at` in favour of the position, or then falls back `trail` from its best (F45, F46). */
export interface TakeProfit {
  readonly at: number
  /** Fraction of the best price; without it the target is a limit order. */
  readonly trail?: number
  readonly part?: number
}

/** Keeps entries back for some bars after a fill (F48). */
export interface Cooldown {
  readonly after: 'entry' | 'exit' | 'stop'
  readonly bars: number
  /** Default 'symbol'. */
  readonly scope?: 'symbol' | 'portfolio'
  /** Side of the position whose fill counts; default both. */
  readonly side?: 'long' | 'short'
  /** Side of the entries that are kept back; default both. */
  readonly blocks?: 'long' | 'short'
}

/**
 * What a strategy declares about its positions, beside its signals, for each symbol (rules F44 to F49). What is left out does nothing.
 */
export interface PositionRules {
  /** How large an entry is; default is the sweep's `sizing`. */
  readonly sizing?: PositionSize
  readonly stopLoss?: StopLoss | readonly StopLoss[]
  readonly takeProfit?: TakeProfit | readonly TakeProfit[]
  readonly maxEntries?: number
  readonly entryParts?: readonly number[]
  readonly exitParts?: readonly number[]
  readonly cooldowns?: readonly Cooldown[]
  readonly maxOpenPositions?: number
  /** Worth of all positions over the equity: 1 is unleveraged. */
  readonly maxExposure?: number
}

/** A way out of a position, as the engines watch it. */
export interface ExitRule {
  /** The two stops, a limit order at the target, or a stop that the target arms. */
  readonly kind: 'stop-loss' | 'trailing-stop' | 'take-profit' | 'trailing-profit'
  readonly at: number
  /** Of a trailing profit; else 0. */
  readonly trail: number
  readonly part: number
}

/** Position rules with nothing left out. */
export interface ResolvedRules {
  /** Null: the sweep's. */
  readonly sizing: PositionSize | null
  readonly exits: readonly ExitRule[]
  /** The nearest fixed stop loss, which `riskOfEquity` sizes by; 0 without one. */
  readonly nearestStop: number
  /** Whether any exit follows the best price. */
  readonly trails: boolean
  readonly maxEntries: number
  readonly entryParts: readonly number[]
  readonly exitParts: readonly number[]
  readonly cooldowns: readonly ResolvedCooldown[]
  readonly maxOpenPositions: number
  readonly maxExposure: number
}

export interface ResolvedCooldown {
  readonly after: Cooldown['after']
  readonly bars: number
  readonly scope: 'symbol' | 'portfolio'
  readonly side: 'long' | 'short' | 'both'
  readonly blocks: 'long' | 'short' | 'both'
}

/** The stops that signals may bring along, as fractions; 0 is none. */
export interface SignalStops {
  readonly stopLoss: number
  readonly takeProfit: number
  readonly trailingStop: number
}

const known: readonly string[] = [
  'sizing',
  'stopLoss',
  'takeProfit',
  'maxEntries',
  'entryParts',
  'exitParts',
  'cooldowns',
  'maxOpenPositions',
  'maxExposure',
]

/** Stops and targets of one position: engines keep a bit of each in a number. */
const mostExits = 32

/**
 * Checks what `rules()` returned and fills in what was left out. `stops` are those of the signals, which come first.
 * Throws 'signal-invalid', which names the rule, and 'name-unknown'.
 */
export function resolveRules(given: PositionRules, stops: SignalStops): ResolvedRules {
  if (typeof given !== 'object' || given === null)
    throw wrong('rules()', given, 'return an object such as { maxEntries: 2 }')
  for (const key in given) if (!known.includes(key)) throw unknownName('position rule', key, known)

  const exits: ExitRule[] = []
  const add = (kind: ExitRule['kind'], at: number, part = 1, trail = 0) => {
    exits.push(Object.freeze({ kind, at, trail, part }))
  }
  if (stops.stopLoss > 0) add('stop-loss', stops.stopLoss)
  if (stops.trailingStop > 0) add('trailing-stop', stops.trailingStop)
  if (stops.takeProfit > 0) add('take-profit', stops.takeProfit)
  for (const { at, trailing, part } of listed(given.stopLoss)) {
    add(trailing === true ? 'trailing-stop' : 'stop-loss', distance('stopLoss.at', at), partOf('stopLoss.part', part))
  }
  for (const { at, trail, part } of listed(given.takeProfit)) {
    const share = partOf('takeProfit.part', part)
    if (trail === undefined) add('take-profit', distance('takeProfit.at', at), share)
    else add('trailing-profit', distance('takeProfit.at', at), share, distance('takeProfit.trail', trail))
  }
  if (exits.length > mostExits) {
    throw wrong('stopLoss and takeProfit', `${exits.length} in all`, `give at most ${mostExits} for one symbol`)
  }
  const losses = exits.filter(({ kind }) => kind === 'stop-loss').map(({ at }) => at)
  const nearestStop = losses.length === 0 ? 0 : Math.min(...losses)
  return Object.freeze({
    sizing: given.sizing ?? null,
    exits,
    nearestStop,
    trails: exits.some(({ kind }) => kind === 'trailing-stop' || kind === 'trailing-profit'),
    maxEntries: count('maxEntries', given.maxEntries ?? 1),
    entryParts: parts('entryParts', given.entryParts ?? [1]),
    exitParts: given.exitParts === undefined ? [] : parts('exitParts', given.exitParts),
    cooldowns: (given.cooldowns ?? []).map(cooldown),
    maxOpenPositions: count('maxOpenPositions', given.maxOpenPositions ?? Infinity),
    maxExposure: positive('maxExposure', given.maxExposure ?? Infinity),
  })
}

function cooldown({ after, bars, scope = 'symbol', side, blocks }: Cooldown): ResolvedCooldown {
  oneOf('cooldowns.after', after, ['entry', 'exit', 'stop'])
  oneOf('cooldowns.scope', scope, ['symbol', 'portfolio'])
  oneOf('cooldowns.side', side ?? 'long', ['long', 'short'])
  oneOf('cooldowns.blocks', blocks ?? 'long', ['long', 'short'])
  return Object.freeze({
    after,
    bars: count('cooldowns.bars', bars),
    scope,
    side: side ?? 'both',
    blocks: blocks ?? 'both',
  })
}

function listed<T extends object>(rules: T | readonly T[] | undefined): readonly T[] {
  return rules === undefined ? [] : Array.isArray(rules) ? rules : [rules as T]
}

function distance(rule: string, value: number): number {
  if (value > 0 && value < Infinity) return value
  throw wrong(rule, value, 'give a fraction such as 0.05')
}

function positive(rule: string, value: number): number {
  if (value > 0) return value
  throw wrong(rule, value, 'give a number above 0')
}

function partOf(rule: string, value = 1): number {
  if (value > 0 && value <= 1) return value
  throw wrong(rule, value, 'give a fraction above 0 and up to 1')
}

function parts(rule: string, values: readonly number[]): readonly number[] {
  if (!Array.isArray(values) || values.length === 0)
    throw wrong(rule, values, 'give a list of fractions such as [1, 0.5]')
  return Object.freeze(values.map((value) => (rule === 'exitParts' ? partOf(rule, value) : distance(rule, value))))
}

function count(rule: string, value: number): number {
  if (value === Infinity || (Number.isInteger(value) && value >= 1)) return value
  throw wrong(rule, value, 'give a whole number of at least 1')
}

function oneOf(rule: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw wrong(rule, value, `allowed are ${allowed.join(', ')}`)
}

function wrong(rule: string, found: unknown, advice: string): BacksweepError {
  return new BacksweepError('signal-invalid', `${rule} is ${String(found)}: ${advice}.`, { rule })
}
