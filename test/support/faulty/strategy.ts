import { Worker } from 'node:worker_threads'
import { crossOver, crossUnder, defineStrategy, type StrategyContext, type StrategySignals } from 'backsweep'

/** Ways in which a strategy goes wrong. */
const faults = {
  throws: () => {
    throw new Error('on purpose')
  },
  'throws a text': () => {
    throw 'just a text'
  },
  'throws what cannot be shown': () => {
    throw Object.create(null)
  },
  hangs: () => {
    for (;;);
  },
  'is slow': ({ bars }: StrategyContext) => {
    for (const end = performance.now() + 900; performance.now() < end; );
    return { enterLong: new Uint8Array(bars.length) }
  },
  'works for a second': ({ bars }: StrategyContext) => {
    for (const end = process.threadCpuUsage().user + 1e6; process.threadCpuUsage().user < end; );
    return { enterLong: new Uint8Array(bars.length) }
  },
  'eats the heap': () => {
    for (const kept: object[] = []; ; ) kept.push({ a: kept.length })
  },
  'grows an array': () => {
    for (const kept: number[] = []; ; ) kept.push(kept.length + 0.5)
  },
  'allocates a large array': () => {
    for (const kept: number[][] = []; ; ) kept.push(new Array(2e7).fill(1))
  },
  'allocates typed arrays': () => {
    for (const kept: Float64Array[] = []; ; ) kept.push(new Float64Array(1e6).fill(1))
  },
  exits: () => process.exit(7),
  'exits with 0': () => process.exit(0),
  'rejects later': ({ bars }: StrategyContext) => {
    void Promise.reject(new Error('too late'))
    return { enterLong: new Uint8Array(bars.length) }
  },
  'ends later': ({ bars }: StrategyContext) => {
    setImmediate(() => process.exit(3))
    return { enterLong: new Uint8Array(bars.length) }
  },
  'returns NaN': ({ bars }: StrategyContext) => ({ targetWeight: new Array(bars.length).fill(Infinity) }),
  'returns ragged signals': ({ bars }: StrategyContext) => ({ enterLong: new Uint8Array(bars.length - 1) }),
  'returns an empty signal': () => ({ enterLong: [] }),
  'returns nothing': () => undefined,
  'returns a promise': async () => {
    throw new Error('in a promise')
  },
  'returns a trap': () => ({
    get enterLong(): Uint8Array {
      throw Object.create(null)
    },
  }),
  'prints megabytes': ({ bars }: StrategyContext) => {
    for (let i = 0; i < 200; i++) console.log('x'.repeat(1e5))
    process.stdout.write('y'.repeat(1e7))
    console.error('z'.repeat(1e6))
    return { enterLong: new Uint8Array(bars.length) }
  },
  'starts a thread': ({ bars }: StrategyContext) => {
    new Worker('setInterval(() => {}, 1000)', { eval: true })
    return { enterLong: new Uint8Array(bars.length) }
  },
  'writes into the bars': ({ bars }: StrategyContext) => {
    ;(bars.close as Float64Array)[3] += 1
    return { enterLong: new Uint8Array(bars.length) }
  },
  'writes into an indicator': ({ bars, ta }: StrategyContext) => {
    // all that any set may ask for: which of them are watched is another matter in every thread
    for (let period = 2; period < 35; period++) (ta.sma(bars.close, period) as Float64Array)[100] += 1
    return { enterLong: new Uint8Array(bars.length) }
  },
} satisfies Record<string, (context: StrategyContext) => unknown>

export type Fault = keyof typeof faults

/** Says which parameter sets go wrong and how, to this process and to the threads it starts from now on. */
export function setFaults(bySet: Readonly<Record<number, Fault>>): void {
  process.env.FAULTS = JSON.stringify(bySet)
}

/** What a test in this process wants to know of or do at every call. */
export const hook: { onCall: (set: number, lastBar: number) => void } = { onCall: () => {} }

/** Averages that cross, of lengths that `set` tells; but some sets go wrong. */
export const faulty = defineStrategy({
  name: 'faulty',
  module: import.meta.url,
  parameters: { set: 0, scale: 1 },
  signals(context, { set, scale }) {
    hook.onCall(set, context.bars.length)
    const fault: Fault | undefined = JSON.parse(process.env.FAULTS ?? '{}')[set]
    if (fault !== undefined) return faults[fault](context) as StrategySignals
    const { bars, ta } = context
    const quick = ta.sma(bars.close, (2 + (set % 20)) * scale)
    const calm = ta.sma(bars.close, (25 + Math.floor(set / 20)) * scale)
    return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm) }
  },
})
