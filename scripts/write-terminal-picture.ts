/**
 * Runs `npm run sweep` and draws what the terminal shows as docs/images/sweep.svg: `node scripts/write-terminal-picture.ts`.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'

const rows = 12
const { stdout, stderr, status } = spawnSync('npm', ['run', '--silent', 'sweep', '--', '--top', String(rows)], {
  encoding: 'utf8',
})
if (status !== 0) throw new Error(stderr)

const progress = `${'█'.repeat(24)}  ${stderr.split('\n')[0]}`
const hint = stderr.split('\n').find((line) => line.startsWith('All ')) ?? ''
const lines = ['$ npm run sweep', '', progress, ...stdout.trimEnd().split('\n'), '', hint]

const [charWidth, lineHeight, margin] = [7.8, 19, 16]
const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * charWidth) + 2 * margin
const height = lines.length * lineHeight + 2 * margin
const text = lines.map((line, i) => {
  const colour = i === 0 ? '#7ee787' : line.startsWith('█') ? '#79c0ff' : '#e6edf3'
  return `<text x="${margin}" y="${(margin + (i + 0.8) * lineHeight).toFixed(1)}" fill="${colour}" xml:space="preserve">${escaped(line)}</text>`
})
mkdirSync(new URL('../docs/images/', import.meta.url), { recursive: true })
writeFileSync(
  new URL('../docs/images/sweep.svg', import.meta.url),
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">
<title>The terminal after npm run sweep: a progress bar, then the best backtests by Sharpe ratio</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${text.join('\n')}
</svg>
`,
)

function escaped(line: string): string {
  return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
