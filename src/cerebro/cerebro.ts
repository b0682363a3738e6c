import { BacksweepError } from '../base/errors.ts'
import { Bars } from '../data/bars.ts'
import type { DataSource } from '../data/data-source.ts'
import type { AnalyzerName } from '../simulation/event/analyzers/analyzers.ts'
import { type AnalyzerInput, type AnalyzerOptions, analyzerRequests } from '../simulation/event/analyzers/request.ts'
import type { StrategyClass } from '../simulation/event/run-event-backtest.ts'
import type { Sizer } from '../simulation/event/sizers.ts'
import type { Strategy } from '../simulation/event/strategy.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import { defineSweep, type Sweep, type SweepOptions } from '../sweep/plan/sweep.ts'
import { isEventDriven } from '../sweep/plan/sweep-strategy.ts'
import { FinishedBacktest } from '../sweep/run/finished-backtest.ts'
import { runSweep } from '../sweep/run/run-sweep.ts'
import { openStore } from '../sweep/store/open-store.ts'
import { CerebroBroker } from './cerebro-broker.ts'
import { type CerebroOptions, checkCerebroOptions, runOptionsOf, sweepOptionsOf, workersOf } from './cerebro-options.ts'
import { CerebroResult, isSkipped } from './cerebro-result.ts'

/** The results of one combination: a list, as in backtrader, of one. */
export type Combination<P extends object = Parameters> = readonly [CerebroResult<P>]

/** A value, or a list of values, for each parameter that is not to keep its default. */
export type OptimizedParameters<P extends object> = { readonly [K in keyof P]?: P[K] | readonly P[K][] }

/** What is to be run, and whether it was given by `optStrategy`. */
interface Chosen {
  readonly strategy: StrategyClass<Strategy, Parameters>
  readonly parameters: Readonly<Record<string, unknown>>
  readonly optimizes: boolean
}

/**
 * The front door for users of backtrader: its names over the same sweeps, stores and results.
 *
 * `Results` is what `run` gives; `addStrategy` and `optStrategy`, when their calls are chained, make it exact.
 */
export class Cerebro<Results = readonly CerebroResult[] | readonly Combination[]> {
  readonly broker = new CerebroBroker()
  readonly #options: CerebroOptions
  readonly #analyzers: AnalyzerInput[] = []
  readonly #callbacks: ((results: Combination) => void)[] = []
  #data: Bars | DataSource | null = null
  #chosen: Chosen | null = null

  constructor(options: CerebroOptions = {}) {
    checkCerebroOptions(options)
    this.#options = options
  }

  /** Sets the bars to trade on: one feed. */
  addData(data: Bars | DataSource): this {
    if (!(data instanceof Bars) && typeof data?.load !== 'function') throw wrong('addData', 'give Bars or csv(path).')
    if (this.#data !== null) {
      throw wrong('addData', 'there is data already: a Cerebro trades on one feed; for several use runEventBacktest.')
    }
    this.#data = data
    return this
  }

  /** Runs the strategy once; parameters left out keep their defaults. */
  addStrategy<P extends object>(
    strategy: StrategyClass<Strategy, P>,
    parameters: Partial<P> = {},
  ): Cerebro<readonly CerebroResult<P>[]> {
    const list = Object.entries(parameters).find(([, value]) => Array.isArray(value))
    if (list !== undefined) {
      throw wrong('addStrategy', `${list[0]} is a list: give one value, or use optStrategy to try all of them.`)
    }
    return this.#choose('addStrategy', strategy, parameters)
  }

  /** Runs the strategy with every combination of the values, in the order of a product: the last parameter varies fastest. */
  optStrategy<P extends object>(
    strategy: StrategyClass<Strategy, P>,
    parameters: OptimizedParameters<P>,
  ): Cerebro<readonly Combination<P>[]> {
    return this.#choose('optStrategy', strategy, parameters)
  }

