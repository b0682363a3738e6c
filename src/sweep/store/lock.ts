import { readFileSync, rmSync } from 'node:fs'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { BacksweepError } from '../../base/errors.ts'
import { unfinished, unwritable } from './files.ts'

/** Who is writing to a store. */
export interface LockHolder {
  readonly pid: number
  readonly host: string
  /** When the process was started, as the system tells it: tells a reused PID from the process that took the lock. */
  readonly born: string
}

/**
 * Takes the lock file at `path`, so that one process at a time writes to a store. A lock whose process is gone is
 * taken over; one held on another machine is not, since nothing here can tell whether that process lives.
 *
 * 1. A lock appears whole: it is written under another name and linked to its place, which fails when that is taken.
 * 2. A dead holder's lock is never deleted, since of two that find it the slower would delete the faster one's new lock.
 *    It has one place for a successor instead, named after the dead holder, and linking to that has one winner.
 * 3. The winner looks again whether the line of successors leads to it. It does not when another has gone through 4 in
 *    between; then the place was free only because it was cleared, and all begins anew.
 * 4. It puts its lock in the place of the dead one and only then clears the successors' places.
 */
export async function takeLock(path: string, store: string): Promise<void> {
  const own = `${path}.taking-${unfinished()}`
  try {
    await writeFile(own, JSON.stringify(me()))
    for (;;) {
      const places = await line(path, store)
      const place = places[places.length - 1]
      if (!(await linked(own, place))) continue
      if (place === path) return
      if ((await lastInLine(path)) !== place) {
        await rm(place, { force: true })
        continue
      }
      await rename(own, path)
      for (const cleared of places.slice(1)) await rm(cleared, { force: true })
      return
    }
  } catch (error) {
    throw unwritable(path, error)
  } finally {
    await rm(own, { force: true }).catch(() => {})
  }
}

/** Gives the lock at `path` back, wherever it was taken; one of another process stays. */
export function releaseLock(path: string): void {
  try {
    if (readFileSync(path, 'utf8') === JSON.stringify(me())) rmSync(path)
  } catch {
    // it is gone with its store
  }
}

/** Who holds the lock; null when nobody does. A file that cannot be understood, as a crash of the machine leaves it, has a dead holder. */
export async function readLock(path: string): Promise<LockHolder | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    const { pid, host, born } = JSON.parse(text)
    if (Number.isInteger(pid) && typeof host === 'string' && typeof born === 'string') return { pid, host, born }
  } catch {
    // below
  }
  return { pid: 0, host: hostname(), born: '' }
}

export function isAlive(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return true
  if (!(holder.pid > 0)) return false
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return holder.born === bornOf(holder.pid)
}

/** The places of dead holders one after another, and the free one that follows; refuses when a holder lives. */
async function line(path: string, store: string): Promise<string[]> {
  const places = [path]
  for (let place = path; ; ) {
    const holder = await readLock(place)
    if (holder === null) return places
    if (isAlive(holder)) throw locked(path, store, holder)
    place = after(path, holder)
    places.push(place)
  }
}

/** The place of the last holder there is, dead or alive. */
async function lastInLine(path: string): Promise<string | null> {
  let last: string | null = null
  for (let place = path; ; ) {
    const holder = await readLock(place)
    if (holder === null) return last
    last = place
    place = after(path, holder)
  }
}

function after(path: string, { pid, born }: LockHolder): string {
  return `${path}.after-${pid}-${born}`
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function locked(path: string, store: string, { pid, host }: LockHolder): BacksweepError {
  const advice = host === hostname() ? '' : `; if it is gone, delete ${path}`
  return new BacksweepError(
    'store-locked',
    `${store} is being written by process ${pid} on ${host}: wait until it is done, or stop it${advice}.`,
    { path, pid, host },
  )
}

function me(): LockHolder {
  return { pid: process.pid, host: hostname(), born: bornOf(process.pid) }
}

/** Start time of a process from Linux's /proc, in its own unit; elsewhere empty, so that only the PID counts. */
function bornOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return ''
  }
}
