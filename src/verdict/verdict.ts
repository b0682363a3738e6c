import { BacksweepError } from '../base/errors.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import type { Sweep } from '../sweep/plan/sweep.ts'
import { differences, headerOf } from '../sweep/run/identity.ts'
import { type PreparedSweep, prepareSweep } from '../sweep/run/prepare.ts'
import type { SweepResult } from '../sweep/run/run-sweep.ts'
import { type StrategyCode, strategyCode } from '../sweep/run/strategy-code.ts'
import type { Workers } from '../sweep/run/workers.ts'
import { type BacktestRow, metricValue, type StoredMetric } from '../sweep/store/row.ts'
import type { RunRange } from '../sweep/store/store.ts'
import { type Judgement, judge } from './judge.ts'
import { type Permuted, permuteSweep } from './permutations.ts'
import { type Plateau, plateau } from './plateau.ts'
import { rerun } from './rerun.ts'
import { type Source, sourceOf } from './source.ts'
import { type StoredFacts, storedFacts } from './stored-facts.ts'

export interface VerdictOptions {
  /** Where the run is, or what `runSweep` returned. */
  readonly store: string | SweepResult
  /** So many times the whole sweep is run again on permuted bars; default 0. 99 are the fewest that can say 1 %. */
  readonly permutations?: number
  /** Of all that is drawn; default 1. The same seed gives the same verdict. */
  readonly seed?: number
  /** What runs the permuted sweeps; default `auto`. The verdict is the same for all. */
  readonly workers?: Workers
  /**
   * `short` takes a fraction of the time: returns over several bars where these are many, 500 resamples, no PBO and no effective
   * number of trials. Default `full`.
   */
  readonly depth?: 'short' | 'full'
  /** Milliseconds: without a judgement when running the backtests again is seen to take longer. Default: as long as it takes. */
  readonly budget?: number
}

/** Whether the winner of a sweep is luck. */
export interface Verdict {
  readonly store: string
  readonly sweep: string
  readonly strategy: string
  /** The metric that chose the winner; all tests are of its returns and Sharpe ratio, whatever it is. */
  readonly rankBy: string
  /** N: all backtests ever made at the store's address, also failed, filtered and outdated ones. */
  readonly trials: number
  readonly failed: number
  /** The best row of all date ranges; null when none has the metric. */
  readonly winner: { readonly parameters: Parameters; readonly range: RunRange; readonly value: StoredMetric } | null
  /** Date ranges of the run. The tests are of the winner's. */
  readonly ranges: number
  /** What is known without the returns; null without a winner. */
  readonly stored: StoredFacts | null
  /** Null for a store alone, and when there was no time for it. */
  readonly judgement: Judgement | null
  /** Bars of one observation of `judgement`. */
  readonly barsPerObservation: number
  /** Null unless permutations were asked for. */
  readonly permuted: Permuted | null
  /** Null for a store alone, for a list of parameter sets and without a winner. */
  readonly plateau: Plateau | null
}

/**
 * Judges the winner of a run of `sweep`, whose backtests are run again for their returns. Code, data, settings and plan must be those of the
 * run, else 'store-differs'. docs/verdict.md says what the numbers mean.
 */
