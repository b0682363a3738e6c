const numberBytes = Float64Array.BYTES_PER_ELEMENT
/** Bytes of indicators that a thread remembers in any case. */
const little = 10e6
/** Columns that are worth more, and the bytes that they take at most. With more still, few need not be computed again (plan/blocks.ts). */
const enoughColumns = 130
const much = 27e6
/** Columns that are remembered however long they are. */
const fewestColumns = 16

/** Of all that it remembers a thread keeps so much, what was used last, when it makes room. */
const kept = 15 / 16

/** Numbers in indicators over so many bars that a thread remembers before it forgets some. */
export function rememberedNumbers(bars: number): number {
  const enough = Math.max(little / numberBytes, enoughColumns * bars)
  return Math.max(Math.min(enough, much / numberBytes), fewestColumns * bars)
}

/** Numbers in those that it then keeps. */
export function keptNumbers(bars: number): number {
  return rememberedNumbers(bars) * kept
}

/** How many columns that are: so many can be used again and again without being forgotten in between. */
export function keptColumns(bars: number): number {
  return Math.floor(keptNumbers(bars) / Math.max(1, bars))
}
