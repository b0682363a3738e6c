import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createStore, openStore } from '../../src/sweep/store/open-store.ts'
import type { BacktestRow } from '../../src/sweep/store/row.ts'
import { type RunHeader, type Store, storeSchema } from '../../src/sweep/store/store.ts'

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
}

const header: RunHeader = {
  schema: storeSchema,
  engine: '0.1.0',
  sweep: 'contract',
  strategy: 'sma "cross"',
  parameters: ['mode', 'short', 'fast'],
  data: { symbol: 'ΔX/€', timeframe: '1d', bars: 400, fingerprint: 'ab'.repeat(32) },
  ranges: [
    { name: 'all', start: '2020-01-01', end: '2021-02-04', bars: 400 },
    { name: "it's late", start: '2020-06-01T08:00:00Z', end: '2021-02-04', bars: 248 },
  ],
  settings: { initialAmount: 10_000, sizing: { kind: 'all-in' }, riskFreeRate: 0 },
  metrics: ['totalReturn', 'sharpe', 'trades'],
  rankBy: 'sharpe',
  planned: 20_000,
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
  const place = () => (kind.endsWithRun === undefined ? `${kind.scheme}${path()}` : kind.scheme)
  const start = async (fresh = false) => await createStore(place(), header, fresh)
  const startWith = async (rows: readonly BacktestRow[]) => {
    const { store } = await start()
    await store.append(rows)
    await store.close()
    return store
  }

  test('gives back the header it was started with, and its place', async () => {
    const { store, aside } = await start()
    expect(store.header).toEqual(header)
    expect(store.place).toBe(place())
    expect(aside).toBeNull()
    await store.close()
  })

  test('has no rows at first', async () => {
    const { store } = await start()
    expect(await rowsOf(store)).toEqual([])
    expect(store.notices).toEqual([])
    await store.close()
  })

  test('gives rows back as they were, in the order in which they came', async () => {
    const { store } = await start()
    await store.append(oddRows.slice(0, 2))
    await store.append(oddRows.slice(2, 3))
    await store.append(oddRows.slice(3))
    expect(lines(await rowsOf(store))).toEqual(lines(oddRows))
    await store.close()
  })

  test('takes an append of no rows', async () => {
    const { store } = await start()
    await store.append([])
    await store.append([rowOf(1)])
    await store.append([])
    expect(lines(await rowsOf(store))).toEqual(lines([rowOf(1)]))
    await store.close()
  })

  test('can be read between appends, after the end, and twice', async () => {
    const { store } = await start()
    await store.append([rowOf(1)])
    expect(await rowsOf(store)).toHaveLength(1)
    await store.append([rowOf(2)])
    expect(await rowsOf(store)).toHaveLength(2)
    await store.close()
    expect(lines(await rowsOf(store))).toEqual(lines([rowOf(1), rowOf(2)]))
    expect(lines(await rowsOf(store))).toEqual(lines([rowOf(1), rowOf(2)]))
  })

  test('streams many rows, and can be left in the middle', async () => {
    const { store } = await start()
    for (let from = 0; from < 20_000; from += 2000) {
      await store.append(Array.from({ length: 2000 }, (_, i) => rowOf(from + i)))
    }
    await store.close()
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
  })

  test('says where to look when there is no run', async () => {
    await expect(openStore(place())).rejects.toMatchObject({ code: 'store-not-found' })
    expect(readdirSync(folder)).toEqual([])
  })

  describe('that outlives its run', () => {
    test('is the same when it is opened again', async ({ skip }) => {
      skip(kind.endsWithRun !== undefined, kind.endsWithRun)
      await startWith(oddRows)
      const opened = await openStore(place())
      expect(opened.header).toEqual(header)
      expect(opened.place).toBe(place())
      expect(lines(await rowsOf(opened))).toEqual(lines(oddRows))
      expect(opened.notices).toEqual([])
      await opened.close()
    })

    test('is not started again over a run, which stays as it is', async ({ skip }) => {
      skip(kind.endsWithRun !== undefined, kind.endsWithRun)
      await startWith(oddRows)
      await expect(start()).rejects.toMatchObject({
        code: 'store-exists',
        message: expect.stringMatching(/run exists already: .*--fresh/),
      })
      expect(lines(await rowsOf(await openStore(place())))).toEqual(lines(oddRows))
    })

    test('is started again with fresh, and keeps older runs aside, each as it was', async ({ skip }) => {
      skip(kind.endsWithRun !== undefined, kind.endsWithRun)
      await startWith(oddRows)
      const second = await start(true)
      await second.store.append([rowOf(2)])
      await second.store.close()
      const third = await start(true)
      await third.store.append([rowOf(3)])
      await third.store.close()

      expect(third.aside).not.toBe(second.aside)
      const kept = async (where: string) => lines(await rowsOf(await openStore(where)))
      expect(await kept(`${kind.scheme}${second.aside}`)).toEqual(lines(oddRows))
      expect(await kept(`${kind.scheme}${third.aside}`)).toEqual(lines([rowOf(2)]))
      expect(await kept(place())).toEqual(lines([rowOf(3)]))
    })

    test('with fresh and nothing there puts nothing aside', async ({ skip }) => {
      skip(kind.endsWithRun !== undefined, kind.endsWithRun)
      const { store, aside } = await start(true)
      expect(aside).toBeNull()
      await store.close()
    })

    test('leaves nothing behind when it cannot be started', async ({ skip }) => {
      skip(kind.endsWithRun !== undefined, kind.endsWithRun)
      const file = join(folder, 'a-file')
      writeFileSync(file, 'not a folder')
      await expect(createStore(`${kind.scheme}${file}/run`, header, false)).rejects.toMatchObject({
        code: 'file-unreadable',
        message: expect.stringContaining(`Cannot write ${file}/run: `),
      })
      expect(readdirSync(folder)).toEqual(['a-file'])
    })

    test('makes the folders above it', async ({ skip }) => {
      skip(kind.endsWithRun !== undefined, kind.endsWithRun)
      const { store } = await createStore(`${kind.scheme}${folder}/a/b/run`, header, false)
      await store.close()
      expect(existsSync(join(folder, 'a', 'b', 'run'))).toBe(true)
    })
  })

  test('leaves out a last row that a crash cut off, and says so', async ({ skip }) => {
    if (typeof kind.tearLastRow === 'string') return skip(kind.tearLastRow)
    await startWith(oddRows)
    kind.tearLastRow(path())
    const opened = await openStore(place())
    expect(lines(await rowsOf(opened))).toEqual(lines(oddRows.slice(0, -1)))
    expect(opened.notices).toEqual([expect.stringMatching(/:7 was cut off by a crash and is left out\.$/)])
  })

  test('refuses a spoilt row in the middle and names its place', async ({ skip }) => {
    if (typeof kind.spoilSecondRow === 'string') return skip(kind.spoilSecondRow)
    await startWith(oddRows)
    const where = kind.spoilSecondRow(path())
    await expect(rowsOf(await openStore(place()))).rejects.toMatchObject({
      code: 'store-damaged',
      message: expect.stringContaining(`${where} is not a result: `),
    })
  })

  test('refuses a run of a later layout and names the version that reads it', async ({ skip }) => {
    if (typeof kind.writeAsLater === 'string') return skip(kind.writeAsLater)
    await startWith(oddRows)
    kind.writeAsLater(path())
    await expect(openStore(place())).rejects.toMatchObject({
      code: 'store-version',
      message: expect.stringMatching(/: use backsweep 9\.1\.0 or newer\.$/),
    })
  })
})

