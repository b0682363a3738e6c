import { describe, expect, test } from 'vitest'
import { Bars } from '../../../src/data/bars.ts'
import { prepareSweep } from '../../../src/sweep/run/prepare.ts'
import { day, firstDay, smallSweep, swingingBars } from './small-sweep.ts'

const data = swingingBars(100)

describe('prepareSweep', () => {
  test('without date ranges takes all bars, as "all"', async () => {
    const { plan } = await prepareSweep(smallSweep({ data }))
    expect(plan.ranges).toEqual([{ name: 'all', start: firstDay, end: firstDay + 99 * day + 1, from: 0, to: 100 }])
    expect(plan.length).toBe(10)
  })

  test('loads a data source, once', async () => {
    let loads = 0
    const load = async () => {
      loads++
      return data
    }
    const source = { describe: 'made up', load }
    expect((await prepareSweep(smallSweep({ data: source }))).universe.clock).toBe(data)
    expect(loads).toBe(1)
  })

  test('runs every parameter set on every date range', async () => {
    const dateRanges = [
      { start: '2020-02-01', end: '2020-03-01' },
      { start: '2020-01-01', end: '2020-02-01', name: 'first' },
    ]
    const { plan } = await prepareSweep(smallSweep({ data, dateRanges }))
    expect(plan.ranges.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['first', 0, 31],
      ['2020-02-01_2020-03-01', 31, 60],
    ])
    expect(plan.length).toBe(20)
  })

  test('refuses two date ranges of one name, given or made from their dates', async () => {
    const span = { start: '2020-01-01', end: '2020-02-01' }
    const sameName = [
      { ...span, name: 'a' },
      { start: '2020-02-01', end: '2020-03-01', name: 'a' },
    ]
    await expect(prepareSweep(smallSweep({ data, dateRanges: sameName }))).rejects.toMatchObject({
      code: 'option-invalid',
      message: 'Two date ranges are called "a": give each its own name.',
    })
    await expect(prepareSweep(smallSweep({ data, dateRanges: [span, span] }))).rejects.toThrow(
      'Two date ranges are called "2020-01-01_2020-02-01": give each its own name.',
    )
  })

  test('refuses a date range without bars and says what there is', async () => {
    const dateRanges = [{ start: '2021-01-01', end: '2022-01-01' }]
    await expect(prepareSweep(smallSweep({ data, dateRanges }))).rejects.toMatchObject({
      code: 'range-empty',
      message:
        'Date range "2021-01-01_2022-01-01", 2021-01-01 to 2022-01-01 (the end not included), holds no bars: SWING 1d has 100, from 2020-01-01 to 2020-04-09. Choose dates inside the data',
    })
  })

  test('refuses data without bars', async () => {
    const none: number[] = []
    const nothing = { time: none, open: none, high: none, low: none, close: none }
    const empty = Bars.from({ symbol: 'NONE', timeframe: '1d', ...nothing })
    await expect(prepareSweep(smallSweep({ data: empty }))).rejects.toMatchObject({
      code: 'range-empty',
      message: 'NONE has no bars: give data with at least one.',
    })
  })

  test('refuses a where that leaves nothing', async () => {
    await expect(prepareSweep(smallSweep({ where: () => false }))).rejects.toMatchObject({
      code: 'sweep-empty',
      message: 'where() leaves none of the 12 parameter sets: loosen it or widen the parameters.',
    })
  })
})