  /** What it finds is in `analyzers` of every result, under its name or that given with `as`. */
  addAnalyzer<K extends AnalyzerName>(name: K, options?: AnalyzerOptions[K], as?: string): this {
    const input = { name, options, as } as AnalyzerInput
    analyzerRequests([...this.#analyzers, input])
    this.#analyzers.push(input)
    return this
  }

  /** Sizes orders that name no size: `fixedUnits(10)`, `allIn`, `fractionOfCash(0.5)` …; one unit without. */
  addSizer(sizer: Sizer): this {
    this.broker.setOptions({ sizing: sizer })
    return this
  }

  /** Calls back for every combination that this run has finished, as soon as it is in the store and in the order of `onBacktest`; not for skipped ones. */
  optCallback(callback: (results: Combination) => void): this {
    this.#callbacks.push(callback)
    return this
  }

  /**
   * Runs the sweep.
   *
   * 1. Each backtest that is done becomes a result; with `optStrategy` the callbacks hear of it.
   * 2. What an earlier run did, with `resume`, is read from the store.
   * 3. Combinations that the strategy skipped are left out.
   *
   * With `addStrategy` it resolves to the list of its one result, with `optStrategy` to such a list for each combination, in the order of the product. Rejects with a
   * BacksweepError at the first that fails unless `continueOnError`, and with the signal's reason when it was stopped.
   */
  async run(): Promise<Results> {
    const { strategy, optimizes } = this.#ready()
    const results = new Map<number, Combination | null>() // by number in the plan; null when skipped
    const take = (backtest: FinishedBacktest) => {
      const combination = isSkipped(strategy.name, backtest)
        ? null
        : ([new CerebroResult(strategy.name, backtest)] as const)
      results.set(backtest.number, combination)
      return combination
    }
    const onBacktest = (backtest: FinishedBacktest) => {
      const combination = take(backtest)
      if (combination !== null && optimizes) for (const callback of this.#callbacks) callback(combination)
    }

    const { store, header, interrupted } = await runSweep(this.#sweep(), {
      ...runOptionsOf(this.#options),
      workers: workersOf(this.#options, optimizes),
      analyzers: this.#requests(),
      onBacktest,
    })
    if (interrupted) throw this.#options.signal?.reason
    if (results.size < header.parameterSets) {
      const earlier = await openStore(store)
      try {
        for await (const one of earlier.backtests()) {
          if (!results.has(one.number)) take(new FinishedBacktest(header, one))
        }
      } finally {
        await earlier.close()
      }
    }

    const kept = Array.from({ length: header.parameterSets }, (_, number) => results.get(number) ?? []).filter(
      ({ length }) => length > 0,
    )
    return (optimizes ? kept : kept.flat()) as Results
  }

  /** Final cash and value come from an analyzer, so that they are kept like all else. */
  #requests(): AnalyzerInput[] {
    const asked = this.#analyzers.some((input) => typeof input !== 'string' && (input.as ?? input.name) === 'account')
    return asked ? this.#analyzers : ['account', ...this.#analyzers]
  }

  #sweep(): Sweep<Parameters> {
    const { strategy, parameters } = this.#ready()
    const { initialAmount, commission, slippage, sizing, unitStep, ...broker } = this.broker.options
    return defineSweep({
      name: 'cerebro',
      strategy,
      parameters: parameters as SweepOptions<Parameters>['parameters'],
      data: this.#data!,
      initialAmount,
      commission,
      slippage,
      sizing,
      unitStep,
      broker,
      ...sweepOptionsOf(this.#options),
    })
  }

  #ready(): Chosen {
    if (this.#data === null) throw wrong('run', 'there is no data: call addData first.')
    if (this.#chosen === null) throw wrong('run', 'there is no strategy: call addStrategy or optStrategy first.')
    return this.#chosen
  }

  #choose<R>(call: 'addStrategy' | 'optStrategy', strategy: unknown, parameters: object): Cerebro<R> {
    if (!isEventDriven(strategy)) throw wrong(call, 'give a class that extends Strategy.')
    if (this.#chosen !== null) {
      throw wrong(
        call,
        `there is the strategy ${this.#chosen.strategy.name} already: strategies of one backtrader Cerebro share an account, here a backtest has one strategy; make a Cerebro for each.`,
      )
    }
    this.#chosen = { strategy, parameters: { ...parameters }, optimizes: call === 'optStrategy' }
    return this as unknown as Cerebro<R>
  }
}

function wrong(call: string, why: string): BacksweepError {
  return new BacksweepError('option-invalid', `Cerebro.${call}: ${why}`, { option: call })
}
