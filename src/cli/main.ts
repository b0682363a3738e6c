#!/usr/bin/env node
// Only this file may run on a Node that is too old, so it imports nothing before it has looked.
const needed = [22, 18]
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `backsweep needs Node ${needed.join('.')} or newer, this is ${process.versions.node}: install a newer Node.\n`,
  )
  process.exitCode = 2
} else {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache() // halves the time to start from the second time on
  const { main } = await import('./program.ts')
  process.exitCode = await main(process.argv.slice(2))
}
