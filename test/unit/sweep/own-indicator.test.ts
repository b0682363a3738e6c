import { expect, test } from 'vitest'
import { straightTrend } from '../../../examples/own-indicator/straight-trend.ts'
import {
  above,
  type BacktestRow,
  below,
  defineIndicator,
  defineStrategy,
  defineSweep,
  period,
  range,
  runSweep,
} from '../../../src/index.ts'
import { day, firstDay, swingingBars } from './small-sweep.ts'

const data = swingingBars()

/** How often the kernel below ran, and with which period. */
const computed: number[] = []

const shift = defineIndicator({
  name: 'shift',
  inputs: ['source'],
  options: { period: period('bars back') },
  outputs: ['shift'],
  warmup: ({ period }) => [period],
  compute({ period }, [source], [out]) {
    computed.push(period)
    for (let t = period; t < out.length; t++) out[t] = source[t - period]
  },
})

const strategy = defineStrategy({
  name: 'shifted',
  parameters: { period: 3, least: 100 },
  signals({ bars, ta }, { period, least }) {
    const earlier = ta.use(shift)(bars.close, period)
    return { enterLong: above(earlier, least), exitLong: below(earlier, least) }
  },
})

test('runSweep computes an own indicator once per options and date range, however many backtests use it', async () => {
  const at = (bar: number) => new Date(firstDay + bar * day)
  const dateRanges = [
    { name: 'all', start: at(0), end: at(400) },
    { name: 'first', start: at(0), end: at(200) },
  ]
  const parameters = { period: [2, 5, 9], least: range(100, 120) }
  const sweep = defineSweep({ name: 'shifted', strategy, parameters, data, dateRanges })
  computed.length = 0
  expect((await runSweep(sweep, { workers: 'none' })).complete).toBe(120)
  expect(computed).toEqual([2, 5, 9, 2, 5, 9])
})

test('runSweep gives the same rows of an own indicator on workers, which load it with the strategy', async () => {
  const parameters = { period: range(2, 12), least: [0.2, 0.4], average: [5, 20] }
  const sweep = defineSweep({ name: 'straight', strategy: straightTrend, parameters, data })
  const rows = async (workers: 'none' | 1 | 2) => {
    const found: BacktestRow[] = []
    for await (const row of (await runSweep(sweep, { workers })).backtests()) found.push(row)
    return found
  }
  const alone = await rows('none')
  expect(new Set(alone.map(({ metrics }) => metrics.totalReturn)).size).toBeGreaterThan(20)
  expect(await rows(1)).toEqual(alone)
  expect(await rows(2)).toEqual(alone)
})
