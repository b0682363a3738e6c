/**
 * Writes docs/indicators.md from the registry: `node scripts/write-indicator-docs.ts`.
 * test/guard/indicator-docs.test.ts fails when the file is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs'
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
* **Candles.** The \`cdl…\` patterns have TA-Lib's names, conditions and usual settings. They say 0, 100 or -100, some also 80 or
  200, from the same bar on as TA-Lib (two start a bar earlier and say so), but NaN, not 0, on the bars before, and where a bar
  that they read has a missing price. A candle is measured by the bars before it: its body is long or short against the mean body
  of 10 bars, and a doji up to 10 % of the mean range of 10 bars; its top or bottom is bare when the shadow is less than 10 % of
  that range; a shadow is short below half the mean of both shadows of 10 bars. Prices and sizes are equal up to 5 %, near up
  to 20 % and far beyond 60 % of the mean range of 5 bars. Bodies gap, if nothing else is said. A candle that closes where it
  opened is white. No pattern looks for the trend that it is to turn or to continue.
* **Source.** \`source\` is any column of the bars' length, or an array of as many numbers. Results are remembered by the identity of
  the source: an array must not change after it was given.

\`backsweep indicators\` lists them in the terminal, and \`backsweep indicators macd\` says all about one.

## Your own

\`defineIndicator\` takes what the built-in ones are made of, and \`ta.use\` gives the call, whose types are inferred:

${example('efficiency-ratio.ts')}

${example('straight-trend.ts')}

* **Inputs** are the bars' own columns (open, high, low, close, volume) and \`source\`, which the call then takes first. **Options** are numbers, made
  with \`period\`, \`factor\` or \`fraction\`; only the first may do without a usual value. **Outputs** are named; one gives a column (a line), several an
  object of them. The name must not be that of a built-in indicator.
* **compute** finds its outputs filled with NaN, writes the values there are, and returns nothing. What it writes depends on its arguments
  alone, and on bar t on the inputs up to bar t: nothing at run time would notice a look ahead. It must not write into its inputs.
* **Missing values.** Above, a window that holds a NaN has a NaN for its way. A sum that goes on for ever must be started anew, or one NaN poisons the rest.
* **Remembered** like the built-in ones, once per bars, source and options. An indicator is known by its identity, so define it at the top level of a
  module; one that is defined inside \`signals\` or \`init\` is computed again for every backtest.
* **Checked** in a test of yours by \`checkIndicator(indicator, bars, options)\`, which throws \`indicator-invalid\` and says what is wrong when it looks ahead,
  gives other values when asked again, writes into its inputs, or has not the values that its \`warmup\` promises, on bars and after missing values.

${example('from-code.ts')}

prints

\`\`\`text
best of 240: { period: 21, least: 0.2, average: 200 }
signals over whole columns: 23802.13
bar by bar: 23802.13
\`\`\`

## All indicators
`

function example(file: string): string {
  const path = `examples/own-indicator/${file}`
  const code = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
  return `<!-- ${path} -->\n\`\`\`ts\n${code}\`\`\``
}

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
