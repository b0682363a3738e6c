import { hash } from 'node:crypto'
import type { Parameters } from '../../simulation/model/strategy.ts'
import { strategyIdOf } from '../plan/strategy-id.ts'
import type { RunHeader } from './store.ts'

/** Gives the fingerprint of a backtest by the place of its date range in the header and its parameters. */
export type FingerprintOf = (range: number, parameters: Parameters) => string

/**
 * Makes the fingerprints of a run's backtests: sha256, cut to 128 bits, of everything a result depends on: strategy code, parameters,
 * the bars up to the end of the date range, the range, costs and settings, metrics and what is kept, engine version.
 */
export function fingerprinter(header: RunHeader): FingerprintOf {
  const { engine, strategy, code, data, settings, keep, metrics } = header
  const shared = header.ranges.map(({ name, start, end, fingerprint }) =>
    JSON.stringify([engine, code, data.symbol, data.timeframe, settings, keep, metrics, name, start, end, fingerprint]),
  )
  const prefixes = shared.map((text) => hash('sha256', text))
  const names = [...header.parameters].sort()
  return (range, parameters) =>
    hash('sha256', `${prefixes[range]} ${strategyIdOf(strategy, names, parameters)}`).slice(0, 32)
}
