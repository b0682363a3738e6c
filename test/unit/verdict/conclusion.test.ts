import { describe, expect, test } from 'vitest'
import { conclude, forAllTrials, sentenceOf } from '../../../src/verdict/conclusion.ts'

const long = { years: 20, yearsNeeded: 11.6, trials: 1711 }

describe('conclude', () => {
  test('says skill when every test is at 5 % or below', () => {
    expect(conclude({ ...long, pValues: [0.05, 0.01] })).toBe('skill')
    expect(conclude({ ...long, pValues: [0.04, 0.051] })).toBe('luck')
  })

  test('says skill of short data, too: the tests know how much there is', () => {
    expect(conclude({ ...long, years: 1, pValues: [0.01] })).toBe('skill')
  })

  test('says that data is too short only when it is not skill', () => {
    expect(conclude({ ...long, years: 11.5, pValues: [0.2] })).toBe('short')
    expect(conclude({ ...long, years: 11.6, pValues: [0.2] })).toBe('luck')
  })

  test('says that there is nothing to judge without a test, and takes a NaN for no evidence', () => {
    expect(conclude({ ...long, pValues: [] })).toBe('nothing')
    expect(conclude({ ...long, pValues: [NaN] })).toBe('luck')
  })
})

test('sentenceOf names the trials and the years that they need', () => {
  const evidence = { pValues: [0.5], years: 2, yearsNeeded: 11.59, trials: 1711 }
  expect(sentenceOf('short', evidence)).toBe('Too little data for 1711 trials (needs about 12 years).')
  expect(sentenceOf('short', { ...evidence, yearsNeeded: 4.998 })).toContain('about 5 years')
  expect(sentenceOf('skill', evidence)).toBe('Skill is likely.')
  expect(sentenceOf('luck', evidence)).toBe('Not distinguishable from luck.')
})

describe('forAllTrials', () => {
  test('leaves p as it is when all trials were tested', () => {
    expect(forAllTrials(0.03, 500, 500)).toBeCloseTo(0.03, 15)
  })

  test('is 1 - (1 - p)² for twice as many, and 1 for 1', () => {
    expect(forAllTrials(0.03, 1000, 500)).toBeCloseTo(1 - 0.97 ** 2, 14)
    expect(forAllTrials(1, 1000, 500)).toBe(1)
    expect(forAllTrials(0, 1000, 500)).toBe(0)
  })
})
