// AssemblyScript, which looks like TypeScript and is not: `npm run build` compiles it to dist/kernels/kernels.wasm. What it does is told, and done
// again without SIMD, in src/kernels/comparison.ts.

/** Four bars of two pairs of vectors with all bits or none, one lane of 32 bits each. */
// @ts-ignore: decorator
@inline
function four(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 0, 2, 4, 6)
}

/** The bits of 16 bars that are four lists of four lanes. */
// @ts-ignore: decorator
@inline
function bits(a: v128, b: v128, c: v128, d: v128): u32 {
  return i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)))
}

/** Whether one of 32 numbers is missing. */
function hasMissing(left: usize, right: usize): bool {
  for (const end = left + 256; left < end; left += 8, right += 8) {
    const a = load<f64>(left)
    const b = load<f64>(right)
    if (a != a || b != b) return true
  }
  return false
}

// Of the comparison that goes on.
let out: usize = 0
let stride: usize = 0
/** 1 where left was greater last, -1 where it was less, 0 where nothing is known. */
let side = 0

/** Writes the words of 32 bars, of which `known` are there; `left` and `right` are where their numbers begin. */
// @ts-ignore: decorator
@inline
function finish(greater: u32, less: u32, known: u32, left: usize, right: usize): void {
  let over: u32 = 0
  let under: u32 = 0
  if ((greater | less) == u32.MAX_VALUE) {
    over = greater & ((less << 1) | u32(side < 0))
    under = less & ((greater << 1) | u32(side > 0))
    side = greater >> 31 ? 1 : -1
  } else if ((greater | less) == 0) {
    if (side != 0 && hasMissing(left, right)) side = 0
  } else {
    for (let t = 0; t < 32; t++) {
      const bit = <u32>1 << t
      if (greater & bit) {
        if (side < 0) over |= bit
        side = 1
      } else if (less & bit) {
        if (side > 0) under |= bit
        side = -1
      } else if (side != 0 && load<f64>(left + (t << 3)) != load<f64>(right + (t << 3))) {
        side = 0 // not equal and on neither side: missing
      }
    }
  }
  store<u32>(out, greater & known)
  store<u32>(out + stride, less & known)
  store<u32>(out + 2 * stride, over & known)
  store<u32>(out + 3 * stride, under & known)
  out += 4
}

// @ts-ignore: decorator
@inline
function knownOf(bars: i32): u32 {
  return bars < 32 ? (<u32>1 << bars) - 1 : u32.MAX_VALUE
}

/**
 * Addresses of two columns and of four lists of words, one behind the other, each of `words`: greater, less, over, under. 32 bars, 256 bytes of a
 * column, make a word of each list; `step` is 256, or 0 to compare every 32 bars with the same 32 numbers.
 */
export function compare(left: usize, right: usize, step: usize, lists: usize, words: usize, bars: i32): void {
  out = lists
  stride = words << 2
  side = 0
  for (; bars > 0; left += 256, right += step, bars -= 32) {
    let greater: u32 = 0
    let less: u32 = 0
    for (let half: usize = 0; half < 256; half += 128) {
      const l = left + half
      const r = right + half
      const l0 = v128.load(l), l1 = v128.load(l, 16), l2 = v128.load(l, 32), l3 = v128.load(l, 48)
      const l4 = v128.load(l, 64), l5 = v128.load(l, 80), l6 = v128.load(l, 96), l7 = v128.load(l, 112)
      const r0 = v128.load(r), r1 = v128.load(r, 16), r2 = v128.load(r, 32), r3 = v128.load(r, 48)
      const r4 = v128.load(r, 64), r5 = v128.load(r, 80), r6 = v128.load(r, 96), r7 = v128.load(r, 112)
      greater = (greater >> 16) | (bits(
        four(f64x2.gt(l0, r0), f64x2.gt(l1, r1)), four(f64x2.gt(l2, r2), f64x2.gt(l3, r3)),
        four(f64x2.gt(l4, r4), f64x2.gt(l5, r5)), four(f64x2.gt(l6, r6), f64x2.gt(l7, r7)),
      ) << 16)
      less = (less >> 16) | (bits(
        four(f64x2.lt(l0, r0), f64x2.lt(l1, r1)), four(f64x2.lt(l2, r2), f64x2.lt(l3, r3)),
        four(f64x2.lt(l4, r4), f64x2.lt(l5, r5)), four(f64x2.lt(l6, r6), f64x2.lt(l7, r7)),
      ) << 16)
    }
    const known = knownOf(bars)
    finish(greater & known, less & known, known, left, right)
  }
}

/**
 * The same from columns that have been rounded to 32 bits, of which a vector holds twice as many. Rounding keeps the order, so what is greater
 * when rounded is greater; only bars that are equal then are looked at in the columns themselves.
 */
export function compareRounded(
  leftRounded: usize, rightRounded: usize, left: usize, right: usize, step: usize, lists: usize, words: usize, bars: i32,
): void {
  out = lists
  stride = words << 2
  side = 0
  for (; bars > 0; bars -= 32) {
    let greater: u32 = 0
    let less: u32 = 0
    for (let half: usize = 0; half < 128; half += 64) {
      const l = leftRounded + half
      const r = rightRounded + half
      const l0 = v128.load(l), l1 = v128.load(l, 16), l2 = v128.load(l, 32), l3 = v128.load(l, 48)
      const r0 = v128.load(r), r1 = v128.load(r, 16), r2 = v128.load(r, 32), r3 = v128.load(r, 48)
      greater = (greater >> 16) | (bits(f32x4.gt(l0, r0), f32x4.gt(l1, r1), f32x4.gt(l2, r2), f32x4.gt(l3, r3)) << 16)
      less = (less >> 16) | (bits(f32x4.lt(l0, r0), f32x4.lt(l1, r1), f32x4.lt(l2, r2), f32x4.lt(l3, r3)) << 16)
    }
    const known = knownOf(bars)
    greater &= known
    less &= known
    for (let open = known & ~(greater | less); open != 0; open &= open - 1) {
      const at = <usize>ctz(open) << 3
      const a = load<f64>(left + at)
      const b = load<f64>(right + at)
      if (a > b) greater |= open & -open
      else if (a < b) less |= open & -open
    }
    finish(greater, less, known, left, right)
    leftRounded += 128
    rightRounded += step >> 1
    left += 256
    right += step
  }
}

/** Rounds numbers, a multiple of four, to 32 bits. */
export function round(from: usize, to: usize, count: usize): void {
  for (const end = to + (count << 2); to < end; from += 32, to += 16) {
    const low = f32x4.demote_f64x2_zero(v128.load(from))
    const high = f32x4.demote_f64x2_zero(v128.load(from, 16))
    v128.store(to, v128.shuffle<i64>(low, high, 0, 2))
  }
}
