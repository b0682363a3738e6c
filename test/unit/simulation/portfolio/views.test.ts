import { describe, expect, test } from 'vitest'
import { Bars } from '../../../../src/data/bars.ts'
import { type Column, markConstant } from '../../../../src/data/column.ts'
import { DAY, HOUR } from '../../../../src/data/time.ts'
import { Universe } from '../../../../src/data/universe.ts'
import { ColumnMemory } from '../../../../src/indicators/column-memory.ts'
import { Views } from '../../../../src/simulation/portfolio/views.ts'

/** Bars from these moments on, whose closes count 1, 2, 3 … */
function barsFrom(symbol: string, timeframe: string, starts: readonly (string | number)[]): Bars {
  const close = starts.map((_, t) => t + 1)
  const time = starts.map((start) => (typeof start === 'number' ? start : Date.parse(start)))
  return Bars.from({ symbol, timeframe, time, open: close, high: close, low: close, close })
}

function every(step: number, count: number, first: string): number[] {
  return Array.from({ length: count }, (_, t) => Date.parse(first) + t * step)
}

/** Days without Saturdays and Sundays. */
function tradingDays(count: number, first: string): number[] {
  return every(DAY, count * 2, first)
    .filter((time) => ![0, 6].includes(new Date(time).getUTCDay()))
    .slice(0, count)
}

function viewsOf(...symbols: Bars[]): Views {
  return new Views(Universe.of(symbols))
}

/** The close of longer bars at each bar of the only symbol. */
function longerCloses(bars: Bars, timeframe: string): number[] {
  const longer = viewsOf(bars).context(0).higher(timeframe)
  return [...longer.align(longer.bars.close)]
}

describe('higher(timeframe)', () => {
  const twoHours = barsFrom('BTC', '2h', every(2 * HOUR, 26, '2024-03-04'))

  test("F53 a daily value is not known at the day's first 2-hour bar, and is at the close of its last", () => {
    const closes = longerCloses(twoHours, '1d')
    expect(closes.slice(0, 11)).toEqual(new Array(11).fill(NaN))
    expect(closes[11]).toBe(12) // the bar from 22:00 closes with the day
    expect(closes[12]).toBe(12) // the next day's first bar knows only the day before
    expect(closes.slice(12, 23)).toEqual(new Array(11).fill(12))
    expect(closes.slice(23)).toEqual([24, 24, 24])
  })

  test('F53 a day whose last bar is missing is known at the first bar that closes after it', () => {
    const starts = every(2 * HOUR, 15, '2024-03-04').filter((_, t) => t !== 11)
    const closes = longerCloses(barsFrom('BTC', '2h', starts), '1d')
    expect(closes[10]).toBeNaN()
    expect(closes.slice(11)).toEqual([11, 11, 11])
  })

  test('F53 a week of a market that never closes is known at the close of its Sunday', () => {
    const days = barsFrom('BTC', '1d', every(DAY, 16, '2024-03-04')) // a Monday
    expect(longerCloses(days, '1w')).toEqual([...new Array(6).fill(NaN), ...new Array(7).fill(7), 14, 14, 14])
  })

  test("F53 a week with a closed weekend is known at Monday's bar, because Friday does not know that no bar follows", () => {
    const days = barsFrom('SPY', '1d', tradingDays(11, '2024-03-04'))
    expect(longerCloses(days, '1w')).toEqual([...new Array(5).fill(NaN), 5, 5, 5, 5, 5, 10])
  })

  test('F53 a month is known at the close of its last day, or at the first bar after it', () => {
    const days = barsFrom('BTC', '1d', every(DAY, 62, '2024-01-30')) // two days of January, 29 of February, 31 of March
    const closes = longerCloses(days, '1M')
    expect(closes[0]).toBeNaN()
    expect(closes.slice(1, 30)).toEqual(new Array(29).fill(2))
    expect(closes.slice(30, 61)).toEqual(new Array(31).fill(31))
    expect(closes[61]).toBe(62)

    const stock = barsFrom('SPY', '1d', tradingDays(4, '2024-03-28')) // the 31st is a Sunday
    expect(longerCloses(stock, '1M')).toEqual([NaN, NaN, 2, 2])
  })

  test('F53 a week that ends in the next month belongs to the month in which it began', () => {
    const weeks = barsFrom('BTC', '1w', every(7 * DAY, 6, '2024-01-15')) // the third one from January 29 to February 4
    expect(longerCloses(weeks, '1M')).toEqual([NaN, NaN, 3, 3, 3, 3])
  })

  test('F53 a bar that has not closed keeps its longer bar from being known', () => {
    // the bar from 20:00 lasts three hours, so four hours after its start the next one has begun
    const starts = ['12:00', '16:00', '20:00', '23:00'].map((time) => `2024-03-04T${time}:00Z`)
    const closes = longerCloses(barsFrom('ODD', '4h', [...starts, '2024-03-05T03:00:00Z']), '1d')
    expect(closes).toEqual([NaN, NaN, NaN, 4, 4])
  })

  test('F53 has the indicators of the longer bars, each computed and aligned once', () => {
    const computed: Column[] = []
    const memory = new ColumnMemory({
      most: 1e6,
      enough: 1e6,
      computed: (column) => computed.push(column),
      forgotten: () => {},
    })
    const views = new Views(Universe.of([twoHours]), memory)
    const longer = views.context(0).higher('6h')
    const average = longer.ta.sma(longer.bars.close, 2)
    const aligned = longer.align(average)
    expect([...aligned.slice(0, 9)]).toEqual([NaN, NaN, NaN, NaN, NaN, 4.5, 4.5, 4.5, 7.5])
    expect(computed).toEqual([average, aligned])

    const again = views.context(0).higher('6h')
    expect(again).toBe(longer)
    expect(again.align(again.ta.sma(again.bars.close, 2))).toBe(aligned)
    expect(computed).toHaveLength(2)
  })

  test('of a timeframe that is not longer is an error', () => {
    for (const timeframe of ['2h', '1h']) {
      expect(() => viewsOf(twoHours).context(0).higher(timeframe)).toThrow(
        expect.objectContaining({
          code: 'option-invalid',
          message: expect.stringContaining('give a longer timeframe'),
        }),
      )
    }
  })
})

