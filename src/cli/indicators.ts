import { unknownName } from '../base/suggest.ts'
import { describeIndicator, type IndicatorDescription } from '../indicators/describe.ts'
import { families, registry } from '../indicators/registry.ts'
import { tableText } from './format.ts'
import { exitCodes } from './program.ts'

/** An indicator and the name of its family. */
type Entry = { readonly family: string } & IndicatorDescription

/** `backsweep indicators [name]`: all of them family by family, or everything about one. */
export function indicators(name: string | undefined, { json }: { readonly json: boolean }): number {
  const entries = families.flatMap(({ name: family, members }) =>
    members.map((spec): Entry => ({ family, ...describeIndicator(spec) })),
  )
  if (name === undefined) {
    process.stdout.write(json ? `${JSON.stringify(entries)}\n` : listText(entries))
    return exitCodes.ok
  }
  const entry = entries.find((one) => one.name === name)
  if (entry === undefined) {
    throw unknownName('indicator', name, Object.keys(registry))
  }
  process.stdout.write(json ? `${JSON.stringify(entry)}\n` : entryText(entry))
  return exitCodes.ok
}

function listText(entries: readonly Entry[]): string {
  const tables = families.map(({ name, title }) => {
    const rows = entries
      .filter(({ family }) => family === name)
      .map((entry) => [entry.name, entry.title, entry.call, entry.outputs.map((output) => output.name).join(', ')])
    return `${title}\n\n${tableText(['name', 'title', 'call', 'outputs'], rows, new Set([0, 1, 2, 3]))}`
  })
  return `${tables.join('\n')}\n${entries.length} indicators. More about one: backsweep indicators NAME\n`
}

function entryText({ name, title, fullCall, formula, inputs, options, exampleOptions, outputs }: Entry): string {
  const optionRows = options.map(({ name, meaning, allowed, usual }) => [
    name,
    usual === null ? 'must be given' : String(usual),
    allowed,
    meaning,
  ])
  const given = Object.entries(exampleOptions).map(([name, value]) => `${name} ${value}`)
  const firstValue = given.length > 0 ? `first value with ${given.join(', ')}` : 'first value'
  const parts = [
    `${name}: ${title}\n`,
    `  ${fullCall}\n`,
    `${formula}\n`,
    `Inputs: ${inputs.join(', ')}\n`,
    ...(options.length > 0
      ? [tableText(['option', 'usual', 'allowed', 'meaning'], optionRows, new Set([0, 2, 3]))]
      : []),
    tableText(
      ['output', firstValue],
      outputs.map(({ name, from }) => [name, `bar ${from}`]),
      new Set([0, 1]),
    ),
  ]
  return parts.join('\n')
}
