import { factor } from '../options.ts'
import type { Candle } from './candle.ts'
import { definePattern } from './pattern.ts'

const penetration = factor('part of the first body that the third must close beyond', 0.3)

const cdlMorningStar = definePattern({
  name: 'cdlMorningStar',
  title: 'Morning star',
  rule:
    'A long black candle, then a body that is not long and gaps down, then a long white one that closes above the close ' +
    'of the first by more than the penetration times its body.',
  bars: 3,
  before: 10,
  sign: '+',
  options: { penetration },
  match: ([first, second, third], { penetration }) =>
    turnsUp(first, third, penetration) && !second.isLong && second.isBelow(first),
})

const cdlMorningDojiStar = definePattern({
  name: 'cdlMorningDojiStar',
  title: 'Morning doji star',
  rule:
    'A long black candle, then a doji whose body gaps down, then a long white one that closes above the close of the ' +
    'first by more than the penetration times its body.',
  bars: 3,
  before: 10,
  sign: '+',
  options: { penetration },
  match: ([first, second, third], { penetration }) =>
    turnsUp(first, third, penetration) && second.isDoji && second.isBelow(first),
})

const cdlEveningStar = definePattern({
  name: 'cdlEveningStar',
  title: 'Evening star',
  rule:
    'A long white candle, then a body that is not long and gaps up, then a long black one that closes below the close ' +
    'of the first by more than the penetration times its body.',
  bars: 3,
  before: 10,
  sign: '-',
  options: { penetration },
  match: ([first, second, third], { penetration }) =>
    turnsDown(first, third, penetration) && !second.isLong && second.isAbove(first),
})

const cdlEveningDojiStar = definePattern({
  name: 'cdlEveningDojiStar',
  title: 'Evening doji star',
  rule:
    'A long white candle, then a doji whose body gaps up, then a long black one that closes below the close of the ' +
    'first by more than the penetration times its body.',
  bars: 3,
  before: 10,
  sign: '-',
  options: { penetration },
  match: ([first, second, third], { penetration }) =>
    turnsDown(first, third, penetration) && second.isDoji && second.isAbove(first),
})

const cdlAbandonedBaby = definePattern({
  name: 'cdlAbandonedBaby',
  title: 'Abandoned baby',
  rule:
    'A morning doji star whose doji touches neither neighbour, shadows and all: it gaps down from the first candle, and ' +
    'the third gaps up from it.',
  bars: 3,
  before: 10,
  sign: '±',
  options: { penetration },
  match: ([first, second, third], { penetration }) =>
    turnsUp(first, third, penetration) && second.isDoji && second.isWhollyBelow(first) && third.isWhollyAbove(second),
})

/** A long fall, and a long rise that takes back more than a part of it. */
function turnsUp(first: Candle, third: Candle, penetration: number): boolean {
  return (
    first.isBlack &&
    first.isLong &&
    third.isWhite &&
    third.isLong &&
    third.close > first.close + first.body * penetration
  )
}

/** A long rise, and a long fall that takes back more than a part of it. */
function turnsDown(first: Candle, third: Candle, penetration: number): boolean {
  return (
    first.isWhite &&
    first.isLong &&
    third.isBlack &&
    third.isLong &&
    third.close < first.close - first.body * penetration
  )
}

const cdlTristar = definePattern({
  name: 'cdlTristar',
  title: 'Tristar',
  rule:
    'Three dojis, all by the measure of the first: the second gaps down from the body of the first, and the body of the ' +
    'third does not reach as low as the second.',
  bars: 3,
  before: 10,
  sign: '±',
  match: ([first, second, third]) =>
    first.isDoji &&
    second.body <= first.dojiSize &&
    third.body <= first.dojiSize &&
    second.isBelow(first) &&
    third.bottom > second.bottom,
})

/** Patterns of three candles of which the second, a small one, stands apart. */
export const stars = {
  cdlMorningStar,
  cdlMorningDojiStar,
  cdlEveningStar,
  cdlEveningDojiStar,
  cdlAbandonedBaby,
  cdlTristar,
}
