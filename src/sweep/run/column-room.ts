/** Bytes of indicators that a thread remembers, but never fewer than so many columns: 400 of 10,000 bars. */
const mostRemembered = 48e6
const fewestColumns = 16
/** Eight, and four of the copy rounded to 32 bits that is made when a column is compared. */
const bytesOfNumber = 12

/** Numbers in indicators over so many bars that a thread remembers before it forgets them all. */
export function rememberedNumbers(bars: number): number {
  return Math.max(Math.floor(mostRemembered / bytesOfNumber), fewestColumns * bars)
}

/** How many columns that are. */
export function rememberedColumns(bars: number): number {
  return Math.floor(rememberedNumbers(bars) / Math.max(1, bars))
}
