import { sma } from '../averages/sma.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { medianPrice } from '../prices/median-price.ts'

/** Awesome oscillator and its accelerator (Bill Williams). */
export const awesome = defineIndicator({
  name: 'awesome',
  title: 'Awesome oscillator and accelerator',
  formula:
    'awesome = sma(fast) - sma(slow) of the median price (high + low) / 2; ' +
    'accelerator = awesome - sma(smooth) of awesome (Bill Williams). In the unit of the price.',
  inputs: ['high', 'low'],
  options: {
    fast: period('bars of the quick average', 5),
    slow: period('bars of the calm average', 34),
    smooth: period('bars of the average of awesome that the accelerator is measured from', 5),
  },
  outputs: ['awesome', 'accelerator'],

  warmup({ fast, slow, smooth }) {
    const first = Math.max(fast, slow) - 1
    return [first, first + smooth - 1]
  },

  compute({ fast, slow, smooth }, [high, low], [awesome, accelerator]) {
    const median = new Float64Array(high.length)
    medianPrice.compute({}, [high, low], [median])
    const calm = accelerator
    sma.compute({ period: fast }, [median], [awesome])
    sma.compute({ period: slow }, [median], [calm])
    for (let i = 0; i < awesome.length; i++) awesome[i] -= calm[i]

    sma.compute({ period: smooth }, [awesome], [accelerator])
    for (let i = 0; i < awesome.length; i++) accelerator[i] = awesome[i] - accelerator[i]
  },
})
