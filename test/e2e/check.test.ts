import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WorkFolder } from '../support/cli.ts'

let folder: WorkFolder
beforeAll(() => {
  folder = new WorkFolder()
  for (const example of ['look-ahead', 'sma-cross']) folder.copy(`examples/${example}`, example)
  writeSweep('failing', "throw new Error('not today')")
  writeSweep(
    'counting',
    `if (bars.length < 30) throw new Error('too few')
    return { enterLong: Array.from(bars.close, (_, t) => t % 10 === 0) }`,
  )
})
afterAll(() => folder.remove())

function writeSweep(name: string, body: string): void {
  folder.write(
    `${name}.ts`,
    `import { csv, defineStrategy, defineSweep } from 'backsweep'
const strategy = defineStrategy({ name: '${name}', parameters: {}, signals({ bars }) { ${body} } })
const data = csv('node_modules/vega-datasets/data/sp500-2000.csv')
export default defineSweep({ name: '${name}', strategy, parameters: {}, data })\n`,
  )
}

describe('backsweep check', () => {
  test('ends with 1 and names signal, bar, time and indicator where a strategy looks ahead', async () => {
    const { code, stdout, stderr } = await folder.run('check', 'look-ahead/sweep.ts')
    expect([code, stderr]).toEqual([1, ''])
    const said = readFileSync('docs/look-ahead.md', 'utf8').match(/```text\n([\s\S]*?)```/)?.[1]
    expect(stdout).toBe(said)
  })

  test('--json gives the same as checkSweep', async () => {
    const { code, stdout } = await folder.run('check', 'look-ahead/sweep.ts', '--sample', '3', '--json')
    expect(code).toBe(1)
    const { findings, sampled, warnings, failures } = JSON.parse(stdout)
    expect([sampled, warnings, failures]).toEqual([3, [], []])
    expect(findings[0]).toMatchObject({
      kind: 'look-ahead',
      signal: 'enterLong',
      indicator: 'use(pivotLow)(3)',
      parameters: { reach: 3, period: 5 },
    })
    const [{ bar, time, usual, changed, seen }] = findings[0].changes
    expect([bar, time, usual, changed, seen]).toEqual([12, Date.UTC(2000, 0, 20), false, true, 13])
  })

  test('ends with 0 when nothing is found, and writes nothing', async () => {
    const before = folder.names()
    const { code, stdout } = await folder.run('check', 'sma-cross/sweep.ts', '--sample', '4')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^sma-cross-sp500: 4 of 1,711 parameter sets on 5,105 bars, \d+ backtests\n\nNothing was found\.\n$/,
    )
    expect(folder.names()).toEqual(before)
  })

  test('ends with 0 and says so where it only has to warn, and where a few backtests fail', async () => {
    const { code, stdout } = await folder.run('check', 'counting.ts')
    expect(code).toBe(0)
    expect(stdout).toContain(
      'Warning, the start of the data: it changes when the data begin later, long after warm-up.\n',
    )
    expect(stdout).toMatch(/^enterLong {2}.* no {5}yes .* without parameters$/m)
    expect(stdout).toMatch(/^without parameters failed in \d+ of \d+ backtests: signals\(\) threw: too few$/m)
    expect(stdout.endsWith('\n\nNo look-ahead was found.\n')).toBe(true)
  })

  test('ends with 1 when nothing can be said, because every backtest fails', async () => {
    const { code, stdout } = await folder.run('check', 'failing.ts')
    expect(code).toBe(1)
    expect(stdout).toContain('without parameters could not be checked: signals() threw: not today\n')
    expect(stdout).not.toContain('was found')
  })

  test.each([[['nowhere.ts']], [['sma-cross/sweep.ts', '--sample', '0']], [['sma-cross/sweep.ts', '--seed', 'x']]])(
    'ends with 2 for %j',
    async (args) => {
      const { code, stderr } = await folder.run('check', ...args)
      expect(code).toBe(2)
      expect(stderr).toMatch(/^backsweep: .*\n$/)
    },
  )
})
