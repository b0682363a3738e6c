// AssemblyScript: one long backtest that is all in or all out, from its signals to the sums that screening metrics are made of. What it does is told
// in src/sweep/run/screening.ts; its twin is the engine with a ledger (simulation/vector) and `equityBySums` (metrics), whose arithmetic it repeats
// operation by operation, so that both have the same bits.

// Of the range: bars are counted from its first one, but in signals from the first bar that there is.
let first: i32 = 0
let bars: i32 = 0
/** Four numbers a bar: close, the quote that orders fill at, sum of returns and sum of their squares up to it. */
let records: usize = 0
/** As `Extremes`: pairs by bar, then windows by level. Of the closes, and of all prices of a bar together. */
let closes: usize = 0
let prices: usize = 0
let levels: i32 = 0
/** Three numbers a bar, and room for a fourth: open, low, high. Only for stops, as are `prices`. */
let bounds: usize = 0
/** The lowest close. */
let lowestClose: f64 = 0

// Of the execution.
let initialAmount: f64 = 0
let perUnit: f64 = 0
let perOrder: f64 = 0
let fraction: f64 = 0
let slipFraction: f64 = 0
let slipPerUnit: f64 = 0
/** 0 to fill at the signal's close, 1 at the next bar. */
let delay: i32 = 0
/** Whether orders fill before stops are watched on a bar; whether a stop replaces them. */
let fillsFirst: bool = false
let stopReplaces: bool = false
/** Whether stop levels are counted from the close of the entry's bar. */
let byClose: bool = false
/** Which exits slip: 0 none, 1 stops, 2 targets, too. */
let stopSlips: i32 = 0

// Of one backtest.
let cash: f64 = 0
let units: f64 = 0
let previous: f64 = 0
/** First bar not measured yet. */
let bar: i32 = 0
let returnSum: f64 = 0
let squareSum: f64 = 0
let barsHeld: i32 = 0
let peak: f64 = 0
let deepest: f64 = 0
/** No equity at or above it is a deeper drawdown. */
let floor: f64 = 0
let stopLoss: f64 = 0
let takeProfit: f64 = 0
let trailingStop: f64 = 0
/** What stop levels are counted from, and the best price since, for the trailing one. */
let base: f64 = 0
let best: f64 = 0
/** Of the last hit: price before slippage, and whether it was the target. */
let hitPrice: f64 = 0
let isTarget: bool = false
let ambiguous: i32 = 0

export function openRange(
  firstBar: i32, count: i32, recordsAt: usize, closesAt: usize, levelCount: i32, lowest: f64,
): void {
  first = firstBar
  bars = count
  records = recordsAt
  closes = closesAt
  levels = levelCount
  lowestClose = lowest
}

export function openStops(pricesAt: usize, boundsAt: usize): void {
  prices = pricesAt
  bounds = boundsAt
}

export function openExecution(
  amount: f64, unit: f64, order: f64, share: f64, slipShare: f64, slipUnit: f64, fillDelay: i32,
): void {
  initialAmount = amount
  perUnit = unit
  perOrder = order
  fraction = share
  slipFraction = slipShare
  slipPerUnit = slipUnit
  delay = fillDelay
}

export function openStopRules(before: bool, replaces: bool, fromClose: bool, slips: i32): void {
  fillsFirst = before
  stopReplaces = replaces
  byClose = fromClose
  stopSlips = slips
}

// @ts-ignore: decorator
@inline
function close(at: i32): f64 {
  return load<f64>(records + (<usize>at << 5))
}

// @ts-ignore: decorator
@inline
function returnsTo(at: i32): f64 {
  return load<f64>(records + (<usize>at << 5), 16)
}

// @ts-ignore: decorator
@inline
function squaresTo(at: i32): f64 {
  return load<f64>(records + (<usize>at << 5), 24)
}

// @ts-ignore: decorator
@inline
function slipped(quote: f64, side: f64): f64 {
  return quote + side * (quote * slipFraction + slipPerUnit)
}

