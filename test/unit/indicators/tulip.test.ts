import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Column } from '../../../src/data/column.ts'
import { createTa, type TechnicalAnalysis } from '../../../src/indicators/ta.ts'

/**
 * Vectors of Tulip Indicators, for functions that TA-Lib does not have or starts in another way. They are printed to 3 or
 * more digits after the point, some of them cut and not rounded. The file is not part of the project (it lies in
 * ../shared), so this is skipped where it is absent.
 */
interface Vector {
  indicator: string
  options: number[]
  /** The inputs in Tulip's order, then the outputs, which lack the warm-up. */
  series: number[][]
}

interface Ours {
  inputs: readonly ('high' | 'low' | 'close' | 'volume')[]
  output: (ta: TechnicalAnalysis, close: Column, options: readonly number[]) => Column
}

const sameConvention: Record<string, Ours> = {
  ad: { inputs: ['high', 'low', 'close', 'volume'], output: (ta) => ta.ad() },
  adosc: {
    inputs: ['high', 'low', 'close', 'volume'],
    output: (ta, _, [fast, slow]) => ta.adOsc({ fast, slow }),
  },
  alma: {
    inputs: ['close'],
    // it rounds the place of the top down
    output: (ta, close, [period, offset, sigma]) =>
      ta.alma(close, { period, offset: Math.floor(offset * (period - 1)) / (period - 1), sigma }),
  },
  cmf: { inputs: ['high', 'low', 'close', 'volume'], output: (ta, _, [period]) => ta.cmf(period) },
  emv: { inputs: ['high', 'low', 'volume'], output: (ta) => ta.easeOfMovement(1) },
  hma: { inputs: ['close'], output: (ta, close, [period]) => ta.hma(close, period) },
  linreg: { inputs: ['close'], output: (ta, close, [period]) => ta.linReg(close, period).value },
  linregintercept: { inputs: ['close'], output: (ta, close, [period]) => ta.linReg(close, period).intercept },
  linregslope: { inputs: ['close'], output: (ta, close, [period]) => ta.linReg(close, period).slope },
  mfi: { inputs: ['high', 'low', 'close', 'volume'], output: (ta, _, [period]) => ta.mfi(period) },
  nvi: { inputs: ['close', 'volume'], output: (ta) => ta.nvi() },
  pvi: { inputs: ['close', 'volume'], output: (ta) => ta.pvi() },
  trima: { inputs: ['close'], output: (ta, close, [period]) => ta.trima(close, period) },
  tsf: { inputs: ['close'], output: (ta, close, [period]) => ta.linReg(close, period).forecast },
  vwma: { inputs: ['close', 'volume'], output: (ta, close, [period]) => ta.vwma(close, period) },
}

const file = new URL('../../../../shared/acceptance/external/tulip_vectors.json', import.meta.url)
const present = existsSync(file)
const absence = present ? '' : ' (skipped: ../shared with the vectors is not here)'

describe.skipIf(!present)(`Tulip Indicators${absence}`, () => {
  const vectors = present ? comparable() : []

  test('every function with our convention has a vector', () => {
    expect(new Set(vectors.map(({ indicator }) => indicator))).toEqual(new Set(Object.keys(sameConvention)))
  })

  test.each(vectors.map((one, i) => ({ ...one, name: `${i}: ${one.indicator}(${one.options.join(', ')})` })))(
    '$name is equal on every bar, from the same first bar on',
    ({ indicator, options, series }) => {
      const { inputs, output } = sameConvention[indicator]
      const { length } = series[0]
      const none = new Float64Array(length)
      const bars = { open: none, high: none, low: none, close: none, volume: none, length }
      inputs.forEach((input, i) => {
        bars[input] = Float64Array.from(series[i])
      })
      const found = output(createTa(bars), bars.close, options).slice()
      const [expected] = series.slice(inputs.length)
      const first = length - expected.length
      expect(found.findIndex((value) => !Number.isNaN(value))).toBe(first)
      const slack = 1.001 / 10 ** Math.min(6, Math.max(...expected.map(decimals)))
      expected.forEach((value, i) => {
        if (!(Math.abs(found[first + i] - value) <= slack)) {
          expect.fail(`[${first + i}]: ${found[first + i]} instead of ${value}`)
        }
      })
    },
  )
})

function comparable(): Vector[] {
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Vector[] }
  return cases.filter(({ indicator }) => Object.hasOwn(sameConvention, indicator))
}

function decimals(value: number): number {
  return String(value).split('.')[1]?.length ?? 0
}
