import { assert } from '../../base/assert.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import type { Learner } from './learner.ts'
import { type GridNumbers, parametersAt, type SearchSpace } from './search-space.ts'

/**
 * The parameter sets of a run in the order in which they are run: all at once, or in generations that a search chooses from what the
 * generations before have come to.
 */
export class Course {
  private readonly space: SearchSpace
  private readonly numbers: GridNumbers
  private readonly learner: Learner | null
  private chosen = 0

  /** @param numbers grid numbers of the sets; with a learner only their count plays a part, they are overwritten */
  constructor(space: SearchSpace, numbers: GridNumbers, learner: Learner | null) {
    this.space = space
    this.numbers = numbers
    this.learner = learner
  }

  /** Places in the list of sets of the next generation; none when all have been chosen. */
  next(): Uint32Array {
    const first = this.chosen
    const left = this.numbers.length - first
    if (this.learner === null || left === 0) {
      this.chosen = this.numbers.length
    } else {
      const proposed = this.learner.propose(left)
      this.numbers.set(proposed, first)
      this.chosen += proposed.length
    }
    return Uint32Array.from({ length: this.chosen - first }, (_, i) => first + i)
  }

  /** Tells the search how good the sets of the last generation are, in their order: higher is better, -Infinity is worst. */
  learn(scores: ArrayLike<number>): void {
    this.learner?.learn(scores)
  }

  /** Grid numbers of sets that have been chosen. */
  gridNumbers(sets: Uint32Array): GridNumbers {
    const numbers = new Float64Array(sets.length)
    for (let i = 0; i < sets.length; i++) numbers[i] = this.numberOf(sets[i])
    return numbers
  }

  parameters(set: number): Parameters {
    return parametersAt(this.space, this.numberOf(set))
  }

  private numberOf(set: number): number {
    assert(set < this.chosen, 'a set is asked for only when it has been chosen')
    return this.numbers[set]
  }
}