export async function verdict<P extends object>(sweep: Sweep<P>, options: VerdictOptions): Promise<Verdict> {
  const { permutations = 0, seed = 1, depth = 'full' } = options
  if (!Number.isSafeInteger(permutations) || permutations < 0) {
    throw new BacksweepError(
      'option-invalid',
      `permutations is ${permutations}: give a whole number from 0; 99 can say 1 %.`,
      { option: 'permutations', value: permutations },
    )
  }
  const source = await sourceOf(options.store)
  try {
    const { prepared, code } = await sameSweep(sweep, source)
    const known = await fromStore(source)
    const { space, ranges } = prepared.plan
    const range = ranges.find(({ name }) => name === known.best?.range)
    if (known.best === null || range === undefined) return known.verdict

    const { best } = known
    const again = await rerun(prepared, range, source.rows(range.name), known.judged, {
      ...(depth === 'short' && { returns: returnsInShort }),
      ...(options.budget !== undefined && { budget: options.budget }),
    })
    if (again === null) return known.verdict
    const { matrix, barsPerObservation, holding } = again
    const { rankBy, job } = prepared
    const permuted =
      permutations === 0
        ? null
        : await permuteSweep(prepared, code, metricValue(best.metrics[rankBy]), {
            permutations,
            seed,
            workers: options.workers,
          })
    const periodsPerYear = job.periodsPerYear / barsPerObservation
    const judgement = judge(matrix, {
      winner: known.place,
      trials: source.trials,
      periodsPerYear,
      riskFree: Math.expm1(Math.log1p(job.riskFreeRate) / periodsPerYear),
      seed,
      depth,
      ...(depth === 'short' && { resamples: resamplesInShort }),
      ...(holding !== null && { holding }),
      ...(permuted !== null && { permutationP: permuted.pValue }),
    })
    const around = 'sets' in space ? null : await plateau(space, best, rankBy, source.rows(range.name))
    return { ...known.verdict, judgement, barsPerObservation, permuted, plateau: around }
  } finally {
    await source.close()
  }
}

const returnsInShort = 2e6
const resamplesInShort = 500

/** What can be known of a run without its sweep file: from the metrics that its store keeps. */
export async function verdictOfStore(store: string): Promise<Verdict> {
  const source = await sourceOf(store)
  try {
    return (await fromStore(source)).verdict
  } finally {
    await source.close()
  }
}

interface Known {
  readonly verdict: Verdict
  readonly best: BacktestRow | null
  /** Place of the winner among the rows of its date range. */
  readonly place: number
  /** Rows of that range. */
  readonly judged: number
}

async function fromStore(source: Source): Promise<Known> {
  const { header, trials, first, failed } = source
  const best = first !== null && !Number.isNaN(metricValue(first.metrics[header.rankBy])) ? first : null
  const range = header.ranges.find(({ name }) => name === best?.range)
  const verdict: Verdict = {
    store: source.store,
    sweep: header.sweep,
    strategy: header.strategy,
    rankBy: header.rankBy,
    trials,
    failed,
    winner: null,
    ranges: header.ranges.length,
    stored: null,
    judgement: null,
    barsPerObservation: 1,
    permuted: null,
    plateau: null,
  }
  if (best === null || range === undefined) return { verdict, best: null, place: -1, judged: 0 }

  const size = { trials, observations: range.bars, periodsPerYear: Number(header.settings.periodsPerYear) }
  const wanted = JSON.stringify(best.parameters)
  let place = -1
  let judged = 0
  const stored = await storedFacts(best, counted(range.name), size)
  const winner = { parameters: best.parameters, range, value: best.metrics[header.rankBy] }
  return { verdict: { ...verdict, winner, stored }, best, place, judged }

  async function* counted(name: string): AsyncGenerator<BacktestRow> {
    for await (const row of source.rows(name)) {
      if (JSON.stringify(row.parameters) === wanted) place = judged
      judged++
      yield row
    }
  }
}

/** Loads the sweep and makes sure that it is the one that was run: what else was run again would be judged by other numbers. */
async function sameSweep<P extends object>(
  sweep: Sweep<P>,
  { header, store }: Source,
): Promise<{ prepared: PreparedSweep; code: StrategyCode }> {
  const prepared = await prepareSweep(sweep, header.keep)
  const code = await strategyCode(prepared.strategy)
  // a run in memory and without workers had no need to look at the code
  const changed = differences(header, headerOf(prepared, header.code === '' ? '' : code.identity))
  if (header.sweep !== sweep.name) changed.unshift(`it holds the sweep "${header.sweep}", not "${sweep.name}"`)
  if (changed.length === 0) return { prepared, code }
  throw new BacksweepError(
    'store-differs',
    `The run in ${store} is not one of this sweep as it is now: ${changed.join(', ')}. Run it again with --resume, or give the sweep as it was.`,
    { store },
  )
}
