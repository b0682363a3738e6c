import { BacksweepError } from '../base/errors.ts'

/**
 * Yes or no for every bar, one bit each: bar t is bit `t % 32` of word `t / 32`. Bits past `length` are 0.
 *
 * Bits instead of bytes let the engine skip 32 idle bars at a time.
 */
export class Signal {
  readonly length: number
  /** Null until somebody asks for words of the signal's own. */
  private own: Int32Array | null
  private readonly find: (() => Int32Array) | null

  /** @param words or what finds them, always the same ones, in memory that the next signal may use */
  constructor(length: number, words: Int32Array | (() => Int32Array) = emptyWords(length)) {
    this.length = length
    this.own = typeof words === 'function' ? null : words
    this.find = typeof words === 'function' ? words : null
  }

  get words(): Int32Array {
    if (this.own === null) {
      this.own = unfilledWords(this.length)
      this.own.set(this.find!())
    }
    return this.own
  }

  /** The same, to be read before another signal is: a sweep needs no memory for signals that are read once. */
  passingWords(): Int32Array {
    return this.own ?? this.find!()
  }

  at(bar: number): boolean {
    return bar >= 0 && bar < this.length && isSet(this.words, bar)
  }

  /** The bars that are set, in order. */
  *bars(): Generator<number> {
    for (let t = nextSet(this.words, 0, this.length); t < this.length; t = nextSet(this.words, t + 1, this.length))
      yield t
  }
}

/** What a strategy may return as a signal: what `crossOver` and its like make, or one yes or no per bar. */
export type SignalInput = Signal | Uint8Array | readonly boolean[]

/** `input` as a Signal of `length` bars; `name` is for the error when it is not one. */
export function toSignal(input: SignalInput, length: number, name: string): Signal {
  if (!(input instanceof Signal || input instanceof Uint8Array || Array.isArray(input))) {
    const found = input === null ? 'null' : typeof input
    throw new BacksweepError(
      'signal-invalid',
      `${name} is ${found}: return what crossOver and its like make, or a Uint8Array or boolean[] with one value per bar.`,
      { signal: name, found },
    )
  }
  if (input.length !== length) {
    throw new BacksweepError(
      'signal-invalid',
      `${name} has ${input.length} values for ${length} bars: return one per bar.`,
      {
        signal: name,
        found: input.length,
        expected: length,
      },
    )
  }
  if (input instanceof Signal) return input

  const signal = new Signal(length)
  for (let t = 0; t < length; t++) if (input[t]) signal.words[t >> 5] |= 1 << (t & 31)
  return signal
}

/** Words that hold a bit for each of `length` bars. */
export function wordsFor(length: number): number {
  return (length + 31) >>> 5
}

/** 64 KB: what is larger the system may hand out anew each time, page by page, which costs more than filling it. */
const slabWords = 1 << 14
let slab = new Int32Array(0)
let used = 0

/**
 * Words for `length` bars, all 0. Small ones are cut from a common slab: a sweep makes several signals for every
 * backtest, and a buffer of its own for each would cost more than computing it.
 */
export function emptyWords(length: number): Int32Array {
  return unfilledWords(length).fill(0)
}

/** The same with any content. */
export function unfilledWords(length: number): Int32Array {
  const count = wordsFor(length)
  if (count > slabWords / 4) return new Int32Array(count)
  if (used + count > slab.length) {
    slab = new Int32Array(Buffer.allocUnsafeSlow(slabWords * Int32Array.BYTES_PER_ELEMENT).buffer)
    used = 0
  }
  used += count
  return slab.subarray(used - count, used)
}

export function isSet(words: Int32Array, bar: number): boolean {
  return (words[bar >> 5] & (1 << (bar & 31))) !== 0
}

/** First set bit at or after `from`, or `end` when there is none before it. */
export function nextSet(words: Int32Array, from: number, end: number): number {
  if (from >= end) return end
  let w = from >> 5
  let word = words[w] & (-1 << (from & 31))
  const last = (end - 1) >> 5
  while (word === 0) {
    if (++w > last) return end
    word = words[w]
  }
  const bar = (w << 5) + 31 - Math.clz32(word & -word)
  return bar < end ? bar : end
}
