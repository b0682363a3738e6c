import { definePattern } from './pattern.ts'

const cdlDoji = definePattern({
  name: 'cdlDoji',
  title: 'Doji',
  rule: 'A candle with hardly any body. It shows doubt, whatever the sign says.',
  bars: 1,
  before: 10,
  sign: '+',
  match: ([candle]) => candle.isDoji,
})

const cdlDragonflyDoji = definePattern({
  name: 'cdlDragonflyDoji',
  title: 'Dragonfly doji',
  rule: 'A doji at the top of its range: a bare top and a lower shadow. What it means depends on the trend.',
  bars: 1,
  before: 10,
  sign: '+',
  match: ([candle]) => candle.isDoji && candle.hasBareTop && candle.hasLowerShadow,
})

const cdlGravestoneDoji = definePattern({
  name: 'cdlGravestoneDoji',
  title: 'Gravestone doji',
  rule: 'A doji at the bottom of its range: a bare bottom and an upper shadow. What it means depends on the trend.',
  bars: 1,
  before: 10,
  sign: '+',
  match: ([candle]) => candle.isDoji && candle.hasBareBottom && candle.hasUpperShadow,
})

const cdlTakuri = definePattern({
  name: 'cdlTakuri',
  title: 'Takuri',
  rule:
    'A doji with a bare top and a lower shadow longer than twice its body: a dragonfly doji with a very long shadow. ' +
    'What it means depends on the trend.',
  bars: 1,
  before: 10,
  sign: '+',
  match: ([candle]) => candle.isDoji && candle.hasBareTop && candle.lowerShadow > 2 * candle.body,
})

const cdlLongLeggedDoji = definePattern({
  name: 'cdlLongLeggedDoji',
  title: 'Long-legged doji',
  rule: 'A doji with at least one shadow longer than its body. It shows doubt, whatever the sign says.',
  bars: 1,
  before: 10,
  sign: '+',
  match: ([candle]) => candle.isDoji && (candle.hasLongUpperShadow || candle.hasLongLowerShadow),
})

const cdlRickshawMan = definePattern({
  name: 'cdlRickshawMan',
  title: 'Rickshaw man',
  rule:
    'A doji with both shadows longer than its body, whose body is at or near the middle of its range. ' +
    'It shows doubt, whatever the sign says.',
  bars: 1,
  before: 10,
  sign: '+',
  match: ([candle]) => {
    const middle = candle.low + (candle.high - candle.low) / 2
    return (
      candle.isDoji &&
      candle.hasLongUpperShadow &&
      candle.hasLongLowerShadow &&
      candle.bottom <= middle + candle.near &&
      candle.top >= middle - candle.near
    )
  },
})

const cdlHighWave = definePattern({
  name: 'cdlHighWave',
  title: 'High-wave candle',
  rule: 'A short white body with both shadows longer than twice the body. The sign is only its colour.',
  bars: 1,
  before: 10,
  sign: '±',
  match: ([candle]) =>
    candle.isWhite && candle.isShort && candle.upperShadow > 2 * candle.body && candle.lowerShadow > 2 * candle.body,
})

const cdlSpinningTop = definePattern({
  name: 'cdlSpinningTop',
  title: 'Spinning top',
  rule: 'A short white body with both shadows longer than the body. The sign is only its colour.',
  bars: 1,
  before: 10,
  sign: '±',
  match: ([candle]) => candle.isWhite && candle.isShort && candle.hasLongUpperShadow && candle.hasLongLowerShadow,
})

const cdlShortLine = definePattern({
  name: 'cdlShortLine',
  title: 'Short line candle',
  rule: 'A short white body with two short shadows. The sign is only its colour.',
  bars: 1,
  before: 10,
  sign: '±',
  match: ([candle]) =>
    candle.isWhite &&
    candle.isShort &&
    candle.upperShadow < candle.usualShadow &&
    candle.lowerShadow < candle.usualShadow,
})

const cdlLongLine = definePattern({
  name: 'cdlLongLine',
  title: 'Long line candle',
  rule: 'A long white body with two short shadows.',
  bars: 1,
  before: 10,
  sign: '±',
  match: ([candle]) =>
    candle.isWhite &&
    candle.isLong &&
    candle.upperShadow < candle.usualShadow &&
    candle.lowerShadow < candle.usualShadow,
})

const cdlMarubozu = definePattern({
  name: 'cdlMarubozu',
  title: 'Marubozu',
  rule: 'A long white body with a bare top and a bare bottom.',
  bars: 1,
  before: 10,
  sign: '±',
  match: ([candle]) => candle.isWhite && candle.isLong && candle.hasBareTop && candle.hasBareBottom,
})

const cdlClosingMarubozu = definePattern({
  name: 'cdlClosingMarubozu',
  title: 'Closing marubozu',
  rule: 'A long white body with a bare top: it closes at its high.',
  bars: 1,
  before: 10,
  sign: '±',
  match: ([candle]) => candle.isWhite && candle.isLong && candle.hasBareTop,
})

const cdlBeltHold = definePattern({
  name: 'cdlBeltHold',
  title: 'Belt-hold',
  rule: 'A long white body with a bare bottom: it opens at its low.',
  bars: 1,
  before: 10,
  sign: '±',
  match: ([candle]) => candle.isWhite && candle.isLong && candle.hasBareBottom,
})

/** Patterns of one candle. */
export const oneBar = {
  cdlDoji,
  cdlDragonflyDoji,
  cdlGravestoneDoji,
  cdlTakuri,
  cdlLongLeggedDoji,
  cdlRickshawMan,
  cdlHighWave,
  cdlSpinningTop,
  cdlShortLine,
  cdlLongLine,
  cdlMarubozu,
  cdlClosingMarubozu,
  cdlBeltHold,
}
