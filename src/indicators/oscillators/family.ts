import { apo } from './apo.ts'
import { awesome } from './awesome.ts'
import { bop } from './bop.ts'
import { cci } from './cci.ts'
import { cciBacktrader } from './cci-backtrader.ts'
import { cmo } from './cmo.ts'
import { connorsRsi } from './connors-rsi.ts'
import { coppock } from './coppock.ts'
import { dpo } from './dpo.ts'
import { fisher } from './fisher.ts'
import { kst } from './kst.ts'
import { laguerreRsi } from './laguerre-rsi.ts'
import { macd } from './macd.ts'
import { momentum } from './momentum.ts'
import { pgo } from './pgo.ts'
import { ppo } from './ppo.ts'
import { rmi } from './rmi.ts'
import { roc } from './roc.ts'
import { rsi } from './rsi.ts'
import { rsiEma } from './rsi-ema.ts'
import { rsiSma } from './rsi-sma.ts'
import { stochastic } from './stochastic.ts'
import { stochasticRsi } from './stochastic-rsi.ts'
import { trix } from './trix.ts'
import { tsi } from './tsi.ts'
import { ultimate } from './ultimate.ts'
import { williamsR } from './williams-r.ts'

/** Momentum: how fast a column or the bars rise or fall. */
export const oscillators = {
  momentum,
  roc,
  rsi,
  rsiEma,
  rsiSma,
  rmi,
  cmo,
  connorsRsi,
  laguerreRsi,
  macd,
  apo,
  ppo,
  trix,
  tsi,
  kst,
  coppock,
  dpo,
  stochastic,
  stochasticRsi,
  williamsR,
  cci,
  cciBacktrader,
  ultimate,
  pgo,
  bop,
  awesome,
  fisher,
}
