import { describe, expect, test } from 'vitest'
import { smaCross } from '../../../examples/sma-cross/sma-cross.ts'
import { copyOf } from '../../../src/check/other-data.ts'
import {
  above,
  Bars,
  below,
  type CheckResult,
  checkSweep,
  definePortfolio,
  defineStrategy,
  defineSweep,
  runBacktest,
  runSweep,
  SkipStrategy,
  Strategy,
  type StrategyContext,
  type StrategySignals,
  type SweepOptions,
} from '../../../src/index.ts'
import type { VectorStrategy } from '../../../src/simulation/model/strategy.ts'
import { isLent, lend } from '../../../src/sweep/run/lent-bars.ts'
import { sp500 } from '../../support/sp500.ts'
import {
  behindTheBuffer,
  centred,
  closingOver,
  leavesOut,
  nextClose,
  repainting,
  Sizes,
  shifted,
  stopFromAll,
  unused,
  wholeMaximum,
} from './cheating.ts'
import { honest } from './honest.ts'

const bars = sp500.slice(0, 1500)

function sweepOf(strategy: unknown, options: object = {}) {
  return defineSweep({ name: 'tried', strategy, parameters: {}, data: bars, ...options } as SweepOptions<object>)
}

async function checked(strategy: unknown, options: object = {}): Promise<CheckResult> {
  return await checkSweep(sweepOf(strategy, options))
}

function strategyOf(signals: (context: StrategyContext) => StrategySignals) {
  return defineStrategy({ name: 'made-up', parameters: {}, signals })
}

/** Signals where the price has risen for 20 days, in the form of a list. */
const risen = ({ close, length }: Bars) => Array.from({ length }, (_, t) => close[t] > close[t - 20])

/** What is found, briefly: kind, signal, first bar, what it was and became. */
function brief({ findings }: Pick<CheckResult, 'findings'>) {
  return findings.map(({ kind, signal, changes: [first] }) => [kind, signal, first.bar, first.usual, first.changed])
}

describe('checkSweep finds nothing in an honest strategy:', () => {
  test.each(honest)('$strategy.name', async ({ strategy, parameters }) => {
    const result = await checked(strategy, { parameters })
    expect(result).toMatchObject({
      findings: [],
      warnings: [],
      failures: [],
      skipped: 0,
      settleBars: expect.any(Number),
    })
    expect(result.sampled).toBe(result.parameterSets)
    expect(result.runs).toBeGreaterThan(100)
    // and what it found nothing in does trade
    expect((await runBacktest(sweepOf(strategy, { parameters: {} }))).fills.length).toBeGreaterThan(5)
  })
})

test('checkSweep finds nothing in orders that are sent at an open and know it', async () => {
  class Gaps extends Strategy {
    override nextOpen(): void {
      const { opening, close } = this.data
      if (opening > close.at(-3) && this.position.units === 0) this.buy({ size: 1 })
      if (opening < close.at(-3)) this.close()
    }
  }
  const options = { broker: { cheatOnOpen: true } }
  expect(await checked(Gaps, options)).toMatchObject({ findings: [], warnings: [], failures: [] })
  expect((await runBacktest(sweepOf(Gaps, options))).fills.length).toBeGreaterThan(5)
})

