import { readFileSync } from 'node:fs'
import { Bars } from 'backsweep'

/** Five stocks by month from 2000 to 2010, of which one began to be traded in 2004. The file has one price a month. */
export const stocks: readonly Bars[] = readStocks('node_modules/vega-datasets/data/stocks.csv')

function readStocks(file: string): Bars[] {
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n')
  const columns = new Map<string, { time: number[]; price: number[] }>()
  for (const line of lines) {
    const [symbol, date, price] = line.split(',')
    const column = columns.get(symbol) ?? { time: [], price: [] }
    column.time.push(Date.parse(`${date} UTC`))
    column.price.push(Number(price))
    columns.set(symbol, column)
  }
  return [...columns].map(([symbol, { time, price }]) =>
    Bars.from({ symbol, timeframe: '1M', time, open: price, high: price, low: price, close: price }),
  )
}
