import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { type InspectedBackup, inspectBackup } from '../../src/commands/inspect-backup.ts'
import { restoreBackup } from '../../src/commands/restore-backup.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveProduct } from '../../src/commands/save-product.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { AccountId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { schemaVersion } from '../../src/storage/account-db.ts'
import { addClient, change, charge, clientFields, draftAll } from '../support/practice.ts'
import { booksOf, databaseNames, openTestDevice, type TestDevice, wholeBooks } from './device.ts'
import { forge, linesOf, refusalOf, rowOf, sealed } from './forge.ts'
import { backupOf, workedDevice } from './worked-device.ts'

const hostile = fileURLToPath(new URL('../../../shared/imports/hostile', import.meta.url))

let device: TestDevice
let backup: InspectedBackup

beforeAll(async () => {
  device = await workedDevice()
  backup = await backupOf(device)
}, 60_000)

describe('files that are no backup', () => {
  it.each([
    ['', 'empty'],
    ['   \n', 'empty'],
    ['{"clients":[]}', 'json'],
    ['[1,2]', 'json'],
    ['<!doctype html><title>Sign in</title>', 'web-page'],
    ['name;city\nMeyer;Berlin\n', 'table'],
    ['%PDF-1.7\n', 'pdf'],
    ['PK\u0003\u0004', 'archive'],
    ['hello', 'other'],
    ['{"billfold":"settings","format":1}', 'json'],
  ])('names what %j seems to be', async (text, looksLike) => {
    expect(await refusalOf(new Blob([text]))).toEqual({ code: 'not-a-backup', looksLike })
  })

  it('reads nothing into bytes of chance, compressed or not', async () => {
    expect(await refusalOf(new Blob([new Uint8Array([0xff, 0xfe, 0, 0])]))).toMatchObject({ code: 'not-a-backup' })
    expect(await refusalOf(new Blob([new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2])]))).toMatchObject({
      code: 'not-a-backup',
    })
    expect(await refusalOf(new Blob([gzipSync('{"clients":[]}')]))).toEqual({ code: 'not-a-backup', looksLike: 'json' })
  })
})

describe('broken backups', () => {
  it('refuses one that was cut off, wherever the cut is', async () => {
    const { size } = backup.file
    const cuts = [40, 200, Math.floor(size / 3), Math.floor(size / 2), size - 200, size - 80, size - 70, size - 3]
    for (const cut of cuts) {
      const problem = await refusalOf(backup.file.slice(0, cut))
      expect(['backup-truncated', 'backup-damaged'], `cut at ${cut}`).toContain(problem.code)
    }
    const packed = gzipSync(Buffer.from(await backup.file.arrayBuffer()))
    expect(await refusalOf(new Blob([packed.subarray(0, packed.length - 400)]))).toEqual({ code: 'backup-truncated' })
    expect(await refusalOf(new Blob([packed.subarray(0, packed.length - 4)]))).toEqual({ code: 'backup-truncated' })
  })

  it('refuses every changed byte', async () => {
    const bytes = new Uint8Array(await backup.file.arrayBuffer())
    for (let at = 30; at < bytes.length; at += Math.floor(bytes.length / 60)) {
      const changed = bytes.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      await refusalOf(new Blob([changed]))
    }
    const packed = gzipSync(bytes)
    for (let at = 12; at < packed.length; at += Math.floor(packed.length / 40)) {
      const changed = new Uint8Array(packed)
      changed[at] = (changed[at] ?? 0) ^ 1
      await refusalOf(new Blob([changed]))
    }
  })

  it('refuses one that an editor saved in its own way', async () => {
    const text = await backup.file.text()
    expect(await refusalOf(new Blob([text.replaceAll('\n', '\r\n')]))).toMatchObject({ code: 'backup-truncated' })
    expect(await refusalOf(new Blob([JSON.stringify(JSON.parse(text), null, 2)]))).toMatchObject({
      code: 'not-a-backup',
    })
    expect(await refusalOf(new Blob([`${text}\nmore`]))).toMatchObject({ code: 'backup-damaged' })
    expect(await refusalOf(new Blob([text, text]))).toMatchObject({ code: 'backup-damaged' })
    expect(await refusalOf(new Blob([text.replace('Meyer Studio', 'Meier Studio')]))).toEqual({
      code: 'backup-changed',
    })
  })
})

