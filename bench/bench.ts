/**
 * `npm run bench` measures all cases, `npm run bench -- metrics store/sqlite` some, by name or by what stands before the slash.
 *
 *     --out FILE        writes what was found as JSON, with machine, commit and date
 *     --compare FILE    compares with such a file: how many times as good as then, by the best and by the median round
 *
 * Each case is measured in a process of its own, one after the other, so that none profits or suffers from what another left behind. Ends
 * with 1 when a result is wrong or a limit does not hold.
 */
import { fork } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import type { BenchCase } from './case.ts'
import { cases } from './cases.ts'
import {
  type BenchFile,
  brokenLimit,
  type CaseResult,
  gain,
  resultOf,
  shown,
  thisCommit,
  thisMachine,
} from './result.ts'

const { values: options, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, compare: { type: 'string' } },
})
for (const name of asked) {
  if (chosenBy(name).length === 0)
    throw new Error(`There is no case "${name}": ${cases.map((one) => one.name).join(', ')}`)
}
const chosen = asked.length === 0 ? cases : cases.filter((one) => asked.some((name) => chosenBy(name).includes(one)))
const before: BenchFile | null =
  options.compare === undefined ? null : JSON.parse(readFileSync(options.compare, 'utf8'))

const machine = thisMachine()
const [load] = loadavg()
const { cpu, cores, memory, system, node, v8 } = machine
console.log(
  `${cpu}, ${cores} cores, ${memory} GB, ${system}, Node ${node} (V8 ${v8}), commit ${thisCommit()}, load ${load.toFixed(1)}`,
)
const results: CaseResult[] = []
const wrong: string[] = []
for (const one of chosen) {
  const values = await measured(one)
  if (values === null) {
    wrong.push(`${one.name}: failed`)
    continue
  }
  const result = resultOf(one, values)
  results.push(result)
  console.log(lineOf(result))
  const broken = brokenLimit(result)
  if (broken !== null) wrong.push(broken)
}
if (options.out !== undefined) {
  const file: BenchFile = { date: new Date().toISOString(), commit: thisCommit(), machine, load, cases: results }
  writeFileSync(options.out, `${JSON.stringify(file, null, 2)}\n`)
}
for (const line of wrong) console.error(line)
process.exitCode = wrong.length > 0 ? 1 : 0

function chosenBy(name: string): BenchCase[] {
  return cases.filter((one) => one.name === name || one.name.startsWith(`${name}/`))
}

/** Null when it failed, which its process has then explained. */
function measured({ name }: BenchCase): Promise<readonly number[] | null> {
  return new Promise((resolve) => {
    let values: readonly number[] | null = null
    const child = fork(new URL('run-case.ts', import.meta.url), [name])
    child.on('message', (message) => {
      values = message as readonly number[]
    })
    child.on('exit', (code) => resolve(code === 0 ? values : null))
  })
}

function lineOf(result: CaseResult): string {
  const { name, size, unit, best, median, limit } = result
  const bound = limit === undefined ? '' : `, limit ${shown(limit.value)}`
  const old = before?.cases.find((other) => other.name === name)
  const compared =
    old === undefined
      ? ''
      : `; ${gain(result, old, 'best').toFixed(2)} and ${gain(result, old, 'median').toFixed(2)} times as good`
  return `${name}: ${shown(median)} ${unit} (best ${shown(best)}${bound}; ${size})${compared}`
}
