import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keepNothing } from '../../src/sweep/store/details.ts'
import { createStore, isTaken, openStore, openToWrite, putAside } from '../../src/sweep/store/open-store.ts'
import { type BacktestRow, metricValue } from '../../src/sweep/store/row.ts'
import {
  type RunHeader,
  rowOf as rowOfStored,
  type Store,
  type StoredBacktest,
  storeSchema,
} from '../../src/sweep/store/store.ts'

/*
 * What every store must do. A new one is a new entry of `kinds`; where something does not apply to it, the reason is
 * written there instead.
 */

interface Kind {
  readonly scheme: string
  /** Why nothing of the run is there after the process; undefined when it is. */
  readonly endsWithRun?: string
  /** What a crash in the middle of an append leaves behind: half of the last row. Or why that cannot be. */
  readonly tearLastRow: ((path: string) => void) | string
  /** Spoils the second row and returns how an error must name the place. Or why that cannot be. */
  readonly spoilSecondRow: ((path: string) => string) | string
  /** Marks the run as written in a later layout by backsweep 9.1.0. Or why that cannot be. */
  readonly writeAsLater: ((path: string) => void) | string
}

const inMemory = 'a memory: store ends with its run'

const kinds: Record<string, Kind> = {
  memory: {
    scheme: 'memory:',
    endsWithRun: inMemory,
    tearLastRow: inMemory,
    spoilSecondRow: inMemory,
    writeAsLater: inMemory,
  },
  json: {
    scheme: 'json:',
    tearLastRow: (path) => {
      const file = join(path, 'results.jsonl')
      const text = readFileSync(file, 'utf8')
      writeFileSync(file, text.slice(0, -40))
    },
    spoilSecondRow: (path) => {
      const file = join(path, 'results.jsonl')
      const lines = readFileSync(file, 'utf8').split('\n')
      writeFileSync(file, lines.with(1, lines[1].slice(5)).join('\n'))
      return `${file}:2`
    },
    writeAsLater: (path) => {
      const file = join(path, 'run.json')
      const header = { ...JSON.parse(readFileSync(file, 'utf8')), schema: storeSchema + 1, engine: '9.1.0' }
      writeFileSync(file, JSON.stringify(header))
    },
  },
  sqlite: {
    scheme: 'sqlite:',
    tearLastRow: 'SQLite rolls a torn transaction back by itself',
    spoilSecondRow: 'SQLite keeps rows in pages; a page that is spoilt is an error of the whole file',
    writeAsLater: (path) => {
      const database = new DatabaseSync(path)
      database.exec(`PRAGMA user_version = ${storeSchema + 1}`)
      database.prepare('UPDATE run SET header = ?').run(JSON.stringify({ ...header, engine: '9.1.0' }))
      database.close()
    },
  },
}

const header: RunHeader = {
  schema: storeSchema,
  engine: '0.1.0',
  sweep: 'contract',
  strategy: 'sma "cross"',
  code: 'c0de',
  parameters: ['mode', 'short', 'fast'],
  data: { symbol: 'ΔX/€', timeframe: '1d', bars: 400, fingerprint: 'ab'.repeat(32) },
  ranges: [
    { name: 'all', start: '2020-01-01', end: '2021-02-04', bars: 400, fingerprint: 'f1', snapshots: [1.6e12, 1.7e12] },
    {
      name: "it's late",
      start: '2020-06-01T08:00:00Z',
      end: '2021-02-04',
      bars: 248,
      fingerprint: 'f2',
      snapshots: [],
    },
  ],
  settings: { initialAmount: 10_000, sizing: { kind: 'all-in' }, riskFreeRate: 0 },
  metrics: ['totalReturn', 'sharpe', 'trades'],
  rankBy: 'sharpe',
  keep: keepNothing,
  parameterSets: 20_000,
  plan: 'p1an',
}

function rowOf(fast: number, metrics: Partial<BacktestRow['metrics']> = {}): BacktestRow {
  return {
    strategy: header.strategy,
    parameters: { mode: 'sma', short: false, fast },
    range: 'all',
    status: 'complete',
    metrics: { totalReturn: fast / 7, sharpe: 0.1 + 0.2, trades: fast, ...metrics },
  }
}