describe('checkSweep catches a strategy that looks ahead and names the first bar:', () => {
  /** By the plain way: signals on the first 1, 2, 3 … bars against those on all. */
  async function firstChange(strategy: VectorStrategy<never>, name: string): Promise<number> {
    const signalsOn = async (count: number) => {
      let given: unknown
      const spy = { ...strategy, signals: (...all: never) => (given = Reflect.apply(strategy.signals, strategy, all)) }
      await runBacktest(sweepOf(spy, { data: copyOf(bars, 0, count) }))
      const signal = (given as Record<string, { at(bar: number): unknown }>)[name]
      return Array.from({ length: count }, (_, bar) => (Array.isArray(signal) ? signal[bar] : signal.at(bar)))
    }
    const whole = await signalsOn(bars.length)
    const firsts: number[] = []
    for (let count = 1; count < 200; count++) {
      const part = await signalsOn(count)
      firsts.push(part.findIndex((value, bar) => value !== whole[bar]))
    }
    return Math.min(...firsts.filter((bar) => bar >= 0))
  }

  test.each([
    { strategy: nextClose, signal: 'enterLong', indicator: null },
    { strategy: wholeMaximum, signal: 'targetWeight', indicator: null },
    { strategy: centred, signal: 'enterLong', indicator: 'sma(array, 3)' },
    { strategy: shifted, signal: 'exitLong', indicator: null },
    { strategy: repainting, signal: 'enterLong', indicator: 'use(pivotLow)(3)' },
  ])('$strategy.name', async ({ strategy, signal, indicator }) => {
    const { findings } = await checked(strategy)
    const found = findings.find((finding) => finding.signal === signal)
    const first = found?.changes[0]
    expect(found).toMatchObject({ kind: 'look-ahead', indicator, parameters: strategy.parameters })
    expect(first?.bar).toBe(await firstChange(strategy as unknown as VectorStrategy<never>, signal))
    expect(first?.time).toBe(bars.time[first?.bar ?? -1])
    expect(first?.seen).toBeGreaterThan(first?.bar ?? Infinity)
  })

  test('one bar ahead, whatever it does with it', async () => {
    const rises = Array.from(bars.close, (price, t) => t >= 30 && bars.close[t + 1] > price)
    const first = rises.indexOf(true)
    expect(brief(await checked(nextClose))).toEqual([
      ['look-ahead', 'enterLong', first, true, false],
      ['look-ahead', 'exitLong', first, false, true],
    ])
  })

  test('signals left out because they would lose', async () => {
    const { close } = bars
    const { findings } = await checked(leavesOut)
    expect(findings.map(({ signal }) => signal)).toEqual(['enterLong'])
    const [{ bar, usual, changed }] = findings[0].changes
    expect([usual, changed, close[bar + 1] < close[bar]]).toEqual([false, true, true])
  })

  test('an event-driven one that reads the bars of the sweep instead of its own', async () => {
    const { close } = bars
    const first = close.slice().findIndex((price, t) => t >= 30 && close[t + 1] > price * 1.01)
    expect(brief(await checked(closingOver(bars)))).toEqual([['look-ahead', 'orders', first, 'buy 1 market', null]])
  })

  test('one that has these bars from the source of the data', async () => {
    const data = { describe: 'bars at hand', load: async () => bars }
    expect((await checked(closingOver(bars), { data })).findings).toMatchObject([
      { kind: 'look-ahead', signal: 'orders' },
    ])
  })

  test('an event-driven one whose indicator knows more than it should', async () => {
    const { findings } = await checked(Sizes)
    expect(findings).toMatchObject([
      { signal: 'orders', indicator: 'use(nextRange)()', changes: [{ bar: 0, seen: 1 }, {}, {}, {}] },
    ])
  })

  test('one that reads on behind its last bar', async () => {
    expect((await checked(behindTheBuffer)).findings).toMatchObject([{ kind: 'look-ahead', signal: 'enterLong' }])
  })

  test('a stop that was found on all bars', async () => {
    expect((await checked(stopFromAll)).findings).toMatchObject([
      { signal: 'stopLoss', count: 1, changes: [{ bar: 0, seen: 1 }] },
    ])
  })

  test('an indicator whose values it does not even use', async () => {
    expect((await checked(unused)).findings).toMatchObject([{ signal: null, indicator: 'use(pivotLow)(3)' }])
  })

  test('in the event engine, too', async () => {
    expect(brief(await checked(nextClose, { engine: 'event' }))).toEqual(brief(await checked(nextClose)))
  })
})

describe('checkSweep looks at portfolios', () => {
  const part = Array.from(bars.close, (_, t) => t).filter((t) => t >= 100 && t % 7 < 5)
  const column = (name: 'time' | 'open' | 'high' | 'low' | 'close') => part.map((t) => bars[name][t])
  const [time, open, high, low, close] = (['time', 'open', 'high', 'low', 'close'] as const).map(column)
  const late = Bars.from({ symbol: 'LATE', timeframe: '1d', time, open, high, low, close })
  const data = [bars, late]
  const momentum = (days: number, cheats: boolean) =>
    definePortfolio({
      name: 'momentum',
      parameters: { days },
      weights({ symbols }, { days }) {
        const gains = symbols.map(({ bars, ta, align }) => align(ta.roc(bars.close, days)))
        return gains.map((gain, k) =>
          Array.from(gain, (own, t) => (own > gains[1 - k][cheats && k === 1 ? t + 1 : t] ? 0.9 : 0)),
        )
      },
    })

  test('and finds nothing in honest weights or signals', async () => {
    const weights = await checked(momentum(20, false), { data })
    expect(weights).toMatchObject({ findings: [], warnings: [], failures: [], bars: 1500 })
    expect(await checked(honest[0].strategy, { data })).toMatchObject({ findings: [], warnings: [], failures: [] })
    const relative = defineStrategy({
      name: 'relative',
      parameters: {},
      signals({ bars, ta, other }) {
        const late = other('LATE')
        const strength = late.align(late.ta.roc(late.bars.close, 10))
        return {
          enterLong: above(ta.roc(bars.close, 10), strength),
          exitLong: below(bars.close, ta.sma(bars.close, 50)),
        }
      },
    })
    expect(await checked(relative, { data })).toMatchObject({ findings: [], warnings: [], failures: [] })
    expect((await runBacktest(sweepOf(relative, { data }))).fills.length).toBeGreaterThan(5)
  })

  test('and names the symbol whose weight or signal knows the next bar', async () => {
    expect((await checked(momentum(20, true), { data })).findings).toMatchObject([
      { kind: 'look-ahead', signal: 'weight of LATE' },
    ])
    const { findings } = await checked(nextClose, { data: [late, bars] })
    const enters = findings.filter(({ signal }) => signal?.startsWith('enterLong'))
    expect(enters.map(({ signal }) => signal)).toEqual(['enterLong of SPX', 'enterLong of LATE'])
    const rises = late.close.slice().findIndex((price, t) => t >= 30 && late.close[t + 1] > price)
    expect(enters[1].changes[0]).toMatchObject({
      bar: part[rises],
      time: late.time[rises],
      usual: true,
      changed: false,
    })
  })

  test('and puts the bars of every symbol back', async () => {
    const before = data.map((one) => copyOf(one, 0, one.length).fingerprint)
    await checked(nextClose, { data })
    expect(data.map((one) => copyOf(one, 0, one.length).fingerprint)).toEqual(before)
  })
})

