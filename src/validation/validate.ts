import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import { isLearning } from '../sweep/plan/search.ts'
import type { Sweep } from '../sweep/plan/sweep.ts'
import { prepareSweep } from '../sweep/run/prepare.ts'
import type { ValidationMethod } from './method.ts'
import { runCrossValidation } from './run-cross-validation.ts'
import { runWalkForward } from './run-walk-forward.ts'
import { checkFolder, passedOn, type SubRunOptions } from './sub-run.ts'
import type { Validation } from './validation.ts'

export interface ValidateOptions extends SubRunOptions {
  /** What `walkForward`, `kFold` or `combinatorial` returned. */
  readonly method: ValidationMethod
}

const names: readonly (keyof ValidateOptions)[] = ['method', 'store', ...passedOn]

/**
 * Chooses parameters on one part of a sweep's data and tries them on another: what a walk forward or a cross-validation finds is what
 * the choosing is worth, not one parameter set. Bars that the sweep holds out are not touched.
 *
 * It is made of ordinary sweeps, so it can be resumed, and runs in workers; each test starts with the sweep's initial amount.
 *
 * Errors: those of `runSweep`; 'option-invalid' for a sweep with several date ranges, with a search that learns (from the tests,
 * too), or with cash flows, whose deposits would count as profit in a chain of tests. When `signal` stops it, its reason is thrown, and what is done is kept.
 */
export async function validate<P extends object>(sweep: Sweep<P>, options: ValidateOptions): Promise<Validation> {
  for (const name of Object.keys(options)) {
    if (!names.includes(name as keyof ValidateOptions)) throw unknownName('option', name, names, 'of validate')
  }
  const { method, ...given } = options
  const store = given.store ?? 'memory:'
  refuse(sweep)
  checkFolder(store)
  const prepared = await prepareSweep(sweep)
  const { universe, plan, job } = prepared
  const [range] = plan.ranges
  const loaded = { ...sweep, data: universe.symbols, periodsPerYear: job.periodsPerYear } as unknown as Sweep<object>
  const validating = { sweep: loaded, prepared, store, options: given }
  const findings =
    method.kind === 'walk-forward'
      ? await runWalkForward(validating, method, range)
      : await runCrossValidation(validating, method, range)
  return { sweep: sweep.name, method, rankBy: sweep.rankBy, parameterSets: plan.parameterSets, store, ...findings }
}

function refuse<P extends object>({ dateRanges, portfolio, search }: Sweep<P>): void {
  if (dateRanges !== undefined && dateRanges.length > 1) {
    throw new BacksweepError(
      'option-invalid',
      `The sweep has ${dateRanges.length} date ranges, and a validation makes its own: give it one, or leave dateRanges out.`,
      { option: 'dateRanges' },
    )
  }
  if (isLearning(search)) {
    throw new BacksweepError(
      'option-invalid',
      `The sweep has the search ${search.kind}, which learns from all trainings at once: what it tries in one would come from bars that are the test of another. Take randomSearch, latinHypercube or the whole grid.`,
      { option: 'search' },
    )
  }
  if (portfolio.cashFlows.length > 0) {
    throw new BacksweepError(
      'option-invalid',
      'The sweep has cash flows, which would count as profit where tests are put together: leave cashFlows out.',
      { option: 'cashFlows' },
    )
  }
}
