import type { Random } from '../../src/base/random.ts'
import { ReturnsMatrix } from '../../src/robustness/returns-matrix.ts'
import { clusteredNoise, fatNoise, type Noise, normalNoise, persistentNoise } from './noise.ts'

/** The returns of all trials of a made-up sweep, of which it is known who has skill. */
export interface WorldKind {
  readonly name: string
  /** Of one trial without skill. */
  readonly noise: Noise
  /** Correlation of every trial with every other one, from a common factor: 0 when left out. */
  readonly correlation?: number
  /** Sharpe ratio per observation of the first `skilled` trials: 0 when left out. */
  readonly edge?: number
  readonly title: string
}

/** Trials with an edge in the worlds that have some. */
export const skilled = 25

/** Standard deviation of the returns of every trial: 1 % an observation. */
const risk = 0.01

export const noiseWorlds: readonly WorldKind[] = [
  { name: 'iid', noise: normalNoise, title: 'independent, normal' },
  { name: 'fat', noise: fatNoise, title: 'fat tails (Student t, 4 degrees)' },
  { name: 'ar', noise: persistentNoise, title: 'autocorrelated (AR(1), 0.2)' },
  { name: 'garch', noise: clusteredNoise, title: 'volatility in clusters (GARCH(1,1))' },
  { name: 'factor', noise: normalNoise, correlation: 0.5, title: 'trials that resemble each other (correlation 0.5)' },
]

export const skilledWorlds: readonly WorldKind[] = [0.05, 0.08, 0.12, 0.16, 0.2].map((edge) => ({
  name: `edge-${edge}`,
  noise: normalNoise,
  edge,
  title: `${edge}`,
}))

export const allWorlds: readonly WorldKind[] = [...noiseWorlds, ...skilledWorlds]

export interface WorldSize {
  readonly trials: number
  readonly observations: number
}

/** One world of a kind. The same random numbers give worlds that differ by nothing but the edge. */
export function makeWorld(kind: WorldKind, { trials, observations }: WorldSize, random: Random): ReturnsMatrix {
  const { noise, correlation = 0, edge = 0 } = kind
  const world = new ReturnsMatrix(trials, observations)
  const common = new Float64Array(observations)
  if (correlation > 0) noise(random, common)
  const ofCommon = Math.sqrt(correlation)
  const ofOwn = Math.sqrt(1 - correlation)

  for (let trial = 0; trial < trials; trial++) {
    const row = world.row(trial)
    noise(random, row)
    const mean = trial < skilled ? edge : 0
    for (let t = 0; t < observations; t++) row[t] = risk * (mean + ofCommon * common[t] + ofOwn * row[t])
  }
  return world
}
