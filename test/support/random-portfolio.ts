import fc from 'fast-check'
import { Random } from '../../src/base/random.ts'
import { Bars } from '../../src/data/bars.ts'
import { DAY } from '../../src/data/time.ts'
import { type AlignedBars, Universe } from '../../src/data/universe.ts'
import {
  type Execution,
  fillPoints,
  scalings,
  stopReferences,
  stopSlippages,
} from '../../src/simulation/model/execution.ts'
import {
  type Cooldown,
  type PositionRules,
  resolveRules,
  type StopLoss,
  type TakeProfit,
} from '../../src/simulation/model/position-rules.ts'
import type { PositionSize } from '../../src/simulation/model/sizing.ts'
import type { StrategySignals } from '../../src/simulation/model/strategy.ts'
import { type SymbolActions, symbolActions, weightActions } from '../../src/simulation/portfolio/actions.ts'
import type { PortfolioSymbol, ScheduledEvent } from '../../src/simulation/portfolio/portfolio.ts'
import type { PortfolioRun } from './portfolio-engines.ts'

/**
 * Portfolios of anything on anything, drawn from a seed. Every symbol and every bar has its own random numbers, so that one with fewer
 * symbols or days is much the same as far as it goes, and a failure shrinks.
 */
export interface Drawn {
  readonly seed: number
  readonly symbols: number
  readonly days: number
  /** Nothing is sold short and nothing withdrawn. */
  readonly tame?: boolean
}

/** What holds for all symbols. */
interface World {
  readonly execution: Execution
  readonly mode: 'signals' | 'weights' | 'both'
  readonly swing: number
  readonly gaps: number
  readonly ticks: boolean
  readonly shorts: boolean
  /** What every entry is sized by; null: each symbol has its own. */
  readonly size: PositionSize | null
  /** Whether there are rules beside the stops, and how much is scheduled. */
  readonly rules: boolean
  readonly events: number
}

/** Large ones are as likely as small ones. @param least symbols */
export function anyDrawn(symbols: number, days: number, least = 1): fc.Arbitrary<Drawn> {
  return fc.noBias(
    fc.record({
      seed: fc.nat(),
      symbols: fc.integer({ min: least, max: symbols }),
      days: fc.integer({ min: 1, max: days }),
    }),
  )
}

export function randomPortfolio({ seed, symbols, days, tame = false }: Drawn): PortfolioRun {
  const draw = new Draw(seed, 0)
  const world = worldOf(draw, symbols, tame)
  const drawn = Array.from({ length: symbols }, (_, k) => drawSymbol(seed, k, days, world))
  const universe = Universe.of(drawn.map(({ bars }) => bars))
  const { aligned, clock } = universe
  const from = draw.chance(0.3) ? draw.below(Math.ceil(clock.length / 2)) : 0
  const to = draw.chance(0.3) ? from + draw.below(clock.length - from + 1) : clock.length
  const events = eventsOf(drawn, universe, world, { seed, days, tame }).filter(({ bar }) => bar >= from && bar < to)
  const portfolio = {
    symbols: drawn.map((symbol, k) => portfolioSymbol(symbol, aligned[k], clock)),
    initialAmount: world.execution.initialAmount,
    periodsPerYear: 252,
    events,
  }
  return { universe, portfolio, from, to }
}

function worldOf(draw: Draw, symbols: number, tame: boolean): World {
  const execution: Execution = {
    initialAmount: draw.of(100, 10_000, 1e6),
    fillAt: draw.of(...fillPoints),
    sizing: { kind: 'all-in' },
    unitStep: draw.of(0, 0, 0.01, 1),
    scaling: draw.of('none', 'none', 'none', ...scalings),
    commission: { fraction: 0, perUnit: 0, perOrder: 0 },
    slippage: { fraction: 0, perUnit: 0 },
    stopReference: draw.of(...stopReferences),
    stopSlippage: draw.of(...stopSlippages),
    compatibility: 'none',
  }
  return {
    execution,
    mode: draw.of('signals', 'signals', 'signals', 'weights', 'both'),
    swing: draw.of(0.01, 0.05, 0.2, 0.4),
    gaps: draw.of(0, 0.1, 0.5),
    ticks: draw.chance(0.5),
    shorts: !tame && draw.chance(0.6),
    size: draw.chance(0.25) ? { kind: 'fraction', fraction: 1 / symbols } : null,
    rules: draw.chance(0.7),
    events: draw.of(0, 0, 0.03, 0.15),
  }
}

interface DrawnSymbol {
  readonly bars: Bars
  readonly execution: Execution
  readonly size: PositionSize
  readonly rules: PositionRules
  readonly signals: StrategySignals
  /** Wanted on every day of the portfolio; null: `signals` say. */
  readonly weights: readonly number[] | null
  readonly splits: readonly { readonly time: number; readonly ratio: number }[]
  readonly dividends: readonly { readonly time: number; readonly amount: number }[]
}

