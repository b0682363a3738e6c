/**
 * How often the verdict is wrong: judges made-up worlds, of which it is known who has skill, and writes docs/calibration.md. `npm run calibrate`
 * takes some minutes; `-- --worlds 1000 --others 200 --trials 1000 --observations 1000 --resamples 199 --seed 1 --threads N` are
 * the defaults, with a thread for each core.
 *
 * 1. Kind after kind (calibrate/worlds.ts): `--worlds` of independent normal noise, `--others` of each of the rest.
 * 2. Threads make and judge one world after the other (calibrate/judge-world.ts); what they say is counted (calibrate/tally.ts).
 * 3. The counts become tables between the two markers of the document (calibrate/tables.ts).
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { calibrationTables, withTables } from './calibrate/tables.ts'
import { type Tally, tally } from './calibrate/tally.ts'
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

const { worlds, others, threads, ...common } = settings
const countOf = (kind: number) => (kind === 0 ? worlds : others)
const total = allWorlds.reduce((sum, _, kind) => sum + countOf(kind), 0)

const began = performance.now()
const seconds = () => (performance.now() - began) / 1000
let done = 0
const onWorld = () => {
  if (++done % 10 !== 0) return
  const left = (seconds() / done) * (total - done)
  process.stderr.write(`\r${done} of ${total} worlds, ${seconds().toFixed(0)} s, about ${left.toFixed(0)} s left   `)
}
const tallies: Tally[] = []
for (const [kind, { name }] of allWorlds.entries()) {
  const found = await tally(name, { ...common, worlds: countOf(kind), threads, onWorld })
  process.stderr.write(`\r${name}: skill in ${found.said.verdict} of ${found.worlds} worlds${' '.repeat(30)}\n`)
  tallies.push(found)
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
const run = { ...common, version, node: process.versions.node, threads, seconds: seconds() }
const tables = calibrationTables(tallies, run)
const document = new URL('../docs/calibration.md', import.meta.url)
writeFileSync(document, withTables(readFileSync(document, 'utf8'), tables))
console.log(tables)
