import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { BacksweepError } from '../../base/errors.ts'
import { unknownName } from '../../base/suggest.ts'
import { JsonStore } from './json-store.ts'
import { MemoryStore } from './memory-store.ts'
import type { RunHeader, Store } from './store.ts'

const kinds = ['memory:', 'json:']

/** Opens the run at `place` (`json:DIR`, or just the folder) for reading. */
export async function openStore(place: string): Promise<Store> {
  const { kind, path } = parsePlace(place)
  if (kind === 'memory:') {
    throw new BacksweepError(
      'store-not-found',
      'A memory: store ends with its run: run with --store json:DIR to look at it later.',
    )
  }
  return JsonStore.open(path)
}

/**
 * Checks that a run can start at `place` without losing one that is there. With `fresh` an old run is
 * moved aside, to the returned folder, when `createStore` is called.
 */
export function checkPlace(place: string, fresh: boolean): void {
  const { kind, path } = parsePlace(place)
  if (kind === 'json:' && existsSync(path) && !fresh) {
    throw new BacksweepError(
      'store-exists',
      `${path} exists already: name another --store, or start over with --fresh (what is there is kept aside).`,
      {
        path,
      },
    )
  }
}

/** Starts an empty run at `place`; `aside` is where an older one went. */
export async function createStore(
  place: string,
  header: RunHeader,
  fresh: boolean,
): Promise<{ store: Store; aside: string | null }> {
  checkPlace(place, fresh)
  const { kind, path } = parsePlace(place)
  if (kind === 'memory:') return { store: new MemoryStore(header), aside: null }

  let aside: string | null = null
  if (existsSync(path)) {
    let n = 1
    while (existsSync(`${path}.${n}`)) n++
    aside = `${path}.${n}`
    await rename(path, aside)
  }
  return { store: await JsonStore.create(path, header), aside }
}

function parsePlace(place: string): { kind: 'memory:' | 'json:'; path: string } {
  if (place === 'memory:') return { kind: 'memory:', path: '' }
  const scheme = /^([a-z]+):(.*)$/s.exec(place)
  const path = (scheme === null ? place : scheme[2]).replace(/\/+$/, '')
  if (scheme !== null && scheme[1] !== 'json') throw unknownName('store', place, kinds)
  if (path === '')
    throw new BacksweepError('option-invalid', `The store "${place}" names no folder: write json:DIR.`, { place })
  return { kind: 'json:', path }
}