function drawSymbol(seed: number, k: number, days: number, world: World): DrawnSymbol {
  const draw = new Draw(seed, k + 1)
  const first = draw.chance(0.3) ? draw.below(20) : 0
  const last = draw.chance(0.2) ? first + 1 + draw.below(40) : Infinity
  const start = draw.of(0.5, 100, 60_000)
  const tick = world.ticks ? start / 100 : 0
  const shares = Array.from({ length: 4 }, () => draw.of(0, 0.1, 0.4))
  const weighs = world.mode === 'weights' || (world.mode === 'both' && draw.chance(0.5))
  const weightShare = draw.of(0.05, 0.5)
  const stops = { stopLoss: 0, takeProfit: 0, trailingStop: 0 }
  if (draw.chance(0.4)) stops.stopLoss = draw.distance()
  if (draw.chance(0.4)) stops.takeProfit = draw.distance()
  if (draw.chance(0.3)) stops.trailingStop = draw.distance()
  const scales = world.execution.scaling !== 'none' // which lets a position have any number of entries (F6)
  const rules = { ...(world.rules ? drawRules(draw, scales) : {}), ...(scales ? { maxEntries: Infinity } : {}) }
  const size = world.size ?? drawSize(draw, stops.stopLoss > 0 || rules.stopLoss !== undefined)
  const commission = {
    fraction: draw.of(0, 0.001, 0.02),
    perUnit: draw.of(0, start * 1e-4),
    perOrder: draw.of(0, 0, 1),
  }
  const slips = { fraction: draw.of(0, 0.001), perUnit: draw.of(0, 1e-3) }

  const columns = {
    time: [] as number[],
    open: [] as number[],
    high: [] as number[],
    low: [] as number[],
    close: [] as number[],
  }
  const signals: Record<'enterLong' | 'exitLong' | 'enterShort' | 'exitShort', boolean[]> = {
    enterLong: [],
    exitLong: [],
    enterShort: [],
    exitShort: [],
  }
  const weights: number[] = []
  const splits: { time: number; ratio: number }[] = []
  const dividends: { time: number; amount: number }[] = []
  let price: number = start
  for (let day = 0; day < days; day++) {
    const bar = new Draw(seed, k + 1, day)
    const has = day >= first && day < last && !bar.chance(world.gaps)
    weights.push(
      bar.chance(weightShare) ? bar.of(...(world.shorts ? [-0.7, -0.2] : []), 0, 0.1, 0.3, 0.9, 1, 2.5) : NaN,
    )
    if (!has && !(day === days - 1 && columns.time.length === 0)) continue
    const time = day * DAY
    if (bar.chance(world.events / 3)) {
      splits.push({ time, ratio: bar.of(2, 3, 0.5) })
      price /= splits[splits.length - 1].ratio
    }
    if (bar.chance(world.events)) dividends.push({ time, amount: price * bar.of(0.001, 0.05) })
    const rounded = (value: number) => (tick === 0 ? value : Math.max(1, Math.round(value / tick)) * tick)
    const open = rounded(price * (1 + world.swing * (bar.unit() - 0.5)))
    const close = rounded(open * (1 + 2 * world.swing * (bar.unit() - 0.5)))
    columns.time.push(time)
    columns.open.push(open)
    columns.close.push(close)
    columns.high.push(Math.max(open, close, rounded(Math.max(open, close) * (1 + world.swing * bar.unit()))))
    columns.low.push(Math.min(open, close, rounded(Math.min(open, close) * (1 - world.swing * bar.unit()))))
    price = close
    const short = world.shorts ? 1 : 0
    signals.enterLong.push(bar.chance(shares[0]))
    signals.exitLong.push(bar.chance(shares[1]))
    signals.enterShort.push(bar.chance(shares[2] * short))
    signals.exitShort.push(bar.chance(shares[3] * short))
  }
  // of the lowest price: a sale that costs more than its quote fails the backtest (F14)
  const slippage = { ...slips, perUnit: slips.perUnit * Math.min(...columns.low) }
  return {
    bars: Bars.derived({ symbol: `S${k}`, timeframe: '1d', ...columns }), // `from` refuses bars of a day with more gaps than days
    execution: { ...world.execution, commission, slippage },
    size,
    rules,
    signals: weighs ? stops : { ...signals, ...stops },
    weights: weighs ? weights : null,
    splits,
    dividends,
  }
}

function drawRules(draw: Draw, scales: boolean): PositionRules {
  const several = <T>(chance: number, one: () => T): T[] | undefined =>
    draw.chance(chance) ? Array.from({ length: 1 + draw.below(3) }, one) : undefined
  const part = () => draw.of(undefined, 0.25, 0.5, 1)
  return {
    stopLoss: several(0.5, (): StopLoss => ({ at: draw.distance(), trailing: draw.chance(0.4), part: part() })),
    takeProfit: several(0.5, (): TakeProfit => {
      return { at: draw.distance(), trail: draw.chance(0.4) ? draw.distance() : undefined, part: part() }
    }),
    maxEntries: draw.of(undefined, 1, 2, 3, Infinity),
    entryParts: scales ? undefined : draw.of(undefined, [1], [0.5], [1, 0.5], [0.3, 1.5, 0.2]),
    exitParts: scales ? undefined : draw.of(undefined, undefined, [0.5], [0.3, 0.3], [1]),
    cooldowns: several(0.4, (): Cooldown => {
      return {
        after: draw.of('entry', 'exit', 'stop'),
        bars: draw.of(1, 2, 5),
        scope: draw.of('symbol', 'portfolio'),
        side: draw.of(undefined, 'long', 'short'),
        blocks: draw.of(undefined, 'long', 'short'),
      }
    }),
    maxOpenPositions: draw.of(undefined, undefined, 1, 2, 4),
    maxExposure: draw.of(undefined, undefined, 0.3, 0.9, 2),
  }
}

