/**
 * Thrown in a strategy's `init`, or where it is made, it leaves this parameter set out: the run goes on with the next, whatever it
 * does with failures. Its row says that the set was skipped, and why.
 */
export class SkipStrategy extends Error {
  override readonly name = 'SkipStrategy'

  constructor(reason = 'no reason given') {
    super(reason)
  }
}

/** What the error of a skipped parameter set begins with. Nothing else that a strategy throws does: that is told with the call it came from. */
export function skippedBy(strategy: string): string {
  return `${strategy} skips this parameter set: `
}
