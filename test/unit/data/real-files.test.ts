import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkCsv, csv } from '../../../src/data/csv.ts'
import { formatTime } from '../../../src/data/time.ts'

describe('the S&P 500 file of vega-datasets', () => {
  const path = 'node_modules/vega-datasets/data/sp500-2000.csv'

  test('loads whole', async () => {
    const bars = await csv(path, { symbol: 'SPX', timeframe: '1d' }).load()
    expect(bars).toMatchObject({ symbol: 'SPX', timeframe: '1d', length: 5105 })
    expect(formatTime(bars.time[0])).toBe('2000-01-03')
    expect(formatTime(bars.time[5104])).toBe('2020-04-17')
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
      1469.25, 1478, 1438.359985, 1455.219971, 931_800_000,
    ])
    expect([bars.open[5104], bars.high[5104], bars.low[5104], bars.close[5104], bars.volume[5104]]).toEqual([
      2842.429932, 2879.219971, 2830.879883, 2874.560059, 5_792_140_000,
    ])
  })

  test('has no errors, and one gap: the week after 11 September 2001', async () => {
    const report = await checkCsv(path)
    expect(report).toMatchObject({ bars: 5105, timeframe: '1d', errors: 0, warnings: 1 })
    expect(report.problems).toMatchObject([{ kind: 'gap', line: 428, message: 'no bar for 7 days after 2001-09-10' }])
  })
})

const shared = '../shared/data'
// Not part of the repository: real market files that may lie beside it.
describe.skipIf(!existsSync(shared))('the market files beside the repository (skipped where they are absent)', () => {
  /** file, bars, timeframe, first and last time, gaps, bars missing in them */
  test.each([
    ['2005-2006-day-001.txt', 512, '1d', '2005-01-03', '2006-12-29', 0, 0],
    ['2006-day-001.txt', 255, '1d', '2006-01-02', '2006-12-29', 0, 0],
    ['2006-min-005.txt', 2142, '5m', '2006-01-02T09:05:00Z', '2006-01-30T17:30:00Z', 0, 0],
    ['2006-volume-day-001.txt', 255, '1d', '2006-01-02', '2006-12-29', 0, 0],
    ['2006-week-001.txt', 52, '1w', '2006-01-06', '2006-12-29', 0, 0],
    ['yhoo-2014.txt', 252, '1d', '2014-01-02', '2014-12-31', 0, 0],
    [
      'OHLCV_ADA-EUR_BITVAVO_1h_2021-12-22-16-00_2023-12-31-00-00.csv',
      17_701,
      '1h',
      '2021-12-22T16:00:00Z',
      '2023-12-31',
      5,
      20,
    ],
    ['OHLCV_BTC-EUR_BITVAVO_1d_2021-01-01-00-00_2023-12-31-00-00.csv', 1095, '1d', '2021-01-01', '2023-12-31', 0, 0],
    [
      'OHLCV_BTC-EUR_BITVAVO_1h_2021-12-22-16-00_2023-12-31-00-00.csv',
      17_706,
      '1h',
      '2021-12-22T16:00:00Z',
      '2023-12-31',
      4,
      15,
    ],
    [
      'OHLCV_BTC-EUR_BITVAVO_2h_2021-09-26-08-00_2023-12-02-00-00.csv',
      9561,
      '2h',
      '2021-09-26T08:00:00Z',
      '2023-12-02',
      0,
      0,
    ],
    ['OHLCV_BTC-EUR_BITVAVO_4h_2022-01-01-00-00_2024-12-31-00-00.csv', 6571, '4h', '2022-01-01', '2024-12-31', 0, 0],
    ['OHLCV_ETH-EUR_BITVAVO_1d_2021-01-01-00-00_2023-12-31-00-00.csv', 1095, '1d', '2021-01-01', '2023-12-31', 0, 0],
    [
      'OHLCV_ETH-EUR_BITVAVO_1h_2021-12-22-16-00_2023-12-31-00-00.csv',
      17_706,
      '1h',
      '2021-12-22T16:00:00Z',
      '2023-12-31',
      4,
      15,
    ],
    [
      'OHLCV_LTC-EUR_BITVAVO_1h_2021-12-22-16-00_2023-12-31-00-00.csv',
      17_702,
      '1h',
      '2021-12-22T16:00:00Z',
      '2023-12-31',
      7,
      19,
    ],
    [
      'OHLCV_XRP-EUR_BITVAVO_1h_2021-12-22-16-00_2023-12-31-00-00.csv',
      17_706,
      '1h',
      '2021-12-22T16:00:00Z',
      '2023-12-31',
      4,
      15,
    ],
  ])('%s loads: %d bars of %s', async (name, length, timeframe, first, last, gaps, missing) => {
    const bars = await csv(`${shared}/${name}`).load()
    expect(bars).toMatchObject({ length, timeframe, symbol: name.slice(0, -4) })
    expect([formatTime(bars.time[0]), formatTime(bars.time[length - 1])]).toEqual([first, last])

    const report = await checkCsv(`${shared}/${name}`, { timeframe })
    expect(report).toMatchObject({ errors: 0, warnings: gaps })
    expect(report.problems.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(missing)
  })

  test('yhoo-2014.txt is adjusted by nothing: its adjclose is its close', async () => {
    const path = `${shared}/yhoo-2014.txt`
    const [plain, adjusted] = await Promise.all([csv(path).load(), csv(path, { adjusted: true }).load()])
    expect(adjusted.fingerprint).toBe(plain.fingerprint)
  })
})
