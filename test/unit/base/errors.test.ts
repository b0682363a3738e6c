import { expect, test } from 'vitest'
import { assert } from '../../../src/base/assert.ts'
import { BacksweepError, errorCodes, messageOf } from '../../../src/base/errors.ts'

test('a BacksweepError carries its code, its facts and its cause', () => {
  const cause = new Error('disk full')
  const error = new BacksweepError('file-unreadable', 'Cannot write x.', { file: 'x' }, { cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'BacksweepError', code: 'file-unreadable', message: 'Cannot write x.', cause })
  expect(error.details).toEqual({ file: 'x' })
  expect(new BacksweepError('sweep-empty', '').details).toEqual({})
})

test('every error code is a few words in lower case, and its meaning a sentence', () => {
  for (const [code, meaning] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/)
    expect(meaning).toMatch(/^[A-Z].*\.$/)
  }
})

test('messageOf(anything thrown) is a text', () => {
  expect(messageOf(new TypeError('no'))).toBe('no')
  expect(messageOf('text')).toBe('text')
  expect(messageOf(undefined)).toBe('undefined')
  expect(messageOf({ toString: () => 'odd' })).toBe('odd')
})

test('assert(false, rule) names the rule and that it is a bug of backsweep', () => {
  expect(() => assert(true, 'all is well')).not.toThrow()
  expect(() => assert(false, 'plans are sorted')).toThrow('backsweep is wrong here, please report it: plans are sorted')
})
