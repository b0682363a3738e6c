// `node examples/cerebro-optimize` looks for this name. Node reads TypeScript from 22.18 on; where it is older, the repository's own is taken.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major > 22 || (major === 22 && minor >= 18)) {
  await import('./cerebro-optimize.ts')
} else {
  const own = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url))
  process.exitCode = spawnSync(own, process.argv.slice(1), { stdio: 'inherit' }).status ?? 1
}
