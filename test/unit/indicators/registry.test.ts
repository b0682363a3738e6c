import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { families, indicators, registry } from '../../../src/indicators/registry.ts'

test('registry names every indicator as the indicator names itself', () => {
  expect(Object.keys(registry)).toEqual(indicators.map((spec) => spec.name))
})

test('registry and its indicators are frozen', () => {
  expect(Object.isFrozen(registry) && Object.isFrozen(indicators)).toBe(true)
  for (const spec of indicators) {
    for (const part of [spec, spec.inputs, spec.outputs, spec.options, ...Object.values(spec.options)]) {
      expect(Object.isFrozen(part), spec.name).toBe(true)
    }
  }
})

test('registry lets only a first option be one that must be given, so that a number is always enough', () => {
  for (const spec of indicators) {
    for (const [name, option] of Object.entries(spec.options).slice(1)) {
      expect('usual' in option, `${spec.name} ${name}`).toBe(true)
    }
  }
})

test('registry gives an indicator of one output the name of that output', () => {
  for (const spec of indicators) if (spec.outputs.length === 1) expect(spec.outputs).toEqual([spec.name])
})

test('families hold every indicator once, in the order of the registry, and are the folders', () => {
  expect(families.flatMap(({ members }) => members)).toEqual(indicators)
  const folders = readdirSync(new URL('../../../src/indicators/', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  expect(families.map(({ name }) => name).sort()).toEqual(folders.sort())
})
