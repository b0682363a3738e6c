import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** One wrong import for every layer. */
const wrong = [
  ['base', '../data/bars.ts', 'export type { Bars }'],
  ['data', '../indicators/averages/sma.ts', 'export { sma }'],
  ['indicators', '../signals/compare.ts', 'export { crossOver }'],
  ['kernels', '../data/bars.ts', 'export type { Bars }'],
  ['signals', '../simulation/model/sizing.ts', 'export { allIn }'],
  ['simulation/model', '../vector/engine.ts', 'export { VectorEngine }'],
  ['simulation/vector', '../../metrics/measure.ts', 'export { measure }'],
  ['simulation/portfolio', '../../metrics/measure.ts', 'export { measure }'],
  ['simulation/event', '../vector/engine.ts', 'export { VectorEngine }'],
  ['simulation/promoted', '../../metrics/measure.ts', 'export { measure }'],
  ['metrics', '../sweep/plan/plan.ts', 'export type { Plan }'],
  ['robustness', '../metrics/measure.ts', 'export { measure }'],
  ['sweep/plan', '../store/open-store.ts', 'export { openStore }'],
  ['sweep/store', '../run/in-order.ts', 'export { inOrder }'],
  ['sweep/run', '../../cli/format.ts', 'export { thousands }'],
  ['verdict', '../cli/format.ts', 'export { thousands }'],
  ['check', '../cli/format.ts', 'export { thousands }'],
  ['validation', '../app/app.ts', 'export { createApp }'],
  ['app', '../cli/format.ts', 'export { thousands }'],
  ['cerebro', '../app/app.ts', 'export { createApp }'],
] as const

let copy: string
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'backsweep-layers-'))
  cpSync(join(root, 'src'), join(copy, 'src'), { recursive: true })
  for (const file of ['tsconfig.base.json', 'package.json']) cpSync(join(root, file), join(copy, file))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => {
  rmSync(copy, { recursive: true, force: true })
})

/** What the compiler says about the copy; empty when it builds. */
function build(): string {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  return spawnSync(process.execPath, [compiler, '-b', 'src', 'src/cli'], { cwd: copy, encoding: 'utf8' }).stdout
}

describe('a copy of src', () => {
  test('builds', () => {
    expect(build()).toBe('')
  })

  test('builds with an import along the direction of the layers', () => {
    writeFileSync(join(copy, 'src/data/right.ts'), "export { BacksweepError } from '../base/errors.ts'\n")
    expect(build()).toBe('')
  })

  test('does not build with an import against it, of a value or of a type, in any layer', () => {
    for (const [layer, from, what] of wrong) {
      writeFileSync(join(copy, 'src', layer, 'wrong.ts'), `${what} from '${from}'\n`)
    }
    const said = build()
    for (const [layer] of wrong) expect(said).toMatch(new RegExp(`src/${layer}/wrong\\.ts.* error TS6(059|307): `))
  })
})

test('every layer has a wrong import above', () => {
  const layers = referencesOf('src').map((folder) => folder.slice('src/'.length))
  expect(wrong.map(([layer]) => layer)).toEqual(layers)
})

test('every file of src belongs to a layer that the build knows', () => {
  const layers = new Set(['src/cli', ...referencesOf('src')])
  const files = readdirSync(join(root, 'src'), { recursive: true })
    .map((name) => join('src', String(name)))
    .filter((name) => name.endsWith('.ts') && name !== join('src', 'index.ts'))
  expect(files.length).toBeGreaterThan(50)
  for (const file of files) {
    let folder = dirname(file)
    while (folder !== 'src' && !layers.has(folder)) folder = dirname(folder)
    expect(folder, `${file} lies in no layer`).not.toBe('src')
  }
})

function referencesOf(folder: string): string[] {
  const { references } = JSON.parse(readFileSync(join(root, folder, 'tsconfig.json'), 'utf8'))
  return references.map(({ path }: { path: string }) => join(folder, path))
}
