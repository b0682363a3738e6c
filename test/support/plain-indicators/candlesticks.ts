import type { candlesticks } from '../../../src/indicators/candlesticks/family.ts'
import { mean, type Plain, type PlainColumns, present } from './plain.ts'

/**
 * The candlestick patterns from their descriptions: bullish and bearish forms are both written out by colour, and
 * what is usual is averaged anew for every question, over bars cut out before the candle.
 */
export const plainCandlesticks: Record<keyof typeof candlesticks, Plain> = {
  cdlDoji: pattern(1, 10, (a) => found(a.isDoji())),
  cdlDragonflyDoji: pattern(1, 10, (a) => found(a.isDoji() && a.upper < a.bare() && a.lower > a.bare())),
  cdlGravestoneDoji: pattern(1, 10, (a) => found(a.isDoji() && a.lower < a.bare() && a.upper > a.bare())),
  cdlTakuri: pattern(1, 10, (a) => found(a.isDoji() && a.upper < a.bare() && a.lower > 2 * a.body)),
  cdlLongLeggedDoji: pattern(1, 10, (a) => found(a.isDoji() && Math.max(a.upper, a.lower) > a.body)),
  cdlRickshawMan: pattern(1, 10, (a) => {
    const middle = a.l + a.range / 2
    return found(
      a.isDoji() && Math.min(a.upper, a.lower) > a.body && a.bottom <= middle + a.near() && a.top >= middle - a.near(),
    )
  }),
  cdlHighWave: pattern(1, 10, (a) => coloured(a, a.isShort() && Math.min(a.upper, a.lower) > 2 * a.body)),
  cdlSpinningTop: pattern(1, 10, (a) => coloured(a, a.isShort() && Math.min(a.upper, a.lower) > a.body)),
  cdlShortLine: pattern(1, 10, (a) => coloured(a, a.isShort() && Math.max(a.upper, a.lower) < a.shadow())),
  cdlLongLine: pattern(1, 10, (a) => coloured(a, a.isLong() && Math.max(a.upper, a.lower) < a.shadow())),
  cdlMarubozu: pattern(1, 10, (a) => coloured(a, a.isMarubozu())),
  cdlClosingMarubozu: pattern(1, 10, (a) => coloured(a, a.isLong() && (a.white ? a.upper : a.lower) < a.bare())),
  cdlBeltHold: pattern(1, 10, (a) => coloured(a, a.isLong() && (a.white ? a.lower : a.upper) < a.bare())),

  cdlEngulfing: pattern(2, 0, (a, b) => {
    const beyond = Number(b.top > a.top) + Number(b.bottom < a.bottom)
    if (a.white === b.white || b.top < a.top || b.bottom > a.bottom || beyond === 0) return 0
    return (b.white ? 1 : -1) * (beyond === 2 ? 100 : 80)
  }),
  cdlHarami: pattern(2, 10, (a, b) => (a.isLong() && !b.isLong() ? held(a, b) : 0)),
  cdlHaramiCross: pattern(2, 10, (a, b) => (a.isLong() && b.isDoji() ? held(a, b) : 0)),
  cdlDojiStar: pattern(2, 10, (a, b) => {
    const star = a.isLong() && b.isDoji()
    return either(star && a.black && b.top < a.bottom, star && a.white && b.bottom > a.top)
  }),
  cdlHammer: pattern(2, 10, (a, b) => found(hangs(b) && b.bottom <= a.l + a.near())),
  cdlHangingMan: pattern(2, 10, (a, b) => -found(hangs(b) && b.bottom >= a.h - a.near())),
  cdlInvertedHammer: pattern(2, 10, (a, b) => found(stands(b) && b.top < a.bottom)),
  cdlShootingStar: pattern(2, 10, (a, b) => -found(stands(b) && b.bottom > a.top)),
  cdlCounterattack: pattern(2, 10, (a, b) =>
    coloured(b, a.white !== b.white && a.isLong() && b.isLong() && same(b.c, a.c, a.equal())),
  ),
  cdlDarkCloudCover: entering(2, 10, (penetration) => (a, b) => {
    const enters = b.c > a.o && b.c < a.c - a.body * penetration
    return -found(a.white && a.isLong() && b.black && b.o > a.h && enters)
  }),
  cdlPiercing: pattern(2, 10, (a, b) => {
    const enters = b.c < a.o && b.c > a.c + a.body / 2
    return found(a.black && a.isLong() && b.white && b.isLong() && b.o < a.l && enters)
  }),
  cdlOnNeck: pattern(2, 10, (a, b) => -found(rebounds(a, b) && same(b.c, a.l, a.equal()))),
  cdlInNeck: pattern(2, 10, (a, b) => -found(rebounds(a, b) && b.c >= a.c && same(b.c, a.c, a.equal()))),
  cdlThrusting: pattern(2, 10, (a, b) => {
    const enters = b.c > a.c + a.equal() && b.c <= a.c + a.body / 2
    return -found(rebounds(a, b) && enters)
  }),
  cdlHomingPigeon: pattern(2, 10, (a, b) =>
    found(a.black && b.black && a.isLong() && !b.isLong() && a.o > b.o && b.c > a.c),
  ),
  cdlKicking: pattern(2, 10, (a, b) => coloured(b, kicked(a, b))),
  cdlKickingByLength: pattern(2, 10, (a, b) => coloured(b.body > a.body ? b : a, kicked(a, b))),
  cdlMatchingLow: pattern(2, 5, (a, b) => found(a.black && b.black && same(b.c, a.c, a.equal()))),
  cdlSeparatingLines: pattern(2, 10, (a, b) => {
    const start = b.white ? b.lower : b.upper
    return coloured(b, a.white !== b.white && same(b.o, a.o, a.equal()) && b.isLong() && start < b.bare())
  }),

  cdlMorningStar: entering(
    3,
    10,
    (penetration) => (a, b, c) => found(bottoms(a, c, penetration) && !b.isLong() && b.top < a.bottom),
  ),
  cdlMorningDojiStar: entering(
    3,
    10,
    (penetration) => (a, b, c) => found(bottoms(a, c, penetration) && b.isDoji() && b.top < a.bottom),
  ),
  cdlEveningStar: entering(
    3,
    10,
    (penetration) => (a, b, c) => -found(tops(a, c, penetration) && !b.isLong() && b.bottom > a.top),
  ),
  cdlEveningDojiStar: entering(
    3,
    10,
    (penetration) => (a, b, c) => -found(tops(a, c, penetration) && b.isDoji() && b.bottom > a.top),
  ),
  cdlAbandonedBaby: entering(
    3,
    10,
    (penetration) => (a, b, c) =>
      either(
        bottoms(a, c, penetration) && b.isDoji() && b.h < Math.min(a.l, c.l),
        tops(a, c, penetration) && b.isDoji() && b.l > Math.max(a.h, c.h),
      ),
  ),
  cdlTristar: pattern(3, 10, (a, b, c) => {
    const dojis = Math.max(a.body, b.body, c.body) <= a.doji()
    return either(dojis && b.top < a.bottom && c.bottom > b.bottom, dojis && b.bottom > a.top && c.top < b.top)
  }),
  cdl3Inside: pattern(3, 10, (a, b, c) => {
    const harami = a.isLong() && !b.isLong() && Math.abs(held(a, b)) === 100
    return either(harami && a.black && c.white && c.c > a.o, harami && a.white && c.black && c.c < a.o)
  }),
  cdl3Outside: pattern(3, 0, (a, b, c) => {
    const engulfed = a.white !== b.white && b.top > a.top && b.bottom < a.bottom
    return coloured(b, engulfed && (b.white ? c.c > b.c : c.c < b.c))
  }),
  cdl3WhiteSoldiers: pattern(3, 10, (a, b, c) =>
    found(
      advances(a, b, c) &&
        [a, b, c].every((one) => one.upper < one.bare()) &&
        b.body > a.body - a.far() &&
        c.body > b.body - b.far() &&
        c.isLong(),
    ),
  ),
  cdlAdvanceBlock: pattern(3, 10, (a, b, c) => {
    const weak = [
      b.body < a.body - a.far() && c.body < b.body + b.near(),
      c.body < b.body - b.far(),
      c.body < b.body && b.body < a.body && (c.upper > c.shadow() || b.upper > b.shadow()),
      c.body < b.body && c.upper > c.body,
    ]
    return -found(advances(a, b, c) && a.isLong() && a.upper < a.shadow() && weak.includes(true))
  }),
  cdlStalledPattern: pattern(
    3,
    10,
    (a, b, c) =>
      -found(
        [a, b, c].every((one) => one.white) &&
          a.c < b.c &&
          b.c < c.c &&
          a.isLong() &&
          b.isLong() &&
          c.isShort() &&
          b.upper < b.bare() &&
          b.o > a.o &&
          b.o <= a.c + a.near() &&
          c.o >= b.c - c.body - b.near(),
      ),
  ),
  cdl2Crows: pattern(
    3,
    10,
    (a, b, c) =>
      -found(a.white && a.isLong() && b.black && c.black && b.bottom > a.top && inside(c.o, b) && inside(c.c, a)),
  ),
  cdlUpsideGap2Crows: pattern(
    3,
    10,
    (a, b, c) =>
      -found(
        a.white &&
          a.isLong() &&
          b.black &&
          !b.isLong() &&
          c.black &&
          b.bottom > a.top &&
          c.o > b.o &&
          c.c < b.c &&
          c.c > a.c,
      ),
  ),
  cdlIdentical3Crows: pattern(
    3,
    10,
    (a, b, c) =>
      -found(
        [a, b, c].every((one) => one.black && one.lower < one.bare()) &&
          a.c > b.c &&
          b.c > c.c &&
          same(b.o, a.c, a.equal()) &&
          same(c.o, b.c, b.equal()),
      ),
  ),
  cdl3StarsInSouth: pattern(3, 10, (a, b, c) =>
    found(
      [a, b, c].every((one) => one.black) &&
        a.isLong() &&
        a.lower > a.body &&
        b.body < a.body &&
        a.c < b.o &&
        b.o <= a.h &&
        a.l <= b.l &&
        b.l < a.c &&
        b.lower > b.bare() &&
        c.isShort() &&
        Math.max(c.upper, c.lower) < c.bare() &&
        c.l > b.l &&
        c.h < b.h,
    ),
  ),
  cdlUnique3River: pattern(3, 10, (a, b, c) =>
    found(
      a.black && a.isLong() && b.black && b.c > a.c && b.o <= a.o && b.l < a.l && c.white && c.isShort() && c.o > b.l,
    ),
  ),
  cdlStickSandwich: pattern(3, 5, (a, b, c) =>
    found(a.black && b.white && c.black && b.l > a.c && same(c.c, a.c, a.equal())),
  ),
  cdlGapSideSideWhite: pattern(3, 5, (a, b, c) => {
    const alike = b.white && c.white && same(c.body, b.body, b.near()) && same(c.o, b.o, b.equal())
    return either(alike && Math.min(b.bottom, c.bottom) > a.top, alike && Math.max(b.top, c.top) < a.bottom)
  }),
  cdlTasukiGap: pattern(3, 5, (a, b, c) => {
    const back = b.white !== c.white && inside(c.o, b) && Math.abs(b.body - c.body) < b.near()
    return either(
      back && b.white && b.bottom > a.top && c.c < b.o && c.c > a.top,
      back && b.black && b.top < a.bottom && c.c > b.o && c.c < a.bottom,
    )
  }),
  cdlXSideGap3Methods: pattern(3, 0, (a, b, c) => {
    const gap = a.white ? b.bottom > a.top : b.top < a.bottom
    return coloured(a, gap && a.white === b.white && b.white !== c.white && inside(c.o, b) && inside(c.c, a))
  }),

  cdl3BlackCrows: pattern(
    4,
    10,
    (w, a, b, c) =>
      -found(
        w.white &&
          [a, b, c].every((one) => one.black && one.lower < one.bare()) &&
          w.h > a.c &&
          inside(b.o, a) &&
          inside(c.o, b) &&
          a.c > b.c &&
          b.c > c.c,
      ),
  ),
  cdl3LineStrike: pattern(4, 5, (a, b, c, d) => {
    const line =
      a.white === b.white &&
      b.white === c.white &&
      b.o >= a.bottom - a.near() &&
      b.o <= a.top + a.near() &&
      c.o >= b.bottom - b.near() &&
      c.o <= b.top + b.near()
    return either(
      line && c.white && d.black && a.c < b.c && b.c < c.c && d.o > c.c && d.c < a.o,
      line && c.black && d.white && a.c > b.c && b.c > c.c && d.o < c.c && d.c > a.o,
    )
  }),
  cdlConcealBabySwall: pattern(4, 10, (a, b, c, d) =>
    found(
      [a, b, c, d].every((one) => one.black) &&
        [a, b].every((one) => Math.max(one.upper, one.lower) < one.bare()) &&
        c.top < b.bottom &&
        c.upper > c.bare() &&
        c.h > b.c &&
        d.h > c.h &&
        d.l < c.l,
    ),
  ),
  cdlBreakaway: pattern(5, 10, (a, b, c, d, e) => {
    const colours = a.white === b.white && b.white === d.white && d.white !== e.white
    const falling = b.h > c.h && c.h > d.h && b.l > c.l && c.l > d.l
    const rising = b.h < c.h && c.h < d.h && b.l < c.l && c.l < d.l
    return either(
      a.isLong() && colours && a.black && b.top < a.bottom && falling && e.c > b.o && e.c < a.c,
      a.isLong() && colours && a.white && b.bottom > a.top && rising && e.c < b.o && e.c > a.c,
    )
  }),
  cdlLadderBottom: pattern(5, 10, (a, b, c, d, e) =>
    found(
      [a, b, c, d].every((one) => one.black) &&
        e.white &&
        a.o > b.o &&
        b.o > c.o &&
        a.c > b.c &&
        b.c > c.c &&
        d.upper > d.bare() &&
        e.o > d.o &&
        e.c > d.h,
    ),
  ),
  cdlMatHold: entering(
    5,
    10,
    (penetration) => (a, b, c, d, e) =>
      found(
        a.white &&
          a.isLong() &&
          b.black &&
          [b, c, d].every((one) => one.isShort()) &&
          b.bottom > a.top &&
          [c, d].every((one) => one.bottom < a.c && one.bottom > a.c - a.body * penetration) &&
          b.o > c.top &&
          c.top > d.top &&
          e.white &&
          e.o > d.c &&
          [b, c, d].every((one) => e.c > one.h),
      ),
  ),
  cdlRiseFall3Methods: pattern(5, 10, (a, b, c, d, e) => {
    const rest = [b, c, d].every((one) => one.white !== a.white && one.isShort() && one.bottom < a.h && one.top > a.l)
    const frame = a.white === e.white && a.isLong() && e.isLong() && rest
    return either(
      frame && a.white && b.c > c.c && c.c > d.c && e.o > d.c && e.c > a.c,
      frame && a.black && b.c < c.c && c.c < d.c && e.o < d.c && e.c < a.c,
    )
  }),

  cdlHikkake: hikkake(3, 5, (a, b, c) =>
    b.h < a.h && b.l > a.l ? either(c.h < b.h && c.l < b.l, c.h > b.h && c.l > b.l) : 0,
  ),
  cdlHikkakeMod: hikkake(4, 10, (a, b, c, d) => {
    if (b.h >= a.h || b.l <= a.l || c.h >= b.h || c.l <= b.l) return 0
    return either(d.h < c.h && d.l < c.l && b.c <= b.l + b.near(), d.h > c.h && d.l > c.l && b.c >= b.h - b.near())
  }),
}

