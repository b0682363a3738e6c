import type { candlesticks } from '../../src/indicators/candlesticks/family.ts'

/** Hand-made bars for every candlestick pattern: some that are the pattern, and the same with another last candle that are not. */

/** Open, high, low, close. */
export type PlainBar = readonly [open: number, high: number, low: number, close: number]

/** On the last of the candles, after `lead`, the pattern's indicator says the value; with the other last candle it says 0. */
export type CandleCase = readonly [
  name: keyof typeof candlesticks,
  value: number,
  candles: readonly PlainBar[],
  otherLast: PlainBar,
  because: string,
]

/**
 * Bars before the candles: bodies of 2, ranges of 4, shadows of 1. So 2 is neither long nor short, up to 0.4 is a doji, less
 * than 0.4 a bare end, less than 1 a short shadow; 0.2 is equal, 0.8 near and 2.4 far.
 */
export const lead: readonly PlainBar[] = Array.from({ length: 14 }, (_, i) =>
  i % 2 === 0 ? [100, 103, 99, 102] : [102, 103, 99, 100],
)

const white: PlainBar = [100, 103, 99, 102]
const black: PlainBar = [102, 103, 99, 100]
const longWhite: PlainBar = [100, 107, 99, 106]
const longBlack: PlainBar = [106, 107, 99, 100]

