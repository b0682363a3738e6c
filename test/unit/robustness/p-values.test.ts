import { describe, expect, test } from 'vitest'
import {
  benjaminiHochberg,
  benjaminiYekutieli,
  benjaminiYekutieliHarveyLiu,
  bonferroni,
  holm,
} from '../../../src/robustness/p-values.ts'
import { expectRelative, goldenStatistics } from '../../support/statistics.ts'

const golden = goldenStatistics<Record<string, number[]>>('harvey_liu.json')

const adjustments = [
  ['bonferroni', bonferroni, 'bonferroni'],
  ['holm', holm, 'holm'],
  ['benjaminiHochberg', benjaminiHochberg, 'bh'],
  ['benjaminiYekutieli', benjaminiYekutieli, 'by_standard'],
  ['benjaminiYekutieliHarveyLiu', benjaminiYekutieliHarveyLiu, 'bhy_harvey_liu'],
] as const

describe.each(adjustments)('%s', (_, adjust, name) => {
  test('of the six p-values of Harvey and Liu', () => {
    adjust(golden.p).forEach((found, i) => {
      expectRelative(found, golden[name][i], `${i}`, 1e-14)
    })
  })

  test('keeps the order in which the p-values came', () => {
    const places = [3, 0, 5, 1, 4, 2]
    const found = adjust(places.map((place) => golden.p[place]))
    places.forEach((place, i) => {
      expectRelative(found[i], golden[name][place], `${place}`, 1e-14)
    })
  })

  test('a test without a result stays NaN, and counts for the others like a p of 1', () => {
    const found = adjust([NaN, ...golden.p, NaN])
    const asOnes = adjust([1, ...golden.p, 1])
    expect([...found]).toEqual([NaN, ...asOnes.slice(1, 7), NaN])
    golden.p.forEach((p, i) => {
      expect(found[i + 1]).toBeGreaterThan(p)
    })
  })

  test('never below the p itself, never above 1 or another with a larger p, equal for equal ones', () => {
    const pValues = Array.from({ length: 200 }, (_, i) => (((i * 7919) % 211) / 211) ** 3)
    const found = adjust([...pValues, ...pValues])
    const byP = pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b])
    byP.forEach((i, rank) => {
      expect(found[i]).toBeGreaterThanOrEqual(pValues[i])
      expect(found[i]).toBeLessThanOrEqual(rank + 1 < byP.length ? found[byP[rank + 1]] : 1)
      expect(found[200 + i]).toBe(found[i])
    })
  })

  test('of one p is that p, of none nothing, and what is no probability is refused', () => {
    expect([...adjust([0.03])]).toEqual([0.03])
    expect([...adjust([])]).toEqual([])
    expect(() => adjust([0.5, 1.01])).toThrow('A p-value is 1.01')
    expect(() => adjust([-0.1])).toThrow('A p-value is -0.1')
  })
})

test('Holm is never above Bonferroni, Benjamini and Hochberg never above Holm, Yekutieli never below Hochberg', () => {
  const pValues = Array.from({ length: 50 }, (_, i) => ((i * 37) % 53) ** 2 / 40_000)
  const [b, h, bh, by, hl] = adjustments.map(([, adjust]) => adjust(pValues))
  pValues.forEach((_, i) => {
    expect(h[i]).toBeLessThanOrEqual(b[i])
    expect(bh[i]).toBeLessThanOrEqual(h[i])
    expect(by[i]).toBeGreaterThanOrEqual(bh[i])
    expect(hl[i]).toBeLessThanOrEqual(by[i])
  })
})
