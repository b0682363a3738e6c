/** One thing that is measured: a value that the list in cases.ts names. */
export interface BenchCase {
  /** Unique, as `store/sqlite`; a part before a slash names all cases below it. */
  readonly name: string
  /** What it is measured on, in words: `132 backtests × 5,105 bars`. */
  readonly size: string
  readonly unit: string
  readonly better: 'lower' | 'higher'
  /** What must hold of the best or the median value; where it does not, the run fails. */
  readonly limit?: Limit
  /** Measures, set-up left out, one value for each round; throws when a result is wrong. Called once in a process of its own. */
  measure(): Promise<readonly number[]> | readonly number[]
}

export interface Limit {
  readonly of: 'best' | 'median'
  readonly value: number
}

/**
 * Milliseconds of each of `rounds` calls; `check` sees what each returned, outside the timed part.
 *
 * mitata and tinybench were looked at. They time functions of nano- and microseconds, by calling them as often as fits into a time, and report in their
 * own shape. Here a round is a job of 10 ms to seconds, a few of which are compared by their fastest and their median, and the
 * value is often something else: memory, a speed-up, an exponent. What is left for a library to do are these lines.
 */
export async function times<T>(
  rounds: number,
  job: () => T | Promise<T>,
  check: (result: T) => void,
): Promise<number[]> {
  const found: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    const result = await job()
    found.push(performance.now() - start)
    check(result)
  }
  return found
}

/** Nanoseconds for each of `count` things, from milliseconds for all of them. */
export function nanosecondsEach(milliseconds: readonly number[], count: number): number[] {
  return milliseconds.map((time) => (time * 1e6) / count)
}

/** Things a second, from milliseconds for `count` of them. */
export function perSecond(milliseconds: readonly number[], count: number): number[] {
  return milliseconds.map((time) => (count * 1000) / time)
}
