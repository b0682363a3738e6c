import { describe, expect, test } from 'vitest'
import { Random } from '../../../src/base/random.ts'
import { Bars } from '../../../src/data/bars.ts'
import { type BarColumns, BarPermutation, rearrangeBars } from '../../../src/robustness/bar-permutation.ts'
import { permutationP } from '../../../src/robustness/permutation-p.ts'
import { sp500 } from '../../support/sp500.ts'
import { expectRelative, goldenStatistics } from '../../support/statistics.ts'

const prices = ['open', 'high', 'low', 'close'] as const
const golden = goldenStatistics<{
  bar_permutation: { ohlc: number[][]; permuted: number[][]; perm_intra: number[]; perm_gap: number[] }
}>('permutation_cpcv_refs.json').bar_permutation

function barsOf(times: readonly number[], seed: number): BarColumns {
  const random = Random.from(seed)
  const close = times.map(() => 100 * Math.exp(0.1 * random.normal()))
  const open = times.map((_, i) => (i === 0 ? 100 : close[i - 1] * Math.exp(0.02 * random.normal())))
  return {
    time: Float64Array.from(times),
    open: Float64Array.from(open),
    high: Float64Array.from(times, (_, i) => Math.max(open[i], close[i]) * (1 + 0.02 * random.next())),
    low: Float64Array.from(times, (_, i) => Math.min(open[i], close[i]) * (1 - 0.02 * random.next())),
    close: Float64Array.from(close),
    volume: Float64Array.from(times, (_, i) => 1000 + i),
  }
}

/** What a permutation moves: gaps to the bar before, and bodies with their volume, of every bar but the first. */
function moves(bars: BarColumns): { gaps: number[]; bodies: number[][] } {
  const later = Array.from({ length: bars.time.length - 1 }, (_, i) => i + 1)
  return {
    gaps: later.map((i) => bars.open[i] / bars.close[i - 1]),
    bodies: later.map((i) => [
      bars.volume[i],
      bars.high[i] / bars.open[i],
      bars.low[i] / bars.open[i],
      bars.close[i] / bars.open[i],
    ]),
  }
}

function expectSameMoves(found: BarColumns, wanted: BarColumns): void {
  const [a, b] = [moves(found), moves(wanted)]
  const rising = (x: number, y: number) => x - y
  a.gaps.sort(rising).forEach((gap, i) => {
    expectRelative(gap, b.gaps.sort(rising)[i], 'gap', 1e-12)
  })
  const byVolume = (x: number[], y: number[]) => x[0] - y[0]
  b.bodies.sort(byVolume)
  a.bodies.sort(byVolume).forEach((body, i) => {
    body.forEach((value, j) => {
      expectRelative(value, b.bodies[i][j], 'body', 1e-12)
    })
  })
}

test('rearrangeBars(ten bars, two permutations) is the worked example', () => {
  const column = (place: number) => Float64Array.from(golden.ohlc, (bar) => bar[place])
  const bars = {
    time: Float64Array.from(golden.ohlc.keys()),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: Float64Array.from(golden.ohlc.keys()),
  }
  const from = (permutation: number[]) => [0, ...permutation.map((place) => place + 1)]
  const found = rearrangeBars(bars, from(golden.perm_gap), from(golden.perm_intra))
  golden.permuted.forEach((bar, i) => {
    prices.forEach((name, place) => {
      expectRelative(found[name][i], bar[place], `${name} of bar ${i}`, 1e-12)
    })
  })
  expect([...found.volume]).toEqual(from(golden.perm_intra))
})

describe('BarPermutation of one symbol', () => {
  const permutation = new BarPermutation([sp500])
  const [permuted] = permutation.draw(Random.from(1))

  test('keeps the times, the first bar, the last close, every gap and every body', () => {
    expect(permutation.movable).toBe(1)
    expect(permuted.time).toBe(sp500.time)
    for (const name of [...prices, 'volume'] as const) expect(permuted[name][0]).toBe(sp500[name][0])
    const last = sp500.length - 1
    expectRelative(permuted.close[last], sp500.close[last], 'last close', 1e-11)
    const { time, open, high, low, close } = sp500.slice(0, 300)
    const short = { time, open, high, low, close, volume: Float64Array.from(time.slice().keys()) }
    expectSameMoves(new BarPermutation([short]).draw(Random.from(2))[0], short)
  })

  test('gives valid bars, to the last bit, also of bars that close at their high', () => {
    for (let seed = 0; seed < 20; seed++) {
      const [{ time, ...columns }] = permutation.draw(Random.from(seed))
      expect(Bars.from({ symbol: 'SPX', timeframe: '1d', time: Float64Array.from(time), ...columns }).length).toBe(5105)
    }
  })

  test('draws others with other seeds, the same with the same, and leaves its input alone', () => {
    const before = sp500.close.slice()
    const again = new BarPermutation([sp500]).draw(Random.from(1))[0]
    expect(again).toEqual(permuted)
    expect(permutation.draw(Random.from(2))[0].close).not.toEqual(permuted.close)
    expect(sp500.close.slice()).toEqual(before)
  })

  test('shuffles gaps and bodies each by an order of their own, any bar to any place', () => {
    const bars = barsOf([0, 1, 2, 3], 5)
    const orders = new Map<string, number>()
    const small = new BarPermutation([bars])
    const random = Random.from(3)
    for (let i = 0; i < 7200; i++) {
      const [drawn] = small.draw(random)
      const gaps = moves(drawn).gaps.map((gap) => moves(bars).gaps.findIndex((own) => Math.abs(own / gap - 1) < 1e-12))
      const order = `${gaps} ${[...drawn.volume]}`
      orders.set(order, (orders.get(order) ?? 0) + 1)
    }
    expect(orders.size).toBe(36)
    for (const count of orders.values()) expect(Math.abs(count - 200)).toBeLessThan(70)
  })
})