function drawSize(draw: Draw, hasStop: boolean): PositionSize {
  const sizes: PositionSize[] = [
    { kind: 'all-in' },
    { kind: 'fraction', fraction: draw.of(0.1, 0.4, 1) },
    { kind: 'amount', amount: draw.of(30, 3000) },
    { kind: 'units', units: draw.of(0.37, 5) },
    { kind: 'initial', fraction: draw.of(0.1, 0.5) },
    { kind: 'volatility', annual: draw.of(0.1, 1), period: draw.of(2, 5) },
  ]
  if (hasStop) sizes.push({ kind: 'risk', fraction: draw.of(0.01, 0.1) })
  return draw.of(...sizes)
}

function portfolioSymbol(drawn: DrawnSymbol, market: AlignedBars, clock: Bars): PortfolioSymbol {
  const { bars, execution, size, rules, signals, weights } = drawn
  const sizing = size.kind === 'risk' && !hasFixedStop(signals, rules) ? { kind: 'all-in' as const } : size
  let actions: SymbolActions
  if (weights === null) {
    actions = symbolActions(signals, { ...rules, sizing }, market, bars.length)
  } else {
    const { stopLoss = 0, takeProfit = 0, trailingStop = 0 } = signals
    const onBars = Float64Array.from(clock.time, (time) => weights[time / DAY])
    actions = weightActions(onBars, resolveRules(rules, { stopLoss, takeProfit, trailingStop }))
  }
  const volatility = sizing.kind === 'volatility' ? deviations(bars, sizing.period, market) : null
  return { market, actions, execution, size: sizing, volatility }
}

function hasFixedStop({ stopLoss = 0 }: StrategySignals, rules: PositionRules): boolean {
  return stopLoss > 0 || [rules.stopLoss ?? []].flat().some(({ trailing }) => !trailing)
}

/** Standard deviation of the last `period` returns of the symbol's own bars, on those of the portfolio. */
function deviations({ close }: Bars, period: number, { own }: AlignedBars): Float64Array {
  const deviation = Float64Array.from(close, (_, t) => {
    if (t < period) return NaN
    const returns = Array.from({ length: period }, (_, i) => close[t - i] / close[t - i - 1] - 1)
    const mean = returns.reduce((sum, value) => sum + value) / period
    return Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / period)
  })
  return own === null ? deviation : Float64Array.from(own, (at) => (at < 0 ? NaN : deviation[at]))
}

function eventsOf(
  drawn: readonly DrawnSymbol[],
  { clock }: Universe,
  { events, execution }: World,
  { seed, days, tame }: { seed: number; days: number; tame: boolean },
): ScheduledEvent[] {
  const flows: ScheduledEvent[] = []
  for (let day = 0; day < days; day++) {
    const draw = new Draw(seed, -1, day)
    for (let n = draw.chance(events) ? draw.of(1, 2) : 0; n > 0; n--) {
      const amount = execution.initialAmount * draw.of(0.01, 0.3, 2) * (tame || draw.chance(0.5) ? 1 : -1)
      const bar = clock.indexAt(day * DAY)
      if (bar < clock.length) flows.push({ bar, kind: 'flow', amount })
    }
  }
  const splits = drawn.flatMap(({ splits }, symbol) =>
    splits.map(({ time, ratio }): ScheduledEvent => ({ bar: clock.indexAt(time), kind: 'split', symbol, ratio })),
  )
  const dividends = drawn.flatMap(({ dividends }, symbol) =>
    dividends.map(
      ({ time, amount }): ScheduledEvent => ({ bar: clock.indexAt(time), kind: 'dividend', symbol, amount }),
    ),
  )
  return [...flows, ...splits, ...dividends].sort((a, b) => a.bar - b.bar)
}

/** Random numbers for one thing. */
class Draw {
  private readonly random: Random

  constructor(...seeds: readonly number[]) {
    this.random = Random.from(...seeds)
  }

  /** From 0 to below 1. */
  unit(): number {
    return this.random.next()
  }

  chance(share: number): boolean {
    return this.random.next() < share
  }

  below(count: number): number {
    return this.random.integer(count)
  }

  of<const T>(...values: readonly T[]): T {
    return values[this.random.integer(values.length)]
  }

  /** Of a stop or target. */
  distance(): number {
    return this.of(0.001, 0.02, 0.05, 0.1, 0.3)
  }
}
