import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Axes } from '../../../src/sweep/plan/axes.ts'
import { Blocks } from '../../../src/sweep/plan/blocks.ts'
import { type Grid, range, searchSpace } from '../../../src/sweep/plan/search-space.ts'

/** A grid with so many values of each parameter. */
function gridOf(sizes: readonly number[]): Grid {
  const values = sizes.map((size, axis) => [`p${axis}`, range(0, size)] as const)
  return searchSpace(Object.fromEntries(values.map(([name]) => [name, 0])), Object.fromEntries(values))
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })

/** How many columns threads compute that forget the one not used for longest when `columns` are exceeded, and take turns with chunks of about `wanted` sets. */
function computed(grid: Grid, columns: number, { threads = 1, wanted = 33, isPlan = false } = {}): number {
  const axes = new Axes(grid)
  const all = Float64Array.from({ length: grid.size }, (_, number) => number)
  const blocks = isPlan ? null : Blocks.of(grid, columns)
  const numbers = blocks === null ? all : Float64Array.from(blocks.order(all))
  const remembered = Array.from({ length: threads }, () => new Set<string>())
  let sum = 0
  let turn = 0
  for (let from = 0; from < numbers.length; turn++) {
    const columnsOf = remembered[turn % threads] // in the order of use
    const count = blocks?.chunk(numbers.subarray(from), wanted) ?? wanted
    for (const number of numbers.subarray(from, from + count)) {
      for (const [axis, place] of axes.pointOf(number).entries()) {
        const column = `${axis} ${place}`
        if (!columnsOf.delete(column)) sum++
        columnsOf.add(column)
      }
      for (const column of columnsOf) if (columnsOf.size > columns) columnsOf.delete(column)
    }
    from += count
  }
  return sum
}

describe('Blocks.of(grid, columns)', () => {
  test('is null for a grid that needs no more columns, or has one parameter that varies', () => {
    expect(Blocks.of(gridOf([20, 20]), 40)).toBeNull()
    expect(Blocks.of(gridOf([1, 100, 1]), 16)).toBeNull()
    expect(Blocks.of(gridOf([20, 21]), 40)).not.toBeNull()
  })

  test.each([
    { columns: 40, threads: 1, most: 402 },
    { columns: 40, threads: 2, most: 510 },
    { columns: 30, threads: 2, most: 610 },
    { columns: 60, threads: 2, most: 405 },
  ])('of 100 × 100 sets makes $threads threads that remember $columns columns compute at most $most', (options) => {
    const grid = gridOf([100, 100])
    expect(computed(grid, options.columns, { ...options, isPlan: true })).toBeGreaterThan(8000)
    expect(computed(grid, options.columns, options)).toBeLessThanOrEqual(options.most)
  })

  test('spares most columns of three parameters, too, also when one of them has few values', () => {
    for (const sizes of [
      [25, 20, 20],
      [60, 40, 4],
      [4, 40, 60],
      [10, 1000],
      [1000, 10],
    ]) {
      const grid = gridOf(sizes)
      const needed = sizes.reduce((sum, size) => sum + size)
      expect(needed).toBeGreaterThan(40)
      expect(computed(grid, 40), sizes.join(' × ')).toBeLessThan(0.15 * grid.size + 2 * needed)
    }
  })
})

describe('order(numbers)', () => {
  test('is a permutation, and in the same order for any part of the sets: a resumed run goes on where it was stopped', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 2, max: 20 }), fc.infiniteStream(fc.boolean()), (sizes, columns, chance) => {
        const grid = gridOf(sizes)
        const blocks = Blocks.of(grid, columns)
        fc.pre(blocks !== null)
        const all = Float64Array.from({ length: grid.size }, (_, number) => number)
        const whole = [...blocks.order(all)]
        expect([...whole].sort((a, b) => a - b)).toEqual([...all])
        const part = all.filter(() => chance.next().value)
        const isIn = new Set(part)
        expect([...blocks.order(part)].map((place) => part[place])).toEqual(whole.filter((number) => isIn.has(number)))
      }),
    )
  })

  test('of a million sets takes less than half a second', () => {
    const grid = gridOf([1000, 1000])
    const all = Float64Array.from({ length: grid.size }, (_, number) => number)
    const started = performance.now()
    Blocks.of(grid, 100)!.order(all)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe('chunk(numbers, wanted)', () => {
  test('ends where the first parameter changes, when that is near, and is never longer than twice what is wanted', () => {
    const blocks = Blocks.of(gridOf([50, 50]), 12)! // in five parts of ten
    const all = Float64Array.from({ length: 2500 }, (_, number) => number)
    const numbers = Float64Array.from(blocks.order(all))
    expect(blocks.chunk(numbers, 10)).toBe(10)
    expect(blocks.chunk(numbers, 33)).toBe(30)
    expect(blocks.chunk(numbers, 6)).toBe(10)
    expect(blocks.chunk(numbers, 5)).toBe(5)
    expect(blocks.chunk(numbers.subarray(0, 7), 33)).toBe(7)
    expect(blocks.chunk(numbers, 1)).toBe(1)
  })
})
