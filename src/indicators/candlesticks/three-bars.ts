import { type Candle, within } from './candle.ts'
import { definePattern } from './pattern.ts'

const cdl3Inside = definePattern({
  name: 'cdl3Inside',
  title: 'Three inside up and down',
  rule:
    'A long black candle, then a body that is not long inside its body, then a white candle that closes above the open ' +
    'of the first.',
  bars: 3,
  before: 10,
  sign: '±',
  match: ([first, second, third]) =>
    first.isBlack &&
    first.isLong &&
    !second.isLong &&
    second.isInside(first) &&
    third.isWhite &&
    third.close > first.open,
})

const cdl3Outside = definePattern({
  name: 'cdl3Outside',
  title: 'Three outside up and down',
  rule:
    'A black candle, then a white body that reaches beyond both its ends, then a higher close. ' +
    'TA-Lib starts one bar later.',
  bars: 3,
  before: 0,
  sign: '±',
  match: ([first, second, third]) =>
    first.isBlack && second.isWhite && first.isInside(second) && third.close > second.close,
})

const cdl3WhiteSoldiers = definePattern({
  name: 'cdl3WhiteSoldiers',
  title: 'Three white soldiers',
  rule:
    'Three white candles with rising closes and bare tops; each opens above the open of the one before and not higher ' +
    'than near its close, and is not far shorter than it; the last one is long.',
  bars: 3,
  before: 10,
  sign: '+',
  match: ([first, second, third]) =>
    risesWithin(first, second) &&
    risesWithin(second, third) &&
    first.hasBareTop &&
    second.hasBareTop &&
    third.hasBareTop &&
    second.body > first.body - first.far &&
    third.body > second.body - second.far &&
    third.isLong,
})

const cdlAdvanceBlock = definePattern({
  name: 'cdlAdvanceBlock',
  title: 'Advance block',
  rule:
    'Three white candles with rising closes, of which each opens above the open of the one before and not higher than ' +
    'near its close; the first is long with a short upper shadow. The advance weakens in one of four ways: the second is ' +
    'far shorter than the first and the third not longer than near it; or the third is far shorter than the second; or ' +
    'the bodies get smaller and one of the last two has an upper shadow that is not short; or the third is smaller than ' +
    'the second and its upper shadow longer than its body.',
  bars: 3,
  before: 10,
  sign: '-',
  match: ([first, second, third]) => {
    if (!risesWithin(first, second) || !risesWithin(second, third)) return false
    if (!first.isLong || first.upperShadow >= first.usualShadow) return false
    const smaller = third.body < second.body
    return (
      (second.body < first.body - first.far && third.body < second.body + second.near) ||
      third.body < second.body - second.far ||
      (smaller &&
        second.body < first.body &&
        (third.upperShadow > third.usualShadow || second.upperShadow > second.usualShadow)) ||
      (smaller && third.hasLongUpperShadow)
    )
  },
})

const cdlStalledPattern = definePattern({
  name: 'cdlStalledPattern',
  title: 'Stalled pattern',
  rule:
    'Three white candles with rising closes: a long one; a long one with a bare top that opens above the open of the ' +
    'first and not higher than near its close; a short one.',
  bars: 3,
  before: 10,
  sign: '-',
  // TA-Lib also asks where the third opens: not far below its own body under the second close. Rising closes say that already
  match: ([first, second, third]) =>
    risesWithin(first, second) &&
    first.isLong &&
    second.isLong &&
    second.hasBareTop &&
    third.isWhite &&
    third.close > second.close &&
    third.isShort,
})

/** Two white candles, of which the second closes higher and opens in the body of the first or near its close. */
function risesWithin(first: Candle, second: Candle): boolean {
  return (
    first.isWhite &&
    second.isWhite &&
    second.close > first.close &&
    second.open > first.open &&
    second.open <= first.close + first.near
  )
}

const cdl2Crows = definePattern({
  name: 'cdl2Crows',
  title: 'Two crows',
  rule:
    'A long white candle, then a black body that gaps up, then a black candle that opens inside the second body and ' +
    'closes inside the first.',
  bars: 3,
  before: 10,
  sign: '-',
  match: ([first, second, third]) =>
    first.isWhite &&
    first.isLong &&
    second.isBlack &&
    second.isAbove(first) &&
    third.isBlack &&
    third.opensInside(second) &&
    third.closesInside(first),
})

const cdlUpsideGap2Crows = definePattern({
  name: 'cdlUpsideGap2Crows',
  title: 'Upside gap two crows',
  rule:
    'A long white candle, then a black body that is not long and gaps up, then a black body that reaches beyond both ' +
    'ends of the second and closes above the close of the first.',
  bars: 3,
  before: 10,
  sign: '-',
  match: ([first, second, third]) =>
    first.isWhite &&
    first.isLong &&
    second.isBlack &&
    !second.isLong &&
    second.isAbove(first) &&
    third.isBlack &&
    second.isInside(third) &&
    third.close > first.close,
})

