const numberBytes = Float64Array.BYTES_PER_ELEMENT
/** Bytes of indicators that a thread remembers, but never fewer than so many columns: 600 of 10,000 bars. */
const mostRemembered = 48e6
const fewestColumns = 16

/** Bytes of indicators over so many bars that a thread remembers before it forgets them all. */
export function rememberedBytes(bars: number): number {
  return Math.max(mostRemembered, fewestColumns * bars * numberBytes)
}

/** How many columns that are. */
export function rememberedColumns(bars: number): number {
  return Math.floor(rememberedBytes(bars) / (Math.max(1, bars) * numberBytes))
}
