import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BacksweepError } from '../base/errors.ts'
import type { Sweep } from '../sweep/plan/sweep.ts'
import { checkFree } from '../sweep/run/open-run.ts'
import type { PreparedSweep } from '../sweep/run/prepare.ts'
import type { RunOptions } from '../sweep/run/run-options.ts'
import { runSweep, type SweepResult } from '../sweep/run/run-sweep.ts'
import { placeOf, storeKind } from '../sweep/store/open-store.ts'
import type { MoneySettings } from './out-of-sample.ts'

/** Names of the options that go on to the runs of a validation. */
export const passedOn = [
  'resume',
  'fresh',
  'retryFailed',
  'continueOnError',
  'workers',
  'timeLimit',
  'memoryLimit',
  'batchSize',
  'checkpointBatchSize',
  'onProgress',
  'signal',
] as const satisfies readonly (keyof RunOptions)[]

/** Options of `validate` that go on to its runs, and mean there what they mean to `runSweep`. */
export type SubRunOptions = Pick<RunOptions, (typeof passedOn)[number]> & {
  /** A folder for several runs: `json:DIR` or `sqlite:DIR`; default `memory:`. */
  readonly store?: string
}

/** A validation in the making: its sweep without what only matters to whole runs, on bars that are loaded. */
export interface Validating {
  readonly sweep: Sweep<object>
  readonly prepared: PreparedSweep
  readonly store: string
  readonly options: SubRunOptions
}

export function moneySettings({ sweep, prepared }: Validating): MoneySettings {
  const { periodsPerYear, riskFreeRate } = prepared.job
  return { initialAmount: sweep.execution.initialAmount, periodsPerYear, riskFreeRate }
}

/** Refuses a store that holds a run itself. */
export function checkFolder(store: string): void {
  const place = placeOf(store)
  if (place === null || !existsSync(join(place, 'run.json'))) return
  throw new BacksweepError(
    'store-exists',
    `${store} holds the run of a sweep: a validation keeps several runs in a folder of its own, name another --store.`,
    { address: store },
  )
}

/** Where a run of a validation lives. */
export function storeOf(store: string, name: string): string {
  const place = placeOf(store)
  return place === null
    ? store
    : `${storeKind(store)}${join(place, name)}${storeKind(store) === 'sqlite:' ? '.db' : ''}`
}

/** Refuses, before anything is computed, to start where one of these runs is, unless it is to be resumed or put aside. */
export function checkAllFree({ store, options }: Validating, names: readonly string[]): void {
  const { resume = false, fresh = false, retryFailed = false } = options
  for (const name of names) checkFree(storeOf(store, name), { resume, fresh, retryFailed })
}

/** Runs part of a validation as a sweep; throws the reason of the signal when that stopped it, with what was done in the store. */
export async function subRun(
  { sweep, store, options }: Validating,
  name: string,
  changes: Partial<Sweep<object>>,
  more: RunOptions = {},
): Promise<SweepResult> {
  const { store: _, ...given } = options
  const run = { ...sweep, holdout: null, ...changes }
  const result = await runSweep(run, { ...given, ...more, store: storeOf(store, name) })
  if (result.interrupted) options.signal?.throwIfAborted()
  return result
}