const oddText = 'a "quoted", \'odd\' text;\n\tü € 𝒳 \u2028 \u2029 \\ \u0000 $x --'

const oddRows: readonly BacktestRow[] = [
  rowOf(1),
  rowOf(2, { sharpe: null }),
  rowOf(3, { totalReturn: 'Infinity', sharpe: '-Infinity' }),
  rowOf(4, { totalReturn: 5e-324, sharpe: -1.7976931348623157e308, trades: 2 ** 53 - 1 }),
  { ...rowOf(5), parameters: { mode: oddText, short: true, fast: -0.1 }, range: "it's late" },
  {
    strategy: header.strategy,
    parameters: { mode: '', short: true, fast: 6 },
    range: 'all',
    status: 'failed',
    error: oddText,
    metrics: {},
  },
  { ...rowOf(7), parameters: { mode: '7', short: false, fast: 7 } },
]

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backsweep-store-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Rows as a runner hands them over, numbered from `first`. */
function stored(rows: readonly BacktestRow[], first = 0): StoredBacktest[] {
  return rows.map(({ parameters, range, error, metrics }, i) => ({
    number: first + i,
    fingerprint: `print ${first + i}`,
    parameters,
    range,
    error: error ?? null,
    metrics: Float64Array.from(error === undefined ? header.metrics : [], (name) => metricValue(metrics[name])),
    details: null,
  }))
}

async function rowsOf(store: Store): Promise<BacktestRow[]> {
  const rows: BacktestRow[] = []
  for await (const row of store.rows()) rows.push(row)
  return rows
}

/** As `results --format json` writes them: equal also in the order of names. */
function lines(rows: readonly BacktestRow[]): string[] {
  return rows.map((row) => JSON.stringify(row))
}

