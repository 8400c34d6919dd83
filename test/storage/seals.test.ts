// The chain of seals: what was changed, swapped, added or taken away is found and named (design.md section 6).
import { beforeAll, describe, expect, it } from 'vitest'
import { type InspectedBackup, inspectBackup } from '../../src/commands/inspect-backup.ts'
import { restoreBackup } from '../../src/commands/restore-backup.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { checkSeals } from '../../src/queries/check-seals.ts'
import { verifySeals } from '../../src/storage/verify-seals.ts'
import { openTestDevice } from './device.ts'
import { linesOf, rowOf, sealed } from './forge.ts'
import { backupOf, workedDevice as makeWorked, type workedDevice } from './worked-device.ts'

let device: Awaited<ReturnType<typeof workedDevice>>
let backup: InspectedBackup

beforeAll(async () => {
  device = await makeWorked()
  backup = await backupOf(device)
}, 60_000)

async function restoring(file: Blob) {
  const inspected = await inspectBackup(file)
  if (!inspected.ok) throw new Error(`not even read: ${JSON.stringify(inspected.problem)}`)
  const other = await openTestDevice()
  return restoreBackup({
    directory: other.directory,
    backup: inspected.value,
    into: { kind: 'new', id: 'acc_FORGED' as AccountId, name: 'Forged' },
    numbers: [],
    envelope: other.books.envelope(),
  })
}

describe('the seals of books', () => {
  it('hold for what commands issued: every document in one chain for each series', async () => {
    const { db } = device.books
    const found = await verifySeals(db)
    expect(found.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['invoice', 'creditNote']))
    expect(found.every(({ broken }) => broken === undefined)).toBe(true)
    expect(found.reduce((sum, { documents }) => sum + documents, 0)).toBe(await db.documents.count())
    const seals = await db.seals.toArray()
    for (const { last } of found) expect(seals.map(({ seal }) => seal)).toContain(last?.seal)
    expect(await restoring(backup.file)).toMatchObject({ ok: true })
  })

  it('tell how far they came, and stop when they are told to', async () => {
    const seen: [number, number][] = []
    const total = await device.books.db.seals.count()
    await verifySeals(device.books.db, { onProgress: (done, of) => seen.push([done, of]) })
    expect(seen.at(-1)).toEqual([total, total])
    const stopped = await checkSeals(device.books.db, { signal: AbortSignal.abort() })
    expect(stopped).toMatchObject({ ok: false, problem: { code: 'cancelled' } })
  })

  it('are written once', async () => {
    const { db } = device.books
    const [seal] = await db.seals.toArray()
    if (seal === undefined) throw new Error('nothing sealed')
    await expect(db.seals.update(seal.id, { seal: 'f'.repeat(64) })).rejects.toThrow('never changed')
    await expect(db.seals.delete(seal.id)).rejects.toThrow('never deleted')
  })
})

describe('books that somebody changed are not restored, and the document is named', () => {
  const first = async () =>
    (await device.books.db.seals.orderBy('[kind+series+sequence]').toArray()).filter(({ kind }) => kind === 'invoice')

  it('when a word of a document was changed', async () => {
    const [one] = await first()
    const file = await changed('documents', one?.id ?? '', (line) =>
      line.replace(/"name":"[^"]+"/, '"name":"Somebody Else"'),
    )
    expect(await restoring(file)).toMatchObject({
      ok: false,
      problem: { code: 'seal-broken', number: one?.number, fault: 'document-changed' },
    })
  })

  it('when its seal was made to fit again: the next one says so', async () => {
    const [one, two] = await first()
    const file = await changed('seals', one?.id ?? '', (line) =>
      line.replace(/"seal":"[0-9a-f]+"/, `"seal":"${'0'.repeat(64)}"`),
    )
    expect(await restoring(file)).toMatchObject({
      ok: false,
      problem: { code: 'seal-broken', number: one?.number, fault: 'document-changed' },
    })
    const chain = await changed('seals', two?.id ?? '', (line) =>
      line.replace(/"previous":"[0-9a-f]+"/, `"previous":"${'0'.repeat(64)}"`),
    )
    expect(await restoring(chain)).toMatchObject({
      ok: false,
      problem: { code: 'seal-broken', number: two?.number, fault: 'chain-broken' },
    })
  })

  it('when a seal is missing', async () => {
    const [one] = await first()
    const lines = (await linesOf(backup.file)).filter(
      (line) => !(line.includes(`"id":"${one?.id}"`) && line.includes('"previous":')),
    )
    const at = rowOf(lines, 'seals')
    expect(at).toBeGreaterThan(0)
    const fewer = lines.map((line, index) =>
      index === 0 ? line.replace(/"seals":(\d+)/, (_, n: string) => `"seals":${Number(n) - 1}`) : line,
    )
    expect(await restoring(sealed(fewer))).toMatchObject({
      ok: false,
      problem: { code: 'seal-broken', number: one?.number, fault: 'seal-missing' },
    })
  })

  async function changed(table: string, id: string, change: (line: string) => string): Promise<Blob> {
    const lines = await linesOf(backup.file)
    const from = rowOf(lines, table)
    const at = lines.findIndex((line, index) => index >= from && line.includes(`"id":"${id}"`))
    const line = lines[at] ?? ''
    const next = change(line)
    if (next === line) throw new Error(`nothing was changed in ${line.slice(0, 200)}`)
    lines[at] = next
    return sealed(lines)
  }
})
