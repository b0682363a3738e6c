// AssemblyScript, as compare.ts. src/metrics/equity-kernels.ts calls it. What it does is told, and done again without SIMD, in equity-walk.ts,
// return-sums.ts and beyond.ts beside that: even numbers are added up in the first lane, odd ones in the second.

// of the drawdowns that are over
let deepest: f64 = 0
let deepestBars: i32 = 0
let longest: i32 = 0
let squares: f64 = 0

/** A drawdown with `bars` below the peak, `duration` from the peak to its end, and lanes of its lowest equity and of its squared falls. */
function book(peak: f64, lowest: v128, falls: v128, still: f64, bars: i32, duration: i32): void {
  const drawdown = 1 - min(f64x2.extract_lane(lowest, 0), f64x2.extract_lane(lowest, 1)) / peak
  if (drawdown > deepest) {
    deepest = drawdown
    deepestBars = duration
  }
  if (bars > longest) longest = bars
  squares += (sumOf(falls) + still) / (peak * peak)
}

// @ts-ignore: decorator
@inline
function sumOf(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1)
}

/** A number in the first lane, nothing in the other. */
// @ts-ignore: decorator
@inline
function first(value: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(0), 0, value)
}

// @ts-ignore: decorator
@inline
function second(value: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(0), 1, value)
}

/**
 * Walks the bars [from, to), the first of which is at `close`, and writes the equity of every bar that has a return of its own to `equities`, behind the
 * initial amount. Returns how many, or -1 when fills are out of order. The facts: bars in position, the sum of the equities that stand still, and
 * of the drawdowns the maximum, its duration, the longest and the sum of squares.
 */
export function walk(
  close: usize,
  from: i32,
  to: i32,
  fillBar: usize,
  cashAfter: usize,
  unitsAfter: usize,
  fillCount: i32,
  equities: usize,
  facts: usize,
): i32 {
  deepest = 0
  deepestBars = 0
  longest = 0
  squares = 0
  let cash = load<f64>(equities)
  let units: f64 = 0
  let peak = cash
  let peaks = f64x2.splat(peak)
  let peakBar = from - 1
  let lastAtPeak = from - 1
  const none = f64x2.splat(Infinity)
  let lowest = none
  let falls = f64x2.splat(0)
  let stillFalls: f64 = 0
  let stillValues: f64 = 0
  let barsInPosition = 0

  equities += 8
  const start = equities
  let isOdd = false
  let bar = from
  for (let fill = 0; fill <= fillCount; fill++) {
    const end = fill < fillCount ? load<i32>(fillBar + ((<usize>fill) << 2)) : to
    if (bar > end || (fill < fillCount && end >= to)) return -1
    if (bar < end) {
      if (units != 0) barsInPosition += end - bar
      const moving = units != 0 ? end : bar + 1
      let at = close + ((<usize>(bar - from)) << 3)
      while (bar < moving) {
        if (!isOdd) {
          // pairs of bars, as long as none of them reaches the peak
          const cashes = f64x2.splat(cash)
          const held = f64x2.splat(units)
          for (; bar + 1 < moving; bar += 2) {
            const values = f64x2.add(cashes, f64x2.mul(held, v128.load(at)))
            if (v128.any_true(f64x2.ge(values, peaks))) break
            v128.store(equities, values)
            const fall = f64x2.sub(peaks, values)
            falls = f64x2.add(falls, f64x2.mul(fall, fall))
            lowest = f64x2.pmin(lowest, values)
            at += 16
            equities += 16
          }
          if (bar >= moving) break
        }
        const value = cash + units * load<f64>(at)
        store<f64>(equities, value)
        if (value < peak) {
          const fall = peak - value
          falls = f64x2.add(falls, isOdd ? second(fall * fall) : first(fall * fall))
          lowest = f64x2.pmin(lowest, f64x2.splat(value))
        } else {
          if (lastAtPeak < bar - 1) {
            book(peak, lowest, falls, stillFalls, bar - 1 - lastAtPeak, bar - peakBar)
            lowest = none
            falls = f64x2.splat(0)
            stillFalls = 0
          }
          lastAtPeak = bar
          if (value > peak) {
            peak = value
            peaks = f64x2.splat(value)
            peakBar = bar
          }
        }
        isOdd = !isOdd
        bar++
        at += 8
        equities += 8
      }

      const still = end - bar
      if (still > 0) {
        const value = load<f64>(equities - 8)
        stillValues += <f64>still * value
        const fall = peak - value
        if (fall > 0) stillFalls += <f64>still * (fall * fall)
        else lastAtPeak = end - 1
        bar = end
      }
    }
    if (fill < fillCount) {
      cash = load<f64>(cashAfter + ((<usize>fill) << 3))
      units = load<f64>(unitsAfter + ((<usize>fill) << 3))
    }
  }
  const last = to - 1
  if (lastAtPeak < last) book(peak, lowest, falls, stillFalls, last - lastAtPeak, last - peakBar)
  store<f64>(facts, <f64>barsInPosition)
  store<f64>(facts, stillValues, 8)
  store<f64>(facts, deepest, 16)
  store<f64>(facts, <f64>deepestBars, 24)
  store<f64>(facts, <f64>longest, 32)
  store<f64>(facts, squares, 40)
  return <i32>((equities - start) >> 3)
}

