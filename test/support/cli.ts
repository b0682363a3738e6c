import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The real command in folders of its own. */

const root = fileURLToPath(new URL('../../', import.meta.url))
const command = ['-C', 'backsweep-source', join(root, 'src/cli/main.ts')]
/** Compiled modules are kept there between runs, because a test file starts the command a hundred times. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/backsweep-tests') }

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A temporary folder with packages, as a user's project is. */
export class WorkFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'backsweep-'))

  constructor(files: Readonly<Record<string, string>> = {}) {
    symlinkSync(join(root, 'node_modules'), join(this.path, 'node_modules'))
    for (const [name, text] of Object.entries(files)) this.write(name, text)
  }

  write(name: string, text: string): void {
    const path = join(this.path, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8')
  }

  /** Copies a folder or file of the repository. */
  copy(from: string, to: string): void {
    cpSync(join(root, from), join(this.path, to), { recursive: true })
  }

  /** Every file and folder, sorted, without the packages. */
  names(): string[] {
    return readdirSync(this.path, { recursive: true })
      .map(String)
      .filter((name) => !name.startsWith('node_modules'))
      .sort()
  }

  /** Runs `backsweep` with these arguments and waits for its end. */
  async run(...args: readonly string[]): Promise<Outcome> {
    return await this.start(...args).outcome
  }

  start(...args: readonly string[]): {
    readonly child: ChildProcessWithoutNullStreams
    readonly outcome: Promise<Outcome>
  } {
    const child = spawn(process.execPath, [...command, ...args], { cwd: this.path, env })
    child.stdin.end()
    const outcome = new Promise<Outcome>((resolve, reject) => {
      let stdout = ''
      let stderr = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
      })
      child.on('error', reject)
      child.on('close', (code) => resolve({ code, stdout, stderr }))
    })
    return { child, outcome }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