describe('forged backups, with a checksum that fits', () => {
  it('reads an honest copy, so that what follows is refused for its reason alone', async () => {
    expect(await inspectBackup(sealed(await linesOf(backup.file)))).toMatchObject({ ok: true })
  })

  it('refuses other versions by name', async () => {
    const newer = await forge(backup.file, 'header', (line) => line.replace(`"schema":${schemaVersion}`, '"schema":9'))
    expect(await refusalOf(newer)).toEqual({
      code: 'backup-schema-newer',
      found: 9,
      known: schemaVersion,
      app: '0.1.0',
    })
    const format = await forge(backup.file, 'header', (line) => line.replace('"format":1', '"format":2'))
    expect(await refusalOf(format)).toEqual({ code: 'backup-format-newer', found: 2, known: 1 })
  })

  it.each([
    ['a missing field', (line: string) => line.replace(/"sortName":"[^"]*",/, ''), 'row-invalid'],
    ['a wrong type', (line: string) => line.replace('"version":1', '"version":"1"'), 'row-invalid'],
    ['a number without end', (line: string) => line.replace('"version":1', '"version":1e999'), 'backup-damaged'],
    [
      'a number beyond exactness',
      (line: string) => line.replace('"version":1', '"version":9007199254740993'),
      'backup-damaged',
    ],
    ['two equal keys', (line: string) => line.replace('"version":1', '"version":1,"version":1'), 'backup-damaged'],
    [
      'a prototype',
      (line: string) => line.replace('"version":1', '"version":1,"__proto__":{"isAdmin":true}'),
      'backup-unsafe',
    ],
    [
      'a nested prototype',
      (line: string) => line.replace('"contacts":[]', '"contacts":[{"__proto__":null}]'),
      'backup-unsafe',
    ],
    [
      'deep nesting',
      (line: string) => line.replace('"contacts":[]', `"contacts":${'['.repeat(100)}${']'.repeat(100)}`),
      'backup-unsafe',
    ],
    [
      'very deep nesting',
      (line: string) => line.replace('"contacts":[]', `"contacts":${'['.repeat(100_000)}${']'.repeat(100_000)}`),
      'backup-unsafe',
    ],
    ['a foreign mark', (line: string) => line.replace('"contacts":[]', '"contacts":{"$ref":"x"}'), 'backup-damaged'],
    ['broken base64', (line: string) => line.replace('"contacts":[]', '"contacts":{"$bytes":"a"}'), 'backup-damaged'],
  ])('refuses a row with %s', async (_what, forgeLine, code) => {
    const problem = await refusalOf(await forge(backup.file, 'clients', forgeLine))
    expect(problem.code).toBe(code)
    expect({}).not.toHaveProperty('isAdmin')
  })

  it('refuses rows that are there twice, or more than said', async () => {
    const lines = await linesOf(backup.file)
    const at = rowOf(lines, 'charges')
    const twice = [...lines]
    twice.splice(at + 1, 0, lines[at] ?? '')
    expect(await refusalOf(sealed(twice))).toMatchObject({ code: 'row-invalid', table: 'charges', path: 'id' })
    const fewer = lines.filter((_line, index) => index !== at)
    expect(await refusalOf(sealed(fewer))).toMatchObject({ code: 'counts-differ', table: 'charges' })
    const tables = lines.filter((line) => line !== '"charges":[')
    expect(await refusalOf(sealed(tables))).toMatchObject({ code: 'backup-damaged' })
  })

  async function restore(file: Blob) {
    const inspected = await inspectBackup(file)
    if (!inspected.ok) throw new Error(`refused while reading: ${JSON.stringify(inspected.problem)}`)
    const other = await openTestDevice('acc_OTHER')
    const before = await databaseNames(other)
    const result = await restoreBackup({
      directory: other.directory,
      backup: inspected.value,
      into: { kind: 'new', id: 'acc_NEW' as AccountId, name: 'x' },
      numbers: [],
      envelope: other.books.envelope(),
    })
    if (result.ok) throw new Error('the file was taken')
    // Nothing of it stays.
    expect(await databaseNames(other)).toEqual(before)
    expect(await other.directory.facts.count()).toBe(0)
    expect(await other.directory.accounts.count()).toBe(1)
    return result.problem
  }

  it('refuses rows that disagree with each other, and leaves no database behind', async () => {
    const orphan = await forge(backup.file, 'charges', (line) =>
      line.replace(/"clientId":"[^"]*"/, '"clientId":"cli_gone"'),
    )
    expect(await restore(orphan)).toMatchObject({ code: 'reference-missing', table: 'charges', target: 'client' })
    const paid = await forge(backup.file, 'invoices', (line) => line.replace(/"gross":\d+/, '"gross":1'))
    expect(await restore(paid)).toMatchObject({ code: 'amounts-differ' })
    const allocation = await forge(backup.file, 'allocations', (line) => line.replace(/"amount":\d+/, '"amount":1'))
    expect(await restore(allocation)).toMatchObject({ code: 'money-differs', table: 'payments' })
    const release = await forge(backup.file, 'releases', (line) => line.replace(/"\$bytes":"[^"]*"/, '"$bytes":"AAAA"'))
    expect(await restore(release)).toMatchObject({ code: 'reference-missing', table: 'releases' })
    const logo = await forge(backup.file, 'assets', (line) => line.replace('"$bytes":"AAEC', '"$bytes":"AAED'))
    expect(await restore(logo)).toMatchObject({ code: 'reference-missing', table: 'assets' })
    const document = await forge(backup.file, 'documents', (line) =>
      line.replace(/"number":"[^"]+"/, '"number":"2026-9999"'),
    )
    expect(await restore(document)).toMatchObject({ code: 'amounts-differ' })
    const counter = await forge(backup.file, 'sequences', (line) => line.replace(/"last":\d+/, '"last":0'))
    expect(await restore(counter)).toMatchObject({ code: 'reference-missing', target: 'counter' })
  })

  it('keeps a field that nobody knows', async () => {
    const file = await forge(backup.file, 'clients', (line) =>
      line.replace('"version":1', '"version":1,"nickname":"M"'),
    )
    const inspected = await inspectBackup(file)
    if (!inspected.ok) throw new Error(inspected.problem.code)
    const other = await openTestDevice('acc_OTHER')
    const id = 'acc_NEW' as AccountId
    const into = { kind: 'copy', id, name: 'x' } as const
    const order = {
      directory: other.directory,
      backup: inspected.value,
      into,
      numbers: [],
      envelope: other.books.envelope(),
    }
    expect(await restoreBackup(order)).toMatchObject({ ok: true })
    expect((await (await booksOf(other, id)).clients.toArray())[0]).toMatchObject({
      name: 'Meyer Studio',
      nickname: 'M',
    })
  })

  it('refuses a number that is given twice', async () => {
    const lines = await linesOf(backup.file)
    const numbers = lines.flatMap(
      (line) =>
        /"state":"(?:open|paid)".*"number":"([^"]+)"|"number":"([^"]+)".*"state":"(?:open|paid)"/
          .exec(line)
          ?.slice(1)
          .find(Boolean) ?? [],
    )
    expect(numbers.length).toBeGreaterThan(2)
    const [first, second] = [...new Set(numbers)]
    const doubled = lines.map((line) => line.replaceAll(`"number":"${second}"`, `"number":"${first}"`))
    expect(await restore(sealed(doubled))).toEqual({ code: 'number-doubled', number: first })
  })

  it('corrects sums that do not follow from the rows', async () => {
    const file = await forge(backup.file, 'sums', (line) => line.replace(/"(\w+)":(-?\d+)\}/, '"$1":7}'))
    const inspected = await inspectBackup(file)
    if (!inspected.ok) throw new Error(inspected.problem.code)
    const other = await openTestDevice('acc_OTHER')
    const id = 'acc_NEW' as AccountId
    const result = await restoreBackup({
      directory: other.directory,
      backup: inspected.value,
      into: { kind: 'new', id, name: 'x' },
      numbers: [],
      envelope: other.books.envelope(),
    })
    expect(result).toMatchObject({ ok: true, value: { sumsCorrected: 1 } })
    expect(await (await booksOf(other, id)).sums.toArray()).toEqual(await device.books.db.sums.toArray())
  })
})

const present = existsSync(hostile)
if (!present) console.warn('The hostile files are not here: their tests are skipped.')

describe.skipIf(!present)('the hostile collections', () => {
  it('refuses every file of JSONTestSuite, alone and as a row', async () => {
    const names = readdirSync(join(hostile, 'JSONTestSuite'))
    expect(names.length).toBeGreaterThan(300)
    const small = await openTestDevice()
    await addClient(small.books, 'Meyer Studio')
    const head = await linesOf((await backupOf(small)).file)
    const at = rowOf(head, 'clients')
    const before = Buffer.from(`${head.slice(0, at).join('\n')}\n`)
    const after = Buffer.from(`\n${head.slice(at + 1).join('\n')}\n`)
    for (const name of names) {
      const bytes = readFileSync(join(hostile, 'JSONTestSuite', name))
      const problem = await refusalOf(new Blob([bytes]))
      expect(problem.code, name).toBe('not-a-backup')
      const spliced = await refusalOf(new Blob([before, bytes, after, '},"end":{"sha256":""}}\n']))
      expect(['backup-damaged', 'backup-unsafe', 'row-invalid', 'counts-differ'], `${name} ${spliced.code}`).toContain(
        spliced.code,
      )
    }
  }, 120_000)

  it('keeps the payloads out of rows, and out of prototypes', async () => {
    const { payloads } = JSON.parse(readFileSync(join(hostile, 'json-payloads.json'), 'utf8')) as {
      payloads: readonly { readonly id: string; readonly text: string }[]
    }
    expect(payloads.length).toBeGreaterThan(20)
    for (const { id, text } of payloads) {
      expect((await refusalOf(new Blob([text]))).code, id).toBe('not-a-backup')
      const asRow = await forge(backup.file, 'clients', () => text)
      expect(['backup-damaged', 'backup-unsafe', 'row-invalid', 'counts-differ'], id).toContain(
        (await refusalOf(asRow)).code,
      )
      // Events hold facts of any form: there a key that reaches a prototype is refused all the same.
      const inData = await forge(backup.file, 'events', (line) =>
        line.replace(/"data":\{[^{}]*\}/, () => `"data":{"note":${text}}`),
      )
      if (/"__proto__":|\\u005f\\u005fproto/.test(text)) {
        expect(['backup-unsafe', 'backup-damaged'], id).toContain((await refusalOf(inData)).code)
      }
    }
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('stores the naughty strings in every text field, and gives them back unchanged', async () => {
    const strings = (JSON.parse(readFileSync(join(hostile, 'blns.json'), 'utf8')) as string[]).filter(
      (text) => text.trim() !== '',
    )
    expect(strings.length).toBeGreaterThan(250)
    const naughty = await openTestDevice()
    const { books } = naughty
    for (const [index, text] of strings.entries()) {
      // As long as each field allows.
      const cut = [...text].slice(0, 100).join('')
      const fields = clientFields(cut, {
        clientNumber: cut.slice(0, 40),
        notes: text,
        vatId: cut.slice(0, 20),
        contacts: [{ name: cut, billing: index % 2 === 0 }],
        addresses: [
          {
            label: cut.slice(0, 40),
            line1: cut,
            line2: cut,
            city: cut,
            region: cut,
            postalCode: cut.slice(0, 12),
            country: 'DE',
          },
        ],
      })
      const saved = await books.run(saveClient, { fields })
      if (!saved.ok) continue
      await books.run(saveProduct, {
        fields: {
          name: cut,
          description: text,
          sku: cut.slice(0, 40),
          unit: cut.slice(0, 20),
          kind: 'service',
          unitPrice: decimal('1'),
          currency: 'EUR' as CurrencyCode,
          taxIds: [],
          taxIncluded: false,
        },
      })
      await charge(books, saved.value.id, '1', { description: cut, unit: cut.slice(0, 20) })
    }
    await change(books, {
      profile: { name: '<script>alert(1)</script>' },
      documentNotes: strings.slice(0, 50).join('\n'),
    })
    const looker = await addClient(books, ['$', '{jndi:ldap://x}'].join(''))
    await charge(books, looker, '2')
    await draftAll(books, looker)
    const kept = await books.db.clients.count()
    expect(kept).toBeGreaterThan(240)
    const file = await backupOf(naughty)
    const other = await openTestDevice('acc_OTHER')
    const id = 'acc_NEW' as AccountId
    const restored = await restoreBackup({
      directory: other.directory,
      backup: file,
      into: { kind: 'new', id, name: 'x' },
      numbers: [],
      envelope: other.books.envelope('cmd_restore'),
    })
    expect(restored).toMatchObject({ ok: true })
    const [before, after] = [await wholeBooks(books.db), await wholeBooks(await booksOf(other, id))]
    for (const table of ['clients', 'products', 'charges', 'invoices', 'sums'])
      expect(after[table], table).toEqual(before[table])
  }, 120_000)
})
