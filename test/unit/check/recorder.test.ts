import { expect, test } from 'vitest'
import { seenOf } from '../../../src/check/observe.ts'
import { Recorder } from '../../../src/check/recorder.ts'
import { Universe } from '../../../src/data/universe.ts'
import { Bars, defineIndicator } from '../../../src/index.ts'
import { sp500 } from '../../support/sp500.ts'

const bars = sp500.slice(0, 100)

const contextOf = (...symbols: Bars[]) => seenOf(Universe.of(symbols)).views.context(0)

function recorded() {
  const recorder = new Recorder()
  const context = recorder.context(contextOf(bars), '', null)
  return { ...context, names: () => recorder.columns.map(({ name }) => name), recorder }
}

test('Recorder writes down calls as a strategy writes them, once each', () => {
  const { ta, names, bars } = recorded()
  const double = defineIndicator({
    name: 'double',
    inputs: ['source'],
    options: {},
    outputs: ['double'],
    warmup: () => [0],
    compute(_, [source], [out]) {
      for (let t = 0; t < out.length; t++) out[t] = 2 * source[t]
    },
  })
  ta.sma(bars.close, 20)
  ta.sma(bars.close, 20)
  ta.sma(ta.rsi(bars.close), 5)
  ta.bollinger(bars.close, { period: 10 })
  ta.atr(14)
  ta.use(double)(bars.high)
  ta.ema(Array.from(bars.close), 3)
  ta.ema(Array.from(bars.open), 3)
  expect(names()).toEqual([
    'sma(close, 20)',
    'rsi(close)',
    'sma(rsi(close), 5)',
    'bollinger(close, { period: 10 }).middle',
    'bollinger(close, { period: 10 }).upper',
    'bollinger(close, { period: 10 }).lower',
    'atr(14)',
    'use(double)(high)',
    'ema(array, 3)',
    'ema(array, 3) #2',
  ])
})

test('Recorder gives what ta gives, errors too', () => {
  const { ta, bars, recorder } = recorded()
  const average = ta.sma(bars.close, 20)
  expect([...average]).toEqual([...contextOf(bars).ta.sma(bars.close, 20)])
  expect(Array.from(average, (_, t) => recorder.columns[0].at(t) ?? NaN)).toEqual([...average])
  expect(() => (ta as unknown as Record<string, () => void>).smaa()).toThrow('Unknown indicator "smaa" of ta')
})

test('Recorder knows columns of longer bars by what they were aligned from', () => {
  const { higher, names } = recorded()
  const week = higher('1w')
  week.align(week.ta.sma(week.bars.close, 4))
  week.align(week.ta.atr(3))
  expect(names()).toEqual(['align(sma(close of 1w, 4))', 'align(atr(3) of 1w)'])
})

test('Recorder names the symbols of a portfolio', () => {
  const { symbol: _, ...columns } = sp500.slice(0, 100)
  const other = Bars.from({ ...columns, symbol: 'OTHER', timeframe: '1d' })
  const recorder = new Recorder()
  const context = recorder.context(contextOf(bars, other), 'SPX', null)
  const market = context.other('OTHER')
  context.ta.sma(bars.close, 5)
  context.ta.atr(3)
  market.align(market.ta.sma(market.bars.close, 5))
  const week = context.higher('1w')
  week.align(week.ta.atr(3))
  expect(recorder.columns.map(({ name }) => name)).toEqual([
    'sma(close of SPX, 5)',
    'atr(3) of SPX',
    'align(sma(close of OTHER, 5))',
    'align(atr(3) of 1w of SPX)',
  ])
})
