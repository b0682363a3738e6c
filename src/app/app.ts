import { rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import { Bars } from '../data/bars.ts'
import type { DataSource } from '../data/data-source.ts'
import { defineSweep } from '../sweep/plan/sweep.ts'
import type { RunOptions } from '../sweep/run/run-options.ts'
import { runSweep } from '../sweep/run/run-sweep.ts'
import { type Backtest, Backtests } from './backtest.ts'
import { type Market, type MarketOptions, marketOf, sameName } from './market.ts'
import { progressLine } from './progress.ts'
import {
  checkOptimizedOptions,
  checkPlainOptions,
  dateRangesOf,
  type OptimizedVectorBacktestOptions,
  type VectorBacktestOptions,
} from './run-options.ts'
import { groupStrategies, type StrategyGroup } from './trading-strategy.ts'

export interface AppOptions {
  /** Letters, digits, dot, dash and underscore. */
  readonly name: string
}

/**
 * The front door for users of Investing Algorithm Framework: its names over the same sweeps, stores and results.
 *
 * Both ways to run are `runSweep` with a list of parameter sets; they differ only in how fast they are and how often they
 * write, so that each can go on with what the other began.
 */
export class App {
  readonly name: string
  private readonly markets: Market[] = []
  private data: Bars | DataSource | null = null

  /** Use `createApp`. */
  constructor({ name }: AppOptions) {
    this.name = name
  }

  /** Adds a market with its costs, which are given in percent. */
  addMarket(options: MarketOptions): this {
    const added = marketOf(options)
    const { market, tradingSymbol } = added
    if (this.marketsLike({ market, tradingSymbol }).length > 0) {
      throw new BacksweepError(
        'option-invalid',
        `addMarket: ${market} with the trading symbol ${tradingSymbol} is there already: add each market once.`,
        { market, tradingSymbol },
      )
    }
    this.markets.push(added)
    return this
  }

  /** Sets the bars that strategies trade on: one symbol. */
  addData(data: Bars | DataSource): this {
    if (!(data instanceof Bars) && typeof data?.load !== 'function') {
      throw new BacksweepError('option-invalid', 'addData: give Bars, csv(path) or iafCsv(path).', { option: 'data' })
    }
    if (this.data !== null) {
      throw new BacksweepError(
        'option-invalid',
        'addData: this app has data already: strategies trade on one symbol; create an app for each.',
        { option: 'data' },
      )
    }
    this.data = data
    return this
  }

  /**
   * Runs every strategy on every date range, one by one in this process, and saves each result at once: slow and simple, the
   * form to compare the optimized one with.
   *
   * Resolves to the backtests in the order of the strategies: with filters those that they kept, else all, those that
   * failed included. Rejects with a BacksweepError at the first failing backtest unless `continueOnError`, and with the
   * signal's reason when it was stopped; what was done until then is in the storage directory.
   */
  async runVectorBacktestsWithCheckpoints(options: VectorBacktestOptions): Promise<readonly Backtest[]> {
    checkPlainOptions(options)
    return this.run(options, { workers: 'none', batchSize: 1, checkpointBatchSize: 1 })
  }

  /** Gives what `runVectorBacktestsWithCheckpoints` gives, in batches and on several cores. */
  async runVectorBacktestsWithCheckpointsOptimized(
    options: OptimizedVectorBacktestOptions,
  ): Promise<readonly Backtest[]> {
    checkOptimizedOptions(options)
    const { batchSize = 100, checkpointBatchSize = 50, nWorkers = null } = options
    const workers = nWorkers === -1 ? 'all' : nWorkers === null || nWorkers === 1 ? 'none' : nWorkers
    return this.run(options, { workers, batchSize, checkpointBatchSize })
  }

  private async run(
    options: VectorBacktestOptions,
    speed: Pick<RunOptions, 'workers' | 'batchSize' | 'checkpointBatchSize'>,
  ): Promise<readonly Backtest[]> {
    const groups = groupStrategies(options.strategies)
    if (groups.length > 1) checkSeveral(groups, options)
    const found = new Map<string, Backtest>()
    for (const group of groups) {
      const directory = directoryOf(options, groups.length > 1 ? group.strategy.name : undefined)
      for (const backtest of await this.runGroup(group, directory, options, speed)) {
        found.set(backtest.strategyId, backtest)
      }
    }
    return options.strategies.flatMap(({ id }) => found.get(id) ?? [])
  }

  private async runGroup(
    { strategy, members }: StrategyGroup,
    directory: string | undefined,
    options: VectorBacktestOptions,
    speed: Pick<RunOptions, 'workers' | 'batchSize' | 'checkpointBatchSize'>,
  ): Promise<Backtest[]> {
    const { windowFilterFunction, finalFilterFunction, useCheckpoints = true, signal } = options
    const market = this.marketOf(options)
    const ranges = dateRangesOf(options)
    const sweep = defineSweep({
      name: this.name,
      strategy,
      parameters: members.map(({ parameters }) => parameters),
      data: this.dataOrThrow(),
      dateRanges: ranges.map(({ name, startDate, endDate }) => ({ name, start: startDate, end: endDate })),
      initialAmount: initialAmountOf(options, market),
      commission: market?.commission,
      slippage: market?.slippage,
      riskFreeRate: options.riskFreeRate,
    })

    const backtests = new Backtests(members)
    const rangeNamed = new Map(ranges.map((range) => [range.name, range]))
    if (directory !== undefined) await rmdir(directory).catch(() => {}) // an empty folder is no run; any other stays
    const keeps = directory === undefined ? {} : keptIn(directory, options)
    const result = await runSweep(sweep, {
      ...speed,
      ...keeps,
      // failed backtests are no checkpoints: they run again
      resume: directory !== undefined && useCheckpoints,
      retryFailed: directory !== undefined && useCheckpoints,
      fresh: directory !== undefined && !useCheckpoints,
      continueOnError: options.continueOnError,
      windowFilter: backtests.asFilter(windowFilterFunction, (name) => rangeNamed.get(name)!),
      finalFilter: backtests.asFilter(finalFilterFunction, () => undefined),
      onProgress: options.showProgress ? progressLine(process.stderr, this.name) : undefined,
      signal,
    })
    if (result.interrupted) throw signal?.reason
    const isFiltered = windowFilterFunction !== undefined || finalFilterFunction !== undefined
    return backtests.gather(result.backtests(), isFiltered)
  }

  private dataOrThrow(): Bars | DataSource {
    if (this.data !== null) return this.data
    throw new BacksweepError('option-invalid', `The app "${this.name}" has no data: call addData(bars) first.`, {
      option: 'data',
    })
  }

  /** The market that a run names; the only one when it names none. Undefined when the app has none. */
  private marketOf(options: VectorBacktestOptions): Market | undefined {
    const { market, tradingSymbol } = options
    const known = (names: readonly string[]) => [...new Set(names)]
    if (market !== undefined && this.marketsLike({ market }).length === 0) {
      throw unknownName('market', market, known(this.markets.map((one) => one.market)), '(addMarket adds one)')
    }
    const fitting = this.marketsLike({ market, tradingSymbol })
    if (tradingSymbol !== undefined && fitting.length === 0) {
      const symbols = known(this.marketsLike({ market }).map((one) => one.tradingSymbol))
      throw unknownName('tradingSymbol', tradingSymbol, symbols, '(addMarket adds one)')
    }
    if (fitting.length > 1) {
      const names = fitting.map((one) => `${one.market} ${one.tradingSymbol}`)
      throw new BacksweepError(
        'option-invalid',
        `The app "${this.name}" has several markets that fit, ${names.join(', ')}: name one with market and tradingSymbol.`,
        { markets: names },
      )
    }
    return fitting[0]
  }

  private marketsLike({ market, tradingSymbol }: { market?: string; tradingSymbol?: string }): Market[] {
    return this.markets.filter(
      (one) =>
        (market === undefined || sameName(one.market, market)) &&
        (tradingSymbol === undefined || sameName(one.tradingSymbol, tradingSymbol)),
    )
  }
}

/** Starts an app. An option that does not exist or a name that cannot be a folder's is an error. */
export function createApp(options: AppOptions): App {
  for (const name of Object.keys(options ?? {}))
    if (name !== 'name') throw unknownName('option', name, ['name'], 'of createApp')
  if (!isFolderName(options?.name)) {
    throw new BacksweepError(
      'option-invalid',
      `createApp: name is ${JSON.stringify(options?.name) ?? 'missing'}: use letters, digits, dot, dash and underscore, no dot or dash first.`,
      { option: 'name' },
    )
  }
  return new App(options)
}

/** Filters compare all strategies of a call, which lie in one store only when they are sets of one vector strategy. */
function checkSeveral(groups: readonly StrategyGroup[], options: VectorBacktestOptions): void {
  const names = groups.map(({ strategy }) => strategy.name)
  if (options.windowFilterFunction !== undefined || options.finalFilterFunction !== undefined) {
    throw new BacksweepError(
      'option-invalid',
      `A filter needs strategies that are parameter sets of one vector strategy, these are of ${names.join(', ')}: run each by itself, or leave the filters out.`,
      { strategies: names },
    )
  }
  const unfit = names.find((name) => !isFolderName(name))
  if (options.backtestStorageDirectory !== undefined && unfit !== undefined) {
    throw new BacksweepError(
      'option-invalid',
      `The strategy "${unfit}" needs a folder of its name beside those of the others: use letters, digits, dot, dash and underscore in its name.`,
      { strategy: unfit },
    )
  }
}

/** Strategies of several kinds have a folder each inside the storage directory. */
function directoryOf({ backtestStorageDirectory }: VectorBacktestOptions, strategy?: string): string | undefined {
  if (backtestStorageDirectory === undefined || strategy === undefined) return backtestStorageDirectory
  return join(backtestStorageDirectory, strategy)
}

function keptIn(directory: string, { snapshotInterval = 'daily' }: VectorBacktestOptions): RunOptions {
  return { store: `json:${directory}`, snapshotInterval, keepTrades: snapshotInterval !== 'none' }
}

function initialAmountOf({ initialAmount }: VectorBacktestOptions, market: Market | undefined): number {
  const amount = initialAmount ?? market?.initialBalance
  if (amount !== undefined) return amount
  throw new BacksweepError(
    'option-invalid',
    'initialAmount is missing: give it to the run, or initialBalance to addMarket.',
    { option: 'initialAmount' },
  )
}

function isFolderName(name: unknown): boolean {
  return typeof name === 'string' && /^\w[\w.-]*$/.test(name)
}
