import { expect, test } from 'vitest'
import { copyOf, copyOfAll, futures, withOtherFuture } from '../../../src/check/other-data.ts'
import { Bars } from '../../../src/data/bars.ts'
import { Universe } from '../../../src/data/universe.ts'
import { sp500 } from '../../support/sp500.ts'

const columns = ['time', 'open', 'high', 'low', 'close', 'volume'] as const
const bars = sp500.slice(10, 60)
const alone = Universe.of([bars])

test('copyOf has the bars asked for and no memory behind them', () => {
  const copy = copyOf(bars, 5, 20)
  expect(copy.length).toBe(15)
  for (const name of columns) {
    const { buffer } = copy[name] as Float64Array
    expect(buffer.byteLength).toBe(6 * 15 * 8)
    expect([...copy[name]]).toEqual([...bars[name].slice(5, 20)])
  }
})

test.each([1, 7, 49])('futures(bars, %i) are valid bars, the true ones before the cut and others from it on', (cut) => {
  expect(futures).toHaveLength(3)
  for (const future of futures) {
    const [other] = future(alone, cut).symbols
    const { symbol, timeframe } = other
    expect(() => Bars.from({ ...other, symbol, timeframe })).not.toThrow()
    for (const name of columns) expect([...other[name].slice(0, cut)]).toEqual([...bars[name].slice(0, cut)])
    for (let t = cut; t < bars.length; t++) expect(other.close[t]).not.toBe(bars.close[t])
  }
})

test('futures(bars, cut) turn every comparison of closes over the cut or behind it in one of them', () => {
  for (let cut = 1; cut < bars.length; cut++) {
    const rises = (other: Bars, from: number, to: number) => other.close[to] > other.close[from]
    for (const [from, to] of [
      [cut - 1, cut],
      [0, 49],
      [cut, 49],
    ]) {
      if (bars.close[from] === bars.close[to] || from === to) continue
      const others = futures.map((future) => rises(future(alone, cut).clock, from, to))
      expect(others).toContain(!rises(bars, from, to))
    }
  }
})

test('withOtherFuture shows NaN or other bars in the same memory, and puts everything back, also after an error', () => {
  const original = copyOf(bars, 0, 50)
  const universe = Universe.of([original])
  const pristine = copyOfAll(universe, 0, 50)
  const closes = () => [...original.close]
  const hidden = withOtherFuture(universe, { pristine, cut: 30, other: null }, closes)
  expect(hidden).toEqual([...bars.close.slice(0, 30), ...new Array(20).fill(NaN)])

  const other = futures[0](copyOfAll(universe, 0, 40), 30)
  const replaced = withOtherFuture(universe, { pristine, cut: 30, other }, closes)
  expect(replaced).toEqual([...other.clock.close, ...new Array(10).fill(NaN)])

  const fail = () => {
    throw new Error('in between')
  }
  expect(() => withOtherFuture(universe, { pristine, cut: 0, other: null }, fail)).toThrow('in between')
  expect(copyOf(original, 0, 50).fingerprint).toBe(copyOf(bars, 0, 50).fingerprint)
})

/** Every bar of one symbol, and four of five from the tenth on of another. */
function pair(): Universe {
  const part = Array.from({ length: 40 }, (_, i) => 10 + i).filter((t) => t % 5 < 4)
  const pick = (name: (typeof columns)[number]) => part.map((t) => bars[name][t])
  const [time, open, high, low, close, volume] = columns.map(pick)
  return Universe.of([bars, Bars.from({ symbol: 'MOST', timeframe: '1d', time, open, high, low, close, volume })])
}

test('copyOfAll has the bars of every symbol in those of the portfolio', () => {
  const copy = copyOfAll(pair(), 5, 15)
  expect([...copy.clock.time]).toEqual([...bars.time.slice(5, 15)])
  expect(copy.symbols.map(({ length }) => length)).toEqual([10, 4])
  expect([...copy.symbols[1].close]).toEqual([...bars.close.slice(10, 14)])
})

test.each([5, 15])('futures(universe, %i) change every symbol from there on, and keep them in step', (cut) => {
  const universe = pair()
  for (const future of futures) {
    const other = future(universe, cut)
    expect(Universe.of(other.symbols).clock.time).toEqual(other.clock.time)
    for (const [k, { close, time }] of other.symbols.entries()) {
      const usual = universe.symbols[k]
      for (let i = 0; i < close.length; i++) {
        const before = usual.time[i] < universe.clock.time[cut]
        expect(close[i] === usual.close[i]).toBe(before)
        if (before) expect(time[i]).toBe(usual.time[i])
      }
    }
  }
})
