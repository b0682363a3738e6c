import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { BacksweepError } from '../base/errors.ts'
import { engineVersion } from '../sweep/run/version.ts'
import { parseWorkers } from '../sweep/run/workers.ts'
import { snapshotIntervals } from '../sweep/store/details.ts'

/** Exit codes of the command. */
export const exitCodes = { ok: 0, failedBacktests: 1, foundByCheck: 1, wrongInput: 2, interrupted: 130 } as const

/** Errors that tell of failing backtests, not of wrong usage or input. */
export const backtestErrors: readonly string[] = [
  'strategy-failed',
  'strategy-skipped',
  'indicator-invalid',
  'order-invalid',
  'look-ahead',
  'signal-invalid',
  'simulation-failed',
  'bars-changed',
]

/** Runs the command line and returns the exit code. Commands are loaded when they are used, to start fast. */
export async function main(argv: readonly string[]): Promise<number> {
  let code: number = exitCodes.ok
  const program = commandLine((result) => {
    code = result
  })
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(exitCodes.ok) // the reader (head, less) has had enough
  })
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error // nobody reads what is said: the run goes on all the same
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.wrongInput
    if (!(error instanceof BacksweepError)) throw error
    if (argv.includes('--json')) {
      const { code: errorCode, message, details } = error
      process.stdout.write(`${JSON.stringify({ error: { code: errorCode, message, details } })}\n`)
    }
    process.stderr.write(`backsweep: ${oneLine(error.message)}\n`)
    return backtestErrors.includes(error.code) ? exitCodes.failedBacktests : exitCodes.wrongInput
  }
}

