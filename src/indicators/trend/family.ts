import { aroon } from './aroon.ts'
import { demarkPivotPoints } from './demark-pivot-points.ts'
import { directionalMovement } from './directional-movement.ts'
import { dmi } from './dmi.ts'
import { fibonacciPivotPoints } from './fibonacci-pivot-points.ts'
import { heikinAshi } from './heikin-ashi.ts'
import { hurst } from './hurst.ts'
import { ichimoku } from './ichimoku.ts'
import { parabolicSar } from './parabolic-sar.ts'
import { pivotPoints } from './pivot-points.ts'
import { superTrend } from './super-trend.ts'
import { vortex } from './vortex.ts'

/** Trends: whether there is one, where it goes, and the levels at which it may end. */
export const trend = {
  directionalMovement,
  dmi,
  aroon,
  vortex,
  parabolicSar,
  superTrend,
  ichimoku,
  heikinAshi,
  pivotPoints,
  fibonacciPivotPoints,
  demarkPivotPoints,
  hurst,
}
