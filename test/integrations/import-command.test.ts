import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FileReport } from '../../src/integrations/import/report-import.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''

function run(...args: string[]): { readonly status: number | null; readonly lines: string[]; readonly errors: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['scripts/run-ts.mjs', 'scripts/import-files.ts', ...args],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  return { status, lines: stdout.trimEnd().split('\n'), errors: stderr }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'billfold-import-'))
  mkdirSync(join(folder, 'lists', 'deep'), { recursive: true })
  writeFileSync(
    join(folder, 'lists', 'clients.csv'),
    'Client Name,Email,City\nAda,a@x.org,Bonn\n,b@x.org,Köln\nAda,a@x.org,Bonn\n',
  )
  writeFileSync(
    join(folder, 'lists', 'deep', 'payments.tsv'),
    'Client\tPayment Date\tAmount\nAda\t2026-01-01\t10.00\nBob\t2026-01-02\t5.50\n',
  )
  writeFileSync(join(folder, 'scan.csv'), '%PDF-1.7\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('npm run import', () => {
  it('reports every file of a folder and writes the same as JSON', () => {
    const json = join(folder, 'out.json')
    const { status, lines } = run(join(folder, 'lists'), '--json', json)
    expect(status).toBe(0)
    expect(lines.at(-1)).toBe('2 passed, 0 failed')
    const [clients, payments] = JSON.parse(readFileSync(json, 'utf8')) as FileReport[]
    expect(clients).toEqual({
      file: join(folder, 'lists', 'clients.csv'),
      recognisedAs: null,
      entity: 'clients',
      encoding: 'utf-8',
      delimiter: ',',
      headerRow: 1,
      rowsRead: 3,
      accepted: 1,
      refused: [{ row: 3, column: 'Client Name', code: 'name-missing', text: 'The name is missing' }],
      duplicates: 1,
      controlSums: {},
      warnings: [],
    })
    expect(payments).toMatchObject({
      entity: 'payments',
      delimiter: 'TAB',
      code: 'not-imported',
      rowsRead: 2,
      accepted: 0,
      controlSums: { sumOfAmounts: '15.50', distinctClients: 2 },
    })
  })

  it('says 1 for a refused file, with the reason, and goes on with the others', () => {
    const { status, lines } = run(join(folder, 'scan.csv'), join(folder, 'lists', 'clients.csv'))
    expect(status).toBe(1)
    expect(lines.at(-1)).toBe('1 passed, 1 failed')
    expect(lines.join('\n')).toContain('file-not-text: This is not a text file but looks like this: PDF.')
  })

  it.each([[[]], [['/nowhere/at/all.csv']], [['--frobnicate', 'x']], [['--json']], [['--as', 'invoices', 'x.csv']]])(
    'says 2 for %j',
    (args) => {
      const { status, errors } = run(...args)
      expect(status).toBe(2)
      expect(errors).toContain('usage: npm run import -- FILE_OR_FOLDER...')
    },
  )
})
