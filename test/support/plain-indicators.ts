import type { IndicatorName } from '../../src/indicators/registry.ts'
import { plainAverages } from './plain-indicators/averages.ts'
import { plainCandlesticks } from './plain-indicators/candlesticks.ts'
import { plainOscillators } from './plain-indicators/oscillators.ts'
import type { Plain } from './plain-indicators/plain.ts'
import { plainPrices } from './plain-indicators/prices.ts'
import { plainRegression } from './plain-indicators/regression.ts'
import { plainTrend } from './plain-indicators/trend.ts'
import { plainVolatility } from './plain-indicators/volatility.ts'
import { plainVolume } from './plain-indicators/volume.ts'

/** The slow twin of every indicator. */
export const plainIndicators: Readonly<Record<IndicatorName, Plain>> = {
  ...plainAverages,
  ...plainVolatility,
  ...plainOscillators,
  ...plainTrend,
  ...plainPrices,
  ...plainVolume,
  ...plainRegression,
  ...plainCandlesticks,
}
