import type { BenchCase } from './case.ts'
import { cerebroCases } from './cerebro.bench.ts'
import { engineCases } from './engine.bench.ts'
import { eventCases } from './event.bench.ts'
import { indicatorCases } from './indicators.bench.ts'
import { longCases } from './long.bench.ts'
import { metricCases } from './metrics.bench.ts'
import { portfolioCases } from './portfolio.bench.ts'
import { scalingCases } from './scaling.bench.ts'
import { screeningCases } from './screening.bench.ts'
import { signalCases } from './signals.bench.ts'
import { startupCases } from './startup.bench.ts'
import { storeCases } from './store.bench.ts'
import { sweepCases } from './sweep.bench.ts'

/** Everything that `npm run bench` measures, in its order. */
export const cases: readonly BenchCase[] = [
  ...indicatorCases,
  ...signalCases,
  ...engineCases,
  ...metricCases,
  ...sweepCases,
  ...screeningCases,
  ...longCases,
  ...portfolioCases,
  ...eventCases,
  ...cerebroCases,
  ...startupCases,
  ...storeCases,
  ...scalingCases,
]
