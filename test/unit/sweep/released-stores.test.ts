import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore, runSweep } from '../../../src/index.ts'
import { releasedSweep } from '../../support/released-sweep.ts'

/** Runs that earlier versions wrote, made by scripts/write-golden-stores.ts: every version after must read them. */

const golden = fileURLToPath(new URL('../../golden/stores/', import.meta.url))
const stores = { json: 'run', sqlite: 'run.db' }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backsweep-released-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function rowsOf(address: string): Promise<string> {
  const store = await openStore(address)
  const lines: string[] = []
  for await (const row of store.rows()) lines.push(`${JSON.stringify(row)}\n`)
  await store.close()
  return lines.join('')
}

describe.each(readdirSync(golden))('the run of version %s', (version) => {
  const files = join(golden, version)
  const wanted = readFileSync(join(files, 'rows.jsonl'), 'utf8')

  test('is as it was written', () => {
    const papers = JSON.parse(readFileSync(join(files, 'metadata.json'), 'utf8'))
    expect(Object.keys(papers.files)).toContain('run.db')
    for (const [name, { sha256 }] of Object.entries<{ sha256: string }>(papers.files)) {
      const bytes = readFileSync(join(files, name))
      expect(createHash('sha256').update(bytes).digest('hex'), name).toBe(sha256)
    }
  })

  test.each(Object.entries(stores))(
    'in %s gives back every row, with failures and marks of the filter',
    async (kind, name) => {
      cpSync(files, folder, { recursive: true })
      expect(await rowsOf(`${kind}:${join(folder, name)}`)).toBe(wanted)
      for (const status of ['complete', 'failed', 'filtered']) expect(wanted).toContain(`"status":"${status}"`)
    },
  )

  test('has the same equity, trades and findings of analyzers in every kind of store', async () => {
    cpSync(files, folder, { recursive: true })
    const [json, sqlite] = await Promise.all(
      Object.entries(stores).map(([kind, name]) => openStore(`${kind}:${join(folder, name)}`)),
    )
    const details = await json.details(0)
    expect(details?.equity.length).toBeGreaterThan(5)
    expect(details?.trades.length).toBeGreaterThan(1)
    expect(details?.analyses).toMatchObject({ drawdown: { maxLength: expect.any(Number) } })
    expect(details?.analyses.population).toEqual(expect.any(Number))
    for (let number = 0; number < 24; number++) expect(await sqlite.details(number)).toEqual(await json.details(number))
    await Promise.all([json.close(), sqlite.close()])
  })

  test.each(Object.entries(stores))('in %s can be resumed', async (kind, name) => {
    cpSync(files, folder, { recursive: true })
    const store = `${kind}:${join(folder, name)}`
    const result = await runSweep(releasedSweep, { store, resume: true, workers: 'none', continueOnError: true })
    expect(result).toMatchObject({ complete: 16, failed: 8 })
    expect((await rowsOf(store)).split('\n')).toHaveLength(25)
  })
})
