import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const readme = readFileSync('README.md', 'utf8')
const shown = [...readme.matchAll(/<!-- (examples\/\S+) -->\n```ts\n([\s\S]*?)```/g)]

test('README shows three examples, exactly as their files are', () => {
  expect(shown.map(([, file]) => file)).toEqual([
    'examples/sma-cross/sma-cross.ts',
    'examples/sma-cross/sweep.ts',
    'examples/sma-cross/from-code.ts',
  ])
  for (const [, file, code] of shown) expect(code, file).toBe(readFileSync(file, 'utf8'))
})

test('examples/sma-cross/from-code.ts prints the best and its trades', () => {
  const output = execFileSync(process.execPath, ['-C', 'backsweep-source', 'examples/sma-cross/from-code.ts'], {
    encoding: 'utf8',
  })
  expect(output).toContain('best of 1711: { fast: 17, slow: 60 } Sharpe 0.386657')
  expect(output).toMatch(/52 trades, equity 20535\.78, drawdown 0\.26992/)
})

test('every local link of README and docs leads to a file', () => {
  for (const file of ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md']) {
    const folder = file.includes('/') ? 'docs/' : ''
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(() => readFileSync(folder + target), `${target} in ${file}`).not.toThrow()
    }
  }
})
