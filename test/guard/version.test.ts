import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { engineVersion } from '../../src/sweep/run/version.ts'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const manifest = JSON.parse(read('package.json'))
const lock = JSON.parse(read('package-lock.json'))

test('engineVersion, with which results are marked, is the version of the package', () => {
  expect(engineVersion).toBe(manifest.version)
  expect(lock.version).toBe(manifest.version)
})

test('the command refuses the Node versions that the package does not support', () => {
  const [, major, minor] = read('src/cli/main.ts').match(/needed = \[(\d+), (\d+)\]/) ?? []
  expect(manifest.engines.node).toBe(`>=${major}.${minor}`)
})

test('npm scripts run on Node 24, whatever is installed', () => {
  expect(manifest.devDependencies.node).toMatch(/^24\./)
})

test('every dependency is pinned exactly', () => {
  const pinned = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
  for (const [name, version] of Object.entries(pinned)) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/)
})

test('the lockfile names no registry, so that it installs from any', () => {
  const resolved = Object.entries<{ resolved?: string }>(lock.packages).filter(([, entry]) => 'resolved' in entry)
  expect(resolved).toEqual([])
})
