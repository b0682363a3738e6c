/**
 * Every way to take half of `blocks` blocks (an even number), as bit masks (bit i is block i), in the order of their sorted lists of
 * blocks: of 4 blocks {0,1}, {0,2}, {0,3}, {1,2}, {1,3}, {2,3}. In this order the complement of the first is the last, of the second
 * the last but one, and so on.
 */
export function halfSplits(blocks: number): Uint32Array {
  const masks: number[] = []
  const extend = (mask: number, from: number, missing: number): void => {
    if (missing === 0) masks.push(mask)
    else for (let block = from; block <= blocks - missing; block++) extend(mask | (1 << block), block + 1, missing - 1)
  }
  extend(0, 0, blocks / 2)
  return Uint32Array.from(masks)
}
