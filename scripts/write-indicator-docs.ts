/**
 * Writes docs/indicators.md from the registry: `node scripts/write-indicator-docs.ts`.
 * test/guard/indicator-docs.test.ts fails when the file is out of date.
 */
import { writeFileSync } from 'node:fs'
import type { IndicatorSpec } from '../src/indicators/indicator.ts'
import { indicators } from '../src/indicators/registry.ts'

const allowed = { period: 'whole number from 1', factor: 'positive number', fraction: 'between 0 and 1' }

/** Shown where an option has no usual value. */
const exampleValue = 20

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
`

export function indicatorDocs(): string {
  const rows = indicators.map(
    (spec) =>
      `| [${spec.name}](#${spec.name.toLowerCase()}) | ${spec.title} | \`${call(spec)}\` | ${spec.outputs.join(', ')} |`,
  )
  const overview = ['| name | | call | outputs |', '|---|---|---|---|', ...rows].join('\n')
  return `${introduction}\n${overview}\n\n${indicators.map(section).join('\n')}`
}

function section(spec: IndicatorSpec): string {
  const options = Object.entries(spec.options).map(([name, option]) => {
    return `| ${name} | ${option.meaning} | ${allowed[option.kind]} | ${'usual' in option ? option.usual : 'must be given'} |`
  })
  const values = exampleOptions(spec)
  const warmup = spec.warmup(values)
  const given = Object.keys(values).map((name) => `${name} ${values[name]}`)
  const outputs = spec.outputs.map((output, i) => `${output} (from bar ${warmup[i]})`)
  return [
    `## ${spec.name}`,
    '',
    `${spec.title}: \`${call(spec)}\``,
    '',
    `${spec.formula}`,
    '',
    `* Inputs: ${spec.inputs.join(', ')}`,
    `* Outputs: ${outputs.join(', ')}${given.length > 0 ? `, with ${given.join(', ')}` : ''}`,
    '',
    ...(options.length > 0 ? ['| option | meaning | allowed | usual |', '|---|---|---|---|', ...options, ''] : []),
  ].join('\n')
}

function call(spec: IndicatorSpec): string {
  const values = exampleOptions(spec)
  const names = Object.keys(values)
  const options =
    names.length > 1
      ? `{ ${names.map((name) => `${name}: ${values[name]}`).join(', ')} }`
      : names.map((name) => values[name]).join()
  const source = spec.inputs.includes('source') ? 'source' : ''
  return `ta.${spec.name}(${[source, options].filter((part) => part !== '').join(', ')})`
}

function exampleOptions(spec: IndicatorSpec): Record<string, number> {
  return Object.fromEntries(
    Object.entries(spec.options).map(([name, option]) => [name, 'usual' in option ? option.usual : exampleValue]),
  )
}

if (import.meta.main) writeFileSync(new URL('../docs/indicators.md', import.meta.url), indicatorDocs())
