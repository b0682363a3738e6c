/** Writes docs/metrics.md from the registry of metrics: `node scripts/write-metric-docs.ts`. */
import { writeFileSync } from 'node:fs'
import type { Metric } from '../src/metrics/metric.ts'
import { metricSets, metrics } from '../src/metrics/registry.ts'

export function metricDocs(): string {
  const families = Map.groupBy(Object.values<Metric>(metrics), ({ family }) => family)
  return [introduction(), ...[...families].map(([family, members]) => familySection(family, members))].join('\n')
}

function introduction(): string {
  return `# Metrics

<!-- Written by scripts/write-metric-docs.ts from src/metrics/registry.ts. Do not edit by hand. -->

A sweep names its metrics: \`metrics: 'default'\` is all of those below but the last family, \`'benchmark'\` all of them, \`'screening'\` the
few that cost the least (${metricSets.screening.map((name) => `\`${name}\``).join(', ')}), and a list of names exactly those. A metric has the same
bits in every list; only \`sharpe\` and \`volatility\` may differ after the tenth digit, because a list without any metric that needs every single return is
computed from trade to trade.

The formulas use these letters:

| letter | meaning |
|---|---|
| n | bars of the backtest |
| E[1..n] | equity at the close of every bar: cash + units * close, an open position included |
| E[0] | the initial amount, as if it were the close of the bar before the first |
| r | returns, r[t] = E[t] / E[t - 1] - 1: as many as bars, those without a position included |
| m, s | mean of r, and its sample standard deviation (divided by n - 1) |
| P | \`periodsPerYear\` |
| f | risk-free return of one bar, (1 + \`riskFreeRate\`)^(1 / P) - 1 |
| D | drawdown at the close of every bar, 1 - E[t] / max(E[0..t]) |
| q5, q95 | 5 % and 95 % quantile of r, linear between the ranks next to 0.05 * (n - 1) and 0.95 * (n - 1) |
| pnl | profit or loss of a trade after the fees of its entry and its exit |
| B[0..n] | equity of the benchmark, at the same moments as E and from the same initial amount |
| b, mb, sb | its returns, as many as r; their mean, and their sample standard deviation |

* **Units.** Ratios are fractions: 0.1, never 10 %. Money is in the currency of the account. Durations are in bars.
* **Trades.** Statistics are over closed trades. A win has pnl > 0, a loss pnl < 0; a trade that broke even is neither, and
  counts in the number of trades.
* **Undefined** metrics are null. A quotient without a denominator is Infinity, and null when its numerator is 0 too. No
  metric is ever NaN. JSON, which knows no infinities, gets the strings "Infinity" and "-Infinity".
* **Constant returns.** Returns are constant when the largest and the smallest differ by at most 2^-48 * (1 + |m|), about
  3.6e-15, which is what rounding does to them. An equity that grows by 1 % a bar thereby has no Sharpe ratio, instead of one of 1e15.
* **Ruin.** A bar that starts with an equity of zero or less has the return 0.
* **Benchmark.** Without one, the metrics against it are null. Whatever it is, it pays no costs, its prices are taken as they are, and it
  stands still where it has no bar. What is bought is bought at a close of the range, so that the first return of a benchmark is 0, as
  that of a strategy is:
${benchmarkKinds}
* **Equal returns.** A strategy that holds its benchmark has its returns, but for rounding. So r and b, and differences r - b among each
  other, count as equal when they differ by at most 2^-48 * (1 + the larger of |r| and |b|).
`
}

/** What src/metrics/benchmark-column.ts makes. */
const benchmarkKinds = `  - buy and hold: a symbol, by default the first, bought at its first close in the range;
  - an equal weight basket: each of n symbols gets 1/n of the initial amount and is bought at its first close in the range. Until then its
    part waits as cash; nothing is rebalanced afterwards;
  - the risk-free rate: the initial amount grows by f on every bar, the first included. b is constant, so there is no beta, and the
    information ratio is the Sharpe ratio;
  - bars of your own, of any timeframe: worth the close of the last one that had closed, and bought when there is one.`

function familySection(family: string, members: readonly Metric[]): string {
  return [
    `## ${family}`,
    '',
    '| name | | unit | better | formula |',
    '|---|---|---|---|---|',
    ...members.map(({ name, title, unit, better, formula }) =>
      row(`\`${name}\``, title, unit, better, escaped(formula)),
    ),
    '',
  ].join('\n')
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** Characters that Markdown would take for its own. */
function escaped(text: string): string {
  return text.replace(/[|*<>[\]]/g, (character) => `\\${character}`)
}

if (import.meta.main) writeFileSync(new URL('../docs/metrics.md', import.meta.url), metricDocs())
