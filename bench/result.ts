import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import type { BenchCase, Limit } from './case.ts'
import { median } from './median.ts'

/** What `npm run bench -- --out FILE` writes. */
export interface BenchFile {
  /** ISO time. */
  readonly date: string
  /** With a + where files had changed since. */
  readonly commit: string
  readonly machine: Machine
  /** Processes that wanted a core in the minute before: above 0, others slowed the cases down. */
  readonly load: number
  readonly cases: readonly CaseResult[]
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  /** Gigabytes. */
  readonly memory: number
  readonly system: string
  readonly node: string
  readonly v8: string
}

export interface CaseResult {
  readonly name: string
  readonly size: string
  readonly unit: string
  readonly better: 'lower' | 'higher'
  readonly limit?: Limit
  readonly best: number
  readonly median: number
  /** One for each round. */
  readonly values: readonly number[]
}

export function resultOf({ name, size, unit, better, limit }: BenchCase, values: readonly number[]): CaseResult {
  const best = better === 'lower' ? Math.min(...values) : Math.max(...values)
  return { name, size, unit, better, ...(limit && { limit }), best, median: median(values), values }
}

/** In words; null when the limit holds or there is none. */
export function brokenLimit(result: CaseResult): string | null {
  const { name, unit, better, limit } = result
  if (limit === undefined) return null
  const found = result[limit.of]
  const holds = better === 'lower' ? found <= limit.value : found >= limit.value
  return holds ? null : `${name}: ${shown(found)} ${unit}, the limit is ${shown(limit.value)}`
}

/** How many times as good as before: above 1 is better. */
export function gain(now: CaseResult, before: CaseResult, of: 'best' | 'median'): number {
  return now.better === 'lower' ? before[of] / now[of] : now[of] / before[of]
}

/** Three digits; whole numbers from 100 on. */
export function shown(value: number): string {
  return value < 100 ? String(Number(value.toPrecision(3))) : String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    memory: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    v8: process.versions.v8,
  }
}

export function thisCommit(): string {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
  return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+')
}
