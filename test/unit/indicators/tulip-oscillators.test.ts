import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Column } from '../../../src/data/column.ts'
import { createTa, type TechnicalAnalysis } from '../../../src/indicators/ta.ts'

/**
 * Vectors of Tulip Indicators, printed to three or four decimals, for oscillators that TA-Lib lacks or has otherwise. The
 * file is not part of the project (it lies in ../shared), so this is skipped where it is absent.
 */
interface Case {
  file: string
  indicator: string
  options: number[]
  /** The inputs, then the outputs, which start later and end on the same bar. */
  series: number[][]
}

interface Twin {
  inputs: ('open' | 'high' | 'low' | 'close')[]
  ours(ta: TechnicalAnalysis, close: Column, option: number): Column[]
}

const twins: Record<string, Twin> = {
  ao: { inputs: ['high', 'low'], ours: (ta) => [ta.awesome().awesome] },
  bop: { inputs: ['open', 'high', 'low', 'close'], ours: (ta) => [ta.bop()] },
  cci: { inputs: ['high', 'low', 'close'], ours: (ta, _, period) => [ta.cci(period)] },
  cmo: { inputs: ['close'], ours: (ta, close, period) => [ta.cmo(close, period)] },
  dpo: { inputs: ['close'], ours: (ta, close, period) => [ta.dpo(close, period)] },
  fisher: {
    inputs: ['high', 'low'],
    ours(ta, _, period) {
      const { fisher, trigger } = ta.fisher(period)
      return [fisher, trigger]
    },
  },
  stochrsi: {
    inputs: ['close'],
    ours: (ta, close, period) => [
      Float64Array.from(ta.stochasticRsi(close, { period, window: period }).fastK, (k) => k / 100),
    ],
  },
}

const file = new URL('../../../../shared/acceptance/external/tulip_vectors.json', import.meta.url)
const present = existsSync(file)
const absence = present ? '' : ' (skipped: ../shared with the Tulip vectors is not here)'

describe.skipIf(!present)(`Tulip${absence}`, () => {
  const cases = present ? comparable() : []

  test('every indicator named here has a case', () => {
    expect(new Set(cases.map(({ indicator }) => indicator))).toEqual(new Set(Object.keys(twins)))
  })

  test.each(cases)('$indicator($options) of $file is equal to the printed digits', ({ indicator, options, series }) => {
    const { inputs, ours } = twins[indicator]
    const { length } = series[0]
    const columns = Object.fromEntries(inputs.map((input, i) => [input, Float64Array.from(series[i])]))
    const none = new Float64Array(length)
    const bars = { open: none, high: none, low: none, close: none, volume: none, length, ...columns }
    const outputs = series.slice(inputs.length)
    const found = ours(createTa(bars), bars.close, options[0])
    expect(found.length).toBe(outputs.length)
    outputs.forEach((output, k) => {
      const start = length - output.length
      output.forEach((value, i) => {
        // the trigger of fisher is the line one bar before, and on its first bar we say that there is none
        if (indicator === 'fisher' && k === 1 && i === 0) expect(found[k][start]).toBe(NaN)
        else if (!(Math.abs(found[k][start + i] - value) <= 5.1e-4)) {
          expect.fail(`output ${k}, bar ${start + i}: ${found[k][start + i]} instead of ${value}`)
        }
      })
    })
  })
})

function comparable(): Case[] {
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }
  // some cases only show that a series may be too short for an output
  return cases.filter(({ indicator, series }) => Object.hasOwn(twins, indicator) && series.at(-1)?.length !== 0)
}
