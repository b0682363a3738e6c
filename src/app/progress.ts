import type { Progress } from '../sweep/run/run-sweep.ts'

/** Tells how far a run is on one line of a terminal; elsewhere only how it ended. */
export function progressLine(stream: NodeJS.WriteStream, name: string): (progress: Progress) => void {
  let ended = false
  return ({ done, total, failed }) => {
    if (ended || (!stream.isTTY && done < total)) return
    ended = done === total // the end may be told twice
    const failures = failed > 0 ? `, ${failed} failed` : ''
    stream.write(`${stream.isTTY ? '\r' : ''}${name}: ${done} of ${total} backtests${failures}${ended ? '\n' : ''}`)
  }
}
