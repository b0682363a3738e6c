import { expect, test } from 'vitest'
import {
  combinatorialSplits,
  countPaths,
  countSplits,
  foldRanges,
  splitsOfPaths,
} from '../../../src/robustness/combinatorial-splits.ts'
import type { IndexRange } from '../../../src/robustness/index-range.ts'
import { trainRanges } from '../../../src/robustness/purge.ts'
import { walkForwardWindows } from '../../../src/robustness/walk-forward.ts'
import { goldenStatistics } from '../../support/statistics.ts'

const golden = goldenStatistics<{
  cpcv_6_2: { splits: number[][]; paths: number[][] }
  cpcv_counts: { N: number; k: number; splits: number; paths: number }[]
  skfolio_doc_example: {
    plain: { train: number[]; tests: number[][] }[]
    purged_1: number[][]
    embargo_1: number[][]
  }
}>('permutation_cpcv_refs.json')

const indices = (ranges: readonly IndexRange[]): number[] =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i))

test.each(golden.cpcv_counts)('countSplits($N, $k) is $splits, countPaths $paths', ({ N, k, splits, paths }) => {
  expect(countSplits(N, k)).toBe(splits)
  expect(countPaths(N, k)).toBe(paths)
  expect(combinatorialSplits(N, k).length).toBe(splits)
})

test('combinatorialSplits(6, 2) and splitsOfPaths(6, 2) are the tables of the book', () => {
  expect(combinatorialSplits(6, 2)).toEqual(golden.cpcv_6_2.splits)
  expect(splitsOfPaths(6, 2)).toEqual(golden.cpcv_6_2.paths)
})

test('every path takes each fold from a split that tests it, and every test of a fold is in one path', () => {
  for (const [folds, testFolds] of [
    [5, 1],
    [7, 3],
    [6, 5],
  ]) {
    const splits = combinatorialSplits(folds, testFolds)
    const paths = splitsOfPaths(folds, testFolds)
    expect(paths.length).toBe(countPaths(folds, testFolds))
    const used = paths.flatMap((path) => path.map((split, fold) => `${split}:${fold}`))
    expect(new Set(used)).toEqual(new Set(splits.flatMap((split, i) => split.map((fold) => `${i}:${fold}`))))
    expect(used.length).toBe(splits.length * testFolds)
  }
})

test('folds of which none or all are tested are refused', () => {
  for (const [folds, testFolds] of [
    [1, 1],
    [6, 0],
    [6, 6],
    [6, 1.5],
    [NaN, 1],
  ]) {
    for (const of of [countSplits, countPaths, combinatorialSplits, splitsOfPaths]) {
      expect(() => of(folds, testFolds)).toThrow(/folds is|testFolds is/)
    }
  }
})

test('foldRanges(10, 3) covers everything in parts that differ by one at most', () => {
  expect(foldRanges(10, 3)).toEqual([
    [0, 3],
    [3, 6],
    [6, 10],
  ])
  expect(foldRanges(3, 3).map(([from]) => from)).toEqual([0, 1, 2])
  expect(() => foldRanges(2, 3)).toThrow('observations is 2')
  expect(() => foldRanges(9, 1)).toThrow('folds is 1')
})

test('trainRanges of the example of skfolio: plain, purged by 1, with an embargo of 1', () => {
  const { plain, purged_1, embargo_1 } = golden.skfolio_doc_example
  const folds = foldRanges(12, 3)
  combinatorialSplits(3, 2).forEach((split, i) => {
    const tests = split.map((fold) => folds[fold])
    const train = (purge: number, embargo: number) => indices(trainRanges(12, tests, { purge, embargo }))
    expect(tests.map((test) => indices([test]))).toEqual(plain[i].tests)
    expect(train(0, 0)).toEqual(plain[i].train)
    expect(train(1, 0)).toEqual(purged_1[i])
    expect(train(0, 1)).toEqual(embargo_1[i])
  })
})

