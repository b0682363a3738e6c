/** States what must hold here whatever the user did. A failure is a bug of backsweep, never wrong input. */
export function assert(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new Error(`backsweep is wrong here, please report it: ${rule}`)
}
