import { sma } from '../averages/sma.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { moneyFlowVolume } from './money-flow-volume.ts'

/** Chaikin money flow. */
export const cmf = defineIndicator({
  name: 'cmf',
  title: 'Chaikin money flow',
  formula:
    'sum(place * volume) / sum(volume) over the last `period` bars with place = ((close - low) - (high - close)) ' +
    '/ (high - low): from -1 to 1. A bar whose high is its low has the place 0. Where none of the bars has any ' +
    'volume it is 0.',
  inputs: ['high', 'low', 'close', 'volume'],
  options: { period: period('bars in the window', 20) },
  outputs: ['cmf'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [high, low, close, volume], [out]) {
    const flow = new Float64Array(close.length)
    moneyFlowVolume(high, low, close, volume, flow)
    sma.compute({ period }, [flow], [out])
    const volumes = flow // read for the last time above
    sma.compute({ period }, [volume], [volumes])
    // without any volume the flow is 0 too: 0 / 0 is avoided
    for (let i = 0; i < close.length; i++) if (out[i] !== 0) out[i] /= volumes[i]
  },
})
