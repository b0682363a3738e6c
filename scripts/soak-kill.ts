import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killRounds, rowsIn, start, writeSweep } from '../test/support/faulty/kill-rounds.ts'

/**
 * kill -9 and resume, a thousand times: the same as test/e2e/kill.test.ts, for longer.
 *
 *   node -C backsweep-source scripts/soak-kill.ts [seed = 1] [kills = 1000]
 */
const [seed = 1, kills = 1000] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'backsweep-soak-'))
const sweep = writeSweep(folder, 1000)
const { code, stderr } = await start(['run', sweep, '--store', `json:${folder}/wanted`, '--workers', 'none']).ended
if (code !== 0) throw new Error(stderr)
const wanted = await rowsIn(`json:${folder}/wanted`)

const half = Math.ceil(kills / 2)
let told = 0
const onKill = () => {
  if (++told % 50 === 0) console.log(`${told} kills`)
}
const options = { folder, kills: half, wanted, onKill }
const [json, sqlite] = await Promise.all([
  killRounds({ ...options, kind: 'json', seed, workers: '2' }),
  killRounds({ ...options, kind: 'sqlite', seed: seed + 1, workers: '2' }),
])
console.log(
  `${2 * half} kills, ${json.stores} json: and ${sqlite.stores} sqlite: stores, seed ${seed}: every export is the same.`,
)
rmSync(folder, { recursive: true })
