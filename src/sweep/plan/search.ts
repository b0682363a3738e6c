/**
 * How a sweep chooses parameter sets when their grid is too large to run whole. Each is an ordinary backtest and counts as a
 * trial, none is run twice, and all depend on the seed and, for searches that learn, on the results alone: not on workers,
 * batches or interruptions.
 */
export type Search = RandomSearch | LatinHypercube | DifferentialEvolution | Tpe

export interface SearchOptions {
  /** Parameter sets to run, on every date range; when the grid has fewer, all of them. */
  readonly trials: number
  /** A whole number; default 1. */
  readonly seed?: number
}

export interface DifferentialEvolutionOptions extends SearchOptions {
  /** Parameter sets in a generation, from 4; default 24. More search more widely and come nearer more slowly. */
  readonly population?: number
}

export interface TpeOptions extends SearchOptions {
  /** Parameter sets chosen at a time, before any of them is known; default 16. More keep more workers busy and learn later. */
  readonly generation?: number
}

export interface RandomSearch extends Required<SearchOptions> {
  readonly kind: 'random'
}

export interface LatinHypercube extends Required<SearchOptions> {
  readonly kind: 'latin-hypercube'
}

export interface DifferentialEvolution extends Required<SearchOptions> {
  readonly kind: 'differential-evolution'
  readonly population: number
}

export interface Tpe extends Required<SearchOptions> {
  readonly kind: 'tpe'
  readonly generation: number
}

/** Parameter sets drawn from the grid, each as likely as the others. */
export function randomSearch(options: SearchOptions): RandomSearch {
  return Object.freeze({ kind: 'random', ...seeded(options) })
}

/**
 * Parameter sets drawn so that every value of each parameter comes up equally often (McKay, Beckman and Conover 1979): with
 * the same number of trials they cover each parameter better than random ones.
 */
export function latinHypercube(options: SearchOptions): LatinHypercube {
  return Object.freeze({ kind: 'latin-hypercube', ...seeded(options) })
}

/**
 * Differential evolution (Storn and Price 1997; the form that moves towards one of the best, of Zhang and Sanderson 2009): a population, a
 * Latin hypercube at first, whose members are replaced by better mixtures of them. For many trials and parameters that interact.
 */
export function differentialEvolution(options: DifferentialEvolutionOptions): DifferentialEvolution {
  return Object.freeze({
    kind: 'differential-evolution',
    ...seeded({ ...options, population: options.population ?? 24 }),
  })
}

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011, over all parameters at once as Falkner et al. 2018): looks where the best trials so
 * far are dense and the others are not. For few trials of slow backtests.
 */
export function tpe(options: TpeOptions): Tpe {
  return Object.freeze({ kind: 'tpe', ...seeded({ ...options, generation: options.generation ?? 16 }) })
}

/** Whether it chooses from the results so far; the others know all their parameter sets before the run. */
export function isLearning(search: Search | null): search is DifferentialEvolution | Tpe {
  return search?.kind === 'differential-evolution' || search?.kind === 'tpe'
}

/** In words, for people. */
export function searchText({ kind, ...options }: Search): string {
  const said = Object.entries(options).map(([name, value]) => `${name} ${value}`)
  return `${kind} (${said.join(', ')})`
}

/** Parameter sets between two decisions; all of them when there are none. */
export function generationOf(search: Search): number {
  if (search.kind === 'tpe') return search.generation
  return search.kind === 'differential-evolution' ? search.population : search.trials
}

/** With their defaults, and in one order whatever that of the options is: a resumed run compares them as text. */
function seeded<T extends SearchOptions>({ trials, seed = 1, ...rest }: T) {
  return { trials, seed, ...rest }
}
