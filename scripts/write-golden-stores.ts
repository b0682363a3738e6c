/**
 * Writes a run of this version into test/golden/stores/VERSION, in every kind of store that lasts, and its rows beside it:
 * `node -C backsweep-source scripts/write-golden-stores.ts`, once, when a version is released. Later versions must read them
 * (test/unit/sweep/released-stores.test.ts). The bars are made up.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openStore, runSweep } from 'backsweep'
import { engineVersion } from '../src/sweep/run/version.ts'
import { releasedSweep } from '../test/support/released-sweep.ts'

const folder = fileURLToPath(new URL(`../test/golden/stores/${engineVersion}/`, import.meta.url))
if (existsSync(folder)) throw new Error(`${folder} exists: a released version's files do not change`)
mkdirSync(folder, { recursive: true })

for (const store of [`json:${folder}run`, `sqlite:${folder}run.db`]) {
  await runSweep(releasedSweep, {
    store,
    workers: 'none',
    continueOnError: true,
    snapshotInterval: 'weekly',
    keepTrades: true,
    analyzers: ['drawdown', { name: 'sharpe', options: { riskFreeRate: 0.01, sample: false }, as: 'population' }],
    finalFilter: (rows) => rows.filter(({ summary }) => summary.worstDrawdown < 0.02),
  })
}
const reader = await openStore(`json:${folder}run`)
const lines: string[] = []
for await (const row of reader.rows()) lines.push(`${JSON.stringify(row)}\n`)
await reader.close()
writeFileSync(`${folder}rows.jsonl`, lines.join(''))
rmSync(`${folder}run/lock`, { force: true })

const papers: Record<string, object> = {}
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
  if (!/\.[a-z]+$/.test(name)) continue
  papers[name] = {
    sha256: createHash('sha256')
      .update(readFileSync(folder + name))
      .digest('hex'),
  }
}
writeFileSync(
  `${folder}metadata.json`,
  `${JSON.stringify({ source: `A run of backsweep ${engineVersion} over made-up bars.`, licence: 'Made for this project.', made_by: 'scripts/write-golden-stores.ts', files: papers }, null, 2)}\n`,
)