/** First set bit of `words` at or after `from`, or `end` when there is none before it. */
function nextSet(words: usize, from: i32, end: i32): i32 {
  if (from >= end) return end
  let w = from >> 6
  const last = (end - 1) >> 6
  let word = load<u64>(words + (<usize>w << 3)) & (u64.MAX_VALUE << (<u64>from & 63))
  while (word == 0) {
    if (++w > last) return end
    word = load<u64>(words + (<usize>w << 3))
  }
  const found = (w << 6) + <i32>ctz(word)
  return found < end ? found : end
}

/** As in drawdown.ts, and so are the next four. */
const margin: f64 = 1 + 1e-14

// @ts-ignore: decorator
@inline
function rise(to: f64): void {
  peak = to
  floor = to * (1 - deepest) * margin
}

// @ts-ignore: decorator
@inline
function fall(to: f64): void {
  const drawdown = 1 - to / peak
  if (drawdown > deepest) {
    deepest = drawdown
    floor = peak * (1 - drawdown) * margin
  }
}

// @ts-ignore: decorator
@inline
function reach(value: f64): void {
  if (value > peak) rise(value)
  else if (value < floor) fall(value)
}

/** Where the pair of the window of 2^level blocks that begins with this one is. */
// @ts-ignore: decorator
@inline
function closesOf(level: i32, block: i32): usize {
  return closes + (<usize>(bars + level * (bars >> 2) + block) << 4)
}

/** Lowest and negative highest of two such pairs: one instruction, where the minimum of scalars takes branches. */
// @ts-ignore: decorator
@inline
function both(a: v128, b: v128): v128 {
  return f64x2.pmin(a, b)
}

// @ts-ignore: decorator
@inline
function pairAt(address: usize): v128 {
  return v128.xor(v128.load(address), i64x2(0, i64.MIN_VALUE))
}

// @ts-ignore: decorator
@inline
function single(at: i32): v128 {
  return v128.xor(f64x2.splat(close(at)), i64x2(0, i64.MIN_VALUE))
}

/** As `Drawdown.hold`. Most stretches are over after one of the two looks before it. */
function hold(from: i32, end: i32): void {
  // 1. two windows that cover these bars and a few more: where even they show nothing, there is nothing
  let block = from >> 2
  let count = ((end + 3) >> 2) - block
  let level = 31 - clz(count)
  if (level < levels && block + count <= bars >> 2) {
    const outer = both(pairAt(closesOf(level, block)), pairAt(closesOf(level, block + count - (1 << level))))
    const low = f64x2.extract_lane(outer, 0)
    const high = -f64x2.extract_lane(outer, 1)
    if (i32(cash + units * high <= peak) & i32(cash + units * low >= floor)) return
  }

  // 2. the lowest and the highest of just these bars: the first three, the last three, and the blocks between
  const final = end - 1
  let inner = both(
    both(single(from), single(final)),
    both(
      both(single(min(from + 1, final)), single(min(from + 2, final))),
      both(single(max(final - 1, from)), single(max(final - 2, from))),
    ),
  )
  block = (from + 3) >> 2
  count = (end >> 2) - block
  if (count > 0) {
    level = min(31 - clz(count), levels - 1)
    const last = block + count - (1 << level)
    for (; block < last; block += 1 << level) inner = both(inner, pairAt(closesOf(level, block)))
    inner = both(inner, pairAt(closesOf(level, last)))
  }
  const low = cash + units * f64x2.extract_lane(inner, 0)
  const high = cash + units * -f64x2.extract_lane(inner, 1)
  if (high <= peak) {
    if (low < floor) fall(low)
  } else if (low >= high * (1 - deepest) * margin) {
    rise(high)
  } else {
    climb(from, end)
  }
}

