import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { littleOfThread, MemoryGuard } from '../../../src/sweep/run/memory-guard.ts'

const arrayBytes = () => process.memoryUsage().arrayBuffers

/** Makes arrays that nobody holds when it is over. */
async function litter(megabytes: number): Promise<void> {
  await setImmediate()
  const arrays = Array.from({ length: megabytes }, () => new Uint8Array(1e6).fill(1))
  expect(arrays).toHaveLength(megabytes)
}

test('MemoryGuard collects what is much, though collections have just taken more than their share of the time', async () => {
  const guard = new MemoryGuard(littleOfThread)
  for (let round = 0; round < 3; round++) {
    await litter(500)
    await setImmediate()
    guard.check()
    await setImmediate()
    expect(arrayBytes()).toBeLessThan(100e6)
    guard.check()
  }
})

test('MemoryGuard takes a small part of the time of a thread that makes much garbage, and keeps it small', async () => {
  const guard = new MemoryGuard(littleOfThread)
  let inGuard = 0
  let most = 0
  let litters = 0
  const started = performance.now()
  while (performance.now() - started < 1000) {
    await litter(2)
    litters++
    const before = performance.now()
    guard.check()
    inGuard += performance.now() - before
    most = Math.max(most, arrayBytes())
  }
  expect(litters).toBeGreaterThan(100)
  expect(inGuard / (performance.now() - started)).toBeLessThan(0.2)
  expect(most).toBeLessThan(400e6)
})
