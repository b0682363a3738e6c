import { expect } from 'vitest'

/** Equal to 1e-9 relative (absolute near 0), the precision of the reference numbers; `what` names the place in a failure. */
export function expectClose(found: number, wanted: number, what: string, tolerance = 1e-9): void {
  const scale = Math.max(1, Math.abs(wanted))
  if (!(Math.abs(found - wanted) <= tolerance * scale)) expect(found, what).toBe(wanted)
}