/** The same where a new peak and a deeper drawdown may both be on the way. */
function climb(from: i32, end: i32): void {
  let level = 0
  let at = from
  while (at < end) {
    const whole = (at & 3) == 0 && at + 4 <= end
    const width = whole ? 4 << level : 1
    if (at + width > end) {
      level--
      continue
    }
    const pair = whole ? closesOf(level, at >> 2) : closes + (<usize>at << 4)
    const low = cash + units * load<f64>(pair)
    const high = cash + units * load<f64>(pair, 8)
    if (high <= peak) {
      if (low < floor) fall(low)
    } else if (width == 1 || low >= high * (1 - deepest) * margin) {
      rise(high)
    } else if (level > 0) {
      level--
      continue
    } else {
      for (let i = at; i < at + 4; i++) reach(cash + units * close(i))
    }
    at += width
    if (whole && level + 1 < levels) level++
  }
}

/** Measures the bars up to `end` with the present cash and units; false where that is not exact. */
function measure(end: i32): bool {
  if (bar >= end) return true
  const value = cash + units * close(bar)
  const change = value / previous - 1
  returnSum += change
  squareSum += change * change
  previous = value
  if (units == 0) {
    reach(value)
  } else {
    if (!(abs(cash) <= 1e-12 * units * lowestClose)) return false
    const last = end - 1
    barsHeld += end - bar
    returnSum += returnsTo(last) - returnsTo(bar)
    squareSum += squaresTo(last) - squaresTo(bar)
    hold(bar, end)
    previous = cash + units * close(last)
  }
  bar = end
  return previous > 0
}

// @ts-ignore: decorator
@inline
function book(filled: f64, price: f64): void {
  cash -= filled * price + (perOrder + (perUnit + fraction * price) * abs(filled))
  units += filled
}

/** Units that all the cash buys at `price`, as `entryUnits` of sizing.ts; 0 when there is no money for any. */
// @ts-ignore: decorator
@inline
function affordable(price: f64): f64 {
  let left = (cash - perOrder) / (price + perUnit + fraction * price)
  while (left > 0) {
    const missing = left * price + (perOrder + (perUnit + fraction * price) * left) - cash
    if (!(missing > 0)) break
    left -= (2 * missing) / price
  }
  left = max(0, left)
  return left > 0 && abs(left) * price > 1e-9 * cash ? left : 0
}

/** As `Extremes.firstBeyond` of what stops look at. */
function firstBeyond(floor: f64, ceiling: f64, start: i32, end: i32): i32 {
  const blocks = bars >> 2
  const windows = prices + (<usize>bars << 4)
  const firstWhole = min(end, (start + 3) & -4)
  let at = start
  for (; at < firstWhole; at++) {
    const pair = prices + (<usize>at << 4)
    if (!(load<f64>(pair) > floor && load<f64>(pair, 8) < ceiling)) return at
  }
  const lastBlock = end >> 2
  let block = at >> 2
  let level = 0
  while (block < lastBlock) {
    const next = block + (1 << level)
    const pair = windows + (<usize>(level * blocks + block) << 4)
    if (next <= lastBlock && load<f64>(pair) > floor && load<f64>(pair, 8) < ceiling) {
      block = next
      if (level + 1 < levels) level++
    } else if (level == 0) {
      break
    } else {
      level--
    }
  }
  for (at = max(at, block << 2); at < end; at++) {
    const pair = prices + (<usize>at << 4)
    if (!(load<f64>(pair) > floor && load<f64>(pair, 8) < ceiling)) return at
  }
  return end
}

// @ts-ignore: decorator
@inline
function trailed(lossLevel: f64): f64 {
  return trailingStop > 0 ? max(lossLevel, best - abs(best) * trailingStop) : lossLevel
}

/** As `StopWatch.scan` of a long position: the first bar of [from, end) on which it is hit, or -1. */
function scan(from: i32, end: i32): i32 {
  const lossLevel = stopLoss > 0 ? base - base * stopLoss : -Infinity
  const target = takeProfit > 0 ? base + base * takeProfit : Infinity
  let stop = trailed(lossLevel)
  for (let t = from; t < end; t++) {
    if (trailingStop == 0) {
      t = firstBeyond(stop, target, t, end)
      if (t == end) break
    }
    const row = bounds + (<usize>t << 5)
    const open = load<f64>(row)
    const low = load<f64>(row, 8)
    const high = load<f64>(row, 16)
    isTarget = false
    hitPrice = open
    if (open <= stop) return t
    if (open >= target) {
      isTarget = true
      return t
    }
    if (low <= stop) {
      if (high >= target) ambiguous++
      hitPrice = stop
      return t
    }
    if (high >= target) {
      isTarget = true
      hitPrice = target
      return t
    }
    if (high > best) {
      best = high
      stop = trailed(lossLevel)
    }
  }
  return -1
}

