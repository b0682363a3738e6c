import { expect, test } from 'vitest'
import { Bars, defineIndicator, type Line, period, runEventBacktest, Strategy } from '../../../../src/index.ts'
import { createTa } from '../../../../src/indicators/ta.ts'
import { sp500 } from '../../../support/sp500.ts'

let computed = 0

const shift = defineIndicator({
  name: 'shift',
  inputs: ['source'],
  options: { period: period('bars back') },
  outputs: ['shift'],
  warmup: ({ period }) => [period],
  compute({ period }, [source], [out]) {
    computed++
    for (let t = period; t < out.length; t++) out[t] = source[t - period]
  },
})

const yesterday = defineIndicator({
  name: 'yesterday',
  inputs: ['high', 'low'],
  options: {},
  outputs: ['high', 'low'],
  warmup: () => [1, 1],
  compute(_, inputs, outputs) {
    for (const [k, output] of outputs.entries()) {
      for (let t = 1; t < output.length; t++) output[t] = inputs[k][t - 1]
    }
  },
})

test('this.ta.use(indicator)(line, 30) is a line, and next begins when it has a value (F38)', () => {
  const bars: number[] = []
  class Shifted extends Strategy {
    line!: Line
    mean!: Line
    override init() {
      this.line = this.ta.use(shift)(this.data.close, 30)
      this.mean = this.ta.sma(this.line, 2)
    }
    override next() {
      const { bar } = this.data
      bars.push(bar)
      expect(this.line.at(0)).toBe(sp500.close[bar - 30])
      expect(this.mean.at(-1)).toBe(bar === 31 ? NaN : (sp500.close[bar - 31] + sp500.close[bar - 32]) / 2)
      expect(() => this.line.at(1)).toThrow(expect.objectContaining({ code: 'look-ahead' }))
    }
  }
  runEventBacktest({ strategy: Shifted, feeds: sp500, to: 40 })
  expect(bars).toEqual([31, 32, 33, 34, 35, 36, 37, 38, 39])
})

test('this.ta.use(indicator)() of the bars gives its lines by name', () => {
  class Bounded extends Strategy {
    before!: { readonly high: Line; readonly low: Line }
    override init() {
      this.before = this.ta.use(yesterday)()
      expect(Object.keys(this.before)).toEqual(['high', 'low'])
    }
    override next() {
      const { bar, high, low } = this.data
      expect([this.before.high.at(0), this.before.low.at(0)]).toEqual([high.at(-1), low.at(-1)])
      expect(bar).toBeGreaterThan(0)
    }
  }
  runEventBacktest({ strategy: Bounded, feeds: sp500, to: 10 })
  expect.assertions(1 + 2 * 9)
})

test('this.ta.use(indicator) is computed once for all backtests that share a ta', () => {
  class Shifted extends Strategy<typeof Shifted.parameters> {
    static override parameters = { period: 5 }
    override init() {
      this.ta.use(shift)(this.data.close, this.parameters.period)
    }
  }
  const feed = { bars: sp500, ta: createTa(sp500) }
  computed = 0
  for (const period of [5, 6, 5, 6, 5]) runEventBacktest({ strategy: Shifted, feeds: feed, parameters: { period } })
  expect(computed).toBe(2)
})

test('this.ta.use refuses what is no line of its feed, and what defineIndicator has not made', () => {
  const other = Bars.fromShared(sp500.share())
  class Careless extends Strategy {
    override init() {
      const call = this.ta.use(shift) as unknown as (...given: unknown[]) => unknown
      const line = this.datas[1].close
      expect(() => call(line, 5)).toThrow(
        'ta.use(shift) got a line of another feed for its source: give a line of the feed that this ta belongs to, as in this.ta.use(shift)(this.data.close, …).',
      )
      expect(() => call([1, 2], 5)).toThrow('ta.use(shift) got object for its source')
      expect(() => call(this.data.close)).toThrow('ta.use(shift): the option "period" (bars back) is missing')
      expect(() => this.ta.use({ ...shift })).toThrow('ta.use got an object: give an indicator that defineIndicator')
    }
  }
  runEventBacktest({ strategy: Careless, feeds: [sp500, { name: 'other', bars: other }] })
  expect.assertions(4)
})
