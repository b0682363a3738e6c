import { alma } from './alma.ts'
import { dema } from './dema.ts'
import { ema } from './ema.ts'
import { envelopes } from './envelopes.ts'
import { hma } from './hma.ts'
import { htTrendline } from './ht-trendline.ts'
import { kama } from './kama.ts'
import { mama } from './mama.ts'
import { sma } from './sma.ts'
import { smma } from './smma.ts'
import { t3 } from './t3.ts'
import { tema } from './tema.ts'
import { trima } from './trima.ts'
import { vwma } from './vwma.ts'
import { wma } from './wma.ts'
import { zlema } from './zlema.ts'

/** Moving averages: the level of a column. */
export const averages = {
  sma,
  ema,
  wma,
  smma,
  dema,
  tema,
  trima,
  hma,
  zlema,
  kama,
  t3,
  alma,
  mama,
  htTrendline,
  vwma,
  envelopes,
}
