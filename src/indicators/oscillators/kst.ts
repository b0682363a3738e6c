import { sma } from '../averages/sma.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { roc } from './roc.ts'

/** Know sure thing (Pring): four smoothed rates of change, the longer ones weighing more. */
export const kst = defineIndicator({
  name: 'kst',
  title: 'Know sure thing',
  formula:
    'kst = s1 + 2 * s2 + 3 * s3 + 4 * s4 with s1 = sma(smooth1) of 100 * roc(roc1) and so on; signal = sma(signal) of kst. ' +
    "The usual options are Pring's for daily bars (backtrader averages the fourth over 10 bars). NaN where a value that a rate of change divides by is 0.",
  inputs: ['source'],
  options: {
    roc1: period('bars of the first rate of change', 10),
    roc2: period('bars of the second rate of change', 15),
    roc3: period('bars of the third rate of change', 20),
    roc4: period('bars of the fourth rate of change', 30),
    smooth1: period('bars of the average of the first', 10),
    smooth2: period('bars of the average of the second', 10),
    smooth3: period('bars of the average of the third', 10),
    smooth4: period('bars of the average of the fourth', 15),
    signal: period('bars of the average of the kst line', 9),
  },
  outputs: ['kst', 'signal'],

  warmup({ roc1, roc2, roc3, roc4, smooth1, smooth2, smooth3, smooth4, signal }) {
    const first = Math.max(roc1 + smooth1, roc2 + smooth2, roc3 + smooth3, roc4 + smooth4) - 1
    return [first, first + signal - 1]
  },

  compute({ roc1, roc2, roc3, roc4, smooth1, smooth2, smooth3, smooth4, signal }, [source], [line, signalLine]) {
    const change = new Float64Array(source.length)
    const calm = signalLine
    line.fill(0)
    const parts = [
      { weight: 1, bars: roc1, smooth: smooth1 },
      { weight: 2, bars: roc2, smooth: smooth2 },
      { weight: 3, bars: roc3, smooth: smooth3 },
      { weight: 4, bars: roc4, smooth: smooth4 },
    ]
    for (const { weight, bars, smooth } of parts) {
      roc.compute({ period: bars }, [source], [change])
      sma.compute({ period: smooth }, [change], [calm])
      for (let i = 0; i < line.length; i++) line[i] += weight * 100 * calm[i]
    }
    sma.compute({ period: signal }, [line], [signalLine])
  },
})
