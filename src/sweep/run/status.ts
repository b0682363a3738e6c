import { peekStore, writerOf } from '../store/open-store.ts'

/** The process that has a run open for writing. */
export interface Writer {
  readonly pid: number
  readonly host: string
  /** False: it has died without closing the store. Null: it is on another machine, nothing here can tell. */
  readonly alive: boolean | null
}

/** How far a run is, as its store tells. */
export interface RunStatus {
  readonly store: string
  readonly sweep: string
  /** Backtests of the plan, without those that filters have spared. */
  readonly planned: number
  /** Complete or failed. */
  readonly done: number
  readonly failed: number
  /** Backtests that are not to be run, because filters eliminated their parameter sets before. */
  readonly spared: number
  /** done / planned. */
  readonly share: number
  readonly writer: Writer | null
}

/** Looks at the run at `address`, also while it is being written; takes no lock and writes nothing. */
export async function readStatus(address: string): Promise<RunStatus> {
  const store = await peekStore(address)
  try {
    const { ranges, parameterSets, sweep } = store.header
    const seen = new Uint8Array(parameterSets * ranges.length)
    for await (const { number, failed } of store.index()) {
      if (number < seen.length) seen[number] = failed ? hasFailed : isComplete
    }
    const spared = spare(seen, parameterSets, (place) => store.eliminated.get(ranges[place].name))
    const failed = seen.reduce((sum, one) => sum + Number(one === hasFailed), 0)
    const done = seen.reduce((sum, one) => sum + Number(one !== unknown), 0)
    const planned = seen.length - spared
    const writer = await writerOf(store.address)
    return {
      store: store.address,
      sweep,
      planned,
      done,
      failed,
      spared,
      share: done / planned,
      writer: writer && { pid: writer.pid, host: writer.host, alive: writer.alive },
    }
  } finally {
    await store.close()
  }
}

const unknown = 0
const isComplete = 1
const hasFailed = 2

/** Counts the backtests not run of sets that were eliminated after an earlier range, or failed before a filter. */
function spare(
  seen: Uint8Array,
  parameterSets: number,
  eliminatedAfter: (place: number) => readonly number[] | undefined,
): number {
  const out = new Uint8Array(parameterSets)
  let spared = 0
  for (let from = 0, place = 0; from < seen.length; from += parameterSets, place++) {
    for (let set = 0; set < parameterSets; set++) if (out[set] === 1 && seen[from + set] === unknown) spared++
    const eliminated = eliminatedAfter(place)
    if (eliminated === undefined) continue
    for (const set of eliminated) out[set] = 1
    for (let set = 0; set < parameterSets; set++) if (seen[from + set] === hasFailed) out[set] = 1
  }
  return spared
}
