import { Random } from '../../src/base/random.ts'
import { type Alarms, alarmsOf } from './alarms.ts'
import { allWorlds, makeWorld, type WorldSize } from './worlds.ts'

export interface WorldTask extends WorldSize {
  /** Name of a `WorldKind`. */
  readonly kind: string
  /** From 0. */
  readonly world: number
  readonly seed: number
  /** Of the bootstrap. */
  readonly resamples: number
}

/** World 7 of one kind and world 7 of another are made of the same random numbers: worlds with an edge differ by nothing else. */
export function judgeWorld({ kind, world, seed, resamples, ...size }: WorldTask): Alarms {
  const made = makeWorld(allWorlds.find(({ name }) => name === kind)!, size, Random.from(seed, world))
  return alarmsOf(made, { seed: world + 1, resamples })
}
