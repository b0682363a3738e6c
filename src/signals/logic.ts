import { BacksweepError } from '../base/errors.ts'
import { Signal } from './signal.ts'

/** Set where every one of `signals` is. */
export function and(...signals: readonly Signal[]): Signal {
  return combine('and', signals, (a, b) => a & b)
}

/** Set where at least one of `signals` is. */
export function or(...signals: readonly Signal[]): Signal {
  return combine('or', signals, (a, b) => a | b)
}

/** Set where `signal` is not. */
export function not(signal: Signal): Signal {
  const words = signal.passingWords().map((word) => ~word)
  const used = signal.length & 31
  if (used > 0) words[words.length - 1] &= (1 << used) - 1
  return new Signal(signal.length, words)
}

function combine(name: string, signals: readonly Signal[], join: (a: number, b: number) => number): Signal {
  const lengths = new Set(signals.map((signal) => signal.length))
  if (lengths.size !== 1) {
    const found = signals.length === 0 ? 'no signals' : `signals of ${[...lengths].join(' and ')} bars`
    throw new BacksweepError('signal-invalid', `${name} got ${found}: give it signals of one length.`, { found })
  }
  const [first, ...rest] = signals
  const words = first.passingWords().slice()
  for (const signal of rest) {
    const other = signal.passingWords()
    for (let w = 0; w < words.length; w++) words[w] = join(words[w], other[w])
  }
  return new Signal(first.length, words)
}
