import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createApp } from '../../../src/app/app.ts'
import { iafCsv } from '../../../src/app/iaf-csv.ts'
import { TradingStrategy } from '../../../src/app/trading-strategy.ts'
import { cross } from './strategies.ts'

const folder = mkdtempSync(join(tmpdir(), 'backsweep-iaf-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const content = `Datetime,Open,High,Low,Close,Volume
2021-01-01T00:00:00.000+0000,10,12,9,11,5
2021-01-01T02:00:00.000+0000,11,13,10,12,6
2021-01-01T04:00:00.000+0000,12,14,11,13,7
`

function file(name: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

test('iafCsv(path) has symbol, timeframe and market of its name', async () => {
  const source = iafCsv(file('OHLCV_BTC-EUR_BITVAVO_2h_2021-01-01-00-00_2021-01-01-04-00.csv'))
  expect(source.describe).toContain('BTC-EUR 2h of BITVAVO')
  const bars = await source.load()
  expect([bars.symbol, bars.timeframe, bars.length, bars.close[2]]).toEqual(['BTC-EUR', '2h', 3, 13])
})

test.each<[string, string]>([
  ['OHLCV_BTC-EUR_BITVAVO_1h_2021-01-01-00-00_2021-01-01-04-00.csv', '1h'],
  ['OHLCV_BTC-EUR_BITVAVO_2h_2021-01-01-02-00_2021-01-01-04-00.csv', 'its name says 2021-01-01T02:00:00Z to'],
  [
    'OHLCV_BTC-EUR_BITVAVO_2h_2021-01-01-00-00_2021-01-01-03-00.csv',
    'has bars from 2021-01-01 to 2021-01-01T04:00:00Z',
  ],
])('load of %s says that name and content differ', async (name, message) => {
  await expect(iafCsv(file(name)).load()).rejects.toMatchObject({
    code: 'csv-invalid',
    message: expect.stringContaining(message),
  })
})

test.each([
  'prices.csv',
  'OHLCV_BTC-EUR_2h_2021-01-01-00-00_2021-01-01-04-00.csv',
  'OHLCV_BTC-EUR_BITVAVO_2x_2021-01-01-00-00_2021-01-01-04-00.csv',
  'OHLCV_BTC-EUR_BITVAVO_2h_2021-02-30-00-00_2021-03-01-04-00.csv',
  'OHLCV_BTC-EUR_BITVAVO_2h_2021-01-02-00-00_2021-01-01-04-00.csv',
])('iafCsv(%s) refuses the name', (name) => {
  expect(() => iafCsv(name)).toThrow(expect.objectContaining({ code: 'option-invalid' }))
})

const data = new URL('../../../../shared/data/', import.meta.url).pathname
const files = existsSync(data) ? readdirSync(data).filter((name) => name.startsWith('OHLCV_')) : []

// market data is not part of the repository: it lies beside it where it was downloaded
describe.skipIf(files.length === 0)('files of Investing Algorithm Framework', () => {
  test.each(files.length > 0 ? files : ['absent'])('%s', async (name) => {
    const [, symbol, , timeframe] = name.split('_')
    const bars = await iafCsv(join(data, name)).load()
    expect([bars.symbol, bars.timeframe]).toEqual([symbol, timeframe])
    expect(bars.length).toBeGreaterThan(1000)
  })

  test('run through the app, plain and optimized', async () => {
    const app = createApp({ name: 'btc' })
      .addMarket({ market: 'BITVAVO', tradingSymbol: 'EUR', initialBalance: 1000, feePercentage: 0.25 })
      .addData(iafCsv(join(data, 'OHLCV_BTC-EUR_BITVAVO_1d_2021-01-01-00-00_2023-12-31-00-00.csv')))
    const options = {
      strategies: [5, 10, 20].map((fast) => new TradingStrategy({ strategy: cross, parameters: { fast, slow: 50 } })),
      backtestDateRanges: [{ startDate: '2021-06-01', endDate: '2023-01-01' }],
      market: 'bitvavo',
      tradingSymbol: 'EUR',
    }
    const plain = await app.runVectorBacktestsWithCheckpoints(options)
    expect(plain.map(({ metrics }) => metrics['2021-06-01_2023-01-01'].trades > 3)).toEqual([true, true, true])
    expect(await app.runVectorBacktestsWithCheckpointsOptimized({ ...options, nWorkers: 2 })).toEqual(plain)
  })
})
