import { allIn, checkIndicator, csv, defineSweep, range, runBacktest, runEventBacktest, runSweep } from 'backsweep'
import { efficiencyRatio } from './efficiency-ratio.ts'
import { StraightTrend, straightTrend } from './straight-trend.ts'

const data = csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX', timeframe: '1d' })
const bars = await data.load()

// in a test of your own: says what is wrong, if anything is
checkIndicator(efficiencyRatio, bars)
checkIndicator(efficiencyRatio, bars, 1)

const parameters = { period: range(5, 25), least: [0.2, 0.3, 0.4, 0.5], average: [50, 100, 200] }
const sweep = defineSweep({ name: 'straight-trend', strategy: straightTrend, parameters, data })
const result = await runSweep(sweep)
const [best] = result.top(1)
console.log(`best of ${result.complete}:`, best.parameters)

const { equity } = await runBacktest(sweep, best.parameters)
console.log(`signals over whole columns: ${equity.at(-1)?.toFixed(2)}`)

const options = { feeds: bars, parameters: best.parameters, broker: { sizing: allIn } }
const { finalValue } = runEventBacktest({ strategy: StraightTrend, ...options })
console.log(`bar by bar: ${finalValue.toFixed(2)}`)
