import { type Line, Strategy } from 'backsweep'

/** Computes a moving average and a MACD, and trades nothing: what is measured is the cost of trying parameters. */
export class OptimizeStrategy extends Strategy<typeof OptimizeStrategy.parameters> {
  static override module = import.meta.url
  static override parameters = { sma: 15, fast: 12, slow: 26, signal: 9 }
  sma!: Line
  macd!: Line
  signal!: Line

  override init() {
    const { sma, fast, slow, signal } = this.parameters
    this.sma = this.ta.sma(this.data.close, sma)
    const lines = this.ta.macd(this.data.close, { fast, slow, signal })
    this.macd = lines.macd
    this.signal = lines.signal
  }
}
