import { AsyncLocalStorage } from 'node:async_hooks'
import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { BacksweepError } from '../../base/errors.ts'
import { type ColumnStrategy, isEventDriven, isPortfolioStrategy, type SweepStrategy } from '../plan/sweep-strategy.ts'
import { bundleFile, importBundle } from './bundle.ts'
import { findStrategy } from './find-strategy.ts'
import type { StrategySource } from './job.ts'

/** The code of a strategy: its identity, and how threads get it. */
export interface StrategyCode {
  /** Of the strategy's module with all it imports; of the text of `signals`, or of the class, alone when there is no module. */
  readonly identity: string
  /** Null without a module. */
  readonly source: StrategySource | null
}

/** Bundles the module of a strategy. */
export async function strategyCode(strategy: SweepStrategy): Promise<StrategyCode> {
  const { module, name } = strategy
  if (module === undefined) {
    const text = isEventDriven(strategy) ? String(strategy) : functionsOf(strategy)
    return { identity: `text:${hash('sha256', text)}`, source: null }
  }
  if (!module.startsWith('file:') || !existsSync(fileURLToPath(module))) {
    throw new BacksweepError(
      'strategy-unloadable',
      `The strategy "${name}" has module ${module}, which is no file: write ${isEventDriven(strategy) ? 'static module = import.meta.url' : 'module: import.meta.url'}.`,
      { strategy: name },
    )
  }
  const { hash: identity, code } = await bundleFile(fileURLToPath(module))
  return { identity, source: { name, code } }
}

function functionsOf(strategy: ColumnStrategy): string {
  const { rules } = strategy
  const text = String(isPortfolioStrategy(strategy) ? strategy.weights : strategy.signals)
  return rules === undefined ? text : `${text} ${rules}`
}

/** Name of the strategy whose module is being imported, for what that module does meanwhile. */
const importing = new AsyncLocalStorage<string>()

/** Makes sure, before anything runs, that a thread will find the strategy; says how to fix it when not. */
export async function loadableSource({ source }: StrategyCode, strategy: SweepStrategy): Promise<StrategySource> {
  const outer = importing.getStore()
  if (outer !== undefined) {
    // it would wait for itself, and every thread would run the sweep anew
    throw new BacksweepError(
      'strategy-unloadable',
      `The file of the strategy "${outer}" runs a sweep when workers import it: put the strategy into a file of its own, or leave its module out to run in this process.`,
      { strategy: outer },
    )
  }
  if (source === null) {
    throw new BacksweepError(
      'strategy-unloadable',
      `Workers cannot load the strategy "${strategy.name}", because it does not say where it is: add ${isEventDriven(strategy) ? 'static module = import.meta.url' : 'module: import.meta.url to defineStrategy'} and export it, or run with workers: 'none'.`,
      { strategy: strategy.name },
    )
  }
  const found = findStrategy(await importing.run(strategy.name, () => importBundle(source)), strategy.name)
  if (JSON.stringify(found.parameters) !== JSON.stringify(strategy.parameters)) {
    throw new BacksweepError(
      'strategy-unloadable',
      `The strategy "${strategy.name}" that its module exports has other parameters than the one given to the sweep: give the sweep the exported one.`,
      { strategy: strategy.name },
    )
  }
  return source
}
