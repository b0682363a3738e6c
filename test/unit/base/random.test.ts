import { expect, test } from 'vitest'
import { Random } from '../../../src/base/random.ts'

const taken = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw)

test('bits() are those of xoshiro128**, from the state 1, 2, 3, 4', () => {
  const random = Random.resume([1, 2, 3, 4])
  expect(taken(5, () => random.bits())).toEqual([11520, 0, 5927040, 70819200, 2031721883])
})

test('from() gives the same numbers for the same seeds, and others for others', () => {
  const drawn = (...seeds: number[]) => {
    const random = Random.from(...seeds)
    return taken(4, () => random.next())
  }
  expect(drawn(7, 1)).toEqual(drawn(7, 1))
  const all = [drawn(0), drawn(1), drawn(2 ** 40), drawn(2 ** 41), drawn(7, 1), drawn(1, 7), drawn(7, 2), drawn(-7, 1)]
  expect(new Set(all.map(String)).size).toBe(all.length)
})

test('resume() goes on where the state was taken', () => {
  const random = Random.from(3)
  taken(10, () => random.normal())
  const again = Random.resume(JSON.parse(JSON.stringify(random.state)))
  expect(taken(10, () => again.next())).toEqual(taken(10, () => random.next()))
})

test('next() is spread evenly over 0 to 1, normal() has mean 0, deviation 1 and the tails of a normal', () => {
  const random = Random.from(11)
  const uniform = taken(100_000, () => random.next())
  const tenths = new Array(10).fill(0)
  for (const value of uniform) tenths[Math.floor(value * 10)]++
  for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500)

  const normal = taken(100_000, () => random.normal())
  const mean = normal.reduce((sum, x) => sum + x, 0) / normal.length
  const variance = normal.reduce((sum, x) => sum + x * x, 0) / normal.length
  expect(Math.abs(mean)).toBeLessThan(0.015)
  expect(Math.abs(variance - 1)).toBeLessThan(0.02)
  expect(Math.abs(normal.filter((x) => x > 1.959964).length / normal.length - 0.025)).toBeLessThan(0.002)
})

test('integer() takes each number equally often, shuffle() each order', () => {
  const random = Random.from(5)
  const counts = [0, 0, 0]
  for (const drawn of taken(30_000, () => random.integer(3))) counts[drawn]++
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400)

  const orders = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const values = [1, 2, 3]
    random.shuffle(values)
    orders.set(values.join(''), (orders.get(values.join('')) ?? 0) + 1)
  }
  expect(orders.size).toBe(6)
  for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
})
