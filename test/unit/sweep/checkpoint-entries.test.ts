import { expect, test } from 'vitest'
import { CheckpointEntries, entryOf } from '../../../src/sweep/store/checkpoint-entries.ts'

const header = { strategy: 'sma "Δ"' }
const fingerprint = (n: number) => n.toString(16).padStart(32, '0')

/** Backtests n of [from, to) as entries, and as JSON has them. */
function some(from: number, to: number) {
  const numbers = Array.from({ length: to - from }, (_, i) => from + i)
  const backtests = numbers.map((n) => ({ parameters: { slow: n, mode: 'a"é' }, fingerprint: fingerprint(n) }))
  return {
    bytes: Buffer.concat(backtests.map((backtest) => entryOf(header, backtest))),
    entries: numbers.map((n) => [`sma "Δ"(mode="a\\"é",slow=${n})`, fingerprint(n)]),
  }
}

const fileOf = (entries: CheckpointEntries) => Buffer.concat([...entries.file()]).toString()
const json = (object: object) => `${JSON.stringify(object, null, 1)}\n`

test('file() without entries is an empty object', () => {
  expect(fileOf(new CheckpointEntries())).toBe(json({}))
})

test('file() is the JSON of all entries by key, in the order in which they came, whatever was added at once', () => {
  const [first, second, third] = [some(0, 5), some(5, 6), some(6, 3000)] // the third is longer than two blocks
  const entries = new CheckpointEntries()
  entries.add('a "key"', first.bytes)
  entries.add('b', third.bytes)
  entries.add('a "key"', second.bytes)
  entries.add('b', first.bytes)
  expect(third.bytes.length).toBeGreaterThan(2 ** 17)
  expect(fileOf(entries)).toBe(
    json({
      'a "key"': Object.fromEntries([...first.entries, ...second.entries]),
      b: Object.fromEntries([...third.entries, ...first.entries]),
    }),
  )
})
