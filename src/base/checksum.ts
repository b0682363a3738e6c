const prime = 0x01000193

/**
 * A number that is another one, but for a chance of 1 in 2^32, when anything in an array has changed: FNV-1a over 32-bit words, NaNs
 * included, in four interleaved parts, which a processor works on at the same time.
 */
export function checksum({ buffer, byteOffset, length }: Float64Array): number {
  const words = new Int32Array(buffer, byteOffset, 2 * length)
  const whole = words.length & -4
  let a = 0x811c9dc5
  let b = a
  let c = a
  let d = a
  for (let i = 0; i < whole; i += 4) {
    a = Math.imul(a ^ words[i], prime)
    b = Math.imul(b ^ words[i + 1], prime)
    c = Math.imul(c ^ words[i + 2], prime)
    d = Math.imul(d ^ words[i + 3], prime)
  }
  for (let i = whole; i < words.length; i++) a = Math.imul(a ^ words[i], prime)
  return a ^ Math.imul(b, 3) ^ Math.imul(c, 5) ^ Math.imul(d, 7)
}
