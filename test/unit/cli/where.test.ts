import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileWhere } from '../../../src/cli/where.ts'
import type { BacktestRow, StoredMetric } from '../../../src/sweep/store/row.ts'

const metrics = ['sharpe', 'cagr', 'trades', 'profitFactor']
const parameters = ['fast', 'slow', 'mode', 'short', 'stop-loss']

function rowOf(values: Readonly<Record<string, StoredMetric>>, row: Partial<BacktestRow> = {}): BacktestRow {
  return {
    strategy: 'cross',
    parameters: { fast: 5, slow: 20, mode: 'sma', short: false, 'stop-loss': 0.05 },
    range: 'bull-2020',
    status: 'complete',
    metrics: values,
    ...row,
  }
}

const row = rowOf({ sharpe: 1.5, cagr: -0.02, trades: 30, profitFactor: 'Infinity' })

function holds(where: string, of = row): boolean {
  return compileWhere(where, metrics, parameters)(of)
}

describe('compileWhere(comparison)', () => {
  test.each([
    ['sharpe > 1.4', 'sharpe > 1.5'],
    ['sharpe >= 1.5', 'sharpe >= 1.6'],
    ['trades < 31', 'trades < 30'],
    ['trades <= 30', 'trades <= 29'],
    ['trades = 30', 'trades = 31'],
    ['trades == 30', 'trades == 31'],
    ['trades != 31', 'trades != 30'],
    ['cagr < 0', 'cagr < -0.02'],
    ['cagr=-.02', 'cagr=.02'],
    ['sharpe<1.6e0', 'sharpe<15e-1'],
    ['1 < sharpe', '2 < sharpe'],
    ['fast < slow', 'slow < fast'],
    ['stop-loss = 0.05', 'stop-loss > 0.05'],
    ['short = false', 'short = true'],
    ['profitFactor = Infinity', 'profitFactor < Infinity'],
    ['profitFactor > 1e300', 'profitFactor != Infinity'],
  ])('%s holds and %s does not', (yes, no) => {
    expect(holds(yes)).toBe(true)
    expect(holds(no)).toBe(false)
  })

  test.each([
    ['strategy = cross', 'strategy = other'],
    ['range = bull-2020', 'range != bull-2020'],
    ["range = 'bull-2020'", "range = 'bear 2022'"],
    ['status = "complete"', 'status = failed'],
    ["mode = 'sma'", 'mode = "ema"'],
    ["'sma' = mode", "'ema' = mode"],
  ])('of texts: %s holds and %s does not', (yes, no) => {
    expect(holds(yes)).toBe(true)
    expect(holds(no)).toBe(false)
  })

  test.each([
    ['mode > 5', 'a text ("sma") is compared with a number (5) at character 6'],
    ["fast = '5'", 'a number (5) is compared with a text ("5") at character 6'],
    ['sharpe > 1 and short = 0', 'a yes/no value (false) is compared with a number (0) at character 22'],
  ])('of a text with a number is an error on the first row: %s', (where, what) => {
    expect(() => holds(where)).toThrow(`--where "${where}": ${what}. Write for example`)
  })

  test('with an undefined metric is false, whatever it asks', () => {
    for (const unknown of [rowOf({ sharpe: null }), rowOf({})]) {
      for (const operator of ['>', '>=', '<', '<=', '=', '!=']) {
        expect(holds(`sharpe ${operator} 0`, unknown), operator).toBe(false)
        expect(holds(`0 ${operator} sharpe`, unknown), operator).toBe(false)
      }
      expect(holds('sharpe = sharpe', unknown)).toBe(false)
      expect(holds('sharpe > 0 or fast = 5', unknown)).toBe(true)
    }
  })

  test('knows infinite metrics by their stored names', () => {
    const infinite = rowOf({ sharpe: '-Infinity', profitFactor: 'Infinity' })
    expect(holds('sharpe < -1e308 and profitFactor > 1e308', infinite)).toBe(true)
  })

  test('of the status finds failed backtests, whose metrics are undefined', () => {
    const failed = rowOf({}, { status: 'failed', error: 'no' })
    expect(holds('status = failed', failed)).toBe(true)
    expect(holds('status = failed and sharpe > -99', failed)).toBe(false)
  })
})

