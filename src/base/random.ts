/** What a generator needs to go on where it was: four 32-bit integers. */
export type RandomState = readonly [number, number, number, number]

/**
 * Random numbers that are the same for the same seed, on every machine: xoshiro128** of Blackman and Vigna (2018), started by
 * the splitmix sequence of the seed. Its period is 2^128 - 1. Not for secrets.
 */
export class Random {
  private a: number
  private b: number
  private c: number
  private d: number

  private constructor([a, b, c, d]: RandomState) {
    this.a = a | 0
    this.b = b | 0
    this.c = c | 0
    this.d = d | 0
  }

  /** Integers only; seeds that differ in any of the numbers give unrelated sequences: `Random.from(seed, world)`. */
  static from(...seeds: readonly number[]): Random {
    let mixed = 0
    for (const seed of seeds) {
      mixed = mix(mixed ^ (seed | 0))
      mixed = mix(mixed ^ Math.floor(seed / 2 ** 32))
    }
    const word = (step: number) => mix(mixed + step * 0x9e3779b9)
    return new Random([word(1), word(2), word(3), word(4)]) // never all 0: each is another value of a bijection
  }

  static resume(state: RandomState): Random {
    return new Random(state)
  }

  get state(): RandomState {
    return [this.a, this.b, this.c, this.d]
  }

  /** 32 random bits, from 0 to 2^32 - 1. */
  bits(): number {
    const { b } = this
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9)
    this.c ^= this.a
    this.d ^= b
    this.b = b ^ this.c
    this.a ^= this.d
    this.c ^= b << 9
    this.d = rotated(this.d, 11)
    return result >>> 0
  }

  /** From 0 to below 1, in steps of 2^-53. */
  next(): number {
    return ((this.bits() >>> 5) * 2 ** 26 + (this.bits() >>> 6)) / 2 ** 53
  }

  /** A whole number from 0 to below `count`, which is at most 2^32, each as likely as the others. */
  integer(count: number): number {
    const fair = 2 ** 32 - (2 ** 32 % count)
    for (;;) {
      const drawn = this.bits()
      if (drawn < fair) return drawn % count
    }
  }

  /** From the standard normal distribution, by the polar method of Marsaglia and Bray (1964). */
  normal(): number {
    for (;;) {
      const x = 2 * this.next() - 1
      const y = 2 * this.next() - 1
      const square = x * x + y * y
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square)
    }
  }

  /** Puts the values in a random order, in place (Fisher and Yates). */
  shuffle(values: { [index: number]: number; readonly length: number }): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.integer(i + 1)
      const held = values[i]
      values[i] = values[j]
      values[j] = held
    }
  }
}

function rotated(bits: number, places: number): number {
  return (bits << places) | (bits >>> (32 - places))
}

/** The last step of splitmix: every bit of the result depends on every bit of the value. */
function mix(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
