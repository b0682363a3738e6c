import { strategyId } from '../plan/strategy-id.ts'
import type { RunHeader, StoredBacktest } from './store.ts'

/** The entry of a backtest in checkpoints.json as it stands there behind another one. */
export function entryOf(
  { strategy }: Pick<RunHeader, 'strategy'>,
  { parameters, fingerprint }: Pick<StoredBacktest, 'parameters' | 'fingerprint'>,
): Uint8Array {
  return Buffer.from(`,\n  ${JSON.stringify(strategyId(strategy, parameters))}: ${JSON.stringify(fingerprint)}`)
}

/**
 * The entries of all backtests that a store was given, in blocks of bytes. Read back from the lines of a hundred thousand backtests, and made an
 * object and text again, they took half a second at the end of a run.
 *
 * No two may be of one strategy on one date range, since an object has a name but once.
 */
export class CheckpointEntries {
  private readonly keys = new Map<string, Block[]>()

  /** Adds entries, one or more, below a key. */
  add(key: string, entries: Uint8Array): void {
    const blocks = this.keys.get(key) ?? []
    this.keys.set(key, blocks)
    for (let from = 0; from < entries.length; ) {
      let block = blocks.at(-1)
      if (block === undefined || block.used === blockSize) {
        block = { bytes: Buffer.allocUnsafe(blockSize), used: 0 }
        blocks.push(block)
      }
      const some = entries.subarray(from, from + blockSize - block.used)
      block.bytes.set(some, block.used)
      block.used += some.length
      from += some.length
    }
  }

  /** The whole file, to the byte what `JSON.stringify(…, null, 1)` makes of an object of the same. */
  *file(): Generator<Uint8Array> {
    let before = '{'
    for (const [key, [first, ...others]] of this.keys) {
      yield Buffer.from(`${before}\n ${JSON.stringify(key)}: {`)
      yield first.bytes.subarray(1, first.used) // no comma before the first entry
      for (const { bytes, used } of others) yield bytes.subarray(0, used)
      before = '\n },'
    }
    yield Buffer.from(this.keys.size === 0 ? '{}\n' : '\n }\n}\n')
  }
}

interface Block {
  readonly bytes: Buffer
  used: number
}

const blockSize = 1 << 16
