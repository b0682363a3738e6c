import type { Progress } from '../sweep/run/run-sweep.ts'
import { duration, thousands } from './format.ts'

const barWidth = 24
const plainInterval = 5000

/**
 * Shows how far a run is: one line that is redrawn when `stream` is a terminal, else a plain line every five seconds
 * and at the end.
 */
export class ProgressLine {
  private readonly stream: NodeJS.WriteStream
  private nextPlain = plainInterval
  private drawn = false
  private finished = false

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream
  }

  readonly update = (progress: Progress): void => {
    if (this.stream.isTTY) {
      this.stream.write(`\r${this.barLine(progress)}\x1b[K`)
      this.drawn = true
    } else if (!this.finished && (progress.elapsed >= this.nextPlain || progress.done === progress.total)) {
      this.stream.write(`${progressText(progress)}\n`)
      this.nextPlain = progress.elapsed + plainInterval
      this.finished = progress.done === progress.total // the end may be told twice
    }
  }

  /** Leaves the line as it stands; whatever comes next begins below it. */
  end(): void {
    if (this.drawn) this.stream.write('\n')
    this.drawn = false
  }

  private barLine(progress: Progress): string {
    const filled = Math.floor((progress.done / progress.total) * barWidth)
    const line = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}  ${progressText(progress)}`
    return line.slice(0, Math.max(20, (this.stream.columns ?? 80) - 1)) // a longer line would wrap and scroll
  }
}

/** Count, share, rate, time left and failures in words: `856/1,711  50 %  8,412/s  0.1 s left`. */
export function progressText({ done, total, failed, before, elapsed, memory }: Progress): string {
  const rate = elapsed > 0 ? ((done - before) / elapsed) * 1000 : 0
  const left =
    done === total ? `${duration(elapsed)}` : rate > 0 ? `${duration(((total - done) / rate) * 1000)} left` : ''
  const parts = [
    `${thousands(done)}/${thousands(total)}`,
    `${Math.floor((done / total) * 100)} %`,
    `${thousands(rate)}/s`,
    left,
  ]
  if (failed > 0) parts.push(`${thousands(failed)} failed`)
  parts.push(`${thousands(memory / 2 ** 20)} MB`)
  return parts.filter((part) => part !== '').join('  ')
}
