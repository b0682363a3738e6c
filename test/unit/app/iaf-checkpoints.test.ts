import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readIafCheckpoints } from '../../../src/app/iaf-checkpoints.ts'
import { exported, freshFolder, options, strategies, testApp } from './runs.ts'

const folder = mkdtempSync(join(tmpdir(), 'backsweep-checkpoints-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const year = '2022-01-01T00:00:00+00:00_2023-01-01T00:00:00+00:00'

function file(content: unknown): string {
  const path = join(folder, 'checkpoints.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 4))
  return path
}

test('readIafCheckpoints(path) reads lists of ids', async () => {
  const path = file({ [year]: ['a1', 'b2'], '2023-01-01T00:00:00_2023-06-01T12:30:00': ['a1'] })
  const [first, second] = await readIafCheckpoints(path)
  expect(first.dateRange).toMatchObject({ startDate: Date.UTC(2022, 0, 1), endDate: Date.UTC(2023, 0, 1) })
  expect([...first.strategies]).toEqual([
    ['a1', null],
    ['b2', null],
  ])
  expect(second.dateRange.name).toBe('2023-01-01_2023-06-01T12:30:00Z')
  expect([...second.strategies.keys()]).toEqual(['a1'])
})

test('readIafCheckpoints(path) reads ids with hashes, of which some are null', async () => {
  const [{ strategies: done }] = await readIafCheckpoints(file({ [year]: { a1: 'c0ffee', b2: null } }))
  expect([...done]).toEqual([
    ['a1', 'c0ffee'],
    ['b2', null],
  ])
})

test('readIafCheckpoints(path) reads the checkpoints.json of a json: store', async () => {
  const directory = freshFolder()
  await testApp().runVectorBacktestsWithCheckpoints({ ...options, backtestStorageDirectory: directory })
  const checkpoints = await readIafCheckpoints(join(directory, 'checkpoints.json'))
  expect(checkpoints.map(({ dateRange }) => dateRange.name)).toEqual(['2001-01-01_2005-01-01', '2005-01-01_2009-01-01'])
  const { backtests } = await exported(directory)
  const done = strategies.map(({ id }, i) => [id, backtests[i].fingerprint])
  expect([...checkpoints[0].strategies]).toEqual(done)
})

test('readIafCheckpoints(path) of an empty index is an empty list', async () => {
  expect(await readIafCheckpoints(file({}))).toEqual([])
})

test.each<[unknown, string]>([
  ['{"a', 'is not JSON'],
  [['a1'], 'is not an object'],
  [{ 'all of it': ['a1'] }, 'has the entry "all of it", which is not <start>_<end>'],
  [{ '2022-01-01_2022-02-30': ['a1'] }, 'The endDate of a BacktestDateRange is "2022-02-30"'],
  [{ [year]: 'a1' }, 'neither a list of ids nor an object'],
  [{ [year]: ['a1', 2] }, 'neither a list of ids nor an object'],
  [{ [year]: { a1: 5 } }, 'neither a list of ids nor an object'],
])('readIafCheckpoints refuses %j', async (content, message) => {
  await expect(readIafCheckpoints(file(content))).rejects.toMatchObject({
    code: 'file-unreadable',
    message: expect.stringContaining(message),
  })
})

test('readIafCheckpoints(path) of a file that is not there names it', async () => {
  await expect(readIafCheckpoints(join(folder, 'checkpoint.json'))).rejects.toMatchObject({ code: 'file-not-found' })
})
