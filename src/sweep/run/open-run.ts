import { BacksweepError } from '../../base/errors.ts'
import type { Plan } from '../plan/plan.ts'
import { isLearning } from '../plan/search.ts'
import { fingerprinter } from '../store/fingerprints.ts'
import {
  createStore,
  createSuccessor,
  dropSuccessor,
  isTaken,
  openToWrite,
  putAside,
  succeed,
} from '../store/open-store.ts'
import type { RunHeader, Store, StoredBacktest } from '../store/store.ts'
import { trialsAt } from '../store/trials.ts'
import { differences, isSameSearch } from './identity.ts'

export interface OpenOptions {
  readonly resume: boolean
  readonly fresh: boolean
  readonly retryFailed: boolean
}

/** A store ready for a run, and what of the plan is in it already. */
export interface OpenedRun {
  readonly store: Store
  /** By number: 0 to do, 1 complete, 2 failed. */
  readonly state: Uint8Array
  /** By number, what a search that learns did before: whether it still holds shows when the search comes to it again. */
  readonly known: ReadonlyMap<number, KnownBacktest>
  /** What was decided, in words for the user: what is kept, what runs again and why, where an older run is. */
  readonly notices: readonly string[]
}

export interface KnownBacktest {
  readonly fingerprint: string
  /** The metric that the sweep ranks by; NaN when it failed. */
  readonly value: number
}

export const toDo = 0
export const complete = 1
export const failed = 2

const copiedAtOnce = 1000

/** Refuses, before anything is computed, to start where a run is, unless it is to be resumed or put aside. */
export function checkFree(address: string, { resume, fresh }: OpenOptions): void {
  if (resume && fresh) {
    throw new BacksweepError(
      'option-invalid',
      'A run can be resumed or started afresh, not both: leave out one of --resume and --fresh.',
    )
  }
  if (isTaken(address) && !resume && !fresh) {
    throw new BacksweepError(
      'store-exists',
      `${address} exists already: go on with it (--resume), start over (--fresh, which keeps it aside) or name another --store.`,
      { address },
    )
  }
}

/**
 * Opens the store of a run.
 *
 * 1. Nothing there, or `fresh`: a new store; what was there is kept aside, and its trials go on to count.
 * 2. `resume` of the very same run: the store as it is; what is in it is done.
 * 3. `resume` of a run that differs: a new store, into which every backtest is copied whose fingerprint is that of one in the plan;
 *    the others run again. The run as it was is kept aside. Of a search that learns this would be another course: it can only be
 *    given more trials or fewer, else its results are refused.
 */
