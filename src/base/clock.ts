/** Milliseconds since some fixed moment. For progress only: no result may depend on it. */
export function elapsed(): number {
  return performance.now()
}

/** UTC epoch milliseconds, for records of when something was done. No result may depend on it. */
export function wallClock(): number {
  return Date.now()
}
