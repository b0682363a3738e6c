import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

function run(...args: string[]) {
  const command = ['-C', 'backsweep-source', 'test/support/one-file.ts', ...args]
  return spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 30_000 })
}

test('a strategy and its Cerebro in one file run in this process when the strategy names no module', () => {
  expect(run()).toMatchObject({ stdout: '10001 10002 10003\n', status: 0 })
})

test('a strategy whose module runs a Cerebro is refused, instead of waiting for itself', () => {
  const { stdout, stderr, status } = run('with a module')
  expect([stdout, status]).toEqual(['', 1])
  expect(stderr).toContain('put the strategy into a file of its own')
})
