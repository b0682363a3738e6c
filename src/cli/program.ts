import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { BacksweepError } from '../base/errors.ts'
import { engineVersion } from '../sweep/run/version.ts'

/** Exit codes of the command. */
export const exitCodes = { ok: 0, failedBacktests: 1, wrongInput: 2, interrupted: 130 } as const

/** Errors that tell of failing backtests, not of wrong usage or input. */
const backtestErrors: readonly string[] = ['strategy-failed', 'signal-invalid', 'simulation-failed', 'bars-changed']

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
    .option('--store <place>', 'where results go: memory: or json:DIR (default: json:runs/NAME)')
    .option('--fresh', 'start over where a run exists; the old one is kept aside', false)
    .option('--continue-on-error', 'record backtests that fail and go on', false)
    .option('--top <n>', 'rows of the table, at most 1000', ranked, 20)
    .option('--json', 'print the summary and the best rows as JSON', false)
    .action(async (file, options) => {
      const { run } = await import('./run.ts')
      done(await run(file, options))
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
