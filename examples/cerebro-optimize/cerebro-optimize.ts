import { existsSync } from 'node:fs'
import { Cerebro, csv, range, runEventBacktest } from 'backsweep'
import { OptimizeStrategy } from './optimize-strategy.ts'

/*
 * The classic job of backtrader's users: 6,720 combinations of an SMA and a MACD on a year of days.
 * node examples/cerebro-optimize [file.csv]
 */
const year = '../shared/data/2006-day-001.txt'
const [, , given] = process.argv
const bars = await csv(given ?? (existsSync(year) ? year : 'node_modules/vega-datasets/data/sp500-2000.csv')).load()
const feed = given === undefined ? bars.slice(Math.max(0, bars.length - 255)) : bars

const started = performance.now()
const results = await new Cerebro()
  .addData(feed)
  .optStrategy(OptimizeStrategy, { sma: range(5, 40), fast: range(12, 20), slow: range(26, 30), signal: range(9, 15) })
  .run()
const swept = performance.now()
console.log(`${results.length} combinations on ${feed.length} bars of ${feed.symbol}`)

const [last] = results[results.length - 1]
const { strategy } = runEventBacktest({ strategy: OptimizeStrategy, parameters: last.parameters, feeds: feed })
const values = [strategy.sma, strategy.macd, strategy.signal].map((line) => line.at(0).toPrecision(12))
console.log(`the last is ${JSON.stringify(last.parameters)}: SMA ${values[0]}, MACD ${values[1]}, signal ${values[2]}`)
console.log(`sweep ${((swept - started) / 1000).toFixed(2)} s, process ${(performance.now() / 1000).toFixed(2)} s`)
