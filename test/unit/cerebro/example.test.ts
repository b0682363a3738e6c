import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { OptimizeStrategy } from '../../../examples/cerebro-optimize/optimize-strategy.ts'
import { type Line, runEventBacktest } from '../../../src/index.ts'
import { expectClose } from '../../support/close-to.ts'
import { sp500 } from '../../support/sp500.ts'

type Table = { readonly rows: readonly number[][] }
const golden: Record<'sma' | 'macd' | 'signal', Table> = JSON.parse(
  readFileSync(new URL('../../golden/seed-sweep.json', import.meta.url), 'utf8'),
)

function last(lines: 'sma' | 'macd' | 'signal', parameters: object): number {
  const { strategy } = runEventBacktest({ strategy: OptimizeStrategy, parameters, feeds: sp500 })
  const line: Line = strategy[lines]
  return line.at(0)
}

/** The values of all 6,720 combinations: an average depends on one parameter, a MACD on two, its signal on three. */
test('OptimizeStrategy ends with the values of backtrader', () => {
  expect([golden.sma, golden.macd, golden.signal].map(({ rows }) => rows.length)).toEqual([35, 32, 192])
  for (const [sma, value] of golden.sma.rows) expectClose(last('sma', { sma }), value, `SMA ${sma}`)
  for (const [fast, slow, value] of golden.macd.rows) {
    expectClose(last('macd', { fast, slow }), value, `MACD ${fast}, ${slow}`)
  }
  for (const [fast, slow, signal, value] of golden.signal.rows) {
    expectClose(last('signal', { fast, slow, signal }), value, `signal ${fast}, ${slow}, ${signal}`)
  }
})

function printed(...args: string[]): string[] {
  const run = ['-C', 'backsweep-source', 'examples/cerebro-optimize', ...args]
  return execFileSync(process.execPath, run, { encoding: 'utf8' }).split('\n')
}

test('examples/cerebro-optimize runs 6,720 combinations and prints the last values', () => {
  const [what, values, times] = printed('node_modules/vega-datasets/data/sp500-2000.csv')
  expect(what).toBe('6720 combinations on 5105 bars of sp500-2000')
  expect(values).toBe(
    'the last is {"sma":39,"fast":19,"slow":29,"signal":14}: SMA 2722.31357674, MACD -18.8910302954, signal -58.4906152463',
  )
  expect(times).toMatch(/^sweep \d+\.\d\d s, process \d+\.\d\d s$/)
  expect(golden.signal.rows.at(-1)).toEqual([19, 29, 14, -58.4906152463])
})

test('examples/cerebro-optimize takes a year of days when it is told nothing', () => {
  expect(printed()[0]).toMatch(/^6720 combinations on 255 bars of /)
})
