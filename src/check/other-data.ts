import { Bars } from '../data/bars.ts'
import { HOUR } from '../data/time.ts'
import { Universe } from '../data/universe.ts'

const values = ['open', 'high', 'low', 'close', 'volume'] as const
const columns = ['time', ...values] as const

/** The columns of bars to be written into, in a buffer that holds nothing else, so that nobody gets past their end. */
type Draft = Readonly<Record<(typeof columns)[number], Float64Array>>

/** A copy of the bars from <= i < to, with nothing behind it. */
export function copyOf(bars: Bars, from: number, to: number): Bars {
  const length = to - from
  const buffer = new SharedArrayBuffer(columns.length * length * Float64Array.BYTES_PER_ELEMENT)
  const { symbol, timeframe } = bars
  // not Bars.from, which would look for a timeframe in what may be three bars
  const copy = Bars.fromShared({ symbol, timeframe, buffer, capacity: length, offset: 0, length })
  for (const name of columns) writable(copy)[name].set((bars[name] as Float64Array).subarray(from, to))
  return copy
}

/** A copy of all symbols' bars in the bars from <= i < to of the portfolio, with nothing behind them. */
export function copyOfAll({ symbols, clock }: Universe, from: number, to: number): Universe {
  const start = clock.time[from]
  const end = to < clock.length ? clock.time[to] : Infinity
  return universeOf(
    symbols.map((bars) => copyOf(bars, bars.indexAt(start), bars.indexAt(end))),
    () => copyOf(clock, from, to),
  )
}

/** One symbol is its own clock. */
function universeOf(symbols: readonly Bars[], clock: () => Bars): Universe {
  return Universe.fromShared(symbols, symbols.length === 1 ? symbols[0] : clock())
}

/** Bars as they are up to `cut` of the portfolio, 1 or more, and made up from there on, as many as there were. */
export type Future = (universe: Universe, cut: number) => Universe

/**
 * Three futures that differ from the true one and from each other in every comparison that looks over the cut, or lies behind it: prices
 * that jump to the threefold, a day later; that fall to a third, without volume; and that mirror the true ones, every rise a fall.
 */
export const futures: readonly Future[] = [
  future((draft, cut) => {
    scale(draft, cut, 3)
    for (let t = cut; t < draft.time.length; t++) {
      draft.time[t] += 25 * HOUR
      draft.volume[t] = 3 * draft.volume[t] + 1
    }
  }),
  future((draft, cut) => {
    scale(draft, cut, 1 / 3)
    draft.volume.fill(0, cut)
  }),
  future(({ open, high, low, close }, cut) => {
    const last = cut > 0 ? close[cut - 1] : open[0] // one symbol of several may begin later
    const axis = last * last
    for (let t = cut; t < close.length; t++) {
      const highest = high[t]
      open[t] = axis / open[t]
      high[t] = axis / low[t]
      low[t] = axis / highest
      close[t] = axis / close[t]
    }
  }),
]

function future(write: (draft: Draft, cut: number) => void): Future {
  return ({ symbols, clock }, cut) => {
    const changed = (bars: Bars) => {
      const copy = copyOf(bars, 0, bars.length)
      write(writable(copy), bars.indexAt(clock.time[cut]))
      return copy
    }
    return universeOf(symbols.map(changed), () => changed(clock))
  }
}

function scale({ open, high, low, close }: Draft, cut: number, factor: number): void {
  for (const prices of [open, high, low, close]) for (let t = cut; t < prices.length; t++) prices[t] *= factor
}

/**
 * Runs something while the bars of `universe` themselves, in the memory where everybody sees them, hold another future from bar `cut` of the
 * portfolio on: NaN, or that of `other`. A strategy may hold the sweep's bars from elsewhere (a constant of its module), and would find
 * the true future there. Times stay, so that an honest one may look up a bar by its time. All is as before when this returns or throws; `run` must not be asynchronous.
 */
export function withOtherFuture<Result>(
  universe: Universe,
  { pristine, cut, other }: { readonly pristine: Universe; readonly cut: number; readonly other: Universe | null },
  run: () => Result,
): Result {
  const start = pristine.clock.time[cut]
  const firsts = pristine.symbols.map((bars) => bars.indexAt(start))
  const overwrite = (name: (typeof values)[number], from: Universe) => {
    for (const [k, bars] of universe.symbols.entries()) {
      writable(bars)[name].set((from.symbols[k][name] as Float64Array).subarray(firsts[k]), firsts[k])
    }
  }
  try {
    for (const name of values) {
      for (const [k, bars] of universe.symbols.entries()) writable(bars)[name].fill(NaN, firsts[k])
      if (other !== null) overwrite(name, other) // what comes after the date range stays NaN
    }
    return run()
  } finally {
    for (const name of values) overwrite(name, pristine)
  }
}

function writable(bars: Bars): Draft {
  return bars as unknown as Draft
}
