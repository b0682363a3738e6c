import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BacksweepError } from '../../../src/base/errors.ts'
import type { Bars } from '../../../src/data/bars.ts'
import { type CsvOptions, checkCsv, csv } from '../../../src/data/csv.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backsweep-csv-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Loads `text` from a file of its own. */
async function load(text: string, options?: CsvOptions): Promise<Bars> {
  return csv(await save(text), options).load()
}

async function save(text: string, name = 'prices.csv'): Promise<string> {
  const path = join(await mkdtemp(join(folder, 'case-')), name)
  await writeFile(path, text)
  return path
}

/** The error of loading `text`, its message without the folder. */
async function errorOf(text: string, options?: CsvOptions): Promise<BacksweepError> {
  const path = await save(text)
  const error = await csv(path, options)
    .load()
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
  if (!(error instanceof BacksweepError)) throw new Error(`expected a BacksweepError, got ${String(error)}`)
  return new BacksweepError(error.code, error.message.replaceAll(path, 'prices.csv'), error.details)
}

const sound = `Date,Open,High,Low,Close,Volume
2020-01-06,10,12,9,11,100
2020-01-07,11,13,10,12,200
2020-01-08,12,14,11,13,300
`
const times = [6, 7, 8].map((date) => Date.UTC(2020, 0, date))

describe('csv(path).load()', () => {
  test('makes bars of a file, named after it, with the timeframe of its times', async () => {
    const bars = await load(sound)
    expect(bars).toMatchObject({ symbol: 'prices', timeframe: '1d', length: 3 })
    expect([...bars.time]).toEqual(times)
    expect([...bars.open]).toEqual([10, 11, 12])
    expect([...bars.high]).toEqual([12, 13, 14])
    expect([...bars.low]).toEqual([9, 10, 11])
    expect([...bars.close]).toEqual([11, 12, 13])
    expect([...bars.volume]).toEqual([100, 200, 300])
  })

  test('takes symbol and timeframe as declared', async () => {
    expect(await load(sound, { symbol: 'SPX', timeframe: '24h' })).toMatchObject({ symbol: 'SPX', timeframe: '24h' })
  })

  test.each([
    ['upper case', 'DATE,OPEN,HIGH,LOW,CLOSE,VOLUME'],
    ['single letters', 'date,o,h,l,c,v'],
    ['vol', 'date,open,high,low,close,vol'],
    ['datetime', 'Datetime,Open,High,Low,Close,Volume'],
    ['timestamp', 'timestamp,open,high,low,close,volume'],
    ['time', 'time,open,high,low,close,volume'],
    ['open time', 'Open Time,Open,High,Low,Close,Volume'],
    ['open_time', 'open_time,open,high,low,close,volume'],
    ['unix', 'unix,open,high,low,close,volume'],
    ['quotes and spaces', '"Date", Open ,"High",Low,Close,"Volume"'],
    ['angle brackets', '<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>'],
    ['a byte order mark', '\uFEFFDate,Open,High,Low,Close,Volume'],
    ['a quoted name after a byte order mark', '\uFEFF"Date",Open,High,Low,Close,Volume'],
  ])('recognises headers with %s', async (_, header) => {
    const bars = await load(sound.replace(/^.*/, header))
    expect([...bars.time]).toEqual(times)
    expect([...bars.close]).toEqual([11, 12, 13])
    expect([...bars.volume]).toEqual([100, 200, 300])
  })

  test.each([
    ['semicolons', sound.replaceAll(',', ';')],
    ['tabs', sound.replaceAll(',', '\t')],
    ['CRLF', sound.replaceAll('\n', '\r\n')],
    ['empty lines at the end', `${sound}\n\n  \n`],
    ['no line end at the end', sound.trimEnd()],
    ['spaces around cells', sound.replaceAll(',', ' ,  ')],
    ['quoted cells', sound.replaceAll(/\d[\d.-]*/g, '"$&"')],
  ])('reads %s', async (_, text) => {
    expect([...(await load(text)).close]).toEqual([11, 12, 13])
  })

  test('reads columns in any order and leaves others alone', async () => {
    const bars = await load('Close,note,Low,High,Open,Date\n11,x,9,12,10,2020-01-06\n12,,10,13,11,2020-01-07\n')
    expect([...bars.open]).toEqual([10, 11])
    expect([...bars.close]).toEqual([11, 12])
  })

  test('without a volume column has zeros', async () => {
    const bars = await load('Date,Open,High,Low,Close\n2020-01-06,10,12,9,11\n2020-01-07,11,13,10,12\n')
    expect([...bars.volume]).toEqual([0, 0])
  })

  test('does not take a volatility for a volume', async () => {
    expect([...(await load(sound.replace('Volume', 'Volatility'))).volume]).toEqual([0, 0, 0])
  })

  test('joins a date and a time column', async () => {
    const bars = await load('Date,Time,O,H,L,C\n20200106,09:05:00,1,1,1,1\n20200106,09:10:00,1,1,1,1\n')
    expect([...bars.time]).toEqual([Date.UTC(2020, 0, 6, 9, 5), Date.UTC(2020, 0, 6, 9, 10)])
    expect(bars.timeframe).toBe('5m')
  })

  test('reads the surest of several time columns', async () => {
    const bars = await load('unix,date,o,h,l,c\n1640995200,whenever,1,1,1,1\n1641081600,later,1,1,1,1\n')
    expect([...bars.time]).toEqual([1640995200000, 1641081600000])
  })

  test('reads numbers with exponents, signs and bare points', async () => {
    const bars = await load('Date,O,H,L,C,V\n2020-01-06,1e-2,+.5,.01,1.E-2,1E3\n2020-01-07,1,1,1,1,0\n')
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
      0.01, 0.5, 0.01, 0.01, 1000,
    ])
  })

  test('reads nothing before load', async () => {
    const source = csv(join(folder, 'not-there-yet.csv'))
    expect(source.describe).toBe(`CSV file ${join(folder, 'not-there-yet.csv')}`)
    await writeFile(join(folder, 'not-there-yet.csv'), sound)
    expect(await source.load()).toMatchObject({ symbol: 'not-there-yet', length: 3 })
  })

  test('allows gaps', async () => {
    expect((await load(sound.replace('2020-01-08', '2020-02-20'), { timeframe: '1d' })).length).toBe(3)
  })
})

