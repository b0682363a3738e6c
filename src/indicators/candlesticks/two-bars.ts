import { factor } from '../options.ts'
import { type Candle, within } from './candle.ts'
import { definePattern } from './pattern.ts'

const cdlEngulfing = definePattern({
  name: 'cdlEngulfing',
  title: 'Engulfing',
  rule:
    'A black candle, then a white body that reaches over it: 100 beyond both ends, 80 where they match on one end. ' +
    'TA-Lib starts one bar later.',
  bars: 2,
  before: 0,
  sign: '±',
  match: ([first, second]) => {
    const opensLower = second.open < first.close
    const closesHigher = second.close > first.open
    if (!first.isBlack || !second.isWhite || second.open > first.close || second.close < first.open) return 0
    if (opensLower && closesHigher) return 100
    return opensLower || closesHigher ? 80 : 0
  },
})

const cdlHarami = definePattern({
  name: 'cdlHarami',
  title: 'Harami',
  rule:
    'A long black candle, then a body that is not long and lies inside the first: 100 where it touches neither end, ' +
    '80 where it does.',
  bars: 2,
  before: 10,
  sign: '±',
  match: ([first, second]) => (first.isBlack && first.isLong && !second.isLong ? enclosure(first, second) : 0),
})

const cdlHaramiCross = definePattern({
  name: 'cdlHaramiCross',
  title: 'Harami cross',
  rule: 'A long black candle, then a doji inside its body: 100 where it touches neither end, 80 where it does.',
  bars: 2,
  before: 10,
  sign: '±',
  match: ([first, second]) => (first.isBlack && first.isLong && second.isDoji ? enclosure(first, second) : 0),
})

/** How well the body of `outer` holds that of `inner`. */
function enclosure(outer: Candle, inner: Candle): number {
  if (inner.isInside(outer)) return 100
  return inner.top <= outer.top && inner.bottom >= outer.bottom ? 80 : 0
}

const cdlDojiStar = definePattern({
  name: 'cdlDojiStar',
  title: 'Doji star',
  rule: 'A long black candle, then a doji whose body gaps down from it.',
  bars: 2,
  before: 10,
  sign: '±',
  match: ([first, second]) => first.isBlack && first.isLong && second.isDoji && second.isBelow(first),
})

const cdlHammer = definePattern({
  name: 'cdlHammer',
  title: 'Hammer',
  rule:
    'A short body with a lower shadow longer than it and a bare top, whose lower end is below or near the low of the ' +
    'candle before.',
  bars: 2,
  before: 10,
  sign: '+',
  match: ([first, second]) =>
    second.isShort && second.hasLongLowerShadow && second.hasBareTop && second.bottom <= first.low + first.near,
})

const cdlHangingMan = definePattern({
  name: 'cdlHangingMan',
  title: 'Hanging man',
  rule:
    'A short body with a lower shadow longer than it and a bare top, whose lower end is above or near the high of the ' +
    'candle before.',
  bars: 2,
  before: 10,
  sign: '-',
  match: ([first, second]) =>
    second.isShort && second.hasLongLowerShadow && second.hasBareTop && second.bottom >= first.high - first.near,
})

const cdlInvertedHammer = definePattern({
  name: 'cdlInvertedHammer',
  title: 'Inverted hammer',
  rule: 'A short body with an upper shadow longer than it and a bare bottom, which gaps down from the body before.',
  bars: 2,
  before: 10,
  sign: '+',
  match: ([first, second]) =>
    second.isShort && second.hasLongUpperShadow && second.hasBareBottom && second.isBelow(first),
})

const cdlShootingStar = definePattern({
  name: 'cdlShootingStar',
  title: 'Shooting star',
  rule: 'A short body with an upper shadow longer than it and a bare bottom, which gaps up from the body before.',
  bars: 2,
  before: 10,
  sign: '-',
  match: ([first, second]) =>
    second.isShort && second.hasLongUpperShadow && second.hasBareBottom && second.isAbove(first),
})

const cdlCounterattack = definePattern({
  name: 'cdlCounterattack',
  title: 'Counterattack',
  rule: 'A long black candle, then a long white one with an equal close.',
  bars: 2,
  before: 10,
  sign: '±',
  match: ([first, second]) =>
    first.isBlack && first.isLong && second.isWhite && second.isLong && within(first.equal, second.close, first.close),
})

const cdlDarkCloudCover = definePattern({
  name: 'cdlDarkCloudCover',
  title: 'Dark cloud cover',
  rule:
    'A long white candle, then a black one that opens above its high and closes inside its body, deeper than the ' +
    'penetration times that body below its close.',
  bars: 2,
  before: 10,
  sign: '-',
  options: { penetration: factor('part of the first body that the second must close beyond', 0.5) },
  match: ([first, second], { penetration }) =>
    first.isWhite &&
    first.isLong &&
    second.isBlack &&
    second.open > first.high &&
    second.close > first.open &&
    second.close < first.close - first.body * penetration,
})

