/**
 * How often the verdict is wrong: judges made-up worlds, of which it is known who has skill, and writes docs/calibration.md. `npm run calibrate`
 * takes some minutes; `-- --worlds 1000 --others 200 --trials 1000 --observations 1000 --resamples 199 --seed 1 --threads N` are
 * the defaults, with a thread for each core.
 *
 * 1. A list of all worlds to judge: `--worlds` of independent normal noise, `--others` of every other kind (calibrate/worlds.ts).
 * 2. Threads make and judge one after the other (calibrate/judge-world.ts).
 * 3. Counts per kind, as tables between the two markers of the document (calibrate/tables.ts).
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { WorldTask } from './calibrate/judge-world.ts'
import { calibrationTables, withTables } from './calibrate/tables.ts'
import { tally } from './calibrate/tally.ts'
import { allWorlds } from './calibrate/worlds.ts'

const defaults = {
  worlds: 1000,
  others: 200,
  trials: 1000,
  observations: 1000,
  resamples: 199,
  seed: 1,
  threads: availableParallelism(),
}
const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' }] as const))
const { values } = parseArgs({ options })
const settings = { ...defaults }
for (const [name, value] of Object.entries(values)) {
  const wanted = Number(value)
  if (!Number.isSafeInteger(wanted) || wanted < 1) throw new Error(`--${name} is ${value}: give a whole number from 1.`)
  settings[name as keyof typeof defaults] = wanted
}

const { worlds, others, trials, observations, resamples, seed, threads } = settings
const tasks = allWorlds.flatMap(({ name }, i) =>
  Array.from({ length: i === 0 ? worlds : others }, (_, world): WorldTask => {
    return { kind: name, world, seed, trials, observations, resamples }
  }),
)

const began = performance.now()
const seconds = () => (performance.now() - began) / 1000
const onProgress = (done: number, of: number) => {
  if (done % 10 !== 0 && done !== of) return
  const left = (seconds() / done) * (of - done)
  process.stderr.write(`\r${done} of ${of} worlds, ${Math.round(seconds())} s, about ${Math.round(left)} s left   `)
}
const tallies = await tally(tasks, { threads, onProgress })
process.stderr.write('\n')

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
const run = { trials, observations, seed, resamples, version, node: process.versions.node, threads, seconds: seconds() }
const tables = calibrationTables(tallies, run)
const document = new URL('../docs/calibration.md', import.meta.url)
writeFileSync(document, withTables(readFileSync(document, 'utf8'), tables))
console.log(tables)