describe.each(Object.entries(kinds))('a %s store', (_, kind) => {
  const path = () => join(folder, 'run')
  const address = () => (kind.endsWithRun === undefined ? `${kind.scheme}${path()}` : kind.scheme)
  const start = async () => await createStore(address(), header)
  const startWith = async (rows: readonly BacktestRow[]) => {
    const store = await start()
    await store.append(stored(rows))
    await store.close()
  }

  test('gives back the header it was started with, and its address', async () => {
    const store = await start()
    expect(store.header).toEqual(header)
    expect(store.address).toBe(address())
    await store.close()
  })

  test('has no rows at first', async () => {
    const store = await start()
    expect(await rowsOf(store)).toEqual([])
    expect(store.notices).toEqual([])
    await store.close()
  })

  test('gives rows back as they were, in the order of the plan', async () => {
    const store = await start()
    await store.append(stored(oddRows.slice(3), 3))
    await store.append(stored(oddRows.slice(0, 2)))
    await store.append(stored(oddRows.slice(2, 3), 2))
    expect(lines(await rowsOf(store))).toEqual(lines(oddRows))
    await store.close()
  })

  test('replaces a row that is appended again', async () => {
    const store = await start()
    await store.append(stored(oddRows))
    await store.append(stored([rowOf(99)], 5))
    expect(lines(await rowsOf(store))).toEqual(lines(oddRows.with(5, rowOf(99))))
    await store.close()
  })

  test('gives the rows of one date range', async () => {
    const store = await start()
    const late = { ...rowOf(8), range: "it's late" }
    await store.append([...stored([rowOf(1)]), ...stored([late], header.parameterSets)])
    const found: BacktestRow[] = []
    for await (const row of store.rows("it's late")) found.push(row)
    expect(lines(found)).toEqual(lines([late]))
    await store.close()
  })

  test('gives the rows of some parameter sets on one date range', async () => {
    const store = await start()
    const late = oddRows.map((row) => ({ ...row, range: "it's late" }))
    await store.append([...stored(oddRows), ...stored(late, header.parameterSets)])
    const found: BacktestRow[] = []
    for await (const row of store.rows("it's late", { from: 2, to: 5 })) found.push(row)
    expect(lines(found)).toEqual(lines(late.slice(2, 5)))
    for await (const row of store.rows('never', { from: 2, to: 5 })) found.push(row)
    expect(found).toHaveLength(3)
    await store.close()
  })

  test('gives rows that were appended or replaced after it was asked for rows', async () => {
    const store = await start()
    await store.append(stored(oddRows.slice(0, 3)))
    expect(await rowsOf(store)).toHaveLength(3)
    await store.append(stored([rowOf(99)], 1))
    await store.append(stored(oddRows.slice(3), 3))
    const both = await Promise.all([rowsOf(store), rowsOf(store)])
    for (const rows of both) expect(lines(rows)).toEqual(lines(oddRows.with(1, rowOf(99))))
    await store.close()
  })

  test('takes an append of no rows', async () => {
    const store = await start()
    await store.append([])
    await store.append(stored([rowOf(1)]))
    await store.append([])
    expect(lines(await rowsOf(store))).toEqual(lines([rowOf(1)]))
    await store.close()
  })

  test('has an index of what is there, and whole backtests to copy', async () => {
    const store = await start()
    const all = stored(oddRows).map((one, i) => ({
      ...one,
      details: i === 2 ? new Uint8Array(new Float64Array([1, 42, 0]).buffer) : null,
    }))
    await store.append(all)
    const index = new Map<number, { fingerprint: string; failed: boolean }>()
    for await (const { number, fingerprint, failed } of store.index()) index.set(number, { fingerprint, failed })
    expect([...index].sort(([a], [b]) => a - b)).toEqual(
      all.map(({ number, fingerprint, error }) => [number, { fingerprint, failed: error !== null }]),
    )
    const copied: StoredBacktest[] = []
    for await (const one of store.backtests()) copied.push(one)
    expect(lines(copied.map((one) => rowOfStored(header, one)))).toEqual(lines(oddRows))
    expect(copied.map(({ details }) => details && [...details])).toEqual(
      all.map(({ details }) => details && [...details]),
    )
    await store.close()
  })

  test('keeps the trials of earlier runs, each once, and has none at first', async () => {
    const store = await start()
    expect(await store.earlierTrials()).toEqual(new Set())
    await store.addEarlierTrials(new Set(['f1', 'f2']))
    await store.addEarlierTrials(['f2', 'f3'])
    expect(await store.earlierTrials()).toEqual(new Set(['f1', 'f2', 'f3']))
    await store.append(stored([rowOf(1)]))
    await store.close()
    if (kind.endsWithRun !== undefined) return
    const again = await openStore(store.address)
    expect(await again.earlierTrials()).toEqual(new Set(['f1', 'f2', 'f3']))
    await again.close()
  })

  test('keeps details, and has none where none were kept', async () => {
    const store = await start()
    const numbers = [2, 10_000, 10_100, 1, 1, 3, 1.6e12, 50, NaN, 60, 0.5, 29.5]
    const text = '{"sqn":null,"names of users, ü":[1,"Infinity"]}'
    await store.append([
      {
        ...stored([rowOf(1)])[0],
        details: Buffer.concat([new Uint8Array(new Float64Array(numbers).buffer), Buffer.from(text)]),
      },
      ...stored([rowOf(2)], 1),
    ])
    expect(await store.details(0)).toEqual({
      equity: Float64Array.of(10_000, 10_100),
      trades: [
        {
          symbol: header.data.symbol,
          side: 'long',
          units: 3,
          entryTime: 1.6e12,
          entryPrice: 50,
          exitTime: null,
          exitPrice: 60,
          fees: 0.5,
          pnl: 29.5,
        },
      ],
      analyses: { sqn: null, 'names of users, ü': [1, 'Infinity'] },
    })
    expect(await store.details(1)).toBeNull()
    expect(await store.details(2)).toBeNull()
    await store.close()
  })

  test('marks rows of eliminated parameter sets, and leaves out those of later date ranges', async () => {
    const store = await start()
    const later = oddRows.slice(0, 3).map((row) => ({ ...row, range: "it's late" }))
    await store.append([...stored(oddRows.slice(0, 3)), ...stored(later, header.parameterSets)])
    await store.eliminate('all', [0])
    await store.eliminate('final', [1, 2])
    await store.eliminate('final', [1])
    const marks = (await rowsOf(store)).map(({ range, status, filteredBy }) => [range, status, filteredBy])
    expect(marks).toEqual([
      ['all', 'filtered', 'all'],
      ['all', 'filtered', 'final'],
      ['all', 'complete', undefined],
      ["it's late", 'filtered', 'final'],
      ["it's late", 'complete', undefined],
    ])
    await store.close()
  })

  test('ranks what is complete and not eliminated, ties in the order of the plan and undefined ones last', async () => {
    const store = await start()
    const sharpes = [1, null, 'Infinity', -0, 2, 0, '-Infinity', 2, 3] as const
    const rows: BacktestRow[] = sharpes.map((sharpe, i) => rowOf(i, { sharpe }))
    const failing: BacktestRow = { ...rowOf(9), status: 'failed', error: 'no', metrics: {} }
    await store.append(stored([...rows, failing]))
    const later = { ...rowOf(0, { sharpe: 2 }), range: "it's late" }
    const failingLater = { ...failing, range: "it's late" }
    await store.append([...stored([later], header.parameterSets), ...stored([failingLater], header.parameterSets + 9)])
    await store.eliminate('final', [8])
    const fasts = async (count: number) =>
      (await store.ranking('sharpe', count)).best.map(({ parameters, range }) => `${parameters.fast} ${range}`)
    const inOrder = ['2 all', '4 all', '7 all', "0 it's late", '0 all', '3 all', '5 all', '6 all', '1 all']
    expect(await fasts(Infinity)).toEqual(inOrder)
    expect(await fasts(4)).toEqual(inOrder.slice(0, 4))
    expect(await fasts(0)).toEqual([])
    expect((await store.ranking('sharpe', 1)).failed).toBe(2)
    await store.eliminate('all', [9]) // so that it is no part of the later range
    expect((await store.ranking('sharpe', 1)).failed).toBe(1)
    const [best] = (await store.ranking('sharpe', 1)).best
    expect(JSON.stringify(best)).toBe(JSON.stringify(rows[2]))
    await store.close()
  })

  test('ranks the smallest first by a metric of which less is better', async () => {
    const store = await createStore(address(), { ...header, metrics: ['maxDrawdown'] })
    const metrics = [0.3, NaN, 0.1, 0.2].map((value) => Float64Array.of(value))
    await store.append(
      stored([1, 2, 3, 4].map((fast) => rowOf(fast))).map((one, i) => ({ ...one, metrics: metrics[i] })),
    )
    const { best } = await store.ranking('maxDrawdown', 9)
    expect(best.map(({ parameters }) => parameters.fast)).toEqual([3, 4, 1, 2])
    await store.close()
  })

  test('can be read between appends and twice', async () => {
    const store = await start()
    await store.append(stored([rowOf(1)]))
    expect(await rowsOf(store)).toHaveLength(1)
    await store.append(stored([rowOf(2)], 1))
    expect(lines(await rowsOf(store))).toEqual(lines([rowOf(1), rowOf(2)]))
    expect(lines(await rowsOf(store))).toEqual(lines([rowOf(1), rowOf(2)]))
    await store.close()
  })

  test('streams many rows, and can be left in the middle', async () => {
    const store = await start()
    for (let from = 0; from < 20_000; from += 2000) {
      await store.append(
        stored(
          Array.from({ length: 2000 }, (_, i) => rowOf(from + i)),
          from,
        ),
      )
    }
    let next = 0
    for await (const { parameters } of store.rows()) {
      if (parameters.fast !== next) expect(parameters.fast).toBe(next)
      next++
    }
    expect(next).toBe(20_000)
    for await (const { parameters } of store.rows()) if (parameters.fast === 5) break
    for await (const { parameters } of store.rows()) {
      expect(parameters.fast).toBe(0)
      break
    }
    await store.close()
  })

  test('says where to look when there is no run', async () => {
    await expect(openStore(address())).rejects.toMatchObject({ code: 'store-not-found' })
    expect(readdirSync(folder)).toEqual([])
  })

  describe('that outlives its run', () => {
    test('is the same when it is opened again, eliminations included', async ({ skip }) => {
      skip(kind.endsWithRun !== undefined, kind.endsWithRun)
      const store = await start()
      await store.append(stored(oddRows))
      await store.eliminate('all', [1])
      const before = lines(await rowsOf(store))
      await store.close()
      const opened = await openStore(address())
      expect(opened.header).toEqual(header)
      expect(opened.address).toBe(address())
      expect(lines(await rowsOf(opened))).toEqual(before)
      expect(opened.notices).toEqual([])
      await opened.close()
    })

    test('goes on where it was closed', async ({ skip }) => {
      skip(kind.endsWithRun !== undefined, kind.endsWithRun)
      await startWith(oddRows.slice(0, 3))
      expect(isTaken(address())).toBe(true)
      const store = await openToWrite(address())
      await store.append(stored(oddRows.slice(3), 3))
      await store.close()
      const opened = await openStore(address())
      expect(lines(await rowsOf(opened))).toEqual(lines(oddRows))
      await opened.close()
    })

    test('has one writer at a time', async ({ skip }) => {
      skip(kind.endsWithRun !== undefined, kind.endsWithRun)
      const store = await start()
      await expect(openToWrite(address())).rejects.toMatchObject({
        code: 'store-locked',
        message: expect.stringContaining(`by process ${process.pid} `),
      })
      await store.append(stored([rowOf(1)]))
      await store.close()
      await (await openToWrite(address())).close()
    })

    test('is put aside whole, under a name that is free', async ({ skip }) => {
      skip(kind.endsWithRun !== undefined, kind.endsWithRun)
      const asides: string[] = []
      for (const rows of [oddRows, [rowOf(2)]]) {
        await startWith(rows)
        asides.push(await putAside(address()))
        expect(isTaken(address())).toBe(false)
      }
      expect(new Set(asides).size).toBe(2)
      for (const [i, rows] of [oddRows, [rowOf(2)]].entries()) {
        const opened = await openStore(`${kind.scheme}${asides[i]}`)
        expect(lines(await rowsOf(opened))).toEqual(lines(rows))
        await opened.close()
      }
    })

    test('leaves nothing behind when it cannot be started', async ({ skip }) => {
      skip(kind.endsWithRun !== undefined, kind.endsWithRun)
      const file = join(folder, 'a-file')
      writeFileSync(file, 'not a folder')
      await expect(createStore(`${kind.scheme}${file}/run`, header)).rejects.toMatchObject({
        code: 'file-unreadable',
        message: expect.stringContaining(`Cannot write ${file}/run: `),
      })
      expect(readdirSync(folder)).toEqual(['a-file'])
    })

    test('makes the folders above it', async ({ skip }) => {
      skip(kind.endsWithRun !== undefined, kind.endsWithRun)
      const store = await createStore(`${kind.scheme}${folder}/a/b/run`, header)
      await store.close()
      expect(existsSync(join(folder, 'a', 'b', 'run'))).toBe(true)
    })
  })

  test('leaves out a last row that a crash cut off, and says so', async ({ skip }) => {
    if (typeof kind.tearLastRow === 'string') return skip(kind.tearLastRow)
    await startWith(oddRows)
    kind.tearLastRow(path())
    const opened = await openStore(address())
    expect(lines(await rowsOf(opened))).toEqual(lines(oddRows.slice(0, -1)))
    expect(opened.notices).toEqual([expect.stringMatching(/:7 was cut off by a crash and is left out\.$/)])
  })

  test('refuses a spoilt row in the middle and names its place', async ({ skip }) => {
    if (typeof kind.spoilSecondRow === 'string') return skip(kind.spoilSecondRow)
    await startWith(oddRows)
    const where = kind.spoilSecondRow(path())
    await expect(rowsOf(await openStore(address()))).rejects.toMatchObject({
      code: 'store-damaged',
      message: expect.stringContaining(`${where} is not a result`),
    })
  })

  test('refuses a run of a later layout and names the version that reads it', async ({ skip }) => {
    if (typeof kind.writeAsLater === 'string') return skip(kind.writeAsLater)
    await startWith(oddRows)
    kind.writeAsLater(path())
    await expect(openStore(address())).rejects.toMatchObject({
      code: 'store-version',
      message: expect.stringMatching(/: use backsweep 9\.1\.0 or newer\.$/),
    })
  })
})