const cdlIdentical3Crows = definePattern({
  name: 'cdlIdentical3Crows',
  title: 'Identical three crows',
  rule: 'Three black candles with falling closes and bare bottoms, of which each opens equal to the close of the one before.',
  bars: 3,
  before: 10,
  sign: '-',
  match: ([first, second, third]) =>
    first.isBlack &&
    first.hasBareBottom &&
    second.isBlack &&
    second.hasBareBottom &&
    third.isBlack &&
    third.hasBareBottom &&
    second.close < first.close &&
    third.close < second.close &&
    within(first.equal, second.open, first.close) &&
    within(second.equal, third.open, second.close),
})

const cdl3StarsInSouth = definePattern({
  name: 'cdl3StarsInSouth',
  title: 'Three stars in the south',
  rule:
    'Three black candles: a long one with a lower shadow longer than its body; a smaller one with a lower shadow that ' +
    'opens above the close of the first but not above its high, and has its low below that close but not below the low ' +
    'of the first; a short marubozu inside the range of the second.',
  bars: 3,
  before: 10,
  sign: '+',
  match: ([first, second, third]) =>
    first.isBlack &&
    first.isLong &&
    first.hasLongLowerShadow &&
    second.isBlack &&
    second.body < first.body &&
    second.open > first.close &&
    second.open <= first.high &&
    second.low < first.close &&
    second.low >= first.low &&
    second.hasLowerShadow &&
    third.isBlack &&
    third.isShort &&
    third.hasBareTop &&
    third.hasBareBottom &&
    third.low > second.low &&
    third.high < second.high,
})

const cdlUnique3River = definePattern({
  name: 'cdlUnique3River',
  title: 'Unique three river',
  rule:
    'A long black candle, then a black one with a higher close, an open that is not higher and a lower low, then a ' +
    'short white one that opens above the low of the second.',
  bars: 3,
  before: 10,
  sign: '+',
  match: ([first, second, third]) =>
    first.isBlack &&
    first.isLong &&
    second.isBlack &&
    second.close > first.close &&
    second.open <= first.open &&
    second.low < first.low &&
    third.isWhite &&
    third.isShort &&
    third.open > second.low,
})

const cdlStickSandwich = definePattern({
  name: 'cdlStickSandwich',
  title: 'Stick sandwich',
  rule: 'A black candle, then a white one whose low is above its close, then a black one that closes equal to the first.',
  bars: 3,
  before: 5,
  sign: '+',
  match: ([first, second, third]) =>
    first.isBlack &&
    second.isWhite &&
    second.low > first.close &&
    third.isBlack &&
    within(first.equal, third.close, first.close),
})

const cdlGapSideSideWhite = definePattern({
  name: 'cdlGapSideSideWhite',
  title: 'Gap side-by-side white lines',
  rule:
    'After a candle two white ones whose bodies both gap up from it, 100, or both gap down, -100; their opens are equal ' +
    'and the sizes of their bodies near each other. Otherwise 0.',
  bars: 3,
  before: 5,
  sign: 'own',
  match: ([first, second, third]) => {
    const alike =
      second.isWhite &&
      third.isWhite &&
      within(second.near, third.body, second.body) &&
      within(second.equal, third.open, second.open)
    if (alike && second.isAbove(first) && third.isAbove(first)) return 100
    return alike && second.isBelow(first) && third.isBelow(first) ? -100 : 0
  },
})

const cdlTasukiGap = definePattern({
  name: 'cdlTasukiGap',
  title: 'Tasuki gap',
  rule:
    'A candle, then a white body that gaps up, then a black candle that opens inside the second body and closes in the ' +
    'gap; the sizes of the last two bodies differ by less than what is near.',
  bars: 3,
  before: 5,
  sign: '±',
  match: ([first, second, third]) =>
    second.isWhite &&
    second.isAbove(first) &&
    third.isBlack &&
    third.opensInside(second) &&
    third.close < second.open &&
    third.close > first.top &&
    Math.abs(second.body - third.body) < second.near,
})

const cdlXSideGap3Methods = definePattern({
  name: 'cdlXSideGap3Methods',
  title: 'Upside and downside gap three methods',
  rule:
    'A white candle, then a white body that gaps up, then a black candle that opens inside the second body and closes ' +
    'inside the first.',
  bars: 3,
  before: 0,
  sign: '±',
  match: ([first, second, third]) =>
    first.isWhite &&
    second.isWhite &&
    second.isAbove(first) &&
    third.isBlack &&
    third.opensInside(second) &&
    third.closesInside(first),
})

/** The other patterns of three candles. */
export const threeBars = {
  cdl3Inside,
  cdl3Outside,
  cdl3WhiteSoldiers,
  cdlAdvanceBlock,
  cdlStalledPattern,
  cdl2Crows,
  cdlUpsideGap2Crows,
  cdlIdentical3Crows,
  cdl3StarsInSouth,
  cdlUnique3River,
  cdlStickSandwich,
  cdlGapSideSideWhite,
  cdlTasukiGap,
  cdlXSideGap3Methods,
}
