const numberBytes = Float64Array.BYTES_PER_ELEMENT
/** Bytes of indicators that a thread remembers in any case. */
const little = 16e6
/** Columns that are worth more: with more still, few need not be computed again (plan/blocks.ts). */
const enoughColumns = 256
/** Bytes that they take at most, and columns that are remembered however long they are. */
const much = 48e6
const fewestColumns = 16

/** Numbers in indicators over so many bars that a thread remembers before it forgets them all. */
export function rememberedNumbers(bars: number): number {
  const enough = Math.max(little / numberBytes, enoughColumns * bars)
  return Math.max(Math.min(enough, much / numberBytes), fewestColumns * bars)
}

/** How many columns that are. */
export function rememberedColumns(bars: number): number {
  return Math.floor(rememberedNumbers(bars) / Math.max(1, bars))
}
