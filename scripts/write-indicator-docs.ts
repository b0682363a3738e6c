/**
 * Writes docs/indicators.md from the registry: `node scripts/write-indicator-docs.ts`.
 * test/guard/indicator-docs.test.ts fails when the file is out of date.
 */
import { writeFileSync } from 'node:fs'
import { describeIndicator, type IndicatorDescription } from '../src/indicators/describe.ts'
import { families, type IndicatorFamily, indicators } from '../src/indicators/registry.ts'

const introduction = `# Indicators

<!-- Written by scripts/write-indicator-docs.ts from src/indicators/registry.ts. Do not edit by hand. -->

A strategy calls them on \`ta\`. A number sets the first option, an object any of them; options with a usual value may be left
out. One output gives a column, several an object of columns by name:

\`\`\`ts
const average = ta.sma(bars.close, 20)
const { middle, upper, lower } = ta.bollinger(bars.close, { period: 10 })
const range = ta.atr(14) // reads high, low and close of the bars by itself
const calm = ta.sma(ta.rsi(bars.close), 5) // an indicator of an indicator
\`\`\`

* **Length.** Every column has one value per bar, NaN during warm-up. A value depends on its own and earlier bars only and
  does not change in a single bit when later bars are added.
* **Missing values.** NaN and infinite inputs are missing. An output that reads a window of bars is NaN where the window holds a
  missing value, and nowhere else. What remembers the whole past (ema, smma and what is made of them, as rsi, atr and macd;
  kama, mama, htTrendline, fisher, laguerreRsi, parabolicSar and heikinAshi; sums like obv) starts anew after a missing value:
  NaN until its period of values has been seen again, then a new seed. Missing values at the start only put off the start: an
  indicator of an indicator counts from that one's first value.
* **Rounding.** Nothing drifts, however long the series. The sum behind \`sma\` is rounded once, so equal averages are equal;
  deviations are measured from a value inside the window, so a price of 60,000 that moves by 0.005 is no problem.
* **Source.** \`source\` is any column of the bars' length, or an array of as many numbers. Results are remembered by the identity of
  the source: an array must not change after it was given.
`

export function indicatorDocs(): string {
  const sections = indicators.map((spec) => section(describeIndicator(spec)))
  return `${introduction}\n${families.map(overview).join('\n')}\n${sections.join('\n')}`
}

function overview({ title, members }: IndicatorFamily): string {
  const rows = members.map(describeIndicator).map(({ name, title, fullCall, outputs }) => {
    const outputNames = outputs.map((output) => output.name).join(', ')
    return `| [${name}](#${name.toLowerCase()}) | ${title} | \`${fullCall}\` | ${outputNames} |`
  })
  return [`### ${title}`, '', '| name | | call | outputs |', '|---|---|---|---|', ...rows, ''].join('\n')
}

function section({ name, title, fullCall, formula, inputs, options, exampleOptions, outputs }: IndicatorDescription) {
  const optionRows = options.map(
    ({ name, meaning, allowed, usual }) => `| ${name} | ${meaning} | ${allowed} | ${usual ?? 'must be given'} |`,
  )
  const given = Object.entries(exampleOptions).map(([name, value]) => `${name} ${value}`)
  const withValues = outputs.map(({ name, from }) => `${name} (from bar ${from})`)
  return [
    `## ${name}`,
    '',
    `${title}: \`${fullCall}\``,
    '',
    formula,
    '',
    `* Inputs: ${inputs.join(', ')}`,
    `* Outputs: ${withValues.join(', ')}${given.length > 0 ? `, with ${given.join(', ')}` : ''}`,
    '',
    ...(options.length > 0 ? ['| option | meaning | allowed | usual |', '|---|---|---|---|', ...optionRows, ''] : []),
  ].join('\n')
}

if (import.meta.main) writeFileSync(new URL('../docs/indicators.md', import.meta.url), indicatorDocs())
