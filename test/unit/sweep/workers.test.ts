import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { isAdaptive, workerCount } from '../../../src/sweep/run/workers.ts'

test("workerCount('auto-all', sets) is a thread for every core, as with all, but they are started only when they pay off", () => {
  expect(workerCount('auto-all', 5)).toBe(availableParallelism())
  expect(workerCount('auto-all', 5)).toBe(workerCount('all', 5))
  expect((['auto', 'auto-all', 'all', 'none', 2, '50%'] as const).map(isAdaptive)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})
