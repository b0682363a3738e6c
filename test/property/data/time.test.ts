import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatTime, parseTime } from '../../../src/data/time.ts'

const first = Date.parse('0100-01-01T00:00:00Z')
const last = Date.parse('9999-12-31T23:59:59.999Z')
const day = 86_400_000

test('parseTime(formatTime(t)) is t for every millisecond of the years 100 to 9999', () => {
  fc.assert(
    fc.property(fc.integer({ min: first, max: last }), (t) => {
      expect(parseTime(formatTime(t))).toBe(t)
    }),
  )
})

test('parseTime(formatTime(t)) is t for midnights, in all three spellings of a date', () => {
  fc.assert(
    fc.property(fc.integer({ min: first / day, max: Math.floor(last / day) }), (days) => {
      const text = formatTime(days * day)
      expect(text).toMatch(/^\d{4}-\d\d-\d\d$/)
      for (const separator of ['-', '/', '']) expect(parseTime(text.replaceAll('-', separator))).toBe(days * day)
    }),
  )
})

test('parseTime of a zone is the same moment as Date gives it', () => {
  const zone = fc
    .record({ sign: fc.constantFrom('+', '-'), hours: fc.integer({ min: 0, max: 14 }), minutes: fc.nat(59) })
    .map(({ sign, hours, minutes }) => `${sign}${pad(hours)}:${pad(minutes)}`)
  fc.assert(
    fc.property(fc.integer({ min: first, max: last }), zone, (t, offset) => {
      const text = `${new Date(t).toISOString().slice(0, -1)}${offset}`
      expect(parseTime(text)).toBe(Date.parse(text))
    }),
  )
})

test('parseTime reads a date exactly when the calendar has it', () => {
  const parts = fc.tuple(fc.integer({ min: 1800, max: 2200 }), fc.integer({ min: 0, max: 13 }), fc.nat(32))
  fc.assert(
    fc.property(parts, ([year, month, date]) => {
      const lengths = [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30]
      const days = [...lengths, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
      const time = parseTime(`${year}-${pad(month)}-${pad(date)}`)
      expect(!Number.isNaN(time)).toBe(date >= 1 && date <= days)
    }),
    { numRuns: 2000 },
  )
})

function pad(n: number): string {
  return String(n).padStart(2, '0')
}
