import { factor } from '../options.ts'
import type { Candle } from './candle.ts'
import { definePattern } from './pattern.ts'

const cdl3BlackCrows = definePattern({
  name: 'cdl3BlackCrows',
  title: 'Three black crows',
  rule:
    'A white candle, then three black ones with falling closes and bare bottoms: the first of them closes below the high ' +
    'of the white one, the others open inside the body before.',
  bars: 4,
  before: 10,
  sign: '-',
  match: ([white, first, second, third]) =>
    white.isWhite &&
    first.isBlack &&
    first.hasBareBottom &&
    first.close < white.high &&
    falls(first, second) &&
    falls(second, third),
})

/** A black candle with a bare bottom that opens inside the body before and closes lower. */
function falls(before: Candle, candle: Candle): boolean {
  return candle.isBlack && candle.hasBareBottom && candle.opensInside(before) && candle.close < before.close
}

const cdl3LineStrike = definePattern({
  name: 'cdl3LineStrike',
  title: 'Three-line strike',
  rule:
    'Three white candles with rising closes, of which the second and third open inside or near the body before, then a ' +
    'black one that opens above the close of the third and closes below the open of the first.',
  bars: 4,
  before: 5,
  sign: '±',
  match: ([first, second, third, strike]) =>
    first.isWhite &&
    second.isWhite &&
    third.isWhite &&
    second.close > first.close &&
    third.close > second.close &&
    opensInsideOrNear(first, second) &&
    opensInsideOrNear(second, third) &&
    strike.isBlack &&
    strike.open > third.close &&
    strike.close < first.open,
})

function opensInsideOrNear(before: Candle, candle: Candle): boolean {
  return candle.open >= before.bottom - before.near && candle.open <= before.top + before.near
}

const cdlConcealBabySwall = definePattern({
  name: 'cdlConcealBabySwall',
  title: 'Concealing baby swallow',
  rule:
    'Four black candles: two with a bare top and a bare bottom; one whose body gaps down but whose upper shadow, which is ' +
    'not very short, reaches into the body before; one whose range reaches beyond both ends of that of the third.',
  bars: 4,
  before: 10,
  sign: '+',
  match: ([first, second, third, fourth]) =>
    first.isBlack &&
    first.hasBareTop &&
    first.hasBareBottom &&
    second.isBlack &&
    second.hasBareTop &&
    second.hasBareBottom &&
    third.isBlack &&
    third.isBelow(second) &&
    third.hasUpperShadow &&
    third.high > second.close &&
    fourth.isBlack &&
    fourth.high > third.high &&
    fourth.low < third.low,
})

const cdlBreakaway = definePattern({
  name: 'cdlBreakaway',
  title: 'Breakaway',
  rule:
    'A long black candle, then a black body that gaps down, then two candles of which each has a lower high and a lower ' +
    'low than the one before, the second of them black, then a white one that closes in the gap.',
  bars: 5,
  before: 10,
  sign: '±',
  match: ([first, second, third, fourth, fifth]) =>
    first.isBlack &&
    first.isLong &&
    second.isBlack &&
    second.isBelow(first) &&
    isLower(second, third) &&
    isLower(third, fourth) &&
    fourth.isBlack &&
    fifth.isWhite &&
    fifth.close > second.open &&
    fifth.close < first.close,
})

const cdlLadderBottom = definePattern({
  name: 'cdlLadderBottom',
  title: 'Ladder bottom',
  rule:
    'Three black candles with falling opens and closes, then a black one with an upper shadow, then a white one that ' +
    'opens above the open of the fourth and closes above its high.',
  bars: 5,
  before: 10,
  sign: '+',
  match: ([first, second, third, fourth, fifth]) =>
    first.isBlack &&
    second.isBlack &&
    third.isBlack &&
    second.open < first.open &&
    third.open < second.open &&
    second.close < first.close &&
    third.close < second.close &&
    fourth.isBlack &&
    fourth.hasUpperShadow &&
    fifth.isWhite &&
    fifth.open > fourth.open &&
    fifth.close > fourth.high,
})

const cdlMatHold = definePattern({
  name: 'cdlMatHold',
  title: 'Mat hold',
  rule:
    'A long white candle, then a short black body that gaps up, then two short bodies that each end lower than the one ' +
    'before on top, reach below the close of the first and stay above it less the penetration times its body, then a ' +
    'white one that opens above the close of the fourth and closes above the highs of the three.',
  bars: 5,
  before: 10,
  sign: '+',
  options: { penetration: factor('part of the first body that the third and fourth may enter', 0.5) },
  match: ([first, second, third, fourth, fifth], { penetration }) => {
    const floor = first.close - first.body * penetration
    return (
      first.isWhite &&
      first.isLong &&
      second.isBlack &&
      second.isShort &&
      second.isAbove(first) &&
      third.isShort &&
      third.top < second.open &&
      third.bottom < first.close &&
      third.bottom > floor &&
      fourth.isShort &&
      fourth.top < third.top &&
      fourth.bottom < first.close &&
      fourth.bottom > floor &&
      fifth.isWhite &&
      fifth.open > fourth.close &&
      fifth.close > Math.max(second.high, third.high, fourth.high)
    )
  },
})

