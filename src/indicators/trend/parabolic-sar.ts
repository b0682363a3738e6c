import { defineIndicator } from '../indicator.ts'
import { factor } from '../options.ts'

/** Parabolic stop and reverse (Wilder): a stop that follows a trend ever faster. */
export const parabolicSar = defineIndicator({
  name: 'parabolicSar',
  title: 'Parabolic stop and reverse (Wilder)',
  formula:
    'In a rising trend, bar by bar: where sar >= low the trend turns: sar = the extreme (the highest high of the ' +
    'trend), the new extreme is this low, speed = `acceleration`. Otherwise a high above the extreme becomes the ' +
    'extreme and speed grows by `acceleration`, up to `maximum`. The next sar is sar + speed * (extreme - sar), ' +
    'but not above the last two lows. A falling trend is the mirror image. The first value is that of the second ' +
    "bar: the trend rises where its close is not below the first close, and sar is the first bar's low (high in a " +
    'fall). As in backtrader; TA-Lib starts by the directional movement of the second bar, and keeps the sar of a ' +
    'turn outside the last two bars. After a bar without high, low or close it starts anew.',
  inputs: ['high', 'low', 'close'],
  options: {
    acceleration: factor('speed of a new trend, and what every new extreme adds to it', 0.02),
    maximum: factor('highest speed', 0.2),
  },
  outputs: ['parabolicSar'],

  warmup() {
    return [1]
  },

  compute({ acceleration, maximum }, [high, low, close], [out]) {
    let seen = 0
    let rising = false
    let sar = NaN
    let extreme = NaN
    let speed = NaN
    for (let i = 0; i < close.length; i++) {
      const known = Number.isFinite(high[i]) && Number.isFinite(low[i]) && Number.isFinite(close[i])
      seen = known ? seen + 1 : 0
      if (seen < 2) {
        out[i] = NaN
        continue
      }
      let turned = rising ? sar >= low[i] : sar <= high[i]
      if (seen === 2) {
        // as if the second bar ended a trend the other way, whose extreme was on the first bar
        rising = close[i] < close[i - 1]
        extreme = rising ? high[i - 1] : low[i - 1]
        turned = true
      }
      if (turned) {
        rising = !rising
        sar = extreme
        extreme = rising ? high[i] : low[i]
        speed = Math.min(acceleration, maximum)
      } else if (rising ? high[i] > extreme : low[i] < extreme) {
        extreme = rising ? high[i] : low[i]
        speed = Math.min(speed + acceleration, maximum)
      }
      out[i] = sar

      sar += speed * (extreme - sar)
      sar = rising ? Math.min(sar, low[i], low[i - 1]) : Math.max(sar, high[i], high[i - 1])
    }
  },
})