/** What candles are, oldest first. */
type Judge = (...candles: PlainCandle[]) => number

function pattern(bars: number, before: number, judge: Judge): Plain {
  return (_, columns) => [
    columns.close.map((_, i) => {
      if (!isWhole(columns, i - bars - before + 1, i)) return NaN
      return judge(...candlesUpTo(i, bars, columns))
    }),
  ]
}

function entering(bars: number, before: number, judge: (penetration: number) => Judge): Plain {
  return (options, columns) => pattern(bars, before, judge(options.penetration))(options, columns)
}

/** Bar after bar with a memory of the last hikkake, which ends with its confirmation or three bars later. */
function hikkake(bars: number, before: number, judge: Judge): Plain {
  return (_, columns) => {
    let open: { sign: number; inside: PlainCandle; until: number } | undefined
    const values = columns.close.map((close, i) => {
      const candles = candlesUpTo(i, bars, columns)
      const sign = isWhole(columns, i - before + 3, i) ? judge(...candles) : 0
      if (sign !== 0) {
        open = { sign, inside: candles[bars - 2], until: i + 3 }
        return sign
      }
      if (open === undefined || i > open.until) return 0
      if (open.sign > 0 ? close <= open.inside.h : close >= open.inside.l) return 0
      const confirmation = 2 * open.sign
      open = undefined
      return confirmation
    })
    return [values.map((value, i) => (isWhole(columns, i - before, i) ? value : NaN))]
  }
}