const cdlRiseFall3Methods = definePattern({
  name: 'cdlRiseFall3Methods',
  title: 'Rising and falling three methods',
  rule:
    'A long white candle, then three short black ones with falling closes whose bodies are at least in part inside the ' +
    'range of the first, then a long white one that opens above the close of the fourth and closes above that of the ' +
    'first.',
  bars: 5,
  before: 10,
  sign: '±',
  match: ([first, second, third, fourth, fifth]) =>
    first.isWhite &&
    first.isLong &&
    rests(first, second) &&
    rests(first, third) &&
    rests(first, fourth) &&
    third.close < second.close &&
    fourth.close < third.close &&
    fifth.isWhite &&
    fifth.isLong &&
    fifth.open > fourth.close &&
    fifth.close > first.close,
})

/** A short black body that is at least in part inside the range of the long candle. */
function rests(long: Candle, candle: Candle): boolean {
  return candle.isBlack && candle.isShort && candle.bottom < long.high && candle.top > long.low
}

/** For how many bars after a hikkake a close may confirm it. */
const confirmable = 3

const cdlHikkake = definePattern({
  name: 'cdlHikkake',
  title: 'Hikkake',
  rule:
    'A candle, then one inside its range (lower high, higher low), then one with a lower high and a lower low, 100, or ' +
    'with a higher high and a higher low, -100. Confirmed by the first of the next three bars that closes above the high ' +
    'of the inside candle, 200, or below its low, -200, unless a new hikkake has come. Otherwise 0.',
  bars: 3 + confirmable,
  before: 0,
  sign: 'own',
  match: (candles) =>
    confirmed(candles, (last) =>
      isNarrower(candles[last - 2], candles[last - 1]) ? breakout(candles[last - 1], candles[last]) : 0,
    ),
})

const cdlHikkakeMod = definePattern({
  name: 'cdlHikkakeMod',
  title: 'Modified hikkake',
  rule:
    'A candle, then one inside its range, then one inside that range, then one with a lower high and a lower low, 100, ' +
    'where the second closed at or near its low; or with a higher high and a higher low, -100, where it closed at or ' +
    'near its high. Confirmed by the first of the next three bars that closes above the high of the third candle, 200, ' +
    'or below its low, -200, unless a new one has come. Otherwise 0.',
  bars: 4 + confirmable,
  before: 4, // what is near the second candle is measured on 5 bars, of which the first candle is one
  sign: 'own',
  match: (candles) =>
    confirmed(candles, (last) => {
      const second = candles[last - 2]
      const inside = candles[last - 1]
      if (!isNarrower(candles[last - 3], second) || !isNarrower(second, inside)) return 0
      const sign = breakout(inside, candles[last])
      if (sign > 0) return second.close <= second.low + second.near ? 1 : 0
      return sign < 0 && second.close >= second.high - second.near ? -1 : 0
    }),
})

/**
 * The newest hikkake that ends at the last candle or `confirmable` candles before: on its own bar 100 times its sign, on the
 * bar of its confirmation 200 times. `signAt(last)` is the sign of a hikkake whose last candle is at that place, or 0.
 */
function confirmed(candles: readonly Candle[], signAt: (last: number) => number): number {
  for (let later = 0; later <= confirmable; later++) {
    const last = candles.length - 1 - later
    const sign = signAt(last)
    if (sign === 0) continue
    if (later === 0) return 100 * sign

    const inside = candles[last - 1]
    const first = candles
      .slice(last + 1)
      .findIndex(({ close }) => (sign > 0 ? close > inside.high : close < inside.low))
    return first === later - 1 ? 200 * sign : 0
  }
  return 0
}

function isNarrower(before: Candle, candle: Candle): boolean {
  return candle.high < before.high && candle.low > before.low
}

/** 1 where the candle leaves the one before downwards, which a hikkake takes for a false move, and -1 upwards. */
function breakout(before: Candle, candle: Candle): number {
  if (isLower(before, candle)) return 1
  return candle.high > before.high && candle.low > before.low ? -1 : 0
}

/** A lower high and a lower low. */
function isLower(before: Candle, candle: Candle): boolean {
  return candle.high < before.high && candle.low < before.low
}

/** Patterns of four candles and more. */
export const moreBars = {
  cdl3BlackCrows,
  cdl3LineStrike,
  cdlConcealBabySwall,
  cdlBreakaway,
  cdlLadderBottom,
  cdlMatHold,
  cdlRiseFall3Methods,
  cdlHikkake,
  cdlHikkakeMod,
}
