import { type MetricName, metrics } from '../../metrics/registry.ts'
import type { Plan } from '../plan/plan.ts'

/**
 * What a search that learns is told of parameter sets: the mean over the date ranges of the metric that the sweep ranks by, with the sign that
 * makes higher better. A set that failed, was eliminated by a filter or has no such metric on any of the ranges has the worst
 * score, -Infinity.
 */
export class Objective {
  private readonly plan: Plan
  private readonly sign: 1 | -1
  /** The metric by number of the backtest. */
  private readonly values: Float64Array

  constructor(plan: Plan, rankBy: MetricName) {
    this.plan = plan
    this.sign = metrics[rankBy].better === 'lower' ? -1 : 1
    this.values = new Float64Array(plan.length).fill(NaN)
  }

  /** NaN for a backtest that failed. */
  record(number: number, value: number): void {
    this.values[number] = value
  }

  /** Of these sets, in their order; `left` are those of them that no filter has eliminated. */
  scores(sets: Uint32Array, left: Uint32Array): Float64Array {
    const goOn = new Set(left)
    return Float64Array.from(sets, (set) => (goOn.has(set) ? this.scoreOf(set) : -Infinity))
  }

  private scoreOf(set: number): number {
    const { parameterSets, ranges } = this.plan
    let sum = 0
    for (let range = 0; range < ranges.length; range++) sum += this.values[range * parameterSets + set]
    const score = (this.sign * sum) / ranges.length
    return Number.isNaN(score) ? -Infinity : score
  }
}