export const candleCases: readonly CandleCase[] = [
  ['cdlDoji', 100, [[100, 102, 98, 100.25]], [100, 102, 98, 100.5], 'the body is too large'],
  ['cdlDragonflyDoji', 100, [[100, 100.25, 97, 100]], [100, 101, 97, 100], 'it has an upper shadow'],
  ['cdlGravestoneDoji', 100, [[100, 103, 99.75, 100]], [100, 103, 99, 100], 'it has a lower shadow'],
  ['cdlTakuri', 100, [[100, 100.25, 97, 100.25]], [100, 100.25, 99.5, 100.25], 'the shadow is twice the body'],
  ['cdlLongLeggedDoji', 100, [[100, 102, 100, 100.25]], [100, 100.5, 99.75, 100.25], 'no shadow exceeds the body'],
  ['cdlRickshawMan', 100, [[100, 102, 98, 100.25]], [100, 101, 95, 100.25], 'the body is far above the middle'],
  ['cdlHighWave', 100, [[100, 103.25, 97.5, 101]], [100, 103, 97.5, 101], 'the upper shadow is twice the body'],
  ['cdlSpinningTop', 100, [[100, 102.25, 98.5, 101]], [100, 102, 98.5, 101], 'the upper shadow equals the body'],
  ['cdlShortLine', 100, [[100, 101.75, 99.5, 101]], [100, 102, 99.5, 101], 'the upper shadow is not short'],
  ['cdlLongLine', 100, [[100, 105.75, 99.5, 105]], [100, 106, 99.5, 105], 'the upper shadow is not short'],
  ['cdlMarubozu', 100, [[100, 105.25, 99.75, 105]], [100, 105.25, 99.5, 105], 'it has a lower shadow'],
  ['cdlClosingMarubozu', 100, [[100, 105.25, 97, 105]], [100, 105.5, 97, 105], 'it has an upper shadow'],
  ['cdlBeltHold', 100, [[100, 107, 99.75, 105]], [100, 107, 99.5, 105], 'it has a lower shadow'],

  ['cdlEngulfing', 100, [black, [99.5, 103, 99, 102.5]], [99.5, 103, 99, 101.75], 'the second closes inside the first'],
  ['cdlEngulfing', 80, [black, [100, 103, 99, 102.5]], [100, 103, 99, 102], 'the bodies match on both ends'],
  ['cdlHarami', 100, [longBlack, [102, 104, 101, 103]], [105.5, 107, 105, 106.5], 'the second sticks out'],
  ['cdlHarami', 80, [longBlack, [105, 107, 104, 106]], [102, 106, 101, 105], 'the second is long'],
  ['cdlHaramiCross', 100, [longBlack, [103, 104, 102, 103.25]], [103, 104, 102, 103.5], 'the second is no doji'],
  ['cdlHaramiCross', 80, [longBlack, [106, 106.5, 105, 106]], [106, 106.5, 105, 106.25], 'the second sticks out'],
  ['cdlDojiStar', 100, [longBlack, [99, 100.5, 98, 99.25]], [100, 101, 99, 100.25], 'there is no gap'],
  ['cdlHammer', 100, [black, [98, 99, 95, 99]], [100, 101, 97, 101], 'it is not near the low before'],
  ['cdlHangingMan', -100, [white, [103, 104, 100, 104]], [102, 103, 99, 103], 'it is not near the high before'],
  ['cdlInvertedHammer', 100, [black, [98, 102, 98, 99]], [99, 103, 99, 100], 'there is no gap'],
  ['cdlShootingStar', -100, [white, [103, 107, 103, 104]], [102, 106, 102, 103], 'there is no gap'],
  ['cdlCounterattack', 100, [longBlack, [95, 101, 94, 100.125]], [95, 101, 94, 100.25], 'the closes are not equal'],
  [
    'cdlDarkCloudCover',
    -100,
    [
      [100, 106, 99, 105],
      [107, 108, 101, 102],
    ],
    [107, 108, 101, 102.5],
    'it closes at the middle',
  ],
  ['cdlPiercing', 100, [longBlack, [98, 105, 97, 104]], [98, 105, 97, 103], 'it closes at the middle'],
  ['cdlOnNeck', -100, [longBlack, [97, 100, 96, 99.125]], [97, 100, 96, 99.5], 'it closes above the low'],
  ['cdlInNeck', -100, [longBlack, [98, 101, 97, 100.125]], [98, 101, 97, 100.5], 'it closes above the close'],
  ['cdlThrusting', -100, [longBlack, [98, 103, 97, 102]], [98, 104, 97, 103.25], 'it closes above the middle'],
  ['cdlHomingPigeon', 100, [longBlack, [103, 104, 101, 102]], [102, 104, 101, 103], 'the second is white'],
  [
    'cdlKicking',
    100,
    [
      [104, 104.25, 99.75, 100],
      [106, 109.25, 105.75, 109],
    ],
    [104.5, 107.5, 104.25, 107.5],
    'they touch',
  ],
  [
    'cdlKickingByLength',
    -100,
    [
      [104, 104.25, 99.75, 100],
      [106, 109.25, 105.75, 109],
    ],
    [104.5, 107.5, 104.25, 107.5],
    'they touch',
  ],
  [
    'cdlKickingByLength',
    100,
    [
      [104, 104.25, 99.75, 100],
      [106, 111.25, 105.75, 111],
    ],
    [106, 112, 105.75, 111],
    'the second has an upper shadow',
  ],
  ['cdlMatchingLow', 100, [black, [103, 104, 99, 100.125]], [103, 104, 99, 100.5], 'the closes are not equal'],
  ['cdlSeparatingLines', 100, [black, [102.125, 107, 102, 106]], [101.5, 107, 101.375, 106], 'the opens are not equal'],

  [
    'cdlMorningStar',
    100,
    [longBlack, [98.5, 99.5, 97, 97.5], [98, 104, 97.5, 103]],
    [98, 104, 97.5, 101.75],
    'it closes too low',
  ],
  [
    'cdlMorningDojiStar',
    100,
    [longBlack, [98, 99.5, 97, 98.25], [98, 104, 97.5, 103]],
    [98, 104, 97.5, 101.75],
    'it closes too low',
  ],
  [
    'cdlEveningStar',
    -100,
    [longWhite, [107.5, 109, 106.5, 108.5], [108, 108.5, 102, 103]],
    [108, 108.5, 102, 104.25],
    'it closes too high',
  ],
  [
    'cdlEveningDojiStar',
    -100,
    [longWhite, [108, 109, 106.5, 108.25], [108, 108.5, 102, 103]],
    [108, 108.5, 102, 104.25],
    'it closes too high',
  ],
  [
    'cdlAbandonedBaby',
    100,
    [longBlack, [98, 98.75, 97, 98.25], [99.5, 104, 99, 103]],
    [99.5, 104, 98.5, 103],
    'the doji and the third touch',
  ],
  [
    'cdlTristar',
    100,
    [
      [100, 101, 99, 100.25],
      [98, 99, 97, 98.25],
      [99, 100, 98, 99.25],
    ],
    [97.5, 99, 97, 97.75],
    'the third goes lower',
  ],
  [
    'cdl3Inside',
    100,
    [longBlack, [101, 104, 100.5, 101.75], [103, 108, 102, 107]],
    [103, 108, 102, 106],
    'the third closes at the open',
  ],
  [
    'cdl3Outside',
    100,
    [black, [99.5, 103, 99, 102.5], [102, 104, 101, 103]],
    [102, 104, 101, 102.5],
    'the third does not rise',
  ],
  [
    'cdl3WhiteSoldiers',
    100,
    [
      [100, 103.25, 99, 103],
      [102, 105.25, 101, 105],
      [104, 107.25, 103, 107],
    ],
    [104, 108, 103, 107],
    'the third has an upper shadow',
  ],
  [
    'cdlAdvanceBlock',
    -100,
    [
      [100, 105.25, 99, 105],
      [103, 106.5, 102, 106],
      [105, 108.5, 104.5, 106.5],
    ],
    [105, 106.75, 104.5, 106.5],
    'the third shows no weakness',
  ],
  [
    'cdlStalledPattern',
    -100,
    [
      [100, 104.5, 99, 104],
      [103, 107.25, 102, 107],
      [106.5, 108, 106, 107.5],
    ],
    [105, 109, 104, 108.5],
    'the third is not short',
  ],
  [
    'cdl2Crows',
    -100,
    [
      [100, 106, 99, 105],
      [108, 109, 106, 107],
      [107.5, 108, 102, 104.5],
    ],
    [108.5, 109, 102, 104.5],
    'the third opens above the second',
  ],
  [
    'cdlUpsideGap2Crows',
    -100,
    [
      [100, 106, 99, 105],
      [107, 108, 106, 106.5],
      [110, 110.5, 104, 105.5],
    ],
    [110, 110.5, 104, 105],
    'the gap is closed',
  ],
  [
    'cdlIdentical3Crows',
    -100,
    [
      [106, 107, 103, 103],
      [103.125, 104, 100, 100],
      [100, 101, 97, 97],
    ],
    [101, 102, 97, 97],
    'the third opens above the close',
  ],
  [
    'cdl3StarsInSouth',
    100,
    [
      [106, 107, 92, 100],
      [101.5, 104, 95, 100.5],
      [99, 99.25, 97.75, 98],
    ],
    [99, 100, 97.75, 98],
    'the third has an upper shadow',
  ],
  [
    'cdlUnique3River',
    100,
    [longBlack, [101.5, 105.5, 97, 101], [98, 100, 97.5, 99]],
    [99, 100, 97.5, 98],
    'the third is black',
  ],
  [
    'cdlStickSandwich',
    100,
    [black, [101, 104, 100.5, 103], [104, 105, 99.5, 100.125]],
    [104, 105, 99.5, 100.5],
    'the closes are not equal',
  ],
  [
    'cdlGapSideSideWhite',
    100,
    [black, [104, 107, 103.5, 106], [104, 107, 103.5, 106.25]],
    [104.5, 107, 103.5, 106.5],
    'the opens are not equal',
  ],
  [
    'cdlGapSideSideWhite',
    -100,
    [black, [96, 99, 95.5, 98], [96, 99, 95.5, 98.25]],
    [96, 100, 95.5, 99],
    'the bodies are not near in size',
  ],
  [
    'cdlTasukiGap',
    100,
    [white, [104, 107, 103.5, 106], [105, 106, 102, 103]],
    [104.5, 106, 101, 102],
    'the gap is closed',
  ],
  [
    'cdlXSideGap3Methods',
    100,
    [white, [104, 107, 103.5, 106], [105, 106, 100, 101]],
    [105, 106, 99, 99.5],
    'it closes below the first body',
  ],

  [
    'cdl3BlackCrows',
    -100,
    [longWhite, [105, 106, 103, 103], [104, 105, 101, 101], [102, 103, 99, 99]],
    [102, 103, 98, 99],
    'the last has a lower shadow',
  ],
  [
    'cdl3LineStrike',
    100,
    [white, [101, 104, 100, 103], [102, 105, 101, 104], [105, 106, 98, 99]],
    [105, 106, 98, 100],
    'it closes at the open of the first',
  ],
  [
    'cdlConcealBabySwall',
    100,
    [
      [110, 110, 106, 106],
      [106, 106, 102, 102],
      [101, 103, 99.5, 100],
      [102.5, 104, 98, 98.5],
    ],
    [102.5, 103, 98, 98.5],
    'the last is not higher than the third',
  ],
  [
    'cdlBreakaway',
    100,
    [
      [110, 111, 103, 104],
      [102, 103, 99, 100],
      [100, 101, 97, 99],
      [99, 100, 95, 96],
      [96, 104, 95, 103],
    ],
    [96, 105, 95, 104.25],
    'it closes above the gap',
  ],
  [
    'cdlLadderBottom',
    100,
    [
      [110, 111, 107, 108],
      [108, 109, 105, 106],
      [106, 107, 103, 104],
      [104, 106, 102, 103],
      [105, 108, 104, 107],
    ],
    [105, 108, 104, 106],
    'it closes at the high of the fourth',
  ],
  [
    'cdlMatHold',
    100,
    [
      [100, 106, 99, 105],
      [107, 108, 105.75, 106],
      [105.5, 106, 104, 104.5],
      [104.75, 105, 103, 103.5],
      [104, 110, 103.5, 109],
    ],
    [104, 110, 103.5, 108],
    'it closes at the high of the second',
  ],
  [
    'cdlRiseFall3Methods',
    100,
    [
      longWhite,
      [105.5, 106, 103.5, 104.5],
      [104.5, 105, 102.5, 103.5],
      [103.5, 104, 101.5, 102.5],
      [103, 108.5, 102.5, 108],
    ],
    [103, 108.5, 102.5, 106],
    'it closes at the close of the first',
  ],
  [
    'cdlHikkake',
    100,
    [
      [100, 106, 94, 101],
      [100, 104, 96, 101],
      [99, 103, 95, 98],
    ],
    [99, 103, 96.5, 98],
    'the third stays inside',
  ],
  [
    'cdlHikkake',
    200,
    [
      [100, 106, 94, 101],
      [100, 104, 96, 101],
      [99, 103, 95, 98],
      [98, 105, 97, 104.5],
    ],
    [98, 105, 97, 104],
    'it closes at the high of the second',
  ],
  [
    'cdlHikkake',
    -200,
    [
      [100, 106, 94, 101],
      [100, 104, 96, 101],
      [101, 105, 97, 102],
      [102, 105, 97, 101],
      [101, 104, 97, 100],
      [100, 101, 94.5, 95],
    ],
    [100, 101, 94.5, 96],
    'it closes at the low of the second',
  ],
  [
    'cdlHikkakeMod',
    100,
    [
      [100, 108, 92, 101],
      [100, 106, 94, 94.5],
      [99, 104, 96, 100],
      [97, 103, 95, 98],
    ],
    [97, 103, 96.5, 98],
    'the fourth stays inside',
  ],
  [
    'cdlHikkakeMod',
    -100,
    [
      [100, 108, 92, 101],
      [100, 106, 94, 105.5],
      [99, 104, 96, 100],
      [101, 105, 97, 102],
    ],
    [97, 103, 95, 98],
    'the second closes at the other end',
  ],
  [
    'cdlHikkakeMod',
    200,
    [
      [100, 108, 92, 101],
      [100, 106, 94, 94.5],
      [99, 104, 96, 100],
      [97, 103, 95, 98],
      [99, 105, 98, 104.5],
    ],
    [99, 105, 98, 104],
    'it closes at the high of the third',
  ],
]
