import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { BacksweepError } from '../../base/errors.ts'
import { unknownName } from '../../base/suggest.ts'
import { JsonStore } from './json-store.ts'
import { isAlive, type LockHolder, readLock } from './lock.ts'
import { MemoryStore } from './memory-store.ts'
import { openingsNotice, readOpenings } from './openings.ts'
import { SqliteStore } from './sqlite-store.ts'
import type { RunHeader, Store } from './store.ts'

const kinds = {
  'json:': JsonStore,
  'sqlite:': SqliteStore,
} as const

type Kind = keyof typeof kinds

/** Opens the run at `address` (`json:DIR`, `sqlite:FILE`, or just the folder or file) for reading. */
export async function openStore(address: string): Promise<Store> {
  const { kind, path } = parseAddress(address)
  if (kind === 'memory:') {
    throw new BacksweepError(
      'store-not-found',
      'A memory: store ends with its run: run with --store json:DIR or sqlite:FILE to look at it later.',
    )
  }
  // whoever looks at results is told, of a run that was put aside, too
  const beside = [...new Set([path, path.replace(/\.\d+$/, '')])]
  const notice = openingsNotice((await Promise.all(beside.map(readOpenings))).flat())
  const store = await kinds[kind].open(path)
  if (notice !== null) store.notices.push(notice)
  return store
}

/** Like `openStore`, for a short look that leaves no trace on the disk. */
export async function peekStore(address: string): Promise<Store> {
  const { kind, path } = parseAddress(address)
  return kind === 'sqlite:' ? SqliteStore.peek(path) : openStore(address)
}

/** The process that holds the lock of the run at `address`, and whether it lives (null: it is on another machine). */
export async function writerOf(address: string): Promise<(LockHolder & { readonly alive: boolean | null }) | null> {
  const { kind, path } = parseAddress(address)
  const holder = kind === 'memory:' ? null : await readLock(kind === 'json:' ? join(path, 'lock') : `${path}.lock`)
  return holder && { ...holder, alive: holder.host === hostname() ? isAlive(holder) : null }
}

/** The kind of store that an address names. */
export function storeKind(address: string): Kind | 'memory:' {
  return parseAddress(address).kind
}

/** The folder or file that an address names; null for `memory:`. */
export function placeOf(address: string): string | null {
  const { kind, path } = parseAddress(address)
  return kind === 'memory:' ? null : path
}

/** Whether there is something at `address` already: a run, or whatever would be in the way of one. */
export function isTaken(address: string): boolean {
  const { kind, path } = parseAddress(address)
  return kind !== 'memory:' && (existsSync(path) || existsSync(successorOf(path)))
}

/** Opens the run at `address` for going on with it; no other process can then write to it. */
export async function openToWrite(address: string): Promise<Store> {
  const { kind, path } = parseAddress(address)
  if (kind === 'memory:')
    throw new BacksweepError('store-not-found', 'A memory: store ends with its run and cannot be resumed.')
  await finishSuccession(kind, path)
  return kinds[kind].openToWrite(path)
}

/** Starts an empty run at `address`, where there is none. */
export async function createStore(address: string, header: RunHeader): Promise<Store> {
  const { kind, path } = parseAddress(address)
  return kind === 'memory:' ? new MemoryStore(header) : kinds[kind].create(path, header)
}

/** Moves what is at `address` to a free name beside it, which it returns. Refused while a process writes to it. */
export async function putAside(address: string): Promise<string> {
  const { kind, path } = parseAddress(address)
  if (kind === 'memory:') throw new BacksweepError('store-not-found', 'A memory: store has no place to be moved from.')
  await finishSuccession(kind, path)
  let n = 1
  while (existsSync(`${path}.${n}`)) n++
  await kinds[kind].move(path, `${path}.${n}`)
  return `${path}.${n}`
}

/** After a crash in the middle of `succeed`: brings the successor to its place, so that what is at `address` can be read. */
export async function settle(address: string): Promise<void> {
  const { kind, path } = parseAddress(address)
  if (kind !== 'memory:') await finishSuccession(kind, path)
}

/** Starts, beside the run at `address`, one that is to take its place once it is whole. */
export async function createSuccessor(address: string, header: RunHeader): Promise<Store> {
  const { kind, path } = parseAddress(address)
  await dropSuccessor(address) // left by a crash
  return createStore(kind + successorOf(path), header)
}

/** Removes a successor that is not to take its place after all. */
export async function dropSuccessor(address: string): Promise<void> {
  const next = successorOf(parseAddress(address).path)
  for (const end of ['', '-wal', '-shm']) await rm(next + end, { recursive: true, force: true })
}

/**
 * Puts the run at `address` aside and its closed successor in its place, and returns where the old one is now. Whenever
 * the process is killed, one of the two is found by the next `openToWrite`.
 */
export async function succeed(address: string): Promise<string> {
  const { kind, path } = parseAddress(address)
  const aside = await putAside(address)
  if (kind !== 'memory:') await kinds[kind].move(successorOf(path), path)
  return aside
}

/** After a crash in the middle of `succeed`: makes up for the second move. */
async function finishSuccession(kind: Kind, path: string): Promise<void> {
  if (!existsSync(path) && existsSync(successorOf(path))) await kinds[kind].move(successorOf(path), path)
}

function successorOf(path: string): string {
  return `${path}.next`
}

function parseAddress(address: string): { kind: Kind; path: string } | { kind: 'memory:'; path: '' } {
  if (address === 'memory:') return { kind: 'memory:', path: '' }
  const scheme = /^([a-z]+:)(.*)$/s.exec(address)
  const path = (scheme === null ? address : scheme[2]).replace(/(?<=.)\/+$/, '')
  const kind = scheme === null ? (/\.(db|sqlite3?)$/.test(path) ? 'sqlite:' : 'json:') : scheme[1]
  if (!Object.hasOwn(kinds, kind)) throw unknownName('store', address, ['memory:', ...Object.keys(kinds)])
  if (path === '')
    throw new BacksweepError(
      'option-invalid',
      `The store "${address}" names no place: write json:DIR or sqlite:FILE.`,
      { address },
    )
  return { kind: kind as Kind, path }
}