export async function openRun(
  address: string,
  header: RunHeader,
  plan: Plan,
  options: OpenOptions,
): Promise<OpenedRun> {
  if (!options.resume || !isTaken(address)) {
    checkFree(address, options) // another process may have run here, and be done, since it was looked at first
    const nothing = { state: new Uint8Array(plan.length), known: new Map() }
    if (isTaken(address)) return { ...(await startAfresh(address, header)), ...nothing }
    return { store: await createStore(address, header), ...nothing, notices: [] }
  }

  const store = await openToWrite(address)
  try {
    if (store.header.sweep !== header.sweep) {
      throw new BacksweepError(
        'store-differs',
        `${address} holds the sweep "${store.header.sweep}", not "${header.sweep}": name another --store, or start over with --fresh.`,
        { found: store.header.sweep, expected: header.sweep },
      )
    }
    const changed = differences(store.header, header)
    const refusal = whyNotResumed(address, store.header, header)
    if (refusal !== null) throw new BacksweepError('store-differs', refusal, { address, changed })
    if (changed.length > 0) return await copyValid(store, address, header, plan, options, changed)
    return { store, ...(await whatIsDone(store, plan, options)) }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Why a search that learns cannot go on from the results of a run; null when it can. */
export function whyNotResumed(address: string, before: RunHeader, now: RunHeader): string | null {
  const changed = differences(before, now)
  if (now.search === undefined || !isLearning(now.search)) return null
  if (changed.length === 0 || isSameSearch(before, now)) return null
  return `The run in ${address} cannot be resumed, because ${changed.join(', ')}, and what a search tries depends on all results before: start over with --fresh, which keeps it aside, or name another --store.`
}

/** What of the plan is in a store whose header is that of the run. */
async function whatIsDone(store: Store, plan: Plan, options: OpenOptions): Promise<Omit<OpenedRun, 'store'>> {
  const state = new Uint8Array(plan.length)
  const known = new Map<number, KnownBacktest>()
  const { header } = store
  if (isLearning(plan.search)) {
    const ranked = header.metrics.indexOf(header.rankBy)
    for await (const { number, fingerprint, error, metrics } of store.backtests()) {
      known.set(number, { fingerprint, value: error === null ? metrics[ranked] : NaN })
      state[number] = stateOf(error !== null, options)
    }
  } else {
    const fingerprintOf = fingerprinter(header)
    for await (const entry of store.index()) {
      const { parameters, place } = plan.at(entry.number)
      if (entry.fingerprint === fingerprintOf(place, parameters)) state[entry.number] = stateOf(entry.failed, options)
    }
  }
  return { state, known, notices: [...store.notices, resumed(state)] }
}

/**
 * Starts an empty run where there is one already. As in `copyValid`, the successor is whole, with the trials made so far, before the
 * old run is put aside: killed at any moment, they are in what is found at the address.
 */
async function startAfresh(address: string, header: RunHeader): Promise<Pick<OpenedRun, 'store' | 'notices'>> {
  const trials = await trialsAt(address)
  if (trials === null) {
    const aside = await putAside(address) // refuses when it is being written to
    const notices = [
      `The run that was there before is now in ${aside}. It could not be read: its trials are not counted any more.`,
    ]
    return { store: await createStore(address, header), notices }
  }
  const successor = await createSuccessor(address, header)
  try {
    if (trials.size > 0) await successor.addEarlierTrials(trials)
  } finally {
    await successor.close()
  }
  const aside = await succeed(address).catch(async (error) => {
    // another process began to write; of any other failure nothing is known, so what may hold the only copy stays
    if (error instanceof BacksweepError && error.code === 'store-locked') await dropSuccessor(address)
    throw error
  })
  return { store: await openToWrite(address), notices: [`The run that was there before is now in ${aside}.`] }
}

/**
 * Goes on with what still holds of a run that differs.
 *
 * 1. While the old run is locked, copy what holds to a successor beside it.
 * 2. Only when that is whole, put the old run aside and the successor in its place: killed at any moment, a later resume finds
 *    everything that was done.
 */
async function copyValid(
  old: Store,
  address: string,
  header: RunHeader,
  plan: Plan,
  options: OpenOptions,
  changed: readonly string[],
): Promise<OpenedRun> {
  const placeNow = isLearning(plan.search) ? placeInSearch(old.header, header) : placeInPlan(plan, header)
  const before = new Set<number>()
  const outdated = new Set(await old.earlierTrials())
  const kept = new Set<number>()
  const successor = await createSuccessor(address, header)
  try {
    const batch: StoredBacktest[] = []
    for await (const backtest of old.backtests()) {
      before.add(backtest.number)
      const now = placeNow(backtest)
      if (now === null) {
        outdated.add(backtest.fingerprint)
        continue
      }
      kept.add(now.number)
      batch.push({ ...backtest, ...now })
      if (batch.length === copiedAtOnce) await successor.append(batch.splice(0))
    }
    await successor.append(batch)
    if (outdated.size > 0) await successor.addEarlierTrials(outdated)
  } finally {
    await successor.close()
  }
  await old.close()
  const aside = await succeed(address)
  const store = await openToWrite(address)
  const why = `${before.size - kept.size} of ${before.size} results no longer hold, because ${changed.join(', ')}`
  const { notices, ...done } = await whatIsDone(store, plan, options)
  return { store, ...done, notices: [...old.notices, `${why}; the run as it was is now in ${aside}.`, ...notices] }
}

/** Where a backtest of another run is in this one, with its parameters in the order that they have now; null when it is not. */
type PlaceNow = (backtest: StoredBacktest) => Pick<StoredBacktest, 'number' | 'parameters'> | null

function placeInPlan(plan: Plan, header: RunHeader): PlaceNow {
  const numberOf = new Map<string, number>()
  const fingerprintOf = fingerprinter(header)
  for (let number = 0; number < plan.length; number++) {
    const { parameters, place } = plan.at(number)
    numberOf.set(fingerprintOf(place, parameters), number)
  }
  return ({ fingerprint }) => {
    const number = numberOf.get(fingerprint)
    return number === undefined ? null : { number, parameters: plan.at(number).parameters }
  }
}

function placeInSearch(before: RunHeader, now: RunHeader): PlaceNow {
  return ({ number, parameters }) => {
    const set = number % before.parameterSets
    const range = Math.floor(number / before.parameterSets)
    return set < now.parameterSets ? { number: range * now.parameterSets + set, parameters } : null
  }
}

function stateOf(hasFailed: boolean, { retryFailed }: OpenOptions): number {
  if (!hasFailed) return complete
  return retryFailed ? toDo : failed
}

function resumed(state: Uint8Array): string {
  const done = state.reduce((sum, one) => sum + Number(one !== toDo), 0)
  return `Resumed: ${done} of ${state.length} backtests are done, ${state.length - done} to do.`
}
