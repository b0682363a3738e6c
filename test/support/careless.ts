import { Strategy } from 'backsweep'

/** What a strategy can do wrong, on bar 4; in a file of its own, for workers. */
const faults = {
  none: () => {},
  'future bar': (s) => s.data.close.at(1),
  'negative size': (s) => s.buy({ size: -5 }),
  'unknown feed': (s) => s.buy({ feed: 'gold' }),
  'NaN price': (s) => s.buy({ kind: 'limit', price: NaN }),
  throws: () => {
    throw new Error('on purpose')
  },
} satisfies Record<string, (strategy: Strategy<typeof Careless.parameters>) => unknown>

export class Careless extends Strategy<typeof Careless.parameters> {
  static override module = import.meta.url
  static override parameters = { fault: 'none' }

  override init(): void {
    if (this.parameters.fault === 'order before any bar') this.buy()
  }

  override next(): void {
    if (this.data.bar === 0) this.buy()
    if (this.data.bar === 4) faults[this.parameters.fault as keyof typeof faults]?.(this)
  }
}