test('trainRanges leaves out what is near a test, and the embargo begins where the purge ends', () => {
  const tests = [
    [20, 30],
    [60, 65],
  ] as const
  expect(trainRanges(100, tests, { purge: 3, embargo: 5 })).toEqual([
    [0, 17],
    [38, 57],
    [73, 100],
  ])
  // the slow way
  for (const [purge, embargo] of [
    [0, 0],
    [2, 4],
    [15, 0],
    [25, 30],
    [100, 100],
  ]) {
    const kept = Array.from({ length: 100 }, (_, i) => i).filter((i) =>
      tests.every(([from, to]) => i < from - purge || i >= to + purge + embargo),
    )
    expect(indices(trainRanges(100, tests, { purge, embargo }))).toEqual(kept)
  }
})

test('trainRanges without tests is everything, with nothing left none', () => {
  expect(trainRanges(10, [], { purge: 1, embargo: 1 })).toEqual([[0, 10]])
  expect(trainRanges(10, [[0, 10]], { purge: 0, embargo: 0 })).toEqual([])
  expect(() => trainRanges(10, [], { purge: -1, embargo: 0 })).toThrow('purge is -1')
  expect(() => trainRanges(10, [], { purge: 0, embargo: 0.5 })).toThrow('embargo is 0.5')
})

test('trainRanges refuses tests that it would train on', () => {
  const train = (...tests: IndexRange[]) => trainRanges(10, tests, { purge: 0, embargo: 0 })
  expect(() => train([4, 6], [0, 2])).toThrow('the start of a test is 0')
  expect(() => train([4, 6], [5, 7])).toThrow('the start of a test is 5')
  expect(() => train([4, 4])).toThrow('the start of a test is 4')
  expect(() => train([-1, 4])).toThrow('the start of a test is -1')
  expect(() => train([8, 11])).toThrow('the end of a test is 11')
  expect(train([4, 6], [6, 7])).toEqual([
    [0, 4],
    [7, 10],
  ])
})

test('walkForwardWindows rolling and anchored', () => {
  const options = { train: 4, test: 2, step: 2 }
  expect(walkForwardWindows(11, 'rolling', options)).toEqual([
    { train: [0, 4], test: [4, 6] },
    { train: [2, 6], test: [6, 8] },
    { train: [4, 8], test: [8, 10] },
  ])
  expect(walkForwardWindows(11, 'anchored', options)).toEqual([
    { train: [0, 4], test: [4, 6] },
    { train: [0, 6], test: [6, 8] },
    { train: [0, 8], test: [8, 10] },
  ])
})

test('walkForwardWindows: tests stitch together with step = test, never reach beyond the bars, and use them whole', () => {
  for (let bars = 0; bars < 60; bars++) {
    const windows = walkForwardWindows(bars, 'rolling', { train: 7, test: 3, step: 3 })
    expect(windows.length).toBe(Math.max(0, Math.floor((bars - 7) / 3)))
    windows.forEach(({ train, test }, i) => {
      expect(test[0]).toBe(train[1])
      expect(test[0]).toBe(i === 0 ? 7 : windows[i - 1].test[1])
      expect(test[1]).toBeLessThanOrEqual(bars)
    })
  }
})

test('walkForwardWindows with another step overlaps or leaves gaps; options that are no counts are refused', () => {
  const starts = (step: number) =>
    walkForwardWindows(12, 'anchored', { train: 4, test: 3, step }).map(({ test }) => test[0])
  expect(starts(1)).toEqual([4, 5, 6, 7, 8, 9])
  expect(starts(5)).toEqual([4, 9])
  const options = { train: 4, test: 2, step: 2 }
  for (const name of ['train', 'test', 'step'] as const) {
    expect(() => walkForwardWindows(10, 'rolling', { ...options, [name]: 0 })).toThrow(`${name} is 0`)
  }
  expect(() => walkForwardWindows(NaN, 'rolling', options)).toThrow('bars is NaN')
})
