import type { OutOfSample } from './out-of-sample.ts'
import type { Fold } from './validation.ts'

/** How a walk forward is judged by tradition. */
export interface WalkForwardRules {
  /**
   * Walk-forward efficiency: profit of a bar in the tests / profit of a bar in the trainings, both as a fraction of the initial amount, with
   * which each fold starts anew. Null when the trainings made no profit.
   */
  readonly efficiency: number | null
  /** The classic pass table. Its thresholds are customary and not calibrated: they say nothing of how likely luck is. */
  readonly table: readonly PassRule[]
}

export interface PassRule {
  readonly rule: string
  /** A fraction; null where undefined, which does not pass. */
  readonly value: number | null
  readonly passes: boolean
}

/** Pardo, "The Evaluation and Optimization of Trading Strategies" (2008); the table is the one of TradeStation's Walk-Forward Optimizer. */
export function walkForwardRules(folds: readonly Fold[], { totalReturn, maxDrawdown }: OutOfSample): WalkForwardRules {
  const tests = folds.map(({ outOfSample }) => outOfSample.totalReturn ?? 0)
  const trained = folds.map(({ inSample }) => inSample?.totalReturn ?? 0)
  const total = added(tests)
  const perTrainingBar = added(trained) / added(folds.flatMap(({ train }) => train.map(({ bars }) => bars)))
  const perTestBar = total / added(folds.flatMap(({ test }) => test.map(({ bars }) => bars)))
  const efficiency = perTrainingBar > 0 ? perTestBar / perTrainingBar : null
  const profitable = tests.filter((profit) => profit > 0).length / tests.length
  const largest = total > 0 ? Math.max(...tests) / total : null
  return {
    efficiency,
    table: [
      rule('total return above 0', totalReturn, (value) => value > 0),
      rule('efficiency of at least 50 %', efficiency, (value) => value >= 0.5),
      rule('at least 50 % of the tests profitable', profitable, (value) => value >= 0.5),
      rule('no test with more than 50 % of the profit', largest, (value) => value <= 0.5),
      rule('largest drawdown of at most 40 %', maxDrawdown, (value) => value <= 0.4),
    ],
  }
}

function rule(text: string, value: number | null, test: (value: number) => boolean): PassRule {
  return { rule: text, value, passes: value !== null && test(value) }
}

function added(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