describe('csv with adjusted: true', () => {
  const split = `Date,Open,High,Low,Close,Adj Close,Volume
2020-01-06,20,24,18,22,11,100
2020-01-07,11,13,10,12,12,200
`

  test('multiplies the four prices by adjclose / close and leaves the volume', async () => {
    const bars = await load(split, { adjusted: true })
    expect([...bars.open]).toEqual([10, 11])
    expect([...bars.high]).toEqual([12, 13])
    expect([...bars.low]).toEqual([9, 10])
    expect([...bars.close]).toEqual([11, 12])
    expect([...bars.volume]).toEqual([100, 200])
  })

  test.each(['Adj Close', 'adjclose', 'Adj_Close', 'Adjusted Close'])('recognises %s', async (name) => {
    const bars = await load(split.replace('Adj Close', name), { adjusted: true })
    expect(bars.close[0]).toBe(11)
  })

  test('keeps low <= close <= high whatever the rounding', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => {
      const date = new Date(Date.UTC(2020, 0, 1) + i * 86_400_000).toISOString().slice(0, 10)
      const price = (i + 1) / 7
      return `${date},${price},${price},${price},${price},${price / 3}`
    })
    const bars = await load(`Date,O,H,L,C,AdjClose\n${rows.join('\n')}\n`, { adjusted: true })
    expect([...bars.close]).toEqual([...bars.high])
  })

  test('left out, does not read adjclose at all', async () => {
    const bars = await load(split.replace(',11,100', ',null,100'))
    expect([...bars.close]).toEqual([22, 12])
  })

  test('names the adjusted cell that is wrong', async () => {
    expect(await errorOf(split.replace(',11,100', ',null,100'), { adjusted: true })).toMatchObject({
      code: 'csv-invalid',
      message: 'prices.csv:2: column "Adj Close" holds "null", not a number: correct the price or remove the bar',
      details: { line: 2, column: 'Adj Close', value: 'null' },
    })
  })

  test('needs the column', async () => {
    expect((await errorOf(sound, { adjusted: true })).message).toMatch(
      /^prices\.csv:1: no column for adjclose: name one adjclose or adjustedclose\. The header is "Date", "Open"/,
    )
  })
})

