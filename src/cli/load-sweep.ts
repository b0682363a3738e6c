import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BuildFailure, build, type Loader, type Plugin, type TransformFailure, transform } from 'esbuild'
import { BacksweepError, messageOf } from '../base/errors.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import type { Sweep } from '../sweep/plan/sweep.ts'

/**
 * Loads a sweep file, TypeScript or JavaScript.
 *
 * 1. esbuild bundles the file with those it imports by path; it reads all of TypeScript, where Node's own type
 *    stripping stops at enums and imports without an extension.
 * 2. `backsweep` stays outside and means this very installation, so that the sweep and the runner share one library;
 *    other packages stay outside too and are found from the file that imports them.
 * 3. The bundle is imported from memory: nothing is written beside the user's files.
 */
export async function loadSweep(file: string): Promise<Sweep<Parameters>> {
  const path = resolve(file)
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new BacksweepError(
      'file-not-found',
      `There is no sweep file ${file} (looked for ${path}): give the file that exports defineSweep(…).`,
      {
        file: path,
      },
    )
  }
  const code = await bundle(path, file)
  const exported = await importBundle(code, file)
  if (exported.default?.kind !== 'sweep') {
    const names = Object.keys(exported).join(', ') || 'nothing'
    throw new BacksweepError(
      'sweep-unloadable',
      `${file} has no sweep as its default export (it exports ${names}): write "export default defineSweep({ … })".`,
      {
        file: path,
      },
    )
  }
  return exported.default
}

async function bundle(path: string, file: string): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      sourcemap: 'inline',
      logLevel: 'silent',
      plugins: [outsidePackages, ownModuleUrl],
    })
    return outputFiles[0].text
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? []
    const place = first?.location
      ? `${relative(process.cwd(), resolve(first.location.file))}:${first.location.line}`
      : file
    throw new BacksweepError('sweep-unloadable', `${place}: ${first?.text ?? messageOf(error)}`, { file: path })
  }
}

async function importBundle(code: string, file: string): Promise<{ default?: Sweep<Parameters> }> {
  process.setSourceMapsEnabled(true)
  try {
    return await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)
  } catch (error) {
    if (error instanceof BacksweepError)
      throw new BacksweepError(error.code, `${file}: ${error.message}`, error.details, { cause: error })
    throw new BacksweepError(
      'sweep-unloadable',
      `${file} threw while it was loaded: ${messageOf(error)}`,
      { file },
      { cause: error },
    )
  }
}

const library = new URL(`../index${extname(import.meta.url)}`, import.meta.url).href

/** Packages are left to Node, by absolute address: a module in memory has no folder to look from. */
const outsidePackages: Plugin = {
  name: 'outside-packages',
  setup({ onResolve, resolve: resolveLikeEsbuild }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (kind === 'entry-point' || path.startsWith('node:') || pluginData === outsidePackages) return undefined
      if (path === 'backsweep') return { path: library, external: true }
      const found = await resolveLikeEsbuild(path, { importer, resolveDir, kind, pluginData: outsidePackages })
      if (found.errors.length > 0 || found.external) return found
      return { path: pathToFileURL(found.path).href, external: true }
    })
  },
}

/** Gives every file of the bundle its own `import.meta.url`. */
const ownModuleUrl: Plugin = {
  name: 'own-module-url',
  setup({ onLoad }) {
    onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
      try {
        const { code } = await transform(await readFile(path, 'utf8'), {
          loader: extname(path).replace(/^\.[cm]?/, '') as Loader,
          define: { 'import.meta.url': JSON.stringify(pathToFileURL(path).href) },
          sourcefile: path,
          sourcemap: 'inline',
        })
        return { contents: code, loader: 'js' }
      } catch (error) {
        return { errors: (error as TransformFailure).errors }
      }
    })
  },
}
