/**
 * Portfolios in one process: 1,000 SMA crosses on five symbols with one account, from signals to rows in memory, with all metrics. The best
 * one replayed from its fills must come to the same final value.
 */
import assert from 'node:assert/strict'
import {
  Bars,
  crossOver,
  crossUnder,
  defineStrategy,
  defineSweep,
  percentCommission,
  range,
  runBacktest,
  runSweep,
} from 'backsweep'
import { type BenchCase, nanosecondsEach, times } from './case.ts'
import { market } from './market.ts'

const bars = 17_700
const symbols = 5
const data = Array.from({ length: symbols }, (_, k) => symbol(k))

const crosses = defineStrategy({
  name: 'crosses',
  parameters: { fast: 10, slow: 50 },
  signals({ bars, ta }, { fast, slow }) {
    const quick = ta.sma(bars.close, fast)
    const calm = ta.sma(bars.close, slow)
    return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm) }
  },
})
const guarded = {
  ...crosses,
  name: 'guarded',
  rules: () => ({ stopLoss: { at: 0.05 }, takeProfit: { at: 0.1, part: 0.5 } }),
}

export const portfolioCases: readonly BenchCase[] = [speed('crosses', crosses, 15), speed('with-stops', guarded)]

function speed(name: string, strategy: typeof crosses, limit?: number): BenchCase {
  const parameters = { fast: range(5, 30), slow: range(40, 240, 5) }
  const sweep = defineSweep({ name: 'bench', strategy, data, parameters, commission: percentCommission(0.001) })
  return {
    name: `portfolio/${name}`,
    size: `1,000 backtests × ${symbols} symbols × 17,700 bars`,
    unit: 'ns per bar, symbol and backtest',
    better: 'lower',
    ...(limit !== undefined && { limit: { of: 'median', value: limit } }),
    async measure() {
      const run = () => runSweep(sweep, { workers: 'none' })
      const [best] = (await run()).top(1)
      const { fills, metrics } = await runBacktest(sweep, best.parameters)
      const cash = fills.reduce((sum, { units, price, fee }) => sum - units * price - fee, 10_000)
      const worth = data.reduce((sum, { symbol, close }) => {
        const held = fills.reduce((units, fill) => (fill.symbol === symbol ? units + fill.units : units), 0)
        return sum + held * close[bars - 1]
      }, cash)
      assert.ok(Math.abs(worth - (metrics.finalValue as number)) < 1e-6)
      const found = await times(5, run, (result) => {
        assert.equal(result.complete, 1000)
        assert.deepEqual(result.top(1)[0], best)
      })
      return nanosecondsEach(found, 1000 * symbols * bars)
    },
  }
}

/** Stretches of one long walk. */
function symbol(k: number): Bars {
  const whole = market(symbols * bars)
  const { open, high, low, close, volume } = whole.slice(k * bars, (k + 1) * bars)
  const { time } = whole.slice(0, bars)
  return Bars.from({ symbol: `S${k}`, timeframe: '1h', time, open, high, low, close, volume })
}