/** Closes the position at a hit on bar `at`; false where the engine has to say what is wrong. */
function closeAtStop(at: i32): bool {
  const price = stopSlips == 2 || (stopSlips == 1 && !isTarget) ? slipped(hitPrice, -1) : hitPrice
  if (!(price > 0 && measure(at))) return false
  book(-units, price)
  return true
}

/** Takes bits that are in both lists out of both (rules F3 and F4). */
function takeApart(enter: usize, exit: usize, words: i32): void {
  for (const end = enter + (<usize>words << 2); enter < end; enter += 16, exit += 16) {
    const enters = v128.load(enter)
    const exits = v128.load(exit)
    const both = v128.and(enters, exits)
    v128.store(enter, v128.xor(enters, both))
    v128.store(exit, v128.xor(exits, both))
  }
}

/**
 * @param enter `words` words, a multiple of four, of one signal @param exit of the other @param out room for nine numbers
 * @returns 0 where it is not exact, or fails: the engine says what comes of it
 */
export function screen(enter: usize, exit: usize, words: i32, loss: f64, profit: f64, trailing: f64, out: usize): i32 {
  takeApart(enter, exit, words)
  stopLoss = loss
  takeProfit = profit
  trailingStop = trailing
  const watches = loss > 0 || profit > 0 || trailing > 0
  cash = initialAmount
  units = 0
  previous = cash
  bar = 0
  returnSum = 0
  squareSum = 0
  barsHeld = 0
  deepest = 0
  rise(cash)
  ambiguous = 0
  let trades = 0
  let refused = 0
  let fills = 0
  let cursor = 0
  let watched = 0
  while (cursor < bars) {
    const before = units
    const signal = nextSet(before == 0 ? enter : exit, first + cursor, first + bars) - first
    if (watches && before != 0) {
      const hit = scan(watched, min(signal + 1, bars))
      if (hit >= 0) {
        if (!closeAtStop(hit)) return 0
        fills++
        cursor = delay == 0 ? hit + 1 : hit
        continue
      }
    }
    const fillBar = signal + delay
    if (fillBar >= bars) break
    cursor = signal + 1
    if (watches && before != 0 && delay == 1 && !fillsFirst && scan(fillBar, fillBar + 1) >= 0) {
      if (!closeAtStop(fillBar)) return 0
      fills++
      if (stopReplaces) continue
    }
    const quote = load<f64>(records + (<usize>fillBar << 5), 8)
    watched = fillsFirst ? fillBar : fillBar + 1
    if (before == 0) {
      const price = slipped(quote, 1)
      if (!(price > 0)) return 0
      const bought = affordable(price)
      if (bought == 0) {
        refused++
        continue
      }
      if (!measure(fillBar)) return 0
      book(bought, price)
      fills++
      trades++
      base = byClose ? close(fillBar) : price
      best = base
      if (byClose) watched = fillBar + 1
    } else if (units != 0) {
      const price = slipped(quote, -1)
      if (!(price > 0 && measure(fillBar))) return 0
      book(-units, price)
      fills++
    }
  }
  if (!measure(bars)) return 0
  store<f64>(out, returnSum)
  store<f64>(out, squareSum, 8)
  store<f64>(out, barsHeld, 16)
  store<f64>(out, previous, 24)
  store<f64>(out, fills, 32)
  store<f64>(out, deepest, 40)
  store<f64>(out, trades, 48)
  store<f64>(out, refused, 56)
  store<f64>(out, ambiguous, 64)
  return 1
}
