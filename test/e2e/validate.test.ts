import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { WorkFolder } from '../support/cli.ts'

const folder = new WorkFolder()
folder.copy('examples/sma-cross', 'sma-cross')
folder.copy('examples/validation', 'validation')
const sweep = 'sma-cross/sweep.ts'
afterAll(() => folder.remove())

/** What the command prints as JSON, without where it was. */
function jsonOf(stdout: string) {
  const { store: _, notices: __, ...result } = JSON.parse(stdout)
  return result
}

describe('backsweep validate', () => {
  const walk = ['validate', sweep, '--walk-forward', 'train=4y,test=2y']
  let wanted: unknown

  test('shows the stitched history, the folds and the pass table of a walk forward', async () => {
    const { code, stdout, stderr } = await folder.run(...walk)
    expect(code).toBe(0)
    expect(stderr).toContain('15,399/15,399  100 %')
    expect(stdout.split('\n').map((line) => line.trim())).toMatchObject({
      1: 'sma-cross-sp500: rolling walk forward, training 4y, test 2y, the best of 1,711 by sharpe in each of 9',
      3: 'Out of sample, 4,100 bars from 2004-01-05 to 2020-04-17:',
      4: expect.stringMatching(/^Sharpe {5}-?\d\.\d{3}, 95 % between -?\d\.\d\d to -?\d\.\d\d$/),
    })
    expect(stdout).toContain('customary and not calibrated')
    expect(existsSync(join(folder.path, 'runs/sma-cross-sp500-walk-forward/train/results.jsonl'))).toBe(true)

    const again = await folder.run(...walk)
    expect(again).toMatchObject({ code: 2, stdout: '' })
    expect(again.stderr).toMatch(/exists already: go on with it \(--resume\)/)
    const resumed = await folder.run(...walk, '--resume', '--json')
    expect(resumed.stderr).toContain('Resumed: 15399 of 15399 backtests are done')
    wanted = jsonOf(resumed.stdout)
    expect(wanted).toMatchObject({ method: { kind: 'walk-forward', step: '2y' }, parameterSets: 1711, failed: 0 })
    expect((wanted as { paths: { equity: number[] }[] }).paths[0].equity).toHaveLength(4100)
  })

  test('killed while it trains and resumed gives the same, and so it does on workers', async () => {
    const options = ['--store', 'json:killed', '--workers', '2', '--json']
    const { child, outcome } = folder.start(...walk, ...options)
    const rows = join(folder.path, 'killed/train/results.jsonl')
    while (!(existsSync(rows) && statSync(rows).size > 0) && child.exitCode === null) await setTimeout(10)
    child.kill('SIGKILL')
    expect((await outcome).code).toBeNull()
    expect(readFileSync(rows, 'utf8').split('\n').length).toBeLessThan(15_399)
    const resumed = await folder.run(...walk, ...options, '--resume')
    expect(resumed.code).toBe(0)
    expect(Number(/Resumed: (\d+) of 15399/.exec(resumed.stderr)![1])).toBeGreaterThan(0)
    expect(jsonOf(resumed.stdout)).toEqual(wanted)
  })

  test('stopped by Ctrl-C says how to go on, and exits with 130', async () => {
    const { child, outcome } = folder.start(...walk, '--store', 'json:stopped')
    while (!existsSync(join(folder.path, 'stopped/train')) && child.exitCode === null) await setTimeout(10)
    child.kill('SIGINT')
    const { code, stdout, stderr } = await outcome
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toContain('Stopped: what is done is kept in json:stopped. Go on with --resume.')
  })

  test('shows how the paths of a combinatorial cross-validation are distributed', async () => {
    const command = [
      'validate',
      sweep,
      '--combinatorial',
      'folds=6,testFolds=2,purge=60,embargo=5',
      '--store',
      'sqlite:cpcv',
    ]
    const { code, stdout } = await folder.run(...command)
    expect(code).toBe(0)
    expect(stdout).toContain('combinatorial cross-validation, 6 folds, 2 in each test, purge 60, embargo 5 bars')
    expect(stdout).toMatch(/^5 paths, \d+\.0 % of them lose/m)
    const json = JSON.parse((await folder.run(...command, '--resume', '--json')).stdout)
    expect(json.paths).toHaveLength(5)
    expect(json.paths[0]).not.toHaveProperty('equity')
    expect(json.folds).toHaveLength(15)
  })

  test.each([
    [[], 'No method is given: give one of --walk-forward train=2y,test=6M, --k-fold folds=5 and --combinatorial'],
    [['--k-fold', 'folds=5', '--walk-forward', 'train=1y,test=1y'], 'Several methods are given'],
    [['--k-fold', 'fold=5'], 'Unknown part "fold" of --k-fold. Did you mean "folds"?'],
    [['--k-fold', 'folds=5,folds=6'], '--k-fold has folds twice'],
    [['--k-fold', 'folds'], 'NaN'],
    [['--walk-forward', 'train=2y'], '--walk-forward train=2y says nothing of test: write train=…,test=….'],
    [['--walk-forward', 'train=2years,test=1y'], 'walkForward: train is "2years": give a whole number of bars'],
    [['--walk-forward', 'train=30y,test=1y'], 'a training of 30y and a test of 1y, which the 5105 bars'],
    [['--walk-forward', 'train=2y,test=1y,anchored=no'], 'write anchored, or leave it out'],
  ])('%j is refused in one line', async (options, message) => {
    const { code, stdout, stderr } = await folder.run('validate', sweep, ...options, '--store', 'memory:')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(message)])
  })
})

describe('backsweep run of a sweep with a holdout', () => {
  test('keeps it sealed until --unseal, and says ever after that it was opened', async () => {
    const file = 'validation/sweep.ts'
    const first = await folder.run('run', file, '--top', '1')
    expect(first.code).toBe(0)
    expect(first.stdout).toContain('Bars from 2016-01-01 on are held out and are sealed.')
    expect(first.stderr).not.toContain('has been opened')

    const second = await folder.run('run', file, '--unseal', '--top', '1')
    expect(second.code).toBe(0)
    expect(second.stderr).toContain('Resumed: 1711 of 1711')
    expect(second.stdout).toContain('The winner on the bars held out, from 2016-01-01 on (1,080 bars):')
    const opened =
      /The holdout has been opened once on \d{4}-\d\d-\d\d \(bars from 2016-01-01 on, sweep "sma-cross-held-out"\)/
    expect(second.stderr).toMatch(opened)

    const results = await folder.run('results', 'runs/sma-cross-held-out', '--top', '1')
    expect(results.stderr).toMatch(opened)
    const third = await folder.run('run', file, '--fresh', '--json', '--top', '1')
    const { holdout } = JSON.parse(third.stdout)
    expect(holdout).toMatchObject({ from: '2016-01-01', openings: [{ sweep: 'sma-cross-held-out' }], winner: null })
  })

  test('--unseal is refused where nothing is held out', async () => {
    const { code, stderr } = await folder.run('run', sweep, '--unseal')
    expect(code).toBe(2)
    expect(stderr).toContain('There is nothing to unseal')
  })
})