function commandLine(done: (code: number) => void): Command {
  const program = new Command('backsweep')
    .description('Runs very many backtests of trading strategies and keeps every result.')
    .version(engineVersion, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(usageError(text)) })

  program
    .command('run')
    .description('run every backtest of a sweep file and show the best')
    .argument('<sweep>', 'file whose default export is defineSweep(…)')
    .option('--store <place>', 'where results go: memory:, json:DIR or sqlite:FILE (default: json:runs/NAME)')
    .option(
      '--workers <n>',
      'none, a number of threads, all (one for each core), a share such as 50%, auto or auto-all',
      parseWorkers,
      'auto',
    )
    .option('--resume', 'go on with the run in the store; what is done and still holds is not run again', false)
    .option('--fresh', 'start over where a run exists; the old one is kept aside', false)
    .option('--continue-on-error', 'record backtests that fail and go on', false)
    .option('--retry-failed', 'with --resume: run failed backtests again', false)
    .option('--time-limit <seconds>', 'for one backtest on a worker (60)', Number)
    .option('--memory-limit <mb>', 'of JavaScript heap for each worker (1024)', Number)
    .option('--batch-size <n>', 'backtests handed out to be run at a time, at most (100000)', count)
    .option(
      '--checkpoint-batch-size <n>',
      'rows in a durable write (as many as come in a second, at most 2000 and 2 MB)',
      count,
    )
    .addOption(new Option('--snapshots <interval>', 'keep the equity of each backtest').choices(snapshotIntervals))
    .option('--trades', 'keep the trades of each backtest', false)
    .option('--profile <dir>', 'write a V8 CPU profile of each worker (of this process without workers) into a folder')
    .option(
      '--unseal',
      'when all is done: open the holdout, for good, and run the winner on it (implies --resume)',
      false,
    )
    .option('--dry-run', 'only say what would be run, where to, and how long and how large it would be', false)
    .option('--top <n>', 'rows of the table, at most 1000', ranked, 20)
    .option('--no-verdict', 'do not say, before and at the end, whether the winner can be luck')
    .option('--json', 'print the summary and the best rows as JSON', false)
    .action(async (file, options) => {
      const { run } = await import('./run.ts')
      done(await run(file, options))
    })

  program
    .command('validate')
    .description('choose parameters on one part of the data and try them on another')
    .argument('<sweep>', 'file whose default export is defineSweep(…)')
    .option('--walk-forward <spans>', 'such as train=2y,test=6M or train=500,test=125 (bars); also step=…, anchored')
    .option('--k-fold <numbers>', 'such as folds=5,purge=10,embargo=5')
    .option('--combinatorial <numbers>', 'such as folds=6,testFolds=2,purge=10,embargo=5')
    .option('--store <place>', 'folder for its runs: memory:, json:DIR or sqlite:DIR (default: json:runs/NAME-METHOD)')
    .option('--workers <n>', 'as for run', parseWorkers, 'auto')
    .option('--resume', 'as for run', false)
    .option('--fresh', 'as for run', false)
    .option('--continue-on-error', 'record backtests that fail in training and go on', false)
    .option('--retry-failed', 'as for run', false)
    .option('--time-limit <seconds>', 'as for run', Number)
    .option('--memory-limit <mb>', 'as for run', Number)
    .option('--json', 'print the result as JSON', false)
    .action(async (file, options) => {
      const { validateCommand } = await import('./validate.ts')
      done(await validateCommand(file, options))
    })

  program
    .command('results')
    .description('show, filter, sort and export the results of a run')
    .argument('<store>', 'place of the run: json:DIR, or the folder')
    .option('--sort <metric>', 'best first by this metric (table: by the metric the sweep ranks by)')
    .option('--where <condition>', 'keep rows such as "sharpe > 1 and trades >= 30 and fast < 20"')
    .option('--top <n>', 'at most so many rows (table: 20)', count)
    .addOption(
      new Option('--format <format>', 'table, json (one object a line) or csv')
        .choices(['table', 'json', 'csv'])
        .default('table'),
    )
    .option('--json', 'the same as --format json', false)
    .option('-o, --output <file>', 'write to a file instead of the terminal')
    .action(async (place, options) => {
      const { results } = await import('./results.ts')
      done(await results(place, options))
    })

  program
    .command('verdict')
    .description('say whether the winner of a run is luck')
    .argument('<store>', 'place of the run: json:DIR, sqlite:FILE, or the folder or file')
    .argument('[sweep]', 'file of the sweep that was run; without it only stored metrics are looked at')
    .option('--permutations <n>', 'run the whole sweep so many times on permuted bars, 99 say', count)
    .option('--seed <n>', 'of all that is drawn (1)', seedOf)
    .option('--workers <n>', 'what runs the permuted sweeps, as for run', parseWorkers, 'auto')
    .option('--json', 'print the verdict as JSON', false)
    .action(async (place, file, options) => {
      const { judgeRun } = await import('./verdict.ts')
      done(await judgeRun(place, file, options))
    })

  program
    .command('status')
    .description('show how far a run is, also while another process is running it')
    .argument('<store>', 'place of the run: json:DIR, sqlite:FILE, or the folder or file')
    .option('--json', 'print the status as JSON', false)
    .action(async (place, options) => {
      const { status } = await import('./status.ts')
      done(await status(place, options))
    })

  program
    .command('bench')
    .description('measure a sample of a sweep with more and more workers and recommend how to run it')
    .argument('<sweep>', 'file whose default export is defineSweep(…)')
    .addOption(new Option('--snapshots <interval>', 'as for run').choices(snapshotIntervals))
    .option('--trades', 'as for run', false)
    .option('--time-limit <seconds>', 'as for run', Number)
    .option('--memory-limit <mb>', 'as for run', Number)
    .option('--json', 'print the measurements and the recommendation as JSON', false)
    .action(async (file, options) => {
      const { bench } = await import('./bench.ts')
      done(await bench(file, options))
    })

  program
    .command('check')
    .description(
      'search the strategy of a sweep for look-ahead and for results that depend on chance, the clock or other backtests',
    )
    .argument('<sweep>', 'file whose default export is defineSweep(…)')
    .option('--sample <n>', 'parameter sets to try: defaults, extremes and others by chance (20)', count)
    .option('--seed <n>', 'of the chance (1)', Number)
    .option('--json', 'print what was found as JSON', false)
    .action(async (file, options) => {
      const { check } = await import('./check.ts')
      done(await check(file, options))
    })

  program
    .command('indicators')
    .description('list the indicators of ta, or show formula, options and outputs of one')
    .argument('[name]', 'name of an indicator, such as macd')
    .option('--json', 'print them as JSON', false)
    .action(async (name, options) => {
      const { indicators } = await import('./indicators.ts')
      done(indicators(name, options))
    })

  program
    .command('data')
    .description('work with price files')
    .command('check')
    .description('report everything that is wrong or odd in a CSV file')
    .argument('<file>', 'CSV file')
    .option('--timeframe <timeframe>', 'what it should be, such as 1h or 1d (default: as found)')
    .option('--json', 'print the report as JSON', false)
    .action(async (file, options) => {
      const { dataCheck } = await import('./data-check.ts')
      done(await dataCheck(file, options))
    })

  return program
}

function seedOf(text: string): number {
  const seed = Number(text)
  if (text.trim() === '' || !Number.isSafeInteger(seed)) throw new InvalidArgumentError('It must be a whole number.')
  return seed
}

function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.')
  return Number(text)
}

/** Errors are told in one line each, also when what a strategy threw has several. */
function oneLine(text: string): string {
  return text.trim().replace(/\s*[\r\n\u2028\u2029]\s*/g, ' ')
}

/** commander writes "error: …", and a suggestion below it. */
function usageError(text: string): string {
  const line = oneLine(text).replace(/^error: /, '')
  return `backsweep: ${line}${line.endsWith(')') ? '' : ' (--help shows what there is)'}\n`
}

function ranked(text: string): number {
  const rows = count(text)
  if (rows > 1000) throw new InvalidArgumentError('A run ranks its best 1,000: see more with backsweep results.')
  return rows
}