describe('other(symbol)', () => {
  const day = (n: number) => n * DAY
  const a = barsFrom('A', '1d', [1, 2, 4, 5].map(day))
  const b = barsFrom('B', '1d', [2, 3, 5].map(day))

  test('F53 has the last bar that had closed, whatever the gaps of either', () => {
    const views = viewsOf(a, b)
    const ofB = views.context(0).other('B')
    expect(ofB.bars).toBe(b)
    expect([...ofB.align(b.close)]).toEqual([NaN, 1, 2, 3])
    const ofA = views.context(1).other('A')
    expect([...ofA.align(a.close)]).toEqual([2, 2, 4])
    expect([...ofB.align(ofB.ta.sma(b.close, 2))]).toEqual([NaN, NaN, 1.5, 2.5])
  })

  test('of the symbol itself is what it sees of itself', () => {
    expect([...viewsOf(a, b).context(0).other('A').align(a.close)]).toEqual([1, 2, 3, 4])
  })

  test('of an unknown symbol answers with the nearest one', () => {
    expect(() =>
      viewsOf(barsFrom('BTC', '1d', []), a)
        .context(1)
        .other('BTX'),
    ).toThrow(
      expect.objectContaining({
        code: 'name-unknown',
        message: 'Unknown symbol "BTX" in other(). Did you mean "BTC"?',
      }),
    )
  })
})

describe('align(column)', () => {
  const views = viewsOf(barsFrom('A', '1d', every(DAY, 8, '2024-03-04')))
  const weeks = views.context(0).higher('1w')

  test('of another length, or of no column, is an error', () => {
    for (const [column, found] of [
      [views.context(0).bars.close, 'a column of 8 values'],
      [[1, 2], '1,2'],
      [undefined, 'undefined'],
    ] as const) {
      expect(() => weeks.align(column as unknown as Column)).toThrow(
        expect.objectContaining({
          code: 'option-invalid',
          message: `align got ${found} for 2 bars of 1w: give a column of those bars.`,
        }),
      )
    }
  })

  test('of an array that a strategy made reads it anew each time', () => {
    const own = Float64Array.of(10, 20)
    expect([...weeks.align(own)].at(-1)).toBe(10)
    own[0] = 11
    expect([...weeks.align(own)].at(-1)).toBe(11)
    const kept = markConstant(own.slice())
    expect(weeks.align(kept)).toBe(weeks.align(kept))
  })
})

describe('portfolio()', () => {
  const day = (n: number) => n * DAY
  const a = barsFrom('A', '1d', [4, 5, 6, 9].map(day)) // the 4th is a Monday
  const b = barsFrom('B', '1d', [5, 7, 8, 9, 10, 11, 12].map(day))
  const views = viewsOf(a, b)
  const portfolio = views.portfolio()

  test('F41 F53 brings every symbol onto the bars of the portfolio', () => {
    expect([...portfolio.time].map((time) => time / DAY)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12])
    const [ofA, ofB] = portfolio.symbols
    expect([...ofA.align(a.close)]).toEqual([1, 2, 3, 3, 3, 4, 4, 4, 4])
    expect([...ofB.align(b.close)]).toEqual([NaN, 1, 1, 2, 3, 4, 5, 6, 7])
    expect([...ofA.align(ofA.ta.sma(a.close, 2))].slice(0, 4)).toEqual([NaN, 1.5, 2.5, 2.5])
  })

  test('F53 a longer bar of a symbol is known when it is over, at a bar of the portfolio that the symbol does not have', () => {
    const weeks = portfolio.symbols[0].higher('1w')
    expect([...weeks.align(weeks.bars.close)]).toEqual([...new Array(6).fill(NaN), 4, 4, 4]) // Sunday is the 10th
    expect([...views.context(0).higher('1w').align(weeks.bars.close)]).toEqual([NaN, NaN, NaN, NaN])
  })

  test('is made once', () => {
    expect(views.portfolio() === portfolio).toBe(true)
  })

  test('of one symbol has its bars', () => {
    const alone = viewsOf(a).portfolio()
    expect(alone.time).toBe(a.time)
    expect([...alone.symbols[0].align(a.close)]).toEqual([...a.close])
  })
})
