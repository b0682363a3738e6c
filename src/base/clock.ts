/** Milliseconds since some fixed moment. For progress only: no result may depend on it. */
export function elapsed(): number {
  return performance.now()
}
