import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { midprice } from '../volatility/midprice.ts'

/** Ichimoku kinko hyo (Hosoda), without the line that would look ahead. */
export const ichimoku = defineIndicator({
  name: 'ichimoku',
  title: 'Ichimoku (Hosoda): tenkan, kijun and the two spans of the cloud',
  formula:
    'tenkan = midprice(tenkan), kijun = midprice(kijun); spanA = (tenkan + kijun) / 2 and spanB = ' +
    'midprice(senkou), both drawn `displacement` bars forward: the value at a bar is that of `displacement` bars ' +
    'ago, the cloud under the price. There is no chikou span: it is the close drawn back, so its value at a bar ' +
    'would be a later close. To ask whether it is above the price, compare the close with the close `displacement` ' +
    'bars ago: ta.roc(bars.close, 26) above 0.',
  inputs: ['high', 'low'],
  options: {
    tenkan: period('bars of the turning line', 9),
    kijun: period('bars of the base line', 26),
    senkou: period('bars of the second span', 52),
    displacement: period('bars that the spans are drawn forward', 26),
  },
  outputs: ['tenkan', 'kijun', 'spanA', 'spanB'],

  warmup({ tenkan, kijun, senkou, displacement }) {
    return [tenkan - 1, kijun - 1, Math.max(tenkan, kijun) - 1 + displacement, senkou - 1 + displacement]
  },

  compute(options, [high, low], [tenkan, kijun, spanA, spanB]) {
    midprice.compute({ period: options.tenkan }, [high, low], [tenkan])
    midprice.compute({ period: options.kijun }, [high, low], [kijun])
    midprice.compute({ period: options.senkou }, [high, low], [spanB])
    for (let i = 0; i < spanA.length; i++) spanA[i] = (tenkan[i] + kijun[i]) / 2
    for (const span of [spanA, spanB]) {
      span.copyWithin(options.displacement, 0)
      span.fill(NaN, 0, options.displacement)
    }
  },
})
