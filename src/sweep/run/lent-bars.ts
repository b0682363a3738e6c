import type { SharedBars } from '../../data/bars.ts'

const lent = new Map<SharedArrayBuffer, number>()

/** Notes that threads read these bars, until what is returned is called: the memory must stay as it is until then. */
export function lend(symbols: readonly SharedBars[]): () => void {
  for (const { buffer } of symbols) lent.set(buffer, (lent.get(buffer) ?? 0) + 1)
  let isOver = false
  return () => {
    if (isOver) return
    isOver = true
    for (const { buffer } of symbols) {
      const others = (lent.get(buffer) ?? 0) - 1
      if (others > 0) lent.set(buffer, others)
      else lent.delete(buffer)
    }
  }
}

export function isLent({ buffer }: SharedBars): boolean {
  return lent.has(buffer)
}
