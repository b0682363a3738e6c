/**
 * Moves the k-th smallest (from 0) of `values[left..right]`, both ends included, to index k and returns it: what is left of
 * k is then not larger, what is right of it not smaller. k is an index into `values`, left <= k <= right.
 *
 * Floyd and Rivest's SELECT (Communications of the ACM 18(3), 1975): before a long range is split, the same
 * question is answered for a small sample around the expected place of k, so that the split is made very near
 * k. It compares about n + min(k, n - k) times and, being without chance, always does the same. No NaN.
 */
export function select(values: Float64Array, k: number, left: number, right: number): number {
  while (right > left) {
    if (right - left > longRange) {
      const length = right - left + 1
      const share = (k - left + 1) / length
      const sample = 0.5 * Math.exp((2 * Math.log(length)) / 3)
      // So far beside the sample's own k-th that the value found is almost surely beyond the true one, on the
      // side of the middle: the part that is left over is then the short one.
      const margin = Math.sqrt(Math.log(length) * sample * share * (1 - share)) * Math.sign(share - 0.5)
      const sampleLeft = Math.max(left, Math.floor(k - share * sample + margin))
      const sampleRight = Math.min(right, Math.floor(k + (1 - share) * sample + margin))
      select(values, k, sampleLeft, sampleRight)
    }

    // Split the range around the value that is now at k. Both ends stop at equal values, which
    // keeps the two parts balanced when many values are the same.
    const pivot = values[k]
    let low = left
    let high = right
    while (low <= high) {
      while (values[low] < pivot) low++
      while (values[high] > pivot) high--
      if (low <= high) {
        const moved = values[low]
        values[low++] = values[high]
        values[high--] = moved
      }
    }
    if (k <= high) right = high
    else if (k >= low) left = low
    else break // between the two parts all values equal the pivot
  }
  return values[k]
}

/** Ranges up to this length are split at once; a sample would cost more than it saves. */
const longRange = 600
