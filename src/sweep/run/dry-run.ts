import { BacksweepError } from '../../base/errors.ts'
import type { Plan } from '../plan/plan.ts'
import { isLearning, type Search } from '../plan/search.ts'
import type { Sweep } from '../plan/sweep.ts'
import { fingerprinter } from '../store/fingerprints.ts'
import { isTaken, peekStore, storeKind, writerOf } from '../store/open-store.ts'
import type { IndexEntry, RunHeader } from '../store/store.ts'
import { worthThreads } from './executor.ts'
import { differences, headerOf } from './identity.ts'
import { checkFree, whyNotResumed } from './open-run.ts'
import { prepareSweep } from './prepare.ts'
import { estimatedTime, type Measurement, probe } from './probe.ts'
import { diskBytes, whyNoThreads } from './recommend.ts'
import { type RunOptions, resolveOptions } from './run-options.ts'
import { checkResumable } from './run-sweep.ts'
import type { Writer } from './status.ts'
import { loadableSource, strategyCode } from './strategy-code.ts'
import { isAdaptive, workerCount } from './workers.ts'

/** What a run would do. */
export interface DryRun {
  readonly sweep: string
  readonly parameterSets: number
  /** What chooses them; null for all that the sweep declares. */
  readonly search: Search | null
  /** Names of the date ranges, in order. */
  readonly ranges: readonly string[]
  /** parameterSets × ranges; filters may spare some of them. */
  readonly backtests: number
  readonly workers: 'none' | number
  readonly store: string
  /** The run that is in the store already. */
  readonly existing: ExistingRun | null
  /** Why the run would not even start with these options. */
  readonly refused: string | null
  /** Backtests that would be run: all, or with `resume` those that are not done. */
  readonly toDo: number
  /** For these, from a probe. */
  readonly estimatedSeconds: number
  /** On disk, of the whole run when it is done; 0 for a memory: store. */
  readonly estimatedBytes: number
}

/** A run that was found in the store, and what `resume` would make of it. */
export interface ExistingRun {
  readonly sweep: string
  /** Done under the same fingerprint: these would not be run again, save failed ones with `retryFailed`. */
  readonly done: number
  /** Of these. */
  readonly failed: number
  readonly toDo: number
  /** What differs between the run and the sweep as it is now, in words. */
  readonly changed: readonly string[]
  /** Results that no longer hold because of that. */
  readonly outdated: number
  /** A process that has not given back its lock. */
  readonly writer: Writer | null
}

/** Milliseconds for each measurement. */
const probeTime = 400

/**
 * Says what `runSweep(sweep, options)` would do, without doing it: nothing is written, not even a temporary file. It takes a second or two, in
 * which a sample of the sweep is run; the time that writing results takes is therefore not in the estimate.
 */
export async function dryRun<P extends object>(sweep: Sweep<P>, options: RunOptions = {}): Promise<DryRun> {
  const settings = resolveOptions(options)
  const prepared = await prepareSweep(sweep, settings.keep)
  const { plan, strategy } = prepared
  const code = await strategyCode(strategy)
  checkResumable(code, strategy, settings)

  const count = workerCount(settings.workers, plan.parameterSets)
  const auto = isAdaptive(settings.workers)
  if (count > 0 && !auto) await loadableSource(code, strategy)
  const threads = count === 0 || (auto && (await whyNoThreads(code, prepared)) !== null) ? [] : [count]
  const { measurements, size } = await probe(prepared, code, { threads, time: probeTime, store: 'memory:', settings })

  const { existing, notResumed } = isTaken(settings.store)
    ? await lookAt(settings.store, headerOf(prepared, code.identity), plan, settings.retryFailed)
    : { existing: null, notResumed: null }
  const toDo = settings.resume && existing !== null ? existing.toDo : plan.length
  const used = chosen(measurements, toDo, auto)
  return {
    sweep: sweep.name,
    parameterSets: plan.parameterSets,
    search: plan.search,
    ranges: plan.ranges.map(({ name }) => name),
    backtests: plan.length,
    workers: used.workers === 0 ? 'none' : used.workers,
    store: settings.store,
    existing,
    refused: refusal(settings, existing, sweep.name) ?? (settings.resume ? notResumed : null),
    toDo,
    estimatedSeconds: toDo === 0 ? 0 : estimatedTime(used, toDo) / 1000,
    estimatedBytes: Math.round(diskBytes(size, storeKind(settings.store), plan.length)),
  }
}

/** What would run the backtests; `auto` stays in this process when threads would not pay off. */
function chosen([here, threads]: readonly Measurement[], toDo: number, auto: boolean): Measurement {
  if (threads === undefined || (auto && estimatedTime(here, toDo) < worthThreads)) return here
  return threads
}

/** Looks at the run in a store like `openRun`, without changing it. */
async function lookAt(
  address: string,
  header: RunHeader,
  plan: Plan,
  retryFailed: boolean,
): Promise<{ readonly existing: ExistingRun; readonly notResumed: string | null }> {
  const store = await peekStore(address)
  try {
    const changed = differences(store.header, header)
    const notResumed = whyNotResumed(address, store.header, header)
    const holds = isLearning(plan.search)
      ? ({ number }: IndexEntry) => notResumed === null && number % store.header.parameterSets < plan.parameterSets
      : isPlanned(plan, header)
    const found = new Map<number, IndexEntry>() // of a backtest that is there twice the later counts
    for await (const entry of store.index()) found.set(entry.number, entry)
    const valid = [...found.values()].filter(holds)
    const done = valid.length
    const failed = valid.filter((entry) => entry.failed).length
    const writer = await writerOf(store.address)
    const existing = {
      sweep: store.header.sweep,
      done,
      failed,
      toDo: plan.length - done + (retryFailed ? failed : 0),
      changed,
      outdated: found.size - done,
      writer: writer && { pid: writer.pid, host: writer.host, alive: writer.alive },
    }
    return { existing, notResumed }
  } finally {
    await store.close()
  }
}

function isPlanned(plan: Plan, header: RunHeader): (entry: IndexEntry) => boolean {
  const fingerprintOf = fingerprinter(header)
  const wanted = new Set<string>()
  for (let number = 0; number < plan.length; number++) {
    const { parameters, place } = plan.at(number)
    wanted.add(fingerprintOf(place, parameters))
  }
  return ({ fingerprint }) => wanted.has(fingerprint)
}

function refusal(
  settings: Parameters<typeof checkFree>[1] & { readonly store: string },
  existing: ExistingRun | null,
  sweep: string,
): string | null {
  try {
    checkFree(settings.store, settings)
  } catch (error) {
    if (error instanceof BacksweepError) return error.message
    throw error
  }
  if (existing === null) return null
  const { writer } = existing
  if (settings.resume && existing.sweep !== sweep) {
    return `${settings.store} holds the sweep "${existing.sweep}", not "${sweep}": name another --store, or start over with --fresh.`
  }
  return writer === null || writer.alive === false
    ? null
    : `${settings.store} is being written by process ${writer.pid} on ${writer.host}: wait until it is done, or stop it.`
}
