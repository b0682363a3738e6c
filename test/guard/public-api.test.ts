import { expect, test } from 'vitest'
import * as backsweep from '../../src/index.ts'

test('src/index.ts exports these names and no other (add new ones here, after thinking twice)', () => {
  expect(Object.keys(backsweep).sort()).toEqual([
    'BacksweepError',
    'Bars',
    'Signal',
    'above',
    'allIn',
    'and',
    'below',
    'crossOver',
    'crossUnder',
    'csv',
    'defineStrategy',
    'defineSweep',
    'errorCodes',
    'fixedAmount',
    'fixedCommission',
    'fixedSlippage',
    'fixedUnits',
    'fractionOfEquity',
    'metricSets',
    'metrics',
    'noCommission',
    'noSlippage',
    'not',
    'openStore',
    'or',
    'perUnitCommission',
    'percentCommission',
    'percentSlippage',
    'range',
    'runBacktest',
    'runSweep',
  ])
})