describe('a json store', () => {
  const place = () => `json:${folder}/run`
  const start = async () => {
    const { store } = await createStore(place(), header, false)
    await store.append(oddRows.slice(0, 3))
    await store.close()
  }

  test('holds one row a line, which any JSON reader reads', async () => {
    await start()
    const text = readFileSync(join(folder, 'run', 'results.jsonl'), 'utf8')
    expect(text.endsWith('\n')).toBe(true)
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows).toEqual(oddRows.slice(0, 3))
    expect(JSON.parse(readFileSync(join(folder, 'run', 'run.json'), 'utf8'))).toEqual(header)
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
    await expect(openStore(place())).rejects.toMatchObject({
      code: 'store-damaged',
      message: expect.stringContaining(message),
    })
  })

  test('refuses a line that is JSON but no row, when others follow', async () => {
    await start()
    appendFileSync(join(folder, 'run', 'results.jsonl'), 'null\n{}\n')
    await expect(rowsOf(await openStore(place()))).rejects.toMatchObject({
      code: 'store-damaged',
      message: expect.stringContaining('results.jsonl:4 is not a result'),
    })
  })

  test('says which file is missing', async () => {
    await start()
    rmSync(join(folder, 'run', 'results.jsonl'))
    await expect(rowsOf(await openStore(place()))).rejects.toMatchObject({
      code: 'store-damaged',
      message: `${folder}/run/results.jsonl is missing: run the sweep again with --fresh.`,
    })
  })
})

describe('openStore and createStore refuse', () => {
  test.each([
    ['ftp:somewhere', 'name-unknown', /^Unknown store "ftp:somewhere"\./],
    ['json:', 'option-invalid', /^The store "json:" names no folder: write json:DIR\.$/],
    ['', 'option-invalid', /^The store "" names no folder: write json:DIR\.$/],
  ])('the place %j', async (place, code, message) => {
    await expect(openStore(place)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    await expect(createStore(place, header, false)).rejects.toMatchObject({ code })
  })
})
