import { readFileSync } from 'node:fs'

const pageBytes = 65_536
const mostPages = 65_536

/** The part that is used; TypeScript knows WebAssembly only as a part of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
  readonly Memory: new (pages: {
    initial: number
    maximum: number
    shared: true
  }) => { readonly buffer: SharedArrayBuffer }
}

/** What the files of assembly/ export. Everything is an address or a number. */
export interface Kernels {
  compare(left: number, right: number, step: number, bars: number, words: number, out: number, equal: number): number
  crosses(words: number, out: number): void
  openRange(firstBar: number, bars: number, records: number, closes: number, levels: number, lowestClose: number): void
  openExecution(
    initialAmount: number,
    perUnit: number,
    perOrder: number,
    fraction: number,
    slipFraction: number,
    slipPerUnit: number,
    delay: number,
  ): void
  openStops(prices: number, bounds: number): void
  openStopRules(fillsFirst: boolean, stopReplaces: boolean, byClose: boolean, slips: number): void
  screen(
    enter: number,
    exit: number,
    words: number,
    stopLoss: number,
    takeProfit: number,
    trailingStop: number,
    out: number,
  ): number
  walk(
    close: number,
    from: number,
    to: number,
    fillBar: number,
    cashAfter: number,
    unitsAfter: number,
    fillCount: number,
    equities: number,
    facts: number,
  ): number
  returns(equities: number, count: number, riskFree: number, values: number, facts: number): void
  powers(values: number, count: number, mean: number, facts: number): void
  beyond(values: number, count: number, low: number, high: number, below: number, above: number, facts: number): void
}

/** The kernels on a memory of their own. */
export interface KernelInstance {
  readonly kernels: Kernels
  readonly buffer: SharedArrayBuffer
}

/**
 * Kernels with at least so many bytes to work in; the pages of what is not used cost nothing. Null where there is no
 * WebAssembly, or no memory left.
 */
export function kernelInstance(bytes: number): KernelInstance | null {
  const module = kernelModule()
  if (module === null) return null
  const pages = Math.min(Math.ceil(bytes / pageBytes), mostPages)
  try {
    // shared, because V8 would take it for garbage of that size and collect too early
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
    const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels
    return { kernels, buffer: memory.buffer }
  } catch {
    return null
  }
}

let compiled: object | null | undefined

/** Compiled once a thread; null where that cannot be. */
function kernelModule(): object | null {
  if (compiled === undefined) {
    try {
      // the same place seen from src/kernels and from dist/kernels
      compiled = new WebAssembly.Module(readFileSync(new URL('../../dist/kernels/kernels.wasm', import.meta.url)))
    } catch {
      compiled = null
    }
  }
  return compiled
}
