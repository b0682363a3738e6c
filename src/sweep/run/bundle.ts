import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildFailure, Loader, Plugin } from 'esbuild'
import { BacksweepError, messageOf } from '../../base/errors.ts'

/** A user's file with all that it imports by path, as one text that can be imported anywhere. */
export interface Bundle {
  /** Path of the file it was made from. */
  readonly path: string
  /**
   * Identity of the code: sha256 of the bundle before machine-dependent addresses are filled in, so that the same
   * files have the same identity in another folder. Packages count by name and version.
   */
  readonly hash: string
  /** JavaScript with the addresses of this machine. */
  readonly code: string
}

/**
 * Bundles a TypeScript or JavaScript file.
 *
 * 1. esbuild reads it with the files it imports by path; it understands all of TypeScript, where Node's own type
 *    stripping stops at enums and imports without an extension.
 * 2. Packages stay outside. `backsweep` means this very installation, so that sweep and runner share one library.
 * 3. Addresses (of packages, of `import.meta.url`) are written as placeholders first; the hash is taken of that.
 *
 * Fails with 'sweep-unloadable', naming file and line.
 */
export async function bundleFile(path: string): Promise<Bundle> {
  const { build } = await import('esbuild')
  const addresses = new Map<string, string>()
  const folder = dirname(path)

  const outsidePackages: Plugin = {
    name: 'outside-packages',
    setup({ onResolve, resolve: resolveLikeEsbuild }) {
      onResolve({ filter: /^[^./]/ }, async ({ path: name, importer, resolveDir, kind, pluginData }) => {
        if (kind === 'entry-point' || name.startsWith('node:') || pluginData === addresses) return undefined
        if (name === 'backsweep') return outside(name, library)
        const found = await resolveLikeEsbuild(name, { importer, resolveDir, kind, pluginData: addresses })
        if (found.errors.length > 0 || found.external) return found
        return outside(`${name}@${await packageVersion(found.path)}`, pathToFileURL(found.path).href)
      })
    },
  }
  const ownUrls: Plugin = {
    name: 'own-urls',
    setup({ onLoad }) {
      onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path: file }) => {
        const own = placeholder(relative(folder, file).split(sep).join('/'))
        addresses.set(own, pathToFileURL(file).href)
        const text = await readFile(file, 'utf8')
        return {
          // on the first line, so that errors and stack traces keep their line numbers
          contents: `const ${ownUrl} = ${JSON.stringify(own)}; ${text.replace(/^#!/, '//')}`,
          loader: extname(file).replace(/^\.[cm]?/, '') as Loader,
        }
      })
    },
  }
  const outside = (name: string, url: string) => {
    addresses.set(placeholder(name), url)
    return { path: placeholder(name), external: true }
  }

  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      absWorkingDir: folder,
      outfile: join(folder, 'bundle.js'),
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      sourcemap: 'external',
      logLevel: 'silent',
      define: { 'import.meta.url': ownUrl },
      plugins: [outsidePackages, ownUrls],
    })
    const [map, script] = [true, false].map(
      (isMap) => outputFiles.find((file) => file.path.endsWith('.map') === isMap)!,
    )
    const { text } = script
    let code = text
    for (const [mark, url] of addresses) code = code.replaceAll(`"${mark}"`, JSON.stringify(url))
    const inlineMap = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(map.contents).toString('base64')}\n`
    return { path, hash: createHash('sha256').update(text).digest('hex'), code: code + inlineMap }
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? []
    const place = first?.location
      ? `${shown(resolve(folder, first.location.file))}:${first.location.line}`
      : shown(path)
    throw new BacksweepError('sweep-unloadable', `${place}: ${first?.text ?? messageOf(error)}`, { file: path })
  }
}

/** What `import.meta.url` becomes: a name that every file of the bundle gives its own value. */
const ownUrl = '__ownUrl'

/** Imports a bundle from memory: nothing is written beside the user's files. Throws what the code throws. */
export async function importBundle({ code }: Pick<Bundle, 'code'>): Promise<Record<string, unknown>> {
  process.setSourceMapsEnabled(true)
  return await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)
}

const library = new URL(`../../index${extname(import.meta.url)}`, import.meta.url).href

function placeholder(name: string): string {
  return `backsweep-address:${name}`
}

/** A path as people want to read it: from where they are, when it lies below. */
function shown(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}

async function packageVersion(file: string): Promise<string> {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (!existsSync(manifest)) continue
    const { version } = JSON.parse(await readFile(manifest, 'utf8'))
    if (typeof version === 'string') return version
  }
  return 'unknown'
}