describe('a json store', () => {
  const address = () => `json:${folder}/run`
  const start = async () => {
    const store = await createStore(address(), header)
    await store.append(stored(oddRows.slice(0, 3)))
    await store.close()
  }

  test('holds one row a line, which any JSON reader reads, and a checkpoint for each', async () => {
    await start()
    const read = (name: string) => readFileSync(join(folder, 'run', name), 'utf8')
    const text = read('results.jsonl')
    expect(text.endsWith('\n')).toBe(true)
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows).toEqual(
      stored(oddRows.slice(0, 3)).map(({ number, fingerprint }, i) => ({
        number,
        fingerprint,
        ...oddRows[i],
        crc: expect.stringMatching(/^[0-9a-f]{8}$/),
      })),
    )
    expect(JSON.parse(read('run.json'))).toEqual(header)
    expect(JSON.parse(read('checkpoints.json'))).toEqual({
      '2020-01-01_2021-02-04': {
        'sma "cross"(fast=1,mode="sma",short=false)': 'print 0',
        'sma "cross"(fast=2,mode="sma",short=false)': 'print 1',
        'sma "cross"(fast=3,mode="sma",short=false)': 'print 2',
      },
    })
    expect(readdirSync(folder)).toEqual(['run'])
  })

  test('is also found by its folder alone, with or without a slash at the end', async () => {
    await start()
    for (const name of [`${folder}/run`, `${folder}/run/`, `json:${folder}/run//`]) {
      expect((await openStore(name)).header.sweep).toBe('contract')
    }
  })

  test.each([
    ['not JSON at all', 'run.json cannot be read: Unexpected token'],
    ['null', 'run.json cannot be read: it has no schema. Run the sweep again with --fresh.'],
    ['{}', 'run.json cannot be read: it has no schema. Run the sweep again with --fresh.'],
  ])('refuses a run.json of %s', async (text, message) => {
    await start()
    writeFileSync(join(folder, 'run', 'run.json'), text)
    await expect(openStore(address())).rejects.toMatchObject({
      code: 'store-damaged',
      message: expect.stringContaining(message),
    })
  })

  test('refuses a line that is JSON but no row, when others follow', async () => {
    await start()
    appendFileSync(join(folder, 'run', 'results.jsonl'), 'null\n{}\n')
    await expect(rowsOf(await openStore(address()))).rejects.toMatchObject({
      code: 'store-damaged',
      message: expect.stringContaining('results.jsonl:4 is not a result'),
    })
  })

  test('says which file is missing', async () => {
    await start()
    rmSync(join(folder, 'run', 'results.jsonl'))
    await expect(rowsOf(await openStore(address()))).rejects.toMatchObject({
      code: 'store-damaged',
      message: expect.stringContaining(`${folder}/run/results.jsonl is missing`),
    })
  })
})

