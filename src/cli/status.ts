import { setTimeout } from 'node:timers/promises'
import { elapsed } from '../base/clock.ts'
import { type RunStatus, readStatus } from '../sweep/run/status.ts'
import { duration, thousands } from './format.ts'
import { exitCodes } from './program.ts'

/** Milliseconds between two looks at a run that goes on, and for how long to look when nothing is added. */
const lookAgain = 1000
const longestLook = 5000

/** `backsweep status`: how far a run is, from another terminal; with the rate when a process is writing. */
export async function status(place: string, { json }: { readonly json: boolean }): Promise<number> {
  const { now, rate } = await watch(place)
  const left = rate === null || rate === 0 ? null : (now.planned - now.done) / rate
  if (json) process.stdout.write(`${JSON.stringify({ ...now, backtestsPerSecond: rate, secondsLeft: left })}\n`)
  else process.stdout.write(statusText(now, rate, left))
  return exitCodes.ok
}

/** The rate is what was added between two looks; rows come in batches, so a look that finds none is followed by another. */
async function watch(place: string): Promise<{ now: RunStatus; rate: number | null }> {
  const started = elapsed()
  const before = await readStatus(place)
  let now = before
  while (now.writer !== null && now.writer.alive !== false && now.done < now.planned) {
    await setTimeout(lookAgain)
    const looked = elapsed() - started
    now = await readStatus(place)
    if (now.done > before.done || looked > longestLook) {
      return { now, rate: (Math.max(0, now.done - before.done) / looked) * 1000 }
    }
  }
  return { now, rate: null }
}

function statusText(status: RunStatus, rate: number | null, left: number | null): string {
  const { store, sweep, planned, done, failed, spared, share, writer } = status
  const failures = failed === 0 ? '' : `, ${thousands(failed)} failed`
  const filtered = spared === 0 ? '' : `, ${thousands(spared)} more spared by filters`
  const line = `${sweep} in ${store}: ${thousands(done)}/${thousands(planned)}  ${Math.floor(share * 100)} %${failures}${filtered}\n`
  const goOn = 'go on with  npx backsweep run SWEEP --resume'
  if (writer === null) return `${line}${done < planned ? `Nobody is writing: ${goOn}` : 'All done.'}\n`
  const who = `Process ${writer.pid} on ${writer.host}`
  if (writer.alive === false) return `${line}${who} has ended without closing the run: ${goOn}\n`
  const doubt = writer.alive === null ? ' (or has died: that cannot be seen from here)' : ''
  const pace =
    rate === null
      ? ''
      : rate === 0
        ? `; it has added nothing in ${longestLook / 1000} s`
        : `, ${rate < 10 ? rate.toFixed(1) : thousands(rate)}/s${left === null ? '' : `, about ${duration(left * 1000)} left`}`
  return `${line}${who} is writing${doubt}${pace}\n`
}
