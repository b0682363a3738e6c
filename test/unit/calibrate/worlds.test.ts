import { describe, expect, test } from 'vitest'
import { allWorlds, makeWorld, noiseWorlds, skilled, type WorldKind } from '../../../scripts/calibrate/worlds.ts'
import { Random } from '../../../src/base/random.ts'
import { averageCorrelation } from '../../../src/robustness/correlations.ts'
import { returnShape } from '../../../src/robustness/return-shape.ts'

const size = { trials: 40, observations: 2000 }

test.each(allWorlds)('a world of the kind $name is the same for the same seed, and another one for another', (kind) => {
  const small = { trials: 3, observations: 50 }
  const made = makeWorld(kind, small, Random.from(1, 7)).values
  expect(makeWorld(kind, small, Random.from(1, 7)).values).toEqual(made)
  expect(makeWorld(kind, small, Random.from(1, 8)).values).not.toEqual(made)
})

test.each(noiseWorlds)('nobody has skill in a world of the kind $name', (kind) => {
  const world = makeWorld(kind, size, Random.from(5))
  const mean = world.values.reduce((sum, value) => sum + value, 0) / world.values.length
  // a common factor moves all means together by 0.01 / √2000 × √0.5
  expect(Math.abs(mean)).toBeLessThan(0.0005)
  for (let trial = 0; trial < size.trials; trial++) {
    expect(Math.abs(returnShape(world.row(trial)).sharpe)).toBeLessThan(0.12)
  }
})

test.each(noiseWorlds)('trials of the kind $name correlate as they should, with risk 0.01', (kind) => {
  const world = makeWorld(kind, size, Random.from(6))
  expect(Math.abs(averageCorrelation(world, world.comparable()) - (kind.correlation ?? 0))).toBeLessThan(0.04)
  const squares = world.values.reduce((sum, value) => sum + value * value, 0) / world.values.length
  expect(Math.sqrt(squares)).toBeCloseTo(0.01, 3)
})

describe('a world with an edge', () => {
  const edgeWorld = allWorlds.find(({ edge }) => edge === 0.16) as WorldKind
  const world = makeWorld(edgeWorld, size, Random.from(9))

  test('gives the first trials their Sharpe ratio, and the others nothing', () => {
    const sharpes = Array.from({ length: size.trials }, (_, trial) => returnShape(world.row(trial)).sharpe)
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(Math.abs(mean(sharpes.slice(0, skilled)) - 0.16)).toBeLessThan(0.015)
    expect(Math.min(...sharpes.slice(0, skilled))).toBeGreaterThan(0.07)
    expect(Math.max(...sharpes.slice(skilled))).toBeLessThan(0.09)
  })

  test('differs from the world of noise with its seed by the edge only', () => {
    const noise = makeWorld(noiseWorlds[0], size, Random.from(9))
    for (let trial = 0; trial < size.trials; trial++) {
      const edge = trial < skilled ? 0.0016 : 0
      const { values, observations } = world
      for (let i = trial * observations; i < (trial + 1) * observations; i++) {
        expect(Math.abs(values[i] - noise.values[i] - edge)).toBeLessThan(1e-15)
      }
    }
  })
})
