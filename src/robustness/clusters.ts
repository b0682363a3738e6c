import type { CorrelationMatrix } from './correlations.ts'

/** Below it distances, which are roots of differences from 1, and silhouettes are rounding. */
const rounding = 1e-6

/**
 * Groups of trials that do the same, from their correlations: which group (from 0, in the order of their first trials) each belongs to.
 *
 * 1. The distance of two trials is √((1 - ρ) / 2): 0 for equal returns, 1 for opposite ones.
 * 2. Starting with every trial alone, the two groups with the smallest mean distance between their trials are joined, again and again
 *    (average linkage, Sokal and Michener 1958; the first pair of equals).
 * 3. Of all the groupings into 2 to size - 1 groups, the one with the highest mean silhouette is taken, the coarser of equals. The
 *    silhouette of a trial is (b - a) / max(a, b), with a its mean distance to the others of its group and b that to the nearest other
 *    group, and 0 for a trial alone (Rousseeuw 1987).
 * 4. Without a grouping whose mean silhouette is above 1e-6 every trial stays alone, unless no distance is above 1e-6: then all are one.
 *
 * This is in place of the ONC algorithm of López de Prado and Lewis (2019), which chooses k-means by the silhouette: nothing here is drawn, so
 * the groups are the same on every run. The work grows with size³: a second for 500.
 */
export function clustersOf({ size, values }: CorrelationMatrix): Uint32Array {
  const distances = values.map((correlation) => Math.sqrt(Math.max(0, 1 - correlation) / 2))
  for (let i = 0; i < size; i++) distances[i * size + i] = 0
  const alone = Uint32Array.from({ length: size }, (_, i) => i)
  if (distances.every((distance) => distance <= rounding)) return new Uint32Array(size)

  // sums of distances: [a, b] of all trials of group a to all of group b, and [a, i] of all trials of group a to trial i;
  // a group has the number of its first trial
  const sums = Float64Array.from(distances)
  const toTrial = Float64Array.from(distances)
  const counts = new Float64Array(size).fill(1)
  const group = Uint32Array.from(alone)
  const alive = [...alone]
  let best = alone
  let highest = rounding
  while (alive.length > 2) {
    const [kept, gone] = nearest(alive, sums, counts, size)
    for (const other of alive) {
      const sum = sums[kept * size + other] + sums[gone * size + other]
      sums[kept * size + other] = sum
      sums[other * size + kept] = sum
    }
    for (let i = 0; i < size; i++) {
      toTrial[kept * size + i] += toTrial[gone * size + i]
      if (group[i] === gone) group[i] = kept
    }
    counts[kept] += counts[gone]
    alive.splice(alive.indexOf(gone), 1)
    const silhouette = meanSilhouette(alive, group, toTrial, counts)
    if (silhouette >= highest) {
      highest = silhouette
      best = Uint32Array.from(group)
    }
  }
  return numbered(best)
}

/** The two groups, the one with the lower number first, with the smallest mean distance. */
function nearest(alive: readonly number[], sums: Float64Array, counts: Float64Array, size: number): [number, number] {
  let found: [number, number] = [alive[0], alive[1]]
  let smallest = Infinity
  for (let i = 0; i < alive.length; i++) {
    const a = alive[i]
    for (let j = i + 1; j < alive.length; j++) {
      const b = alive[j]
      const distance = sums[a * size + b] / (counts[a] * counts[b])
      if (distance < smallest) {
        smallest = distance
        found = [a, b]
      }
    }
  }
  return found
}

function meanSilhouette(
  alive: readonly number[],
  group: Uint32Array,
  toTrial: Float64Array,
  counts: Float64Array,
): number {
  const size = group.length
  let sum = 0
  for (let i = 0; i < size; i++) {
    const own = group[i]
    if (counts[own] === 1) continue
    const inside = toTrial[own * size + i] / (counts[own] - 1)
    let outside = Infinity
    for (const other of alive) {
      if (other !== own) outside = Math.min(outside, toTrial[other * size + i] / counts[other])
    }
    const larger = Math.max(inside, outside)
    if (larger > 0) sum += (outside - inside) / larger
  }
  return sum / size
}

/** Groups numbered in the order in which they appear. */
function numbered(group: Uint32Array): Uint32Array {
  const numbers = new Map<number, number>()
  return group.map((name) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size)
    return numbers.get(name) as number
  })
}
