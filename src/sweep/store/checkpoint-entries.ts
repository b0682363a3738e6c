import { strategyIdOf } from '../plan/strategy-id.ts'
import type { RunHeader, StoredBacktest } from './store.ts'

/** Makes the entries of a run's backtests in checkpoints.json, as they stand there behind another one. */
export function entries({
  strategy,
  parameters,
}: RunHeader): (backtest: Pick<StoredBacktest, 'parameters' | 'fingerprint'>) => string {
  const names = [...parameters].sort()
  return ({ parameters, fingerprint }) =>
    `${separator}${JSON.stringify(strategyIdOf(strategy, names, parameters))}: ${JSON.stringify(fingerprint)}`
}

/**
 * The entries of all backtests that a store was given, as bytes: read back from a hundred thousand lines, and made an object and text again, they
 * took half a second at the end of a run.
 *
 * No two may be of one strategy on one date range: JSON has a name once.
 */
export class CheckpointEntries {
  private readonly blocks = new Map<string, Block[]>()

  /** Adds an entry below a key. */
  add(key: string, entry: string | Uint8Array): void {
    const most = typeof entry === 'string' ? 3 * entry.length : entry.length // a character takes three bytes at most
    const block = this.room(key, most)
    if (typeof entry === 'string') {
      block.used += block.bytes.write(entry, block.used)
    } else {
      block.bytes.set(entry, block.used)
      block.used += entry.length
    }
  }

  /** The whole file, to the byte what `JSON.stringify(…, null, 1)` makes of an object of the same. */
  *file(): Generator<Uint8Array> {
    let before = '{'
    for (const [key, [first, ...others]] of this.blocks) {
      yield Buffer.from(`${before}\n ${JSON.stringify(key)}: {`)
      yield first.bytes.subarray(1, first.used) // no comma before the first
      for (const { bytes, used } of others) yield bytes.subarray(0, used)
      before = '\n },'
    }
    yield Buffer.from(this.blocks.size === 0 ? '{}\n' : '\n }\n}\n')
  }

  /** The last block of a key, or a new one where that has no room for so many bytes. */
  private room(key: string, bytes: number): Block {
    let blocks = this.blocks.get(key)
    if (blocks === undefined) {
      blocks = []
      this.blocks.set(key, blocks)
    }
    const last = blocks.at(-1)
    if (last !== undefined && last.used + bytes <= last.bytes.length) return last
    const block = { bytes: Buffer.allocUnsafe(Math.max(blockSize, bytes)), used: 0 }
    blocks.push(block)
    return block
  }
}

interface Block {
  readonly bytes: Buffer
  used: number
}

const blockSize = 1 << 16
const separator = ',\n  '