describe('checkSweep reports results that cannot be repeated:', () => {
  let count = 0
  const cases: Record<string, (context: StrategyContext) => StrategySignals> = {
    chance: ({ bars }) => ({ enterLong: Array.from(bars.close, () => Math.random() < 0.5) }),
    'the year': ({ bars }) => {
      const year = new Date().getFullYear()
      return { enterLong: risen(bars).map((yes, t) => yes && t % 7 === year % 7) }
    },
    'the hour': ({ bars }) => {
      const hour = Math.floor(Date.now() / 3_600_000) % 24
      return { enterLong: risen(bars).map((yes, t) => yes && t % 24 === hour) }
    },
    'what backtests before it have left': ({ bars }) => {
      const calls = count++
      return { enterLong: risen(bars).map((yes, t) => yes && t % 5 === calls % 5) }
    },
    'what many backtests before it have left': ({ bars }) => {
      const calls = count++
      return { enterLong: risen(bars).map((yes, t) => yes && t > 30 + calls) }
    },
    'indicators that it writes into': ({ bars, ta }) => {
      const average = ta.sma(bars.close, 20) as Float64Array
      const enterLong = Array.from(bars.close, (price, t) => price > average[t])
      average[300] = 2 * bars.close[300] - average[300]
      return { enterLong }
    },
  }

  test.each(Object.entries(cases))('%s', async (_, signals) => {
    count = 0
    const strategy = defineStrategy({ name: 'moody', parameters: { x: 0 }, signals })
    const { findings } = await checked(strategy, { parameters: { x: [0, 1] } })
    expect(new Set(findings.map(({ kind, signal }) => `${kind} ${signal}`))).toEqual(
      new Set(['unrepeatable enterLong']),
    )
  })

  test('the clock is right again afterwards', async () => {
    const before = Date
    await checked(strategyOf(({ bars }) => ({ enterLong: risen(bars) })))
    expect(Date).toBe(before)
  })
})

describe('checkSweep warns', () => {
  test('of a strategy that knows where the data end', async () => {
    const leaves = strategyOf(({ bars }) => ({
      enterLong: risen(bars),
      exitLong: Array.from(bars.close, (_, t) => t === bars.length - 1),
    }))
    const { findings, warnings } = await checked(leaves)
    expect(findings).toEqual([])
    expect(warnings).toMatchObject([{ kind: 'data-end', signal: 'exitLong', indicator: null }])
    expect(warnings[0].count).toBeGreaterThan(10)
    for (const { bar, seen, usual, changed } of warnings[0].changes) {
      expect([bar, usual, changed]).toEqual([seen - 1, false, true])
    }
  })

  test('of a strategy that counts bars from the start of the data', async () => {
    const counts = strategyOf(({ bars }) => ({ enterLong: Array.from(bars.close, (_, t) => t % 10 === 0) }))
    const { findings, warnings, settleBars } = await checked(counts)
    expect([findings, settleBars]).toEqual([[], 500])
    // with one bar left out bars 501, 511 … are yes and 510, 520 … no, with 15 left out 515, 525 … are yes; with 150 nothing changes
    expect(warnings).toMatchObject([{ kind: 'data-start', signal: 'enterLong', count: 100 + 99 + 99 }])
    expect(warnings[0].changes[0]).toMatchObject({ bar: 501, usual: false, changed: true, seen: 1499 })
  })

  test('not of money that grew since another start', async () => {
    class AllIn extends Strategy {
      override next(): void {
        if (this.position.units === 0) this.buy({ size: this.cash / this.data.close.at(0) / 2 })
        else if (this.data.close.at(0) < this.data.close.at(-5)) this.close()
      }
    }
    expect(await checked(AllIn)).toMatchObject({ findings: [], warnings: [] })
  })

  test('that there are too few bars to see whether their start matters', async () => {
    const { settleBars, findings } = await checked(nextClose, { data: copyOf(bars, 0, 3), parameters: { days: 1 } })
    expect(settleBars).toBe(1)
    expect(findings.length).toBeGreaterThan(0)
    expect((await checked(nextClose, { data: copyOf(bars, 0, 1) })).settleBars).toBeNull()
  })
})