function candlesUpTo(last: number, bars: number, columns: PlainColumns): PlainCandle[] {
  return Array.from({ length: bars }, (_, k) => new PlainCandle(columns, last - bars + 1 + k))
}

/** Whether there are bars from `first` to `last` and all their prices are known. */
function isWhole({ open, high, low, close }: PlainColumns, first: number, last: number): boolean {
  return first >= 0 && [open, high, low, close].every((column) => column.slice(first, last + 1).every(present))
}

class PlainCandle {
  readonly o: number
  readonly h: number
  readonly l: number
  readonly c: number
  readonly #columns: PlainColumns
  readonly #bar: number

  constructor(columns: PlainColumns, bar: number) {
    this.o = columns.open[bar]
    this.h = columns.high[bar]
    this.l = columns.low[bar]
    this.c = columns.close[bar]
    this.#columns = columns
    this.#bar = bar
  }

  get white() {
    return !(this.c < this.o)
  }
  get black() {
    return this.c < this.o
  }
  get top() {
    return this.white ? this.c : this.o
  }
  get bottom() {
    return this.white ? this.o : this.c
  }
  get body() {
    return this.top - this.bottom
  }
  get range() {
    return this.h - this.l
  }
  get upper() {
    return this.h - this.top
  }
  get lower() {
    return this.bottom - this.l
  }

