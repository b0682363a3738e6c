import { type MetricName, metrics } from '../metrics/registry.ts'
import { quantile } from '../robustness/quantile.ts'
import type { Parameters, ParameterValue } from '../simulation/model/strategy.ts'
import type { Grid } from '../sweep/plan/search-space.ts'
import { type BacktestRow, metricValue } from '../sweep/store/row.ts'

/**
 * What lies around the winner on the grid. A winner whose neighbours do nearly as well stands on a plateau; one that stands alone owes its place
 * to chance, or will lose it by the smallest change of the market.
 */
export interface Plateau {
  /** Parameter sets one step away on one axis or several, of those that were run and have a value. */
  readonly neighbours: number
  /** The metric that the sweep ranks by. NaN without neighbours. */
  readonly median: number
  readonly worst: number
  /** median / best and worst / best; NaN where the best is not above 0. */
  readonly medianOfBest: number
  readonly worstOfBest: number
  /** Parameters of which the winner has the first or the last value tried: better ones may lie beyond. */
  readonly atEdge: readonly string[]
  /** Along each axis, all other parameters being those of the winner. */
  readonly slices: readonly Slice[]
}

export interface Slice {
  readonly parameter: string
  /** In rising order; NaN where there is no such backtest, or where it has no value. */
  readonly points: readonly { readonly value: number; readonly metric: number }[]
}

/** On more axes than that, only steps on one axis at a time are looked at: 3^8 are 6,561 neighbours. */
const mostAxes = 8

/** Axes of numbers with more than one value are walked on, in rising order; of the others the winner's value stays. */
export async function plateau(
  grid: Grid,
  winner: BacktestRow,
  rankBy: MetricName,
  rows: AsyncIterable<BacktestRow>,
): Promise<Plateau> {
  const axes = grid.names.flatMap((name, i) => {
    const values = grid.values[i].filter((value) => typeof value === 'number').sort((a, b) => a - b)
    return values.length > 1 ? [{ name, values, at: values.indexOf(winner.parameters[name] as number) }] : []
  })
  const neighbourKeys = new Set(stepsAround(axes).map((steps) => keyOf(grid, moved(winner.parameters, axes, steps))))
  const along = axes.map(({ name, values }) => ({
    parameter: name,
    keys: values.map((value) => keyOf(grid, { ...winner.parameters, [name]: value })),
    values,
  }))
  const wanted = new Set([...neighbourKeys, ...along.flatMap(({ keys }) => keys)])
  const found = new Map<string, number>()
  for await (const { parameters, metrics } of rows) {
    const key = keyOf(grid, parameters)
    if (wanted.has(key)) found.set(key, metricValue(metrics[rankBy]))
  }

  const best = metricValue(winner.metrics[rankBy])
  const around = [...neighbourKeys].map((key) => found.get(key) ?? NaN).filter((value) => !Number.isNaN(value))
  const worst =
    around.length === 0 ? NaN : metrics[rankBy].better === 'lower' ? Math.max(...around) : Math.min(...around)
  const middle = quantile(Float64Array.from(around).sort(), 0.5)
  return {
    neighbours: around.length,
    median: middle,
    worst,
    medianOfBest: best > 0 ? middle / best : NaN,
    worstOfBest: best > 0 ? worst / best : NaN,
    atEdge: axes
      .filter(({ values, at }) => values.length > 2 && (at === 0 || at === values.length - 1))
      .map(({ name }) => name),
    slices: along.map(({ parameter, keys, values }) => ({
      parameter,
      points: values.map((value, i) => ({ value, metric: found.get(keys[i]) ?? NaN })),
    })),
  }
}

interface Axis {
  readonly name: string
  readonly values: readonly number[]
  readonly at: number
}

/** All combinations of -1, 0 and 1 that stay on the grid, but not 0 everywhere. */
function stepsAround(axes: readonly Axis[]): number[][] {
  let all: number[][] = [[]]
  for (const { values, at } of axes) {
    const steps = [-1, 0, 1].filter((step) => values[at + step] !== undefined)
    all = all.flatMap((before) =>
      steps
        .filter((step) => step === 0 || axes.length <= mostAxes || before.every((other) => other === 0))
        .map((step) => [...before, step]),
    )
  }
  return all.filter((steps) => steps.some((step) => step !== 0))
}

function moved(from: Parameters, axes: readonly Axis[], steps: readonly number[]): Parameters {
  const parameters: Record<string, ParameterValue> = { ...from }
  axes.forEach(({ name, values, at }, i) => {
    parameters[name] = values[at + steps[i]]
  })
  return parameters
}

function keyOf({ names }: Grid, parameters: Parameters): string {
  return JSON.stringify(names.map((name) => parameters[name]))
}
