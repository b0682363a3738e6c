// AssemblyScript, which looks like TypeScript and is not: `npm run build` compiles it to dist/kernels/kernels.wasm. What it does is told, and done
// again without SIMD, in src/kernels/sides.ts.

/** Four bars, one lane each. */
// @ts-ignore: decorator
@inline
function four(left: usize, right: usize): v128 {
  const first = f64x2.gt(v128.load(left), v128.load(right))
  const second = f64x2.gt(v128.load(left, 16), v128.load(right, 16))
  return v128.shuffle<i32>(first, second, 0, 2, 4, 6)
}

/** Sixteen bars, one bit each. */
// @ts-ignore: decorator
@inline
function sixteen(left: usize, right: usize): u32 {
  const low = i16x8.narrow_i32x4_s(four(left, right), four(left + 32, right + 32))
  const high = i16x8.narrow_i32x4_s(four(left + 64, right + 64), four(left + 96, right + 96))
  return i8x16.bitmask(i8x16.narrow_i16x8_s(low, high))
}

/**
 * Addresses of two columns and of two lists of words. 32 bars, 256 bytes of a column, make a word of each list; `step` is 256, or 0 to
 * compare every 32 bars with the same 32 numbers.
 */
export function compare(left: usize, right: usize, step: usize, greater: usize, less: usize, words: usize): void {
  for (const end = greater + words * 4; greater < end; greater += 4) {
    store<u32>(greater, sixteen(left, right) | (sixteen(left + 128, right + 128) << 16))
    store<u32>(less, sixteen(right, left) | (sixteen(right + 128, left + 128) << 16))
    left += 256
    right += step
    less += 4
  }
}
