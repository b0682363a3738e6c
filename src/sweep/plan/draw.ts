import { BacksweepError } from '../../base/errors.ts'
import { Random } from '../../base/random.ts'
import { Axes } from './axes.ts'
import { type Grid, keeps, keptNumbers, largestGrid, type Where } from './search-space.ts'

export interface DrawOptions {
  readonly trials: number
  readonly seed: number
  /** Points of each Latin hypercube. */
  readonly design: number
}

/** Draws for each parameter set wanted. */
const drawsEach = 20
/** Draws in any case, about a second's work: but no more than it takes to look at the whole grid. */
const drawsAlways = 1_000_000

/**
 * Grid numbers of `trials` different parameter sets that `where` keeps, in the order drawn, or of all when they are fewer.
 *
 * 1. Latin hypercubes are drawn one after another. What `where` leaves out and what came before is passed over.
 * 2. Where that finds too few, the rest is drawn from a list of all that are left; of a grid too large to list that is an error.
 */
export function drawn(grid: Grid, where: Where | undefined, { trials, seed, design }: DrawOptions): Float64Array {
  const axes = new Axes(grid)
  const random = Random.from(seed, 1)
  const wanted = Math.min(trials, grid.size)
  const found = new Set<number>()
  const mostDraws = Math.max(drawsEach * wanted, Math.min(drawsAlways, grid.size))
  for (let draws = 0; found.size < wanted && draws < mostDraws; ) {
    const hypercube = latinHypercubeOf(axes, design, random)
    for (let i = 0; i < design && found.size < wanted && draws < mostDraws; i++, draws++) {
      const number = axes.numberOf(hypercube.map((places) => places[i]))
      if (!found.has(number) && keeps(grid, where, number)) found.add(number)
    }
  }
  if (found.size < wanted) addRest(found, wanted, { grid, where, random, draws: mostDraws })
  return Float64Array.from(found)
}

/** For every axis the places of all points: each of as many equal parts of the axis has one. */
function latinHypercubeOf({ sizes }: Axes, points: number, random: Random): Float64Array[] {
  return sizes.map((size) => {
    const places = Float64Array.from({ length: points }, (_, part) => part)
    random.shuffle(places)
    // rounding may lift the last part's end to the size itself
    return places.map((part) => Math.min(size - 1, Math.floor(((part + random.next()) * size) / points)))
  })
}

interface Rest {
  readonly grid: Grid
  readonly where: Where | undefined
  readonly random: Random
  readonly draws: number
}

function addRest(found: Set<number>, wanted: number, { grid, where, random, draws }: Rest): void {
  if (grid.size > largestGrid) {
    throw new BacksweepError(
      'option-invalid',
      `where() keeps too few parameter sets: ${found.size} different ones among ${draws} drawn from the ${grid.size} of the grid, where the search wants ${wanted}. Loosen it, narrow the parameters to what it keeps, or give fewer trials.`,
      { option: 'where', found: found.size, trials: wanted },
    )
  }
  const rest = keptNumbers(grid, where).filter((number) => !found.has(number))
  random.shuffle(rest)
  for (const number of rest.subarray(0, wanted - found.size)) found.add(number)
}
