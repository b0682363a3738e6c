/** What a strategy said on one bar: yes or no, a weight, the text of an order; null is nothing. */
export type Value = number | string | boolean | null

/** Something that a strategy said or had computed, bar by bar. */
export interface Series {
  /** enterLong … targetWeight, stopLoss …, orders, fills; of an indicator its call. */
  readonly name: string
  at(bar: number): Value
  /** The same without what depends on how much money there is, such as the size of an order. */
  outline(bar: number): Value
}

/** For every bar of a portfolio the bar of one symbol, -1 for none; null where they are the same. */
export type OwnBars = Int32Array | null

/** A series whose values have nothing to do with money; `valueAt` counts a symbol's own bars. */
export function plainSeries(name: string, valueAt: (bar: number) => Value, own: OwnBars = null): Series {
  const at = own === null ? valueAt : (bar: number) => (own[bar] >= 0 ? valueAt(own[bar]) : null)
  return { name, at, outline: at }
}

/** Numbers; NaN is nothing. */
export function numberSeries(name: string, numbers: ArrayLike<number>, own: OwnBars = null): Series {
  return plainSeries(name, (bar) => (Number.isNaN(numbers[bar]) ? null : numbers[bar]), own)
}

/** Bars below `to` on which two series differ. One that is not there says nothing, which for a signal is no. */
export function differingBars(a: Series | undefined, b: Series | undefined, to: number): number[] {
  const bars: number[] = []
  for (let bar = 0; bar < to; bar++) if ((a?.at(bar) ?? false) !== (b?.at(bar) ?? false)) bars.push(bar)
  return bars
}
