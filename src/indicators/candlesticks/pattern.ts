import { defineIndicator, type IndicatorSpec } from '../indicator.ts'
import type { OptionTable, OptionValues } from '../options.ts'
import { Candle } from './candle.ts'
import { candleBars } from './candle-bars.ts'

/** A pattern of candles: when it is there, and what its indicator says then. */
export interface Pattern<Name extends string, Options extends OptionTable> {
  /** TA-Lib's name in camel case. */
  readonly name: Name
  readonly title: string
  /** The pattern in words, oldest candle first. Where it may be bullish or bearish, the bullish form. */
  readonly rule: string
  /** The number of its candles. */
  readonly bars: number
  /** The number of bars before these which its averages need. */
  readonly before: number
  /** What it says: 100; -100; 100 for the pattern as described and -100 for the same upside down; or what `match` says. */
  readonly sign: '+' | '-' | '±' | 'own'
  readonly options?: Options
  /** Whether the candles, oldest first, are the pattern; or how strongly, where that is not always 100. */
  match(candles: readonly Candle[], options: OptionValues<Options>): boolean | number
}

const prices = ['open', 'high', 'low', 'close'] as const

const meanings = {
  '+': ' 100 where it is found, otherwise 0.',
  '-': ' -100 where it is found, otherwise 0.',
  '±': ' 100 where it is found, -100 where the same is found upside down, otherwise 0.',
  own: '',
}

/**
 * The indicator of a pattern: for every bar what the candles that end with it are. As every candle is measured by the bars
 * before it, a value reads `before + bars` bars, is missing when one of these has a missing price, and there is none on
 * the first bars (where TA-Lib says 0).
 */
export function definePattern<const Name extends string, Options extends OptionTable = Record<never, never>>(
  pattern: Pattern<Name, Options>,
): IndicatorSpec<Options, typeof prices, readonly [Name]> {
  const { name, title, rule, bars, before, sign, options = {} as Options } = pattern
  const warmup = before + bars - 1
  return defineIndicator({
    name,
    title,
    formula: `${rule}${meanings[sign]} TA-Lib: ${name.toUpperCase()}.`,
    inputs: prices,
    options,
    outputs: [name],

    warmup() {
      return [warmup]
    },

    compute(options, [open, high, low, close], [out]) {
      const upright = candles(true)
      const upsideDown = candles(false)
      let seen = 0
      for (let i = 0; i < close.length; i++) {
        const known =
          Number.isFinite(open[i]) && Number.isFinite(high[i]) && Number.isFinite(low[i]) && Number.isFinite(close[i])
        seen = known ? seen + 1 : 0
        out[i] = seen > warmup ? value(i) : NaN
      }

      function candles(upright: boolean): Candle[] {
        const source = candleBars(open, high, low, close)
        return Array.from({ length: bars }, () => new Candle(source, upright))
      }

      function value(last: number): number {
        const found = strength(upright, last)
        if (found !== 0) return sign === '-' ? -found : found
        const opposite = sign === '±' ? strength(upsideDown, last) : 0
        return opposite === 0 ? 0 : -opposite
      }

      function strength(candles: readonly Candle[], last: number): number {
        for (let k = 0; k < bars; k++) candles[k].at = last - bars + 1 + k
        const found = pattern.match(candles, options)
        return typeof found === 'number' ? found : found ? 100 : 0
      }
    },
  })
}
