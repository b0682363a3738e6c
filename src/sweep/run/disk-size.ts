import { messageOf } from '../../base/errors.ts'
import { strategyId } from '../plan/strategy-id.ts'
import { checksum, LineBuffer } from '../store/json-line.ts'
import type { StoredBacktest } from '../store/store.ts'
import { Backtester } from './backtester.ts'
import { headerOf } from './identity.ts'
import type { PreparedSweep } from './prepare.ts'

/** What one backtest of a sweep takes, in bytes, on average over a sample. */
export interface BacktestSize {
  /** On disk in a `json:` store. */
  readonly json: number
  /** On disk in a `sqlite:` store. */
  readonly sqlite: number
  /** In memory between being run and being written. */
  readonly memory: number
  /** On disk for the run as a whole, whatever the number of backtests. */
  readonly run: number
}

const fingerprintLength = 32
/** Bytes of a waiting backtest besides its numbers: the objects with its parameters, fingerprint and views. */
const objectsInMemory = 500

/** Runs the backtests of a small sweep here and measures what stores would keep of them. */
export function measureSizes(prepared: PreparedSweep): BacktestSize {
  const { job, plan, strategy } = prepared
  const backtester = new Backtester(job, strategy)
  const sum = { json: 0, sqlite: 0, memory: 0 }
  const header = headerOf(prepared, '')
  const lines = new LineBuffer()
  for (let number = 0; number < plan.length; number++) {
    const { parameters, range } = plan.at(number)
    let error: string | null = null
    let metrics = new Float64Array(0)
    let details = 0
    try {
      metrics = Float64Array.from(backtester.run(parameters, range), (value) => value ?? NaN)
      details = backtester.details()?.length ?? 0
    } catch (thrown) {
      error = messageOf(thrown)
    }
    const backtest = { number, fingerprint: '', parameters, range: range.name, error, metrics, details: null }
    const place = details === 0 ? null : ([details * number, details, checksum('')] as const)
    lines.add(header, backtest, place)
    const line = lines.take().length
    const checkpoint = `  "${strategyId(strategy.name, parameters)}": "",\n`.length + fingerprintLength
    sum.json += line + fingerprintLength + checkpoint + details
    sum.sqlite += sqliteSize(strategy.name, backtest) + details * (1 + pageWaste)
    sum.memory += objectsInMemory + metrics.byteLength + details
  }
  const run = JSON.stringify(header, null, 2).length
  const { length } = plan
  return { json: sum.json / length, sqlite: sum.sqlite / length, memory: sum.memory / length, run }
}

/** Share of its pages that SQLite leaves empty. */
const pageWaste = 0.025

/** As SQLite's record format has it: a byte of type for each column, whole numbers as short as they can be. */
function sqliteSize(strategy: string, { parameters, range, error, metrics }: StoredBacktest): number {
  const texts = strategy.length + JSON.stringify(parameters).length + range.length + (error?.length ?? 0)
  const head = 8 + metrics.length + fingerprintLength + texts
  return (head + metrics.reduce((sum, value) => sum + numberSize(value), 0)) * (1 + pageWaste)
}

function numberSize(value: number): number {
  if (Number.isNaN(value)) return 0
  if (!Number.isSafeInteger(value)) return 8
  const size = Math.abs(value)
  if (size <= 1) return 0
  return size < 2 ** 7 ? 1 : size < 2 ** 15 ? 2 : size < 2 ** 31 ? 4 : 6
}
