import { ad } from './ad.ts'
import { adOsc } from './ad-osc.ts'
import { cmf } from './cmf.ts'
import { easeOfMovement } from './ease-of-movement.ts'
import { forceIndex } from './force-index.ts'
import { mfi } from './mfi.ts'
import { nvi } from './nvi.ts'
import { obv } from './obv.ts'
import { pvi } from './pvi.ts'
import { vwap } from './vwap.ts'

/** What the volume of the bars says. */
export const volume = { obv, ad, adOsc, cmf, mfi, vwap, forceIndex, easeOfMovement, nvi, pvi }
