// A command that fails in the middle leaves nothing behind, and can be sent again with the same id.
import { IDBObjectStore } from 'fake-indexeddb'
import { afterEach, describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { billNow } from '../../src/commands/bill-now.ts'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import { activateGroup, holdGroup } from '../../src/commands/change-group-state.ts'
import { changePayment } from '../../src/commands/change-payment.ts'
import { duplicateInvoice } from '../../src/commands/duplicate-invoice.ts'
import type { Command } from '../../src/commands/execute.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { importContracts } from '../../src/commands/import-contracts.ts'
import { importPurchases } from '../../src/commands/import-purchases.ts'
import { importUsage } from '../../src/commands/import-usage.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ContractItemId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { ok, refused } from '../../src/core/result.ts'
import { automationActs } from '../support/automation-acts.ts'
import { contractActs } from '../support/contract-acts.ts'
import { plantContract, plantUsage } from '../support/contract-rows.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, charge, chargeFields, clientFields, draftAll, issue, setUpPractice } from '../support/practice.ts'
import { addPack } from '../support/selling.ts'

const writes = ['add', 'put', 'delete'] as const
const untouched = Object.fromEntries(writes.map((name) => [name, IDBObjectStore.prototype[name]]))

afterEach(() => {
  Object.assign(IDBObjectStore.prototype, untouched)
})

/** Lets the n-th write of the database fail from now on, as a full disk does; answers how many were tried. */
function failAtWrite(n: number): () => number {
  let tried = 0
  for (const name of writes) {
    const original = untouched[name] as (...parts: unknown[]) => unknown
    Object.assign(IDBObjectStore.prototype, {
      [name](this: unknown, ...parts: unknown[]) {
        tried += 1
        if (tried === n) throw new DOMException('The disk is full', 'QuotaExceededError')
        return original.apply(this, parts)
      },
    })
  }
  return () => tried
}

const payment = {
  currency: 'EUR' as CurrencyCode,
  method: 'transfer',
  receivedOn: calendarDate('2026-03-02'),
  allocate: 'oldest-first',
} as const

/** What is done to books that are the same every time. */
const acts: Record<string, (books: TestBooks) => Promise<() => Promise<unknown>>> = {
  async finalizeInvoice(books) {
    const { clientId, taxId } = await setUpPractice(books, {
      look: { template: 'classic', templateVersion: 1, accent: '#0f5c5c', paper: 'A4', logo },
    })
    await books.must(recordPayment, { ...payment, clientId, amount: 2000 as Minor })
    for (const price of ['10', '20', '30']) await charge(books, clientId, price, { taxIds: [taxId] })
    const id = await draftAll(books, clientId)
    return () => books.must(finalizeInvoice, { id }, 'cmd_once')
  },
  async voidInvoice(books) {
    const { clientId } = await setUpPractice(books)
    await books.must(recordPayment, { ...payment, clientId, amount: 2000 as Minor })
    const { id } = await issue(books, clientId, '100')
    await books.must(releaseDocument, { id, how: 'download', pdf: new Uint8Array([37]) })
    return () => books.must(voidInvoice, { id, charges: 'bill-again' }, 'cmd_once')
  },
  async recordPayment(books) {
    const { clientId } = await setUpPractice(books)
    await issue(books, clientId, '100')
    await issue(books, clientId, '50')
    return () => books.must(recordPayment, { ...payment, clientId, amount: 18_000 as Minor }, 'cmd_once')
  },
  async undoPayment(books) {
    const { clientId } = await setUpPractice(books)
    const first = await issue(books, clientId, '100')
    await books.must(writeOffInvoice, { id: first.id })
    const share = { invoiceId: first.id, amount: 10_000 as Minor }
    const { id } = await books.must(recordPayment, { ...payment, clientId, amount: 13_000 as Minor, allocate: [share] })
    await issue(books, clientId, '50')
    return () => books.must(undoPayment, { id, reason: 'bounced' }, 'cmd_once')
  },
  async changePayment(books) {
    const { clientId } = await setUpPractice(books)
    await issue(books, clientId, '100')
    const { id } = await books.must(recordPayment, { ...payment, clientId, amount: 13_000 as Minor })
    const receivedOn = calendarDate('2026-02-27')
    return () => books.must(changePayment, { id, version: 1, receivedOn, method: 'cash' }, 'cmd_once')
  },
  async saveDraft(books) {
    const { clientId } = await setUpPractice(books)
    for (const price of ['10', '20', '30']) await charge(books, clientId, price)
    const id = await draftAll(books, clientId)
    const draft = await books.db.invoices.get(id)
    const [kept, dropped] = draft?.state === 'draft' ? draft.chargeIds : []
    if (kept === undefined || dropped === undefined) throw new Error('no draft')
    const head = { allowances: [], surcharges: [], termsDays: 14, prepaid: 0 as Minor }
    const lines = [
      { kind: 'new', fields: chargeFields('New', '5') },
      { kind: 'keep', chargeId: kept, fields: chargeFields('Edited', '15') },
    ] as const
    return () => books.must(saveDraft, { id, version: 1, head, lines, drop: [dropped] }, 'cmd_once')
  },
  async duplicateInvoice(books) {
    const { clientId } = await setUpPractice(books)
    const { id } = await issue(books, clientId, '100')
    return () => books.must(duplicateInvoice, { id }, 'cmd_once')
  },
  async billGroup(books) {
    const { groupId } = await billedBooks(books)
    return () => books.must(billGroup, { groupId, asOf: calendarDate(books.today) }, 'cmd_once')
  },
  async billNow(books) {
    const { itemIds } = await billedBooks(books)
    const [itemId] = itemIds
    if (itemId === undefined) throw new Error('no item')
    const itemsThrough = [{ itemId, through: calendarDate('2026-06-01') }]
    return () => books.must(billNow, { itemsThrough, chargeIds: [] }, 'cmd_once')
  },
  async importUsage(books) {
    const { itemIds } = await billedBooks(books)
    const entry = {
      contractItemId: itemIds[1] as ContractItemId,
      on: calendarDate('2026-03-21'),
      quantity: decimal('2'),
    }
    const add = ['a', 'b', 'c'].map((sourceKey) => ({ ...entry, sourceKey }))
    return () => books.must(importUsage, { file: 'u.csv', skipped: 0, refused: 0, add }, 'cmd_once')
  },
  async importPurchases(books) {
    const { clientId } = await setUpPractice(books)
    const productId = await addPack(books, '350')
    const add = [
      { sourceKey: 'a', sale: { clientId, productId } },
      { sourceKey: 'b', balance: { clientId, productId, units: decimal('3') } },
    ]
    return () => books.must(importPurchases, { file: 'p.csv', skipped: 0, refused: 0, add }, 'cmd_once')
  },
  async importContracts(books) {
    await setUpPractice(books)
    const item = {
      description: 'Care',
      kind: 'recurring',
      timing: 'advance',
      cadence: { unit: 'month', every: 1 },
      quantity: decimal('1'),
      pricing: { kind: 'flat', price: decimal('10') },
      taxIds: [],
      taxIncluded: false,
    } as const
    const fields = {
      name: 'C',
      currency: 'EUR' as CurrencyCode,
      startOn: calendarDate('2026-01-01'),
      items: [item, item],
    }
    const clients = [{ key: 'new', fields: { name: 'New', contacts: [], addresses: [] } }]
    const add = [{ owner: { clientKey: 'new' }, fields }]
    return () => books.must(importContracts, { file: 'c.csv', skipped: 0, refused: 0, clients, add }, 'cmd_once')
  },
  async activateGroup(books) {
    const { groupId } = await billedBooks(books)
    await books.must(holdGroup, { id: groupId, version: 1 })
    books.today = '2026-06-10'
    return () => books.must(activateGroup, { id: groupId, version: 2, gap: 'skip' }, 'cmd_once')
  },
  async changeClientStatus(books) {
    const { clientId } = await billedBooks(books)
    return () => books.must(changeClientStatus, { id: clientId, status: 'archived' }, 'cmd_once')
  },
  async saveClient(books) {
    const { clientId } = await setUpPractice(books)
    await charge(books, clientId, '10')
    await draftAll(books, clientId)
    const seen = { id: clientId, version: 1 }
    return () => books.must(saveClient, { seen, fields: clientFields('Renamed') }, 'cmd_once')
  },
}

/** A contract with an automatic draft that a run adds to, and usage that it bills. */
async function billedBooks(books: TestBooks) {
  const { clientId } = await setUpPractice(books)
  const items = [{}, { kind: 'usage' as const }]
  const planted = await plantContract(books, clientId, { activatedOn: calendarDate('2026-01-01'), items })
  await books.must(billGroup, { groupId: planted.groupId, asOf: calendarDate(books.today) })
  await plantUsage(books, planted.itemIds[1] as ContractItemId, '2026-03-20', '4')
  books.today = '2026-04-02'
  return { ...planted, clientId }
}

const logo = { mime: 'image/png', bytes: new Uint8Array([137, 80, 78, 71]), width: 1, height: 1 } as const

describe('when a write fails', () => {
  it.each(Object.entries({ ...acts, ...contractActs, ...automationActs }))(
    '%s leaves nothing at all, and works when sent again',
    async (_name, prepare) => {
      const books = await openTestBooks()
      const act = await prepare(books)
      const before = await dumpBooks(books)
      for (let n = 1; ; n += 1) {
        expect(n).toBeLessThan(100)
        const tried = failAtWrite(n)
        const failed = await act().then(
          () => false,
          () => true,
        )
        Object.assign(IDBObjectStore.prototype, untouched)
        if (!failed) {
          // Every write of the command had its turn to fail.
          expect(tried()).toBe(n - 1)
          expect(n).toBeGreaterThan(3)
          break
        }
        expect(await dumpBooks(books), `write ${n}`).toEqual(before)
      }
      expect(await dumpBooks(books)).not.toEqual(before)
    },
  )
})

describe('a problem', () => {
  const addThen = (finish: 'refuse' | 'throw'): Command<null, null> => ({
    name: 'test',
    tables: ['charges', 'clients'],
    async run(books) {
      const [client] = await books.db.clients.toArray()
      if (client === undefined) throw new Error('no client')
      await books.clients.put({ ...client, name: 'Written' }, client)
      books.record('client.changed', [client.id])
      if (finish === 'throw') throw new RangeError('a bug')
      // Refused from within a promise of Dexie's own, as queries inside a command are.
      return books.db.clients.toArray().then(() => refused({ code: 'draft-empty' }))
    },
  })

  it('undoes what was written before it, and comes back as it was given', async () => {
    const books = await openTestBooks()
    await setUpPractice(books)
    const before = await dumpBooks(books)
    expect(await books.refusal(addThen('refuse'), null)).toEqual({ code: 'draft-empty' })
    expect(await dumpBooks(books)).toEqual(before)
    await expect(books.run(addThen('throw'), null)).rejects.toThrow('a bug')
    expect(await dumpBooks(books)).toEqual(before)
  })

  it('is never hidden by a command that noted nothing', async () => {
    const books = await openTestBooks()
    const silent: Command<null, null> = { name: 'silent', tables: [], run: async () => ok(null) }
    await expect(books.run(silent, null)).rejects.toThrow('no event')
  })
})

describe('amounts beyond what is exact', () => {
  it('are refused by every command, whether of one row or of a sum, and nothing is written', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const large = { quantity: decimal('20000'), unitPrice: decimal('999999999') }
    const add = (more: Parameters<typeof chargeFields>[2]) =>
      books.run(addCharge, { clientId, fields: chargeFields('Large', '1', more) })
    const tooLarge = refused({ code: 'amount-too-large' })
    expect(await add({ quantity: decimal('999999999'), unitPrice: decimal('999999999') })).toEqual(tooLarge)
    expect(await add(large)).toMatchObject({ ok: true })
    const before = await dumpBooks(books)
    // Each is exact by itself; their sum would not be.
    expect(await add(large)).toEqual(tooLarge)
    expect(await dumpBooks(books)).toEqual(before)
    const id = await draftAll(books, clientId)
    const fields = chargeFields('More', '1', large)
    const head = { allowances: [], surcharges: [], termsDays: 14, prepaid: 0 as Minor }
    const [first] = await books.db.charges.toArray()
    if (first === undefined) throw new Error('no charge')
    const lines = [{ kind: 'keep', chargeId: first.id } as const, { kind: 'new', fields } as const]
    expect(await books.run(saveDraft, { id, version: 1, head, lines })).toEqual(tooLarge)
    expect(await books.refusal(recordPayment, { ...payment, clientId, amount: (2 ** 51) as Minor })).toMatchObject({
      code: 'field-invalid',
      reason: 'too-large',
    })
    await books.must(recordPayment, { ...payment, clientId, amount: (2 ** 50) as Minor })
    expect(await books.refusal(recordPayment, { ...payment, clientId, amount: (2 ** 50) as Minor })).toEqual({
      code: 'amount-too-large',
    })
    const other = await addClient(books, 'Other')
    // The account's own sum is full, too.
    expect(await books.refusal(recordPayment, { ...payment, clientId: other, amount: (2 ** 50) as Minor })).toEqual({
      code: 'amount-too-large',
    })
  })
})
