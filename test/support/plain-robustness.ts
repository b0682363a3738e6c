/** The plain, slow twins of src/robustness: every formula as it is written in its source, over all observations. */

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Two passes; NaN of constant values. */
export function plainSharpe(values: readonly number[]): number {
  if (values.every((value) => value === values[0])) return NaN
  const mean = meanOf(values)
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return mean / Math.sqrt(variance)
}

/** All ways to take `count` of the numbers from `from` up to `end`, in the order of the sorted lists. */
export function choices(from: number, end: number, count: number): number[][] {
  if (count === 0) return [[]]
  if (from >= end) return []
  return [...choices(from + 1, end, count - 1).map((rest) => [from, ...rest]), ...choices(from + 1, end, count)]
}

export interface PlainSplit {
  readonly winner: number
  readonly inSample: number
  readonly outOfSample: number
  readonly rank: number
  readonly all: readonly number[]
}

/** Cross-validation as its authors write it: whole series are cut up and put together again for every split. */
export function plainSplits(rows: readonly (readonly number[])[], blocks: number): PlainSplit[] {
  const length = Math.floor(rows[0].length / blocks)
  return choices(0, blocks, blocks / 2).map((chosen) => {
    const part = (row: readonly number[], inSample: boolean) =>
      row.slice(0, length * blocks).filter((_, t) => chosen.includes(Math.floor(t / length)) === inSample)
    const inSample = rows.map((row) => plainSharpe(part(row, true)))
    const all = rows.map((row) => plainSharpe(part(row, false))).map((sharpe) => (Number.isNaN(sharpe) ? 0 : sharpe))
    const highest = Math.max(...inSample.filter((sharpe) => !Number.isNaN(sharpe)))
    const winner = inSample.indexOf(highest)
    const outOfSample = all[winner]
    const below = all.filter((sharpe) => sharpe < outOfSample).length
    const equal = all.filter((sharpe) => sharpe === outOfSample).length
    return { winner, inSample: highest, outOfSample, rank: below + (equal + 1) / 2, all }
  })
}

/** ω² by its autocovariances. */
export function plainStationaryVariance(values: readonly number[], meanBlockLength: number): number {
  const n = values.length
  const mean = meanOf(values)
  const q = 1 / meanBlockLength
  const covariance = (lag: number) =>
    values.slice(lag).reduce((sum, value, t) => sum + (value - mean) * (values[t] - mean), 0) / n
  let sum = covariance(0)
  for (let i = 1; i < n; i++) {
    const kernel = ((n - i) / n) * (1 - q) ** i + (i / n) * (1 - q) ** (n - i)
    sum += 2 * kernel * covariance(i)
  }
  return sum
}

export function plainCorrelation(a: readonly number[], b: readonly number[]): number {
  const meanA = meanOf(a)
  const meanB = meanOf(b)
  const sum = (term: (t: number) => number) => a.reduce((total, _, t) => total + term(t), 0)
  const products = sum((t) => (a[t] - meanA) * (b[t] - meanB))
  return products / Math.sqrt(sum((t) => (a[t] - meanA) ** 2) * sum((t) => (b[t] - meanB) ** 2))
}