describe('csv refuses with csv-invalid, line, column and value:', () => {
  const replaced = (from: string, to: string) => sound.replace(from, to)

  test.each([
    [
      'text in a price',
      replaced('13,10', 'abc,10'),
      /^prices\.csv:3: column "High" holds "abc", not a number: correct the price/,
    ],
    ['an empty cell', replaced('13,10', ',10'), /^prices\.csv:3: column "High" is empty: correct the price/],
    ['a hexadecimal price', replaced('13,10', '0x10,10'), /^prices\.csv:3: column "High" holds "0x10", not a number: /],
    [
      'a thousands separator',
      replaced('13,10', '"1,300",10'),
      /^prices\.csv:3: column "High" holds "1,300", not a number: /,
    ],
    [
      'a zero price',
      replaced(',10,12,2', ',0,12,2'),
      /^prices\.csv:3: column "Low": low 0 is not more than zero: correct the price/,
    ],
    [
      'a negative price',
      replaced(',10,12,2', ',-10,12,2'),
      /^prices\.csv:3: column "Low": low -10 is not more than zero: /,
    ],
    [
      'a price beyond all numbers',
      replaced('13,10', '1e999,10'),
      /^prices\.csv:3: column "High": high Infinity is not a finite/,
    ],
    [
      'a high below the low',
      replaced('13,10', '9,10'),
      /^prices\.csv:3: column "High": high 9 is below low 10: correct the prices/,
    ],
    [
      'an open outside',
      replaced('07,11', '07,14'),
      /^prices\.csv:3: column "Open": open 14 is outside low 10 to high 13: /,
    ],
    [
      'a close outside',
      replaced('12,200', '9,200'),
      /^prices\.csv:3: column "Close": close 9 is outside low 10 to high 13: /,
    ],
    ['text in the volume', replaced(',200', ',n/a'), /^prices\.csv:3: column "Volume" holds "n\/a", not a number: /],
    [
      'a negative volume',
      replaced(',200', ',-200'),
      /^prices\.csv:3: column "Volume": volume -200 is not a finite number, zero or more: /,
    ],
    [
      'a time in words',
      replaced('2020-01-07', '01/07/2020'),
      /^prices\.csv:3: column "Date" holds "01\/07\/2020", not a time: write 2022-01-31, /,
    ],
    ['an empty time', replaced('2020-01-07', ''), /^prices\.csv:3: column "Date" is empty: write 2022-01-31, /],
    [
      'a duplicate time',
      replaced('2020-01-07', '2020-01-06'),
      /^prices\.csv:3: column "Date": time 2020-01-06 is that of the bar before, too: remove one/,
    ],
    [
      'an unsorted time',
      replaced('2020-01-08', '2020-01-05'),
      /^prices\.csv:4: column "Date": time 2020-01-05 comes after 2020-01-07: put the bars in order/,
    ],
    [
      'a short line',
      replaced('11,13,10,12,200', '11,13'),
      /^prices\.csv:3: 3 cells where the header has 6, in "2020-01-07,11,13": /,
    ],
    [
      'a torn last line',
      sound.slice(0, -9),
      /^prices\.csv:4: 4 cells where the header has 6, in "2020-01-08,12,14,1": /,
    ],
    [
      'a missing column',
      replaced('High', 'Hi'),
      /^prices\.csv:1: no column for high: name one high or h\. The header is "Date", "Open", "Hi", /,
    ],
    [
      'a missing column after a byte order mark',
      `\uFEFF${replaced('High', 'Hi')}`,
      /The header is "Date", "Open", "Hi", /,
    ],
    [
      'no column for the time',
      replaced('Date', 'Day'),
      /^prices\.csv:1: no column for the time: name one date, time, .* The header is "Day", /,
    ],
    [
      'no header',
      sound.replace(/^.*\n/, ''),
      /^prices\.csv:1: no column for the time: .* The header is "2020-01-06", "10", /,
    ],
    [
      'two columns for one',
      replaced('Volume', 'O'),
      /^prices\.csv:1: several columns for open: rename all but one\. The header is /,
    ],
    [
      'a volume that is not plain',
      replaced('Volume', 'Volume BTC'),
      /^prices\.csv:1: no column is plainly the volume: rename .* "Volume BTC"$/,
    ],
    ['a header alone', sound.slice(0, sound.indexOf('\n') + 1), /^prices\.csv:1: a header without bars: /],
    ['an empty file', '', /^prices\.csv is empty: /],
  ])('%s', async (_, text, message) => {
    const error = await errorOf(text)
    expect(error.message).toMatch(message)
    expect(error.message).not.toContain('\n')
    expect(error.code).toBe('csv-invalid')
  })

  test('a file that runs newest first', async () => {
    const [header, ...rows] = sound.trim().split('\n')
    expect((await errorOf([header, ...rows.reverse()].join('\n'))).message).toBe(
      'prices.csv:3: column "Date": the bars run newest first, from 2020-01-08 back to 2020-01-06, so reverse them: put the bars in order of time, oldest first',
    )
  })

  test('the first of several problems, with the number of the others', async () => {
    const text = sound.replace('13,10', 'abc,10').replace(',300', ',-300').replace('11,13\n', 'x,13\n')
    expect(await errorOf(text)).toMatchObject({
      message:
        'prices.csv:3: column "High" holds "abc", not a number (and 1 more problem): correct the price or remove the bar',
      details: { line: 3, column: 'High', value: 'abc', problem: 'price-missing', errors: 2 },
    })
  })

  test('the line of the file, blank lines counted', async () => {
    expect((await errorOf(sound.replace('\n2020-01-07,11,13', '\n\n\n2020-01-07,11,abc'))).message).toMatch(
      /^prices\.csv:5: column "High" holds "abc"/,
    )
  })

  test('both headers and cells of a time in two columns', async () => {
    const text = 'Date,Time,O,H,L,C\n2020-01-06,09:05,1,1,1,1\n2020-01-06,9h10,1,1,1,1\n'
    expect((await errorOf(text)).message).toMatch(
      /^prices\.csv:3: column "Date Time" holds "2020-01-06 9h10", not a time/,
    )
  })

  test('a timeframe that the times contradict', async () => {
    expect(await errorOf(sound, { timeframe: '1h' })).toMatchObject({
      code: 'csv-invalid',
      message:
        'prices.csv:3: most bars are 1d apart, which is not the declared timeframe 1h: declare the timeframe that the bars have',
    })
  })

  test('a timeframe that one bar does not tell', async () => {
    const one = 'Date,O,H,L,C\n2020-01-06,1,1,1,1\n'
    expect((await errorOf(one)).message).toBe(
      "prices.csv: the timeframe cannot be inferred from the times of 1 bar: give the option timeframe, such as '1d'",
    )
    expect((await load(one, { timeframe: '1d' })).length).toBe(1)
  })
})

