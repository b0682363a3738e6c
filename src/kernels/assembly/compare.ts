// AssemblyScript, which looks like TypeScript and is not: `npm run build` compiles it to dist/kernels/kernels.wasm. What it does is told in
// src/kernels/comparer.ts, and done again without SIMD in src/kernels/comparison.ts.

// Lists of words, one behind the other, each of `stride` bytes: where left is greater, where it is less, where one is missing, where it crosses over and under.
let lists: usize = 0
let stride: usize = 0
/** 1 where left was greater last, -1 where it was less, 0 where nothing is known. */
let side = 0

/** The bits of 16 bars that are four lists of four lanes. */
// @ts-ignore: decorator
@inline
function bits(a: v128, b: v128, c: v128, d: v128): u32 {
  return i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)))
}

/** The bits of 32 bars on which both are equal. */
function equals(left: usize, right: usize): u32 {
  let found: u32 = 0
  for (let half: usize = 0; half < 128; half += 64) {
    const l = left + half
    const r = right + half
    found = (found >> 16) | (bits(
      f32x4.eq(v128.load(l), v128.load(r)), f32x4.eq(v128.load(l, 16), v128.load(r, 16)),
      f32x4.eq(v128.load(l, 32), v128.load(r, 32)), f32x4.eq(v128.load(l, 48), v128.load(r, 48)),
    ) << 16)
  }
  return found
}

/** Writes the crosses of one word. */
// @ts-ignore: decorator
@inline
function cross(at: usize, greater: u32, less: u32, missing: u32): void {
  let over: u32 = 0
  let under: u32 = 0
  if ((greater | less) == u32.MAX_VALUE) {
    over = greater & ((less << 1) | u32(side < 0))
    under = less & ((greater << 1) | u32(side > 0))
    side = greater >> 31 ? 1 : -1
  } else if ((greater | less) == 0) {
    if (missing != 0) side = 0
  } else {
    for (let bit: u32 = 1; bit != 0; bit <<= 1) {
      if (greater & bit) {
        if (side < 0) over |= bit
        side = 1
      } else if (less & bit) {
        if (side > 0) under |= bit
        side = -1
      } else if (missing & bit) {
        side = 0
      }
    }
  }
  store<u32>(lists + at + 3 * stride, over)
  store<u32>(lists + at + 4 * stride, under)
}

/**
 * Compares two columns of 32-bit numbers: 32 of them, 128 bytes, make a word of each list at `out`; `step` is 128, or 0 to compare every 32
 * bars with the same 32 numbers. Returns how many words have bars on which both are equal, and writes which to `equal`.
 */
export function compare(left: usize, right: usize, step: usize, bars: i32, words: i32, out: usize, equal: usize): i32 {
  lists = out
  stride = <usize>words << 2
  side = 0
  let count = 0
  for (let at: usize = 0; at < stride; at += 4) {
    let greater: u32 = 0
    let less: u32 = 0
    let missing: u32 = 0
    for (let half: usize = 0; half < 128; half += 64) {
      const l = left + half
      const r = right + half
      const l0 = v128.load(l), l1 = v128.load(l, 16), l2 = v128.load(l, 32), l3 = v128.load(l, 48)
      const r0 = v128.load(r), r1 = v128.load(r, 16), r2 = v128.load(r, 32), r3 = v128.load(r, 48)
      greater = (greater >> 16) | (bits(f32x4.gt(l0, r0), f32x4.gt(l1, r1), f32x4.gt(l2, r2), f32x4.gt(l3, r3)) << 16)
      less = (less >> 16) | (bits(f32x4.lt(l0, r0), f32x4.lt(l1, r1), f32x4.lt(l2, r2), f32x4.lt(l3, r3)) << 16)
    }
    const known = bars < 32 ? (<u32>1 << bars) - 1 : u32.MAX_VALUE
    greater &= known
    less &= known
    if ((greater | less) != u32.MAX_VALUE) {
      const same = equals(left, right) & known
      missing = known & ~(greater | less | same)
      if (same != 0) {
        store<i32>(equal + (<usize>count << 2), <i32>(at >> 2))
        count++
      }
    }
    store<u32>(out + at, greater)
    store<u32>(out + at + stride, less)
    store<u32>(out + at + 2 * stride, missing)
    cross(at, greater, less, missing)
    left += 128
    right += step
    bars -= 32
  }
  return count
}

/** Finds the crosses again, in lists that have changed. */
export function crosses(words: i32, out: usize): void {
  lists = out
  stride = <usize>words << 2
  side = 0
  for (let at: usize = 0; at < stride; at += 4) {
    cross(at, load<u32>(out + at), load<u32>(out + at + stride), load<u32>(out + at + 2 * stride))
  }
}