const cdlPiercing = definePattern({
  name: 'cdlPiercing',
  title: 'Piercing line',
  rule:
    'A long black candle, then a long white one that opens below its low and closes inside its body, above the middle ' +
    'of it.',
  bars: 2,
  before: 10,
  sign: '+',
  match: ([first, second]) =>
    first.isBlack &&
    first.isLong &&
    second.isWhite &&
    second.isLong &&
    second.open < first.low &&
    second.close < first.open &&
    second.close > first.close + first.body * 0.5,
})

const cdlOnNeck = definePattern({
  name: 'cdlOnNeck',
  title: 'On-neck',
  rule: 'A long black candle, then a white one that opens below its low and closes equal to that low.',
  bars: 2,
  before: 10,
  sign: '-',
  match: ([first, second]) => bouncesOff(first, second) && within(first.equal, second.close, first.low),
})

const cdlInNeck = definePattern({
  name: 'cdlInNeck',
  title: 'In-neck',
  rule: 'A long black candle, then a white one that opens below its low and closes at or above its close, but equal to it.',
  bars: 2,
  before: 10,
  sign: '-',
  match: ([first, second]) =>
    bouncesOff(first, second) && second.close >= first.close && second.close <= first.close + first.equal,
})

const cdlThrusting = definePattern({
  name: 'cdlThrusting',
  title: 'Thrusting',
  rule:
    'A long black candle, then a white one that opens below its low and closes inside its body, not equal to its close ' +
    'and not above the middle of it.',
  bars: 2,
  before: 10,
  sign: '-',
  match: ([first, second]) =>
    bouncesOff(first, second) &&
    second.close > first.close + first.equal &&
    second.close <= first.close + first.body * 0.5,
})

/** A long fall, and a rise that starts below it. */
function bouncesOff(first: Candle, second: Candle): boolean {
  return first.isBlack && first.isLong && second.isWhite && second.open < first.low
}

const cdlHomingPigeon = definePattern({
  name: 'cdlHomingPigeon',
  title: 'Homing pigeon',
  rule: 'A long black candle, then a black one that is not long and lies inside its body.',
  bars: 2,
  before: 10,
  sign: '+',
  match: ([first, second]) =>
    first.isBlack && first.isLong && second.isBlack && !second.isLong && second.isInside(first),
})

const cdlKicking = definePattern({
  name: 'cdlKicking',
  title: 'Kicking',
  rule: 'A black marubozu, then a white one that gaps up from it, shadows and all.',
  bars: 2,
  before: 10,
  sign: '±',
  match: ([first, second]) => kicks(first, second),
})

const cdlKickingByLength = definePattern({
  name: 'cdlKickingByLength',
  title: 'Kicking, by the longer marubozu',
  rule:
    'A black marubozu, then a longer white one that gaps up from it, shadows and all. Where the first is at least as long, ' +
    'the sign is the other one: that of the longer.',
  bars: 2,
  before: 10,
  sign: '±',
  match: ([first, second]) => {
    if (!kicks(first, second)) return 0
    return second.body > first.body ? 100 : -100
  },
})

function kicks(first: Candle, second: Candle): boolean {
  return first.isBlack && second.isWhite && second.isWhollyAbove(first) && isMarubozu(first) && isMarubozu(second)
}

function isMarubozu(candle: Candle): boolean {
  return candle.isLong && candle.hasBareTop && candle.hasBareBottom
}

const cdlMatchingLow = definePattern({
  name: 'cdlMatchingLow',
  title: 'Matching low',
  rule: 'Two black candles with equal closes.',
  bars: 2,
  before: 5,
  sign: '+',
  match: ([first, second]) => first.isBlack && second.isBlack && within(first.equal, second.close, first.close),
})

const cdlSeparatingLines = definePattern({
  name: 'cdlSeparatingLines',
  title: 'Separating lines',
  rule: 'A black candle, then a long white one with an equal open and a bare bottom.',
  bars: 2,
  before: 10,
  sign: '±',
  match: ([first, second]) =>
    first.isBlack &&
    second.isWhite &&
    within(first.equal, second.open, first.open) &&
    second.isLong &&
    second.hasBareBottom,
})

/** Patterns of two candles. */
export const twoBars = {
  cdlEngulfing,
  cdlHarami,
  cdlHaramiCross,
  cdlDojiStar,
  cdlHammer,
  cdlHangingMan,
  cdlInvertedHammer,
  cdlShootingStar,
  cdlCounterattack,
  cdlDarkCloudCover,
  cdlPiercing,
  cdlOnNeck,
  cdlInNeck,
  cdlThrusting,
  cdlHomingPigeon,
  cdlKicking,
  cdlKickingByLength,
  cdlMatchingLow,
  cdlSeparatingLines,
}
