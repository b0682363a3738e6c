import { backtestOverfitting } from '../../src/robustness/overfitting.ts'
import type { ReturnsMatrix } from '../../src/robustness/returns-matrix.ts'
import { level } from '../../src/verdict/conclusion.ts'
import { highOverfitting, judge } from '../../src/verdict/judge.ts'
import { skilled } from './worlds.ts'

/** The verdict, and the methods that it could have been left to. */
export const methods = ['verdict', 'psr2012', 'dsr2014', 'dsr2026', 'haircut', 'spa', 'pbo'] as const
export type Method = (typeof methods)[number]

/** What was said of one world. */
export interface Alarms {
  /** Whether the method says skill, at 5 %. */
  readonly says: Readonly<Record<Method, boolean>>
  /** Whether the winner is one of those to which a world with an edge gives it. */
  readonly winnerSkilled: boolean
}

export interface JudgeSettings {
  readonly seed: number
  readonly resamples: number
}

/** 252 splits instead of the 12,870 of 16 blocks, which would take longer than all the rest; on such worlds they differ by 0.04 on average. */
const blocks = 10

/** Of daily returns. It changes annual figures and the length that the data should have, but no alarm. */
const periodsPerYear = 252

export function alarmsOf(world: ReturnsMatrix, settings: JudgeSettings): Alarms {
  const { conclusion, winner, deflated, cash, haircut } = judge(world, { periodsPerYear, depth: 'short', ...settings })
  return {
    says: {
      verdict: conclusion === 'skill',
      psr2012: winner!.probabilistic2012 >= 1 - level,
      // without the effective number of trials, which `short` leaves out, a band is one value: that of the raw number
      dsr2014: deflated!.form2014[0] >= 1 - level,
      dsr2026: deflated!.form2026[0] >= 1 - level,
      haircut: haircut!.pValue <= level,
      spa: cash!.consistent <= level,
      pbo: backtestOverfitting(world, { blocks }).probability <= highOverfitting,
    },
    winnerSkilled: winner!.trial < skilled,
  }
}
