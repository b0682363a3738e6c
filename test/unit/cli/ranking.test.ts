import { expect, test } from 'vitest'
import { rankingText } from '../../../src/cli/ranking.ts'
import { metricSets } from '../../../src/metrics/registry.ts'
import type { BacktestRow } from '../../../src/sweep/store/row.ts'
import type { RunHeader } from '../../../src/sweep/store/store.ts'

const all = { name: 'all', start: '2020-01-01', end: '2021-01-01', bars: 366 }

function headerOf(metrics: readonly string[], ranges = [all]): RunHeader {
  return { parameters: ['mode', 'fast'], metrics, ranges } as unknown as RunHeader
}

function rowOf(fast: number, metrics: BacktestRow['metrics'], range = 'all'): BacktestRow {
  return { strategy: 's', parameters: { mode: 'sma', fast }, range, status: 'complete', metrics }
}

test('rankingText numbers the rows and marks the metric they are ranked by', () => {
  const rows = [
    rowOf(17, { totalReturn: 1.054, sharpe: 0.387, trades: 52 }),
    rowOf(2, { totalReturn: -0.1, sharpe: null, trades: 1052 }),
  ]
  expect(rankingText(rows, headerOf(['totalReturn', 'sharpe', 'trades']), 'sharpe')).toBe(
    [
      '#  mode  fast  totalReturn  sharpe*  trades',
      '-  ----  ----  -----------  -------  ------',
      '1   sma    17      105.4 %    0.387      52',
      '2   sma     2      -10.0 %        -   1,052',
      '',
    ].join('\n'),
  )
})

test('rankingText names the date range where there are several', () => {
  const ranges = [
    { ...all, name: 'bull' },
    { ...all, name: 'bear market' },
  ]
  const rows = [rowOf(1, { cagr: 0.1 }, 'bull'), rowOf(2, { cagr: 0.2 }, 'bear market')]
  expect(rankingText(rows, headerOf(['cagr'], ranges), 'cagr')).toBe(
    [
      '#  range        mode  fast   cagr*',
      '-  -----------  ----  ----  ------',
      '1  bull          sma     1  10.0 %',
      '2  bear market   sma     2  20.0 %',
      '',
    ].join('\n'),
  )
})

test('rankingText of many metrics shows the usual ones and the one ranked by; of few it shows all', () => {
  const titles = (metrics: readonly string[], rankBy: string) =>
    rankingText([], headerOf(metrics), rankBy).split('\n')[0].split(/\s+/).slice(3)
  expect(titles(metricSets.default, 'ulcerIndex')).toEqual([
    'totalReturn',
    'cagr',
    'sharpe',
    'sortino',
    'calmar',
    'maxDrawdown',
    'ulcerIndex*',
    'exposure',
    'trades',
    'winRate',
    'profitFactor',
  ])
  expect(titles(['skew', 'kelly', 'sqn'], 'sqn')).toEqual(['skew', 'kelly', 'sqn*'])
})
