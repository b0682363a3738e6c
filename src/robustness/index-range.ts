/** Observations from <= i < to, counted from 0. */
export type IndexRange = readonly [from: number, to: number]
