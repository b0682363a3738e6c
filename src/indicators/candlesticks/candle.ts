import type { CandleBars } from './candle-bars.ts'

/**
 * One candle as patterns speak of it, and the sizes and places that the words mean.
 *
 * A candle is long, short or a doji, its shadows are bare or not, and prices are equal, near or far, by what was usual on
 * the 5 or 10 bars before it, itself left out. The measures are TA-Lib's usual settings.
 *
 * A candle stands on a bar and is moved from bar to bar by `at`. Upside down it shows the same bar with all prices
 * negated: white is black, the upper shadow the lower one, a gap up a gap down.
 */
export class Candle {
  /** The bar on which it stands. */
  at = 0
  readonly #bars: CandleBars
  readonly #upright: boolean

  constructor(bars: CandleBars, upright: boolean) {
    this.#bars = bars
    this.#upright = upright
  }

  get open(): number {
    const price = this.#bars.open[this.at]
    return this.#upright ? price : -price
  }

  get high(): number {
    return this.#upright ? this.#bars.high[this.at] : -this.#bars.low[this.at]
  }

  get low(): number {
    return this.#upright ? this.#bars.low[this.at] : -this.#bars.high[this.at]
  }

  get close(): number {
    const price = this.#bars.close[this.at]
    return this.#upright ? price : -price
  }

  /** It closes at or above its open: a bar that closes where it opened is white, and black upside down. */
  get isWhite(): boolean {
    return this.#bars.close[this.at] >= this.#bars.open[this.at] === this.#upright
  }

  get isBlack(): boolean {
    return !this.isWhite
  }

  /** The upper end of the body. */
  get top(): number {
    return Math.max(this.open, this.close)
  }

  /** The lower end of the body. */
  get bottom(): number {
    return Math.min(this.open, this.close)
  }

  get body(): number {
    return Math.abs(this.#bars.close[this.at] - this.#bars.open[this.at])
  }

  get upperShadow(): number {
    return this.high - this.top
  }

  get lowerShadow(): number {
    return this.bottom - this.low
  }

  /** The body is larger than the mean body of 10 bars. */
  get isLong(): boolean {
    return this.body > this.#bars.meanBody[this.at - 1]
  }

  /** The body is smaller than the mean body of 10 bars. */
  get isShort(): boolean {
    return this.body < this.#bars.meanBody[this.at - 1]
  }

  /** What a body must not exceed to count as none: a tenth of the mean range of 10 bars. */
  get dojiSize(): number {
    return 0.1 * this.#bars.meanRange[this.at - 1]
  }

  get isDoji(): boolean {
    return this.body <= this.dojiSize
  }

  /** No or a very short upper shadow: less than a tenth of the mean range of 10 bars. */
  get hasBareTop(): boolean {
    return this.upperShadow < 0.1 * this.#bars.meanRange[this.at - 1]
  }

  /** No or a very short lower shadow. */
  get hasBareBottom(): boolean {
    return this.lowerShadow < 0.1 * this.#bars.meanRange[this.at - 1]
  }

  /** An upper shadow that is not very short. */
  get hasUpperShadow(): boolean {
    return this.upperShadow > 0.1 * this.#bars.meanRange[this.at - 1]
  }

  /** A lower shadow that is not very short. */
  get hasLowerShadow(): boolean {
    return this.lowerShadow > 0.1 * this.#bars.meanRange[this.at - 1]
  }

  /** Below which a shadow is short: the mean of one shadow, half of both, over 10 bars. */
  get usualShadow(): number {
    return this.#bars.meanShadows[this.at - 1] / 2
  }

  get hasLongUpperShadow(): boolean {
    return this.upperShadow > this.body
  }

  get hasLongLowerShadow(): boolean {
    return this.lowerShadow > this.body
  }

  /** The most that two prices may differ and be equal: 5 % of the mean range of 5 bars. */
  get equal(): number {
    return 0.05 * this.#bars.recentRange[this.at - 1]
  }

  /** The most that two prices may differ and be near: 20 % of the mean range of 5 bars. */
  get near(): number {
    return 0.2 * this.#bars.recentRange[this.at - 1]
  }

  /** What two sizes must differ by more than to be far from each other: 60 % of the mean range of 5 bars. */
  get far(): number {
    return 0.6 * this.#bars.recentRange[this.at - 1]
  }

  /** The body gaps up from the other's body. */
  isAbove(other: Candle): boolean {
    return this.bottom > other.top
  }

  /** The body gaps down from the other's body. */
  isBelow(other: Candle): boolean {
    return this.top < other.bottom
  }

  /** The whole candle gaps up: the shadows do not touch. */
  isWhollyAbove(other: Candle): boolean {
    return this.low > other.high
  }

  /** The whole candle gaps down: the shadows do not touch. */
  isWhollyBelow(other: Candle): boolean {
    return this.high < other.low
  }

  /** The body lies inside the other's body and touches neither of its ends. */
  isInside(other: Candle): boolean {
    return this.top < other.top && this.bottom > other.bottom
  }

  opensInside(other: Candle): boolean {
    return this.open > other.bottom && this.open < other.top
  }

  closesInside(other: Candle): boolean {
    return this.close > other.bottom && this.close < other.top
  }
}

/** Whether two prices differ by no more than `distance`. */
export function within(distance: number, one: number, other: number): boolean {
  return one <= other + distance && one >= other - distance
}
