/**
 * Writes docs/performance.md: what makes backsweep fast, and the figures of docs/performance.json, which is what
 * `npm run bench -- --out docs/performance.json` writes: `node -C backsweep-source scripts/write-performance-docs.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { type BenchFile, type CaseResult, type Machine, shown } from '../bench/result.ts'

const docs = new URL('../docs/', import.meta.url)

export function performanceDocs(): string {
  const file: BenchFile = JSON.parse(readFileSync(new URL('performance.json', docs), 'utf8'))
  return `${reasons}
## Figures

Made on ${file.date.slice(0, 10)} at commit ${file.commit}, on ${machineText(file.machine)}. Each case ran in a process of its own; the median
and the best of its rounds are given. Before it began, ${file.load.toFixed(1)} processes wanted a core: the more there are, the less do the figures, the
medians above all, say about the code.

| case | size | unit | median | best | limit |
|---|---|---|---|---|---|
${file.cases.map(rowOf).join('\n')}
`
}

function rowOf({ name, size, unit, median, best, limit }: CaseResult): string {
  const bound = limit === undefined ? '' : `${limit.of} ${shown(limit.value)}`
  return `| ${name} | ${size} | ${unit} | ${shown(median)} | ${shown(best)} | ${bound} |`
}

function machineText({ cpu, cores, memory, system, node, v8 }: Machine): string {
  return `a machine with ${cores} cores (${cpu}), ${memory} GB, ${system}, Node ${node} (V8 ${v8})`
}

const reasons = `# Performance

<!-- Written by scripts/write-performance-docs.ts from docs/performance.json. Do not edit by hand. -->

What is done so that very many backtests are fast, and why. \`backsweep bench sweep.ts\` measures your own sweep (docs/scaling.md).

## A backtest

- **Indicators are computed once** for each distinct call, date range and thread, in typed arrays; averages of one column from exact sums up to every value.
- **Signals are bits.** Comparing two columns makes 32 bars a word and their crosses with it, by SIMD. Columns are rounded to 32 bits for that, those that do
  not change once, and are looked at in full only where they are then equal.
- **Grids are run in blocks** that share indicators where a thread cannot remember all of them.
- **The engine visits only bars on which something can happen**, words without a signal are jumped over, and the commonest backtest, long and all in, has a loop of its own.
- **Metrics come from one walk** over the equity. Where none of them needs every single return, they come from trade to trade over running
  sums and tables of the lowest and highest prices. The walk and the sums over the returns are kernels, and quantiles are selected among the few returns
  beyond those of the backtest before.
- **Screening is one kernel.** A long all-in backtest of which only return, Sharpe, drawdown and trades are asked is simulated and measured in one
  go, without a list of its trades, in some 65 ns a trade. Tables of the lowest and highest prices pass over many bars at a time, for the drawdown and between the levels of stops.
  It gives the bits of the engine, to which it leaves everything else.

## From a worker to the disk

- **A chunk's metrics travel as one array of numbers**, which is moved between threads and not copied. It stays that until its rows are
  written: objects that wait survive collections of garbage, which then cost more than everything else that the driver does.
- **Rows are written while the next ones run.** A \`sqlite:\` store has a thread of its own, which gets whole columns: it makes the fingerprints and the
  texts of rows and binds their values, 3 to 5 µs a row, and waits for the disk; a \`json:\` store gets whole lines from the workers. The run waits only when two more are due before the
  last one is on the disk. A row counts as done when it is there, not sooner.
- **Nothing is counted again.** What a run tells of its progress is kept up to date row by row; counting the states of a million backtests ten
  times a second took a fifth of a run.
- **A ranking is SQLite's work.** \`backsweep results\` reads one column of all rows and whole rows only of the best, so it needs no index that every
  insert would have to keep.

## Start-up

- Commands are loaded when they are used, esbuild and the SQLite module only where they are needed, and Node's compile cache (in the system's folder
  for temporary files) halves the rest.
- Threads are started when more than a second of work is left; a small sweep is done before.
- The strategy is bundled, by esbuild's own process, while the data is loaded.

## Measuring

\`npm run bench\` measures everything and fails when a result is wrong or a limit is broken; \`npm run bench -- metrics store/sqlite\` measures some. \`--out FILE\`
writes JSON with machine, commit and date, \`--compare FILE\` says how many times as good the best and the median rounds have become. A case is
a value in bench/ and a line in bench/cases.ts.
`

if (import.meta.main) writeFileSync(new URL('performance.md', docs), performanceDocs())