describe('checkSweep', () => {
  test('leaves the bars as they were, also when a strategy throws', async () => {
    const own = copyOf(bars, 0, bars.length)
    const { fingerprint } = own
    const throws = strategyOf(({ bars }) => {
      if (bars.length % 3 === 0) throw new Error('three')
      return { enterLong: risen(bars) }
    })
    const options = { data: own.slice(0, 1400) }
    expect((await checked(throws, options)).failures).toMatchObject([
      { unchecked: false, message: 'signals() threw: three' },
    ])
    await checked(closingOver(own), options)
    expect(copyOf(own, 0, own.length).fingerprint).toBe(fingerprint)
  })

  test('gives the same for the same seed', async () => {
    const options = { parameters: { days: [5, 10, 20, 30, 40, 50, 60] } }
    const { findings } = await checkSweep(sweepOf(nextClose, options), { sample: 4, seed: 7 })
    expect((await checkSweep(sweepOf(nextClose, options), { sample: 4, seed: 7 })).findings).toEqual(findings)
    expect((await checkSweep(sweepOf(nextClose, options), { sample: 4, seed: 8 })).findings).not.toEqual(findings)
    expect(findings).toHaveLength(8)
  })

  test('says which parameter sets it could not check, and goes on with the others', async () => {
    const throws = defineStrategy({
      name: 'throws',
      parameters: { x: 0 },
      signals({ bars }, { x }) {
        if (x === 1) throw new Error('one')
        if (x === 2 && bars.time[bars.length - 1] !== sp500.time[1499]) throw new Error('only the whole')
        return { enterLong: risen(bars) }
      },
    })
    const { failures, findings } = await checked(throws, { parameters: { x: [0, 1, 2] } })
    expect(findings).toEqual([])
    expect(failures).toHaveLength(2)
    expect(failures.find(({ parameters }) => parameters.x === 1)).toMatchObject({ unchecked: true, runs: 1, failed: 1 })
    expect(failures.find(({ parameters }) => parameters.x === 2)).toMatchObject({
      unchecked: false,
      message: 'signals() threw: only the whole',
    })
  })

  test('counts parameter sets that the strategy leaves out', async () => {
    class Choosy extends Strategy<typeof Choosy.parameters> {
      static override parameters = { x: 0 }
      override init(): void {
        if (this.parameters.x > 0) throw new SkipStrategy('x is too large')
      }
    }
    expect(await checked(Choosy, { parameters: { x: [0, 1, 2] } })).toMatchObject({ sampled: 3, skipped: 2 })
  })

  test('looks at the date range of the most bars, with the bars before it', async () => {
    const range = (name: string, from: number, to: number) => ({ name, start: bars.time[from], end: bars.time[to] })
    const dateRanges = [range('short', 100, 300), range('long', 200, 900)]
    const result = await checked(closingOver(bars), { dateRanges })
    expect(result).toMatchObject({ range: 'long', bars: 900 })
    expect(result.findings[0].changes[0].bar).toBeGreaterThanOrEqual(200)
  })

  test('refuses to change bars that workers are reading', async () => {
    const giveBack = lend([bars.share()])
    await expect(checked(nextClose)).rejects.toMatchObject({ code: 'option-invalid' })
    giveBack()
    expect((await checked(nextClose)).findings).toHaveLength(2)
  })

  test('knows that workers of a run read its bars, until it is over', async () => {
    const data = copyOf(bars, 0, 300)
    const sweep = defineSweep({ name: 'lent', strategy: smaCross, parameters: { fast: [2, 3, 4] }, data })
    let seen = false
    const onProgress = () => {
      seen ||= isLent(data.share())
    }
    await runSweep(sweep, { workers: 2, store: 'memory:', onProgress })
    expect([seen, isLent(data.share())]).toEqual([true, false])
  })

  test.each([{ sample: 0 }, { sample: 1.5 }, { seed: -1 }, { seed: NaN }])('refuses %j', async (options) => {
    await expect(checkSweep(sweepOf(nextClose), options)).rejects.toMatchObject({ code: 'option-invalid' })
  })
})
