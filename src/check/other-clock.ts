import { DAY, MINUTE } from '../data/time.ts'

const later = 400 * DAY + 433 * MINUTE // another year, weekday and hour

/** Runs something with a clock that shows another day: two backtests within the same second would else agree about the time. Not for promises. */
export function withOtherClock<Result>(run: () => Result): Result {
  const True = globalThis.Date
  const now = () => True.now() + later
  globalThis.Date = new Proxy(True, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new True(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
  try {
    return run()
  } finally {
    globalThis.Date = True
  }
}
