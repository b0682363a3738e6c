import { Bars, Cerebro, Strategy } from 'backsweep'

/** A strategy and the run of it in one file, as scripts of backtrader's users are; with an argument the file is named as its module. */
const [, , module] = process.argv

export class Alone extends Strategy<typeof Alone.parameters> {
  static override module = module === undefined ? undefined : import.meta.url
  static override parameters = { size: 1 }

  override next(): void {
    if (this.data.bar === 0) this.buy({ size: this.parameters.size })
  }
}

const price = [10, 11, 12]
const bars = Bars.from({
  symbol: 'MADE-UP',
  timeframe: '1d',
  time: price.map((_, t) => t * 86_400_000),
  open: price,
  high: price,
  low: price,
  close: price,
})
const results = await new Cerebro()
  .addData(bars)
  .optStrategy(Alone, { size: [1, 2, 3] })
  .run()
console.log(results.map(([{ finalValue }]) => finalValue).join(' '))