describe('BarPermutation of several symbols', () => {
  const weekdays = Array.from({ length: 70 }, (_, day) => day).filter((day) => day % 7 < 5)
  const everyDay = Array.from({ length: 70 }, (_, day) => day)

  test('the same permutation for all: moves of one day stay moves of one day', () => {
    const series = [barsOf(everyDay, 1), barsOf(everyDay, 2), barsOf(everyDay, 3)]
    const permutation = new BarPermutation(series)
    expect(permutation.movable).toBe(1)
    const drawn = permutation.draw(Random.from(4))
    expect(drawn[0].volume).not.toEqual(series[0].volume)
    expect(drawn[1].volume).toEqual(drawn[0].volume) // says which bar's body it is
    expect(drawn[2].volume).toEqual(drawn[0].volume)
    const gapOf = (bars: BarColumns, own: BarColumns) =>
      moves(bars).gaps.map((gap) => moves(own).gaps.findIndex((x) => Math.abs(x / gap - 1) < 1e-12))
    expect(gapOf(drawn[1], series[1])).toEqual(gapOf(drawn[0], series[0]))
  })

  test('a day changes places only with days on which the same symbols trade', () => {
    const [coin, share] = [barsOf(everyDay, 1), barsOf(weekdays, 2)]
    const permutation = new BarPermutation([coin, share])
    expect(permutation.movable).toBe(1)
    const drawn = permutation.draw(Random.from(4))
    // volumes are 1000 + the number of the bar, which for the coin is the day
    drawn[0].volume.forEach((volume, day) => {
      expect((volume - 1000) % 7 < 5).toBe(day % 7 < 5)
    })
    const dayOfShare = [...drawn[1].volume].map((volume) => weekdays[volume - 1000])
    expect(dayOfShare).toEqual(weekdays.map((day) => drawn[0].volume[day] - 1000))
    expectSameMoves(drawn[0], coin)
    expectSameMoves(drawn[1], share)
    expectRelative(drawn[1].close[49], share.close[49], 'last close of the share', 1e-12)
  })

  test('the first day of a symbol stays for all, as it has no gap; days before it keep to themselves', () => {
    const [old, young] = [barsOf(everyDay, 1), barsOf(everyDay.slice(30), 2)]
    const permutation = new BarPermutation([old, young])
    expect(permutation.movable).toBe((69 - 1 + 39) / (69 + 39))
    for (let seed = 0; seed < 5; seed++) {
      const drawn = permutation.draw(Random.from(seed))
      expect(drawn[0].volume[30]).toBe(1030)
      expect(drawn[1].volume[0]).toBe(1000)
      expect(Math.max(...drawn[0].volume.slice(0, 30))).toBe(1029)
      expectSameMoves(drawn[0], old)
      expectSameMoves(drawn[1], young)
    }
  })

  test('symbols that never trade at the same time are shuffled by themselves; where nothing can move, movable says so', () => {
    const [even, odd] = [barsOf([0, 2, 4, 6, 8], 1), barsOf([1, 3, 5, 7, 9], 2)]
    expect(new BarPermutation([even, odd]).movable).toBe(1)
    const stuck = [barsOf([0, 1, 2], 1), barsOf([0, 1, 3], 2)]
    const permutation = new BarPermutation(stuck)
    expect(permutation.movable).toBe(0)
    const drawn = permutation.draw(Random.from(1))
    prices.forEach((name) => {
      drawn[0][name].forEach((price, i) => {
        expectRelative(price, stuck[0][name][i], name, 1e-14)
      })
    })
  })
})

test('BarPermutation of no series, no bars and one bar', () => {
  expect(new BarPermutation([]).draw(Random.from(1))).toEqual([])
  expect(new BarPermutation([]).movable).toBeNaN()
  expect(new BarPermutation([barsOf([], 1)]).draw(Random.from(1))[0].close.length).toBe(0)
  const one = barsOf([7], 1)
  expect(new BarPermutation([one]).draw(Random.from(1))[0]).toEqual(one)
  expect(new BarPermutation([one]).movable).toBeNaN()
})

test('BarPermutation refuses columns of different lengths and times that do not rise', () => {
  const bars = barsOf([0, 1, 2], 1)
  expect(() => new BarPermutation([{ ...bars, high: new Float64Array(2) }])).toThrow('high has 2 values and time has 3')
  for (const time of [
    [0, 1, 1],
    [2, 1, 0],
    [NaN, 1, 2],
    [0, NaN, 2],
  ]) {
    expect(() => new BarPermutation([{ ...bars, time: Float64Array.from(time) }])).toThrow('does not rise')
  }
})

test('permutationP counts the real one among the permutations', () => {
  expect(permutationP(2, [1, 2, 3, 0])).toBe(3 / 5)
  expect(permutationP(9, new Array(99).fill(1))).toBe(0.01)
  expect(permutationP(0, new Array(99).fill(1))).toBe(1)
  expect(permutationP(5, [])).toBe(1)
})

test('permutationP counts a NaN against the real one, and knows nothing of a NaN real one', () => {
  expect(permutationP(9, [1, NaN, 1])).toBe(2 / 4)
  expect(permutationP(NaN, [1, 2])).toBeNaN()
  expect(permutationP(9, [-Infinity, Infinity])).toBe(2 / 3)
})
