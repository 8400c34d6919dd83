// After books went back in time nothing runs and nothing leaves by itself: what left since is not in them.
import { describe, expect, it, vi } from 'vitest'
import { claimDelivery } from '../../src/commands/claim-delivery.ts'
import { execute } from '../../src/commands/execute.ts'
import { importClients } from '../../src/commands/import-clients.ts'
import { restoreBackup } from '../../src/commands/restore-backup.ts'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { undoImport } from '../../src/commands/undo-import.ts'
import type { OutboxRow } from '../../src/core/automation/outbox.ts'
import type { Instant } from '../../src/core/date.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { AccountDb, schemaVersion, tableIndexes } from '../../src/storage/account-db.ts'
import { openAccountDb } from '../../src/storage/open-account-db.ts'
import type { TestBooks } from '../support/open-test-books.ts'
import { addClient, clientFields, setUpPractice } from '../support/practice.ts'
import { booksOf, openTestDevice, type TestDevice, wholeBooks } from './device.ts'
import { backupOf } from './worked-device.ts'

const states = async (db: AccountDb) =>
  (await db.outbox.toArray()).map(({ state, problem }) => [state, problem?.code ?? '']).sort()

/** Three calls about new clients: one waits, one is on its way, one was given up. */
async function callsOf(books: TestBooks): Promise<readonly OutboxRow[]> {
  await books.must(saveEndpoint, {
    fields: { name: 'Desk', url: 'https://desk.example/hook', purpose: 'webhook', events: ['client.added'] },
    secret: 'a secret of 16 letters or more',
  })
  for (const name of ['Waits', 'Leaves', 'Stays']) await addClient(books, name)
  const rows = await books.db.outbox.toArray()
  const [, leaves, stays] = rows
  if (leaves === undefined || stays === undefined) throw new Error('no calls')
  await books.must(claimDelivery, { id: leaves.id })
  await books.db.outbox.put({ ...stays, state: 'cancelled', why: 'by-hand' })
  expect(await states(books.db)).toEqual([
    ['cancelled', ''],
    ['sending', ''],
    ['waiting', ''],
  ])
  return rows
}

const stopped = [
  ['cancelled', ''],
  ['needs-you', 'restored'],
  ['needs-you', 'restored'],
]

/** Neither a run nor a delivery may write in them. */
async function expectStill(device: TestDevice, db: AccountDb, id: OutboxRow['id'], problem = 'automation-paused') {
  const envelope = { ...device.books.envelope(), actor: 'automation' as const }
  expect(await execute(db, claimDelivery, { id }, envelope)).toEqual({ ok: false, problem: { code: problem } })
}

describe('automation and the outbox stand still', () => {
  it.each([
    ['over', { kind: 'over', id: 'acc_HOME' as AccountId }],
    ['new', { kind: 'new', id: 'acc_NEW' as AccountId, name: 'Elsewhere' }],
    ['copy', { kind: 'copy', id: 'acc_COPY' as AccountId, name: 'As it was' }],
  ] as const)('after a restore: %s', async (_kind, into) => {
    const device = await openTestDevice()
    await setUpPractice(device.books)
    const [waits] = await callsOf(device.books)
    const backup = await backupOf(device)
    const { directory } = device
    const envelope = device.books.envelope('cmd_RESTORED')
    const restored = await restoreBackup({ directory, backup, into, numbers: [], envelope })
    expect(restored).toMatchObject({ ok: true })
    const db = await booksOf(device, into.id)
    expect(await db.automation.get('state')).toEqual({
      id: 'state',
      waiting: [],
      confirmed: [],
      paused: { since: envelope.now, why: 'restored' },
    })
    expect(await states(db)).toEqual(stopped)
    await expectStill(device, db, waits?.id ?? ('' as never), into.kind === 'copy' ? 'read-only' : undefined)
    const events = await db.events.where('id').startsWith(envelope.commandId).toArray()
    const types = events.map(({ type }) => type).filter((type) => type !== 'account.restored')
    expect(types).toEqual(['automation.paused', 'delivery.failed', 'delivery.failed'])
    // Every row that changed is named.
    const changed = (await db.outbox.toArray()).filter(({ state }) => state === 'needs-you').map(({ id }) => id)
    expect(events.flatMap(({ subjects }) => subjects)).toEqual(expect.arrayContaining(changed))
  })

  it('after an import was undone', async () => {
    const device = await openTestDevice()
    const { books } = device
    const { importId } = await books.must(importClients, {
      file: 'clients.csv',
      add: [{ fields: clientFields('Imported') }],
      update: [],
      skipped: 0,
      refused: 0,
    })
    const [waits] = await callsOf(books)
    await books.must(undoImport, { importId })
    expect((await books.db.automation.get('state'))?.paused?.why).toBe('import-undone')
    expect(await states(books.db)).toEqual(stopped)
    await expectStill(device, books.db, waits?.id ?? ('' as never))
  })

  it('after an upgrade was rolled back', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const device = await openTestDevice()
    await setUpPractice(device.books)
    const [waits] = await callsOf(device.books)
    const before = await wholeBooks(device.books.db)
    const secrets = await device.books.db.secrets.toArray()
    expect(secrets).toHaveLength(1)
    device.books.db.close()
    const make = {
      version: schemaVersion + 1,
      open(name: string): AccountDb {
        const db = new AccountDb(name, device.host)
        db.version(schemaVersion + 1)
          .stores({ clients: `${tableIndexes.clients}, vatId` })
          .upgrade((tx) => tx.table('clients').clear())
        return db
      },
    }
    const options = { now: '2026-03-05T08:00:00.000Z' as Instant, newRestorePointId: () => 'rst_1' }
    const failed = await openAccountDb(device.directory, device.entry, { ...options, make })
    expect(failed).toMatchObject({ ok: false, problem: { code: 'upgrade-failed' } })
    const opened = await openAccountDb(device.directory, device.entry, options)
    if (!opened.ok) throw new Error(opened.problem.code)
    const after = await wholeBooks(opened.value)
    expect({ ...after, automation: [], outbox: [] }).toEqual({ ...before, automation: [], outbox: [] })
    expect((await opened.value.automation.get('state'))?.paused).toEqual({ since: options.now, why: 'rolled-back' })
    expect(await states(opened.value)).toEqual(stopped)
    await expectStill(device, opened.value, waits?.id ?? ('' as never))
    // What no backup holds is there again: secrets, and that everybody is to be planned.
    expect(await opened.value.secrets.toArray()).toEqual(secrets)
    const awake = await opened.value.wakeups.toArray()
    expect(awake.length).toBe(await opened.value.billingGroups.count())
    expect(awake.every(({ wakeOn }) => wakeOn < '2026-03-02')).toBe(true)
  })
})