/**
 * Writes the returns from one equity to the next, `count` of them. The facts: sums of the equities, of the returns, of the positive ones, of the
 * sizes of the negative ones, and of the squared shortfalls, and the largest and the smallest return.
 */
export function returns(equities: usize, count: i32, riskFree: f64, values: usize, facts: usize): void {
  const one = f64x2.splat(1)
  const zero = f64x2.splat(0)
  const free = f64x2.splat(riskFree)
  let total = zero
  let sum = zero
  let gains = zero
  let losses = zero
  let shortfalls = zero
  let best = f64x2.splat(-Infinity)
  let worst = f64x2.splat(Infinity)
  const end = equities + ((<usize>(count & ~1)) << 3)
  for (; equities < end; equities += 16) {
    const before = v128.load(equities)
    const after = v128.load(equities, 8)
    const change = v128.and(f64x2.sub(f64x2.div(after, before), one), f64x2.gt(before, zero))
    v128.store(values, change)
    values += 16
    total = f64x2.add(total, after)
    sum = f64x2.add(sum, change)
    gains = f64x2.add(gains, f64x2.pmax(zero, change))
    losses = f64x2.sub(losses, f64x2.pmin(zero, change))
    const shortfall = f64x2.pmin(zero, f64x2.sub(change, free))
    shortfalls = f64x2.add(shortfalls, f64x2.mul(shortfall, shortfall))
    best = f64x2.pmax(best, change)
    worst = f64x2.pmin(worst, change)
  }
  if (count & 1) {
    const before = load<f64>(equities)
    const after = load<f64>(equities, 8)
    const change = before > 0 ? after / before - 1 : 0
    store<f64>(values, change)
    total = f64x2.add(total, first(after))
    sum = f64x2.add(sum, first(change))
    gains = f64x2.add(gains, first(max(change, 0)))
    losses = f64x2.sub(losses, first(min(change, 0)))
    const shortfall = min(change - riskFree, 0)
    shortfalls = f64x2.add(shortfalls, first(shortfall * shortfall))
    best = f64x2.pmax(best, f64x2.splat(change))
    worst = f64x2.pmin(worst, f64x2.splat(change))
  }
  store<f64>(facts, sumOf(total))
  store<f64>(facts, sumOf(sum), 8)
  store<f64>(facts, sumOf(gains), 16)
  store<f64>(facts, sumOf(losses), 24)
  store<f64>(facts, sumOf(shortfalls), 32)
  store<f64>(facts, max(f64x2.extract_lane(best, 0), f64x2.extract_lane(best, 1)), 40)
  store<f64>(facts, min(f64x2.extract_lane(worst, 0), f64x2.extract_lane(worst, 1)), 48)
}

/** The facts: sums of the second, third and fourth powers of the distances from the mean. */
export function powers(values: usize, count: i32, mean: f64, facts: usize): void {
  const means = f64x2.splat(mean)
  let squared = f64x2.splat(0)
  let cubes = squared
  let fourths = squared
  for (; count > 0; count -= 2) {
    let distance = f64x2.sub(v128.load(values), means)
    if (count == 1) distance = f64x2.replace_lane(distance, 1, 0)
    const square = f64x2.mul(distance, distance)
    squared = f64x2.add(squared, square)
    cubes = f64x2.add(cubes, f64x2.mul(square, distance))
    fourths = f64x2.add(fourths, f64x2.mul(square, square))
    values += 16
  }
  store<f64>(facts, sumOf(squared))
  store<f64>(facts, sumOf(cubes), 8)
  store<f64>(facts, sumOf(fourths), 16)
}

/**
 * Copies the values below `low` to `below`, and those above `high`, with the other sign, to `above`; both must have room for all, because every value
 * is copied and only some stay: a processor could not guess which. The facts: how many stay in each.
 */
export function beyond(values: usize, count: i32, low: f64, high: f64, below: usize, above: usize, facts: usize): void {
  const lows = f64x2.splat(low)
  const highs = f64x2.splat(high)
  const firstBelow = below
  const firstAbove = above
  const end = values + ((<usize>(count & ~1)) << 3)
  for (; values < end; values += 16) {
    const value = v128.load(values)
    const isBelow = <usize>i64x2.bitmask(f64x2.lt(value, lows))
    v128.store64_lane(below, value, 0)
    below += (isBelow & 1) << 3
    v128.store64_lane(below, value, 1)
    below += (isBelow >> 1) << 3
    const isAbove = <usize>i64x2.bitmask(f64x2.gt(value, highs))
    const negative = f64x2.neg(value)
    v128.store64_lane(above, negative, 0)
    above += (isAbove & 1) << 3
    v128.store64_lane(above, negative, 1)
    above += (isAbove >> 1) << 3
  }
  if (count & 1) {
    const value = load<f64>(values)
    store<f64>(below, value)
    below += (<usize>(value < low)) << 3
    store<f64>(above, -value)
    above += (<usize>(value > high)) << 3
  }
  store<f64>(facts, <f64>((below - firstBelow) >> 3))
  store<f64>(facts, <f64>((above - firstAbove) >> 3), 8)
}