describe('a sqlite store', () => {
  test('says why it cannot write, takes the next batch, and keeps none of the one that failed', async () => {
    const store = await createStore(`sqlite:${folder}/run`, header)
    const inTheWay = new DatabaseSync(join(folder, 'run'))
    inTheWay.exec(
      "CREATE TRIGGER full BEFORE INSERT ON backtests WHEN new.number = 2 BEGIN SELECT RAISE(FAIL, 'no room'); END",
    )
    await expect(store.append(stored(oddRows.slice(0, 3)))).rejects.toMatchObject({
      code: 'file-unreadable',
      message: `Cannot write sqlite:${folder}/run: no room.`,
    })
    inTheWay.exec('DROP TRIGGER full')
    inTheWay.close()
    expect(await rowsOf(store)).toEqual([])
    await store.append(stored(oddRows.slice(0, 2)))
    expect(lines(await rowsOf(store))).toEqual(lines(oddRows.slice(0, 2)))
    await store.close()
    expect(readdirSync(folder)).toEqual(['run'])
  })
})

describe('openStore and createStore refuse', () => {
  test.each([
    ['ftp:somewhere', 'name-unknown', /^Unknown store "ftp:somewhere"\./],
    ['json:', 'option-invalid', /^The store "json:" names no place: write json:DIR or sqlite:FILE\.$/],
    ['', 'option-invalid', /^The store "" names no place: write json:DIR or sqlite:FILE\.$/],
  ])('the address %j', async (address, code, message) => {
    await expect(openStore(address)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    await expect(createStore(address, header)).rejects.toMatchObject({ code })
  })
})