  /** The mean over `period` bars that end before this one. */
  usual(period: number, size: (candle: PlainCandle) => number) {
    const sizes = Array.from({ length: period }, (_, k) => size(new PlainCandle(this.#columns, this.#bar - 1 - k)))
    return mean(sizes)
  }
  isLong() {
    return this.body > this.usual(10, ({ body }) => body)
  }
  isShort() {
    return this.body < this.usual(10, ({ body }) => body)
  }
  isMarubozu() {
    return this.isLong() && Math.max(this.upper, this.lower) < this.bare()
  }
  doji() {
    return this.usual(10, ({ range }) => range) * 0.1
  }
  isDoji() {
    return this.body <= this.doji()
  }
  bare() {
    return this.usual(10, ({ range }) => range) * 0.1
  }
  shadow() {
    return this.usual(10, ({ upper, lower }) => upper + lower) / 2
  }
  equal() {
    return this.usual(5, ({ range }) => range) * 0.05
  }
  near() {
    return this.usual(5, ({ range }) => range) * 0.2
  }
  far() {
    return this.usual(5, ({ range }) => range) * 0.6
  }
}

function found(is: boolean): number {
  return is ? 100 : 0
}

function either(bullish: boolean, bearish: boolean): number {
  return found(bullish) - found(bearish)
}

function coloured(candle: PlainCandle, is: boolean): number {
  return candle.white ? found(is) : -found(is)
}

function same(one: number, other: number, distance: number): boolean {
  return one >= other - distance && one <= other + distance
}

/** Between open and close, but neither of them. */
function inside(price: number, { top, bottom }: PlainCandle): boolean {
  return price < top && price > bottom
}

/** Against the colour of the one that holds the body of the other: 100 with room at both ends, 80 without. */
function held(holder: PlainCandle, { top, bottom }: PlainCandle): number {
  const sign = holder.white ? -1 : 1
  if (inside(top, holder) && inside(bottom, holder)) return 100 * sign
  return top <= holder.top && bottom >= holder.bottom ? 80 * sign : 0
}

function hangs(candle: PlainCandle): boolean {
  return candle.isShort() && candle.lower > candle.body && candle.upper < candle.bare()
}

function stands(candle: PlainCandle): boolean {
  return candle.isShort() && candle.upper > candle.body && candle.lower < candle.bare()
}

function rebounds(a: PlainCandle, b: PlainCandle): boolean {
  return a.black && b.white && b.o < a.l && a.isLong()
}

function kicked(a: PlainCandle, b: PlainCandle): boolean {
  const gap = (a.black && b.white && b.l > a.h) || (a.white && b.black && b.h < a.l)
  return gap && a.isMarubozu() && b.isMarubozu()
}

function bottoms(a: PlainCandle, c: PlainCandle, penetration: number): boolean {
  return a.black && c.white && a.isLong() && c.isLong() && c.c > a.c + a.body * penetration
}

function tops(a: PlainCandle, c: PlainCandle, penetration: number): boolean {
  return a.white && c.black && a.isLong() && c.isLong() && c.c < a.c - a.body * penetration
}

function advances(a: PlainCandle, b: PlainCandle, c: PlainCandle): boolean {
  const higher = a.c < b.c && b.c < c.c && a.o < b.o && b.o < c.o
  return a.white && b.white && c.white && higher && b.o <= a.c + a.near() && c.o <= b.c + b.near()
}