describe('csv refuses a path', () => {
  test('that does not exist, with where it looked and a similar name', async () => {
    await save(sound)
    const near = await save(sound, 'sp500-2000.csv')
    const path = near.replace('sp500-2000', 'sp500-200')
    await expect(csv(path).load()).rejects.toMatchObject({
      code: 'file-not-found',
      message: `File "${path}" does not exist, looked for at ${path}. Did you mean "sp500-2000.csv"?`,
      details: { nearest: ['sp500-2000.csv'] },
    })
  })

  test('that is relative, with the absolute one', async () => {
    await expect(csv('no/such/folder/prices.csv').load()).rejects.toThrow(
      /^File "no\/such\/folder\/prices\.csv" does not exist, looked for at \/.*\/no\/such\/folder\/prices\.csv\. There is no folder \/.*\/no\/such\/folder: check the path$/,
    )
  })

  test('without a similar neighbour', async () => {
    const path = (await save(sound)).replace('prices.csv', 'completely-different')
    await expect(csv(path).load()).rejects.toThrow(/No file there has a similar name: check the path$/)
  })

  test('that is a folder', async () => {
    const path = join(folder, 'some-folder')
    await mkdir(path)
    await expect(csv(path).load()).rejects.toMatchObject({
      code: 'file-unreadable',
      message: `${path} is a folder: name a file in it`,
    })
  })
})

describe('csv refuses options', () => {
  test('with an unknown name, before anything is read', () => {
    const options = { timeFrame: '1d' } as CsvOptions
    expect(() => csv('x.csv', options)).toThrow('Unknown option "timeFrame" of csv. Did you mean "timeframe"?')
  })

  test('with a timeframe that is not one', () => {
    expect(() => csv('x.csv', { timeframe: '1 day' })).toThrow(expect.objectContaining({ code: 'option-invalid' }))
  })
})

describe('checkCsv', () => {
  test('reports every problem with its line, gaps too', async () => {
    const path = await save(sound.replace('13,10', 'abc,10').replace('2020-01-08', '2020-01-20').replace(',300', ','))
    const report = await checkCsv(path, { timeframe: '1d' })
    expect(report).toMatchObject({ bars: 3, first: times[0], timeframe: '1d', errors: 2, warnings: 1 })
    expect(report.counts).toEqual({ 'price-missing': 1, 'volume-invalid': 1, gap: 1 })
    expect(report.problems.map(({ line, kind, message }) => [line, kind, message])).toEqual([
      [3, 'price-missing', 'column "High" holds "abc", not a number'],
      [4, 'gap', 'no bar for 13 days after 2020-01-07'],
      [4, 'volume-invalid', 'column "Volume" is empty'],
    ])
  })

  test('finds nothing in a sound file, and its timeframe', async () => {
    expect(await checkCsv(await save(sound))).toMatchObject({ bars: 3, timeframe: '1d', errors: 0, problems: [] })
  })

  test('throws for what holds no bars to check', async () => {
    await expect(checkCsv(join(folder, 'nothing.csv'))).rejects.toMatchObject({ code: 'file-not-found' })
    await expect(checkCsv(await save('a,b\n1,2\n'))).rejects.toMatchObject({ code: 'csv-invalid' })
  })
})
