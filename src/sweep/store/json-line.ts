import { createReadStream } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { BacktestRow } from './row.ts'
import { type RunHeader, rowOf, type StoredBacktest } from './store.ts'

/** Where the details of a backtest are in details.bin, and their checksum. */
export type DetailsPlace = readonly [offset: number, length: number, crc: string]

/** A line of results.jsonl: a row with its place in the plan, its fingerprint and where its details are. */
export type Line = BacktestRow & {
  readonly number: number
  readonly fingerprint: string
  readonly details?: DetailsPlace
}

/**
 * Lines as bytes, one after another in memory that is used again: as strings they would be most of a run's garbage.
 *
 * Last in a line comes `"crc"`, the CRC-32 of all before, so that a digit that rots on the disk is never taken for a result.
 */
export class LineBuffer {
  private buffer = Buffer.allocUnsafe(1 << 16)
  private length = 0

  /** Adds a backtest; `details` are where its details are, null without. */
  add(header: RunHeader, backtest: StoredBacktest, details: DetailsPlace | null): void {
    const line = backtest.texts?.line
    if (line !== undefined && details === null) {
      this.addMade(line)
      return
    }
    const start = this.length
    const place = details === null ? '' : `,"details":${JSON.stringify(details)}`
    if (line === undefined) {
      this.put(`{"number":${backtest.number},"fingerprint":${JSON.stringify(backtest.fingerprint)}${place}`)
      this.put(`,${JSON.stringify(rowOf(header, backtest)).slice(1, -1)}`)
    } else {
      const head = line.indexOf(comma, line.indexOf(comma) + 1) // the second one: a fingerprint has none
      this.put(line.subarray(0, head))
      this.put(place)
      this.put(line.subarray(head, line.length - endLength - 1))
    }
    this.put(`${ending(this.buffer.subarray(start, this.length))}\n`)
  }

  /** Adds lines that are made already. */
  addMade(lines: Uint8Array): void {
    this.put(lines)
  }

  /** Takes the lines out: bytes that are valid until the next `add`. */
  take(): Uint8Array {
    const { length } = this
    this.length = 0
    return this.buffer.subarray(0, length)
  }

  private put(piece: string | Uint8Array): void {
    if (typeof piece === 'string') {
      this.makeRoom(3 * piece.length) // a character takes three bytes at most
      this.length += this.buffer.write(piece, this.length)
    } else {
      this.makeRoom(piece.length)
      this.buffer.set(piece, this.length)
      this.length += piece.length
    }
  }

  private makeRoom(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return
    const larger = Buffer.allocUnsafe(2 * (this.length + bytes))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }
}

/** Throws what is wrong with a line. */
export function parseLine(bytes: Buffer): Line {
  if (!isIntact(bytes)) throw new Error('its checksum is wrong')
  const { crc: _, ...line } = JSON.parse(String(bytes))
  return line
}

/** Number and details of an intact line, without parsing all of it; null for a broken one. */
export function peekLine(bytes: Buffer): { readonly number: number; readonly details: DetailsPlace | null } | null {
  const start = lineStart.exec(bytes.toString('latin1', 0, 150))
  if (start === null || !isIntact(bytes)) return null
  const [, number, offset, length, crc] = start
  return { number: Number(number), details: offset === undefined ? null : [Number(offset), Number(length), crc] }
}

/** CRC-32 in hexadecimal. */
export function checksum(data: string | Uint8Array): string {
  return crc32(data).toString(16).padStart(8, '0')
}

/** The lines of a file from a byte on, as bytes, without their ends, numbered from 1; the last is `torn` when no line end follows it. */
export async function* linesOf(
  path: string,
  start = 0,
): AsyncGenerator<{ bytes: Buffer; line: number; torn: boolean }> {
  let rest: Buffer = Buffer.alloc(0)
  let line = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, start })) {
    const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
    let from = 0
    for (let end = bytes.indexOf(10, from); end >= 0; end = bytes.indexOf(10, from)) {
      yield { bytes: bytes.subarray(from, end), line: ++line, torn: false }
      from = end + 1
    }
    rest = bytes.subarray(from)
  }
  if (rest.length > 0) yield { bytes: rest, line: ++line, torn: true }
}

const lineStart = /^\{"number":(\d+),"fingerprint":"[^"]*"(?:,"details":\[(\d+),(\d+),"([0-9a-f]{8})"\])?/
const comma = 44
const endLength = ',"crc":"00000000"}'.length

function ending(before: string | Uint8Array): string {
  return `,"crc":"${checksum(before)}"}`
}

function isIntact(bytes: Buffer): boolean {
  const length = bytes.length - endLength
  return length > 0 && bytes.toString('latin1', length) === ending(bytes.subarray(0, length))
}
