import { openStore, settle, writerOf } from './open-store.ts'
import type { Store } from './store.ts'

/**
 * The trials of a store: fingerprints of all backtests that were ever made at its address, failed, filtered and outdated ones
 * included. A winner is the best of all of them, so nothing makes them fewer: when a run is replaced, its trials go over to the
 * one that replaces it, and removing the old one changes nothing.
 */
export async function trialsOf(store: Store): Promise<Set<string>> {
  const trials = new Set(await store.earlierTrials())
  for await (const { fingerprint } of store.index()) trials.add(fingerprint)
  return trials
}

/**
 * The trials of what is at `address` and about to be put aside; null when it is being written to, or cannot be read as a run.
 */
export async function trialsAt(address: string): Promise<Set<string> | null> {
  await settle(address)
  try {
    const writer = await writerOf(address)
    if (writer !== null && writer.alive !== false) return null
    const store = await openStore(address)
    try {
      return await trialsOf(store)
    } finally {
      await store.close()
    }
  } catch {
    return null
  }
}
