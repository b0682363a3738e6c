import type { Column } from '../data/column.ts'
import { MeasureScratch, measureCurve } from '../metrics/measure.ts'
import { resolveMetrics } from '../metrics/resolve.ts'
import { probabilisticSharpe2026 } from '../robustness/probabilistic-sharpe.ts'
import { returnShape } from '../robustness/return-shape.ts'
import { sharpeError2026, sharpeInterval } from '../robustness/sharpe-error.ts'
import { Ledger } from '../simulation/model/ledger.ts'
import { grown } from './bar-returns.ts'

/** Numbers of a series of returns; null where they are undefined, as in the metrics of the same name. */
export interface ReturnNumbers {
  readonly bars: number
  readonly totalReturn: number | null
  readonly cagr: number | null
  readonly volatility: number | null
  /** Annual. */
  readonly sharpe: number | null
  /** A positive fraction. */
  readonly maxDrawdown: number | null
}

/** A history that was not seen when its parameters were chosen. */
export interface OutOfSample extends ReturnNumbers {
  /** Starts of its bars, UTC epoch milliseconds. */
  readonly time: Column
  /** At the close of every bar; money. */
  readonly equity: Float64Array
  /** Two-sided 95 % interval of the annual Sharpe ratio, from the error of 2026 with autocorrelation; null with the ratio. */
  readonly sharpeInterval: readonly [low: number, high: number] | null
  /** Probability that the true Sharpe ratio is above 0 (`probabilisticSharpe2026`); null with the ratio. */
  readonly probabilisticSharpe: number | null
  /** Trades entered on its bars. */
  readonly trades: number
}

export interface MoneySettings {
  readonly initialAmount: number
  readonly periodsPerYear: number
  /** Annual, as a fraction. */
  readonly riskFreeRate: number
}

const confidence = 0.95
const { needs, compute } = resolveMetrics(['totalReturn', 'cagr', 'volatility', 'sharpe', 'maxDrawdown'])
const noTrades = new Ledger()
const scratch = new MeasureScratch()

/** Measures returns (fractions, one for every bar) as the metrics do. */
export function measureReturns(returns: Float64Array, settings: MoneySettings): ReturnNumbers {
  return measureEquity(grown(returns, settings.initialAmount), settings)
}

/** The history with these returns and what can be said of it. */
export function outOfSample(
  { time, returns, trades }: { readonly time: Column; readonly returns: Float64Array; readonly trades: number },
  settings: MoneySettings,
): OutOfSample {
  const equity = grown(returns, settings.initialAmount)
  const numbers = measureEquity(equity, settings)
  const year = settings.periodsPerYear
  const shape = returnShape(returns, riskFreeOfBar(settings))
  const [low, high] = sharpeInterval(shape.sharpe, sharpeError2026(shape), confidence)
  return {
    ...numbers,
    sharpeInterval: Number.isNaN(low) ? null : [low * Math.sqrt(year), high * Math.sqrt(year)],
    probabilisticSharpe: nullIfNaN(probabilisticSharpe2026(shape, 0)),
    trades,
    time,
    equity,
  }
}

/** The return of one bar that compounds to the annual risk-free rate. */
export function riskFreeOfBar({ riskFreeRate, periodsPerYear }: Omit<MoneySettings, 'initialAmount'>): number {
  return Math.expm1(Math.log1p(riskFreeRate) / periodsPerYear)
}

function measureEquity(equity: Float64Array, settings: MoneySettings): ReturnNumbers {
  const facts = measureCurve({ equity, barsInPosition: 0 }, noTrades, settings, needs, scratch)
  const [totalReturn, cagr, volatility, sharpe, maxDrawdown] = compute(facts)
  return { bars: equity.length, totalReturn, cagr, volatility, sharpe, maxDrawdown }
}

function nullIfNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
