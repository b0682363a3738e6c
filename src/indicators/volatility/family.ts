import { atr } from './atr.ts'
import { bandwidth } from './bandwidth.ts'
import { bollinger } from './bollinger.ts'
import { chandelierExit } from './chandelier-exit.ts'
import { choppiness } from './choppiness.ts'
import { donchian } from './donchian.ts'
import { highest } from './highest.ts'
import { highestIndex } from './highest-index.ts'
import { keltner } from './keltner.ts'
import { lowest } from './lowest.ts'
import { lowestIndex } from './lowest-index.ts'
import { meanAbsoluteDeviation } from './mean-absolute-deviation.ts'
import { midpoint } from './midpoint.ts'
import { midprice } from './midprice.ts'
import { natr } from './natr.ts'
import { percentB } from './percent-b.ts'
import { percentRank } from './percent-rank.ts'
import { stdDev } from './std-dev.ts'
import { trueRange } from './true-range.ts'
import { ulcerIndex } from './ulcer-index.ts'
import { variance } from './variance.ts'
import { zScore } from './z-score.ts'

/** Ranges, deviations and bands: how far a column or the bars move. */
export const volatility = {
  highest,
  lowest,
  highestIndex,
  lowestIndex,
  midpoint,
  midprice,
  percentRank,
  stdDev,
  variance,
  zScore,
  meanAbsoluteDeviation,
  bollinger,
  percentB,
  bandwidth,
  trueRange,
  atr,
  natr,
  keltner,
  donchian,
  chandelierExit,
  choppiness,
  ulcerIndex,
}
