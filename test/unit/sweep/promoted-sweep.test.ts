import { describe, expect, test } from 'vitest'
import {
  defineSweep,
  fixedUnits,
  percentCommission,
  percentSlippage,
  runBacktest,
  runSweep,
  type SweepResult,
} from '../../../src/index.ts'
import { expectClose } from '../../support/close-to.ts'
import { setFaults } from '../../support/faulty/strategy.ts'
import { exported, faultySweep, someBars, threeRanges } from '../../support/faulty/sweeps.ts'
import { twoEngines } from '../../support/two-engines.ts'

function sweepIn(engine: 'vector' | 'event', options: object = {}) {
  return defineSweep({
    name: 'both',
    strategy: twoEngines,
    engine,
    parameters: { period: [3, 5, 8, 20], stop: [0, 0.01, 0.05], mode: ['signals', 'weights'] },
    data: someBars,
    dateRanges: threeRanges.slice(0, 2),
    commission: percentCommission(0.001),
    slippage: percentSlippage(0.0005),
    ...options,
  })
}

async function rowsOf(result: SweepResult) {
  const rows = []
  for await (const row of result.backtests()) rows.push(row)
  return rows
}

describe('F40 runSweep with engine: "event"', () => {
  test.each([
    {},
    { fillAt: 'next-close', scaling: 'in', sizing: fixedUnits(2) },
    { fillAt: 'close', stopReference: 'close', stopSlippage: 'all', unitStep: 1 },
  ])('gives the rows of the vector engine: %j', async (options) => {
    const wanted = await rowsOf(await runSweep(sweepIn('vector', options), { workers: 'none' }))
    const found = await rowsOf(await runSweep(sweepIn('event', options), { workers: 'none' }))
    expect(found.length).toBe(48)
    found.forEach(({ strategy, parameters, range, status, metrics }, i) => {
      expect({ strategy, parameters, range, status }).toEqual({
        strategy: wanted[i].strategy,
        parameters: wanted[i].parameters,
        range: wanted[i].range,
        status: 'complete',
      })
      for (const [name, value] of Object.entries(wanted[i].metrics)) {
        if (typeof value === 'number') expectClose(metrics[name] as number, value, `${name} of row ${i}`)
        else expect(metrics[name], `${name} of row ${i}`).toBe(value)
      }
    })
    expect(found.every(({ metrics }) => (metrics.trades as number) > 0)).toBe(true)
  })

  test('gives the same bytes with two workers as with none', async () => {
    const options = { keepTrades: true, snapshotInterval: 'daily' } as const
    const here = await exported(await runSweep(sweepIn('event'), { ...options, workers: 'none' }))
    expect(await exported(await runSweep(sweepIn('event'), { ...options, workers: 2 }))).toEqual(here)
  })

  test('records what a strategy does wrong in the same words', async () => {
    setFaults({
      1: 'throws',
      2: 'returns ragged signals',
      3: 'returns a promise',
      4: 'returns a trap',
      5: 'throws what cannot be shown',
    })
    const errors = async (engine: 'vector' | 'event') => {
      const run = { workers: 'none', continueOnError: true } as const
      return (await rowsOf(await runSweep(faultySweep({ sets: 7, engine }), run))).map(({ error }) => error)
    }
    const found = await errors('event')
    expect(found.filter((error) => error !== undefined).length).toBe(5)
    expect(found).toEqual(await errors('vector'))
    setFaults({})
  })
})

test('F40 runBacktest gives the fills, trades and equity of the vector engine', async () => {
  const chosen = { period: 5, stop: 0.02, mode: 'signals' }
  const options = { range: 'second' }
  const wanted = await runBacktest(sweepIn('vector'), chosen, options)
  const found = await runBacktest(sweepIn('event'), chosen, options)
  expect(wanted.trades.length).toBeGreaterThan(20)
  for (const list of ['fills', 'trades'] as const) {
    expect(found[list].length).toBe(wanted[list].length)
    found[list].forEach((row, k) => {
      for (const [name, value] of Object.entries(wanted[list][k])) {
        const same = (row as unknown as Record<string, unknown>)[name]
        if (typeof value === 'number') expectClose(same as number, value, `${name} of ${list} ${k}`)
        else expect(same, `${name} of ${list} ${k}`).toBe(value)
      }
    })
  }
  expect(found.refusedOrders).toEqual(wanted.refusedOrders)
  expect(found.equity.length).toBe(wanted.equity.length)
  for (let i = 0; i < found.equity.length; i++) expectClose(found.equity[i], wanted.equity[i], `equity of bar ${i}`)
})