describe('compileWhere(condition)', () => {
  /** yes and no are conditions that hold and do not. */
  const yes = 'fast = 5'
  const no = 'fast = 6'

  test.each([
    [`${yes} or ${no} and ${no}`, true], // and binds before or
    [`${no} and ${no} or ${yes}`, true],
    [`(${yes} or ${no}) and ${no}`, false],
    [`not ${no} and ${yes}`, true], // not binds before and
    [`not ${yes} or ${yes}`, true],
    [`not (${yes} or ${yes})`, false],
    [`not not ${yes}`, true],
    [`${no} and ${yes} or ${no} and ${yes}`, false],
    [`((${yes}) and (${yes}))`, true],
    [`${no} OR ${yes} AND NOT ${no}`, true],
    [`${yes}and(${yes})`, true],
  ])('%s is %s', (where, result) => {
    expect(holds(where)).toBe(result)
  })

  test('is what JavaScript makes of it, however deep', () => {
    interface Both {
      readonly where: string
      readonly script: string
    }
    const { any } = fc.letrec<{ any: Both; leaf: Both; join: Both; negated: Both }>((tie) => ({
      any: fc.oneof({ maxDepth: 5, depthIdentifier: 'where' }, tie('leaf'), tie('join'), tie('negated')),
      leaf: fc
        .tuple(fc.constantFrom('fast', 'slow', 'trades'), fc.constantFrom('<', '>=', '!='), fc.nat(40))
        .map(([name, operator, value]) => ({
          where: `${name} ${operator} ${value}`,
          script: `${name} ${operator} ${value}`,
        })),
      join: fc
        .tuple(tie('any'), fc.constantFrom(['and', '&&'], ['or', '||']), tie('any'), fc.boolean())
        .map(([a, [word, symbol], b, bracket]) => ({
          where: bracket ? `(${a.where} ${word} ${b.where})` : `${a.where} ${word} ${b.where}`,
          script: bracket ? `(${a.script} ${symbol} ${b.script})` : `${a.script} ${symbol} ${b.script}`,
        })),
      negated: tie('any').map(({ where, script }) => ({ where: `not (${where})`, script: `!(${script})` })),
    }))
    fc.assert(
      fc.property(any, ({ where, script }) => {
        const evaluate = new Function('fast', 'slow', 'trades', `return ${script}`)
        expect(holds(where)).toBe(evaluate(5, 20, 30))
      }),
    )
  })
})

describe('compileWhere refuses', () => {
  test.each([
    ['shrpe > 1', 'Unknown name "shrpe" in --where. Did you mean "sharpe"?'],
    ['fast < slwo', 'Unknown name "slwo" in --where. Did you mean "slow"?'],
    ['statu = failed', 'Unknown name "statu" in --where. Did you mean "status"?'],
    ['mode = ema', 'Unknown name "ema" in --where.'],
  ])('%s: %s', (where, message) => {
    expect(() => holds(where)).toThrow(expect.objectContaining({ code: 'name-unknown' }))
    expect(() => holds(where)).toThrow(message)
  })

  test.each([
    ['', 'a name or a value is missing at character 1'],
    ['sharpe >', 'a name or a value is missing at character 9'],
    ['sharpe', 'a comparison (> >= < <= = !=) is missing at character 7'],
    ['sharpe 1', 'a comparison (> >= < <= = !=) is missing at character 8'],
    ['sharpe > 1 trades < 3', '"trades" comes unexpected at character 12'],
    ['sharpe > 1 and', 'a name or a value is missing at character 15'],
    ['sharpe > 1)', '")" comes unexpected at character 11'],
    ['(sharpe > 1', 'a ")" is missing at character 12'],
    ['(sharpe > 1 trades > 3)', 'a ")" is missing at character 13'],
    ['sharpe > > 1', '">" is no name or value at character 10'],
    ['> 1', '">" is no name or value at character 1'],
    ['sharpe > 1 && trades > 3', '"&" comes unexpected at character 12'],
    ['sharpe  >  $5', '"$" comes unexpected at character 12'],
    ["range = 'open", `"'" comes unexpected at character 9`],
  ])('%j: %s', (where, what) => {
    expect(() => holds(where)).toThrow(
      expect.objectContaining({
        code: 'filter-invalid',
        message: `--where "${where}": ${what}. Write for example "sharpe > 1 and trades >= 30".`,
      }),
    )
  })
})
