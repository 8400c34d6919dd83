// Several addresses per client (T-11) and PO numbers (T-12): what was issued keeps what it carries.
import { describe, expect, it } from 'vitest'
import {
  addAddress,
  archiveAddress,
  changeAddress,
  restoreAddress,
  setDefaultAddress,
} from '../../src/commands/change-addresses.ts'
import { importClients } from '../../src/commands/import-clients.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { setPoNumber } from '../../src/commands/set-po-number.ts'
import { undoImport } from '../../src/commands/undo-import.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { addressesInUse, defaultAddress } from '../../src/core/client-addresses.ts'
import type { AddressId, ClientId, InvoiceId } from '../../src/core/ids.ts'
import { listPoEvents } from '../../src/queries/list-unpaid-po.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, charge, clientFields, draftAll, finalized, issue, setUpPractice } from '../support/practice.ts'

const branch = { label: 'Branch', line1: 'Am Markt 2', city: 'Bonn', postalCode: '53111', country: 'DE' }

async function clientOf(books: TestBooks, id: ClientId) {
  const client = await books.db.clients.get(id)
  if (client === undefined) throw new Error('no client')
  return client
}

async function cityOf(books: TestBooks, id: InvoiceId) {
  return (await books.db.documents.get(id))?.document.buyer.address?.city
}

async function withInvoice() {
  const books = await openTestBooks()
  const { clientId } = await setUpPractice(books)
  const invoice = await issue(books, clientId, '100')
  const office = (await clientOf(books, clientId)).addresses[0]?.id as AddressId
  return { books, clientId, invoice, office }
}

describe('addresses of a client', () => {
  it('has the newest as the default for future documents; issued ones keep theirs and say which it was (T-11)', async () => {
    const { books, clientId, invoice, office } = await withInvoice()
    expect(invoice.addressId).toBe(office)
    const { id } = await books.must(addAddress, { clientId, address: branch })
    const next = await issue(books, clientId, '50')
    expect(next.addressId).toBe(id)
    expect([await cityOf(books, invoice.id), await cityOf(books, next.id)]).toEqual(['Berlin', 'Bonn'])
    await books.must(setDefaultAddress, { clientId, id: office })
    expect((await issue(books, clientId, '50')).addressId).toBe(office)
  })

  it('does not change one that a document went to: it goes out of use, its drafts and groups move on', async () => {
    const { books, clientId, invoice, office } = await withInvoice()
    const { id: groupId } = await books.must(saveBillingGroup, {
      clientId,
      fields: { name: 'Projects', offsetDays: 0, cc: [], addressId: office },
    })
    await charge(books, clientId, '10', {})
    const draftId = await draftAll(books, clientId)
    const draft = await books.db.invoices.get(draftId)
    if (draft?.state !== 'draft') throw new Error('no draft')
    await books.db.invoices.put({ ...draft, addressId: office })
    const { id } = await books.must(changeAddress, { clientId, id: office, address: { ...branch, label: 'Office' } })
    const client = await clientOf(books, clientId)
    expect(client.addresses).toMatchObject([
      { id: office, city: 'Berlin', archivedOn: books.today, replacedBy: id },
      { id, city: 'Bonn', label: 'Office' },
    ])
    expect(client.defaultAddressId).toBe(id)
    expect((await books.db.billingGroups.get(groupId))?.addressId).toBe(id)
    expect((await books.db.invoices.get(draftId))?.addressId).toBe(id)
    expect(await finalized(books, invoice.id)).toEqual(invoice)
    expect(await cityOf(books, invoice.id)).toBe('Berlin')
    expect(client.words).toEqual(expect.arrayContaining(['bonn']))
  })

  it('changes one that no document carries where it stands', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const office = (await clientOf(books, clientId)).addresses[0]?.id as AddressId
    const { id } = await books.must(changeAddress, { clientId, id: office, address: branch })
    expect(id).toBe(office)
    expect((await clientOf(books, clientId)).addresses).toMatchObject([{ id: office, city: 'Bonn' }])
  })

  it('counts an address of an earlier version as carried once the client has an invoice of that time', async () => {
    const { books, clientId, invoice, office } = await withInvoice()
    const { addressId: _address, ...old } = invoice
    await books.db.invoices.put(old)
    await books.db.clients
      .where('id')
      .equals(clientId)
      .modify((client) => {
        for (const address of client.addresses) delete (address as { addedOn?: unknown }).addedOn
      })
    const { id } = await books.must(changeAddress, { clientId, id: office, address: branch })
    expect(id).not.toBe(office)
  })

  it('takes one out of use but never the last, and uses it again', async () => {
    const { books, clientId, office } = await withInvoice()
    expect(await books.run(archiveAddress, { clientId, id: office })).toEqual({
      ok: false,
      problem: { code: 'address-last' },
    })
    const { id } = await books.must(addAddress, { clientId, address: branch, makeDefault: false })
    expect((await clientOf(books, clientId)).defaultAddressId).toBe(office)
    await books.must(archiveAddress, { clientId, id: office })
    let client = await clientOf(books, clientId)
    expect([addressesInUse(client).map((each) => each.id), client.defaultAddressId]).toEqual([[id], id])
    expect((await issue(books, clientId, '5')).addressId).toBe(id)
    await books.must(restoreAddress, { clientId, id: office })
    client = await clientOf(books, clientId)
    expect([addressesInUse(client).length, defaultAddress(client)?.id]).toEqual([2, id])
  })

  it('keeps those out of use, and those that documents carry, when the form of the client is saved', async () => {
    const { books, clientId, office } = await withInvoice()
    const { id, version } = await books.must(addAddress, { clientId, address: branch })
    const home = { label: 'Home', line1: 'Weg 3', city: 'Kiel', country: 'DE' }
    await books.must(saveClient, {
      seen: { id: clientId, version },
      fields: clientFields('Meyer', { addresses: [home] }),
    })
    const client = await clientOf(books, clientId)
    expect(client.addresses.map((each) => [each.city, each.archivedOn !== undefined])).toEqual([
      ['Berlin', true],
      ['Kiel', false],
    ])
    expect(client.addresses.some((each) => each.id === id)).toBe(false)
    expect(client.addresses.find((each) => each.id === office)).toBeDefined()
    expect(defaultAddress(client)?.city).toBe('Kiel')
  })

  it('refuses one that no document could carry, by its field', async () => {
    const { books, clientId } = await withInvoice()
    for (const [field, value] of [
      ['line1', ' '],
      ['city', ''],
      ['country', 'Germany'],
    ]) {
      const address = { ...branch, [field as string]: value }
      expect(await books.run(addAddress, { clientId, address })).toMatchObject({
        ok: false,
        problem: { code: 'field-invalid', field },
      })
    }
  })
})

describe('PO numbers (T-12)', () => {
  it('go on the unpaid invoices that were ticked, and on no others', async () => {
    const { books, clientId, invoice } = await withInvoice()
    const other = await issue(books, clientId, '20')
    const paid = await issue(books, clientId, '30')
    await books.must(recordPayment, {
      clientId,
      currency: paid.currency,
      amount: paid.amountDue,
      method: 'transfer',
      receivedOn: paid.issuedOn,
      allocate: [{ invoiceId: paid.id, amount: paid.amountDue }],
    })
    const gone = await issue(books, clientId, '40')
    await books.must(voidInvoice, { id: gone.id, charges: 'drop' })
    const bad = await issue(books, clientId, '60')
    await books.must(writeOffInvoice, { id: bad.id })
    await charge(books, clientId, '10')
    const draftId = await draftAll(books, clientId)
    const before = await Promise.all([other.id, paid.id, gone.id].map((id) => finalized(books, id)))
    const all = [invoice.id, paid.id, gone.id, bad.id, draftId]
    expect(await books.must(setPoNumber, { clientId, poNumber: ' PO-77 ', applyTo: all })).toEqual({
      applied: 3,
      left: 2,
    })
    expect(await finalized(books, invoice.id)).toMatchObject({ poAddendum: { poNumber: 'PO-77', on: books.today } })
    expect(await finalized(books, bad.id)).toMatchObject({ poAddendum: { poNumber: 'PO-77' } })
    expect(await books.db.invoices.get(draftId)).toMatchObject({ poNumber: 'PO-77' })
    expect(await Promise.all([other.id, paid.id, gone.id].map((id) => finalized(books, id)))).toEqual(before)
    expect((await finalized(books, invoice.id)).words).toEqual(expect.arrayContaining(['po', '77']))
    expect((await clientOf(books, clientId)).poNumber).toBe('PO-77')
  })

  it('unticked are for future invoices only; empty ends it', async () => {
    const { books, clientId, invoice } = await withInvoice()
    await books.must(setPoNumber, { clientId, poNumber: 'PO-1', applyTo: [] })
    expect(await finalized(books, invoice.id)).toEqual(invoice)
    expect((await issue(books, clientId, '5')).poNumber).toBe('PO-1')
    await books.must(setPoNumber, { clientId, poNumber: '', applyTo: [invoice.id] })
    expect(await finalized(books, invoice.id)).toEqual(invoice)
    expect((await issue(books, clientId, '5')).poNumber).toBeUndefined()
  })

  it('are in the history wherever they are typed: client form, group form or a file', async () => {
    const { books, clientId } = await withInvoice()
    const said = async () =>
      (await listPoEvents(books.db, clientId)).map(({ data, subjects }) => [
        data['poNumber'],
        subjects.some((id) => id.startsWith('grp')),
      ])
    const save = async (poNumber: string | undefined) => {
      const { id, version } = await clientOf(books, clientId)
      const po = poNumber === undefined ? {} : { poNumber }
      return books.must(saveClient, { seen: { id, version }, fields: clientFields('Meyer Studio', po) })
    }
    await save('PO-1')
    await save('PO-1')
    await save(undefined)
    expect(await said()).toEqual([
      ['', false],
      ['PO-1', false],
    ])
    const made = await books.must(saveBillingGroup, {
      clientId,
      fields: { name: 'Projects', offsetDays: 0, cc: [], poNumber: 'G-1' },
    })
    await books.must(saveBillingGroup, {
      clientId,
      seen: made,
      fields: { name: 'Projects', offsetDays: 0, cc: ['a@b.example'], poNumber: 'G-1' },
    })
    await books.must(saveBillingGroup, {
      clientId,
      seen: { id: made.id, version: 2 },
      fields: { name: 'Projects', offsetDays: 0, cc: [] },
    })
    expect(await said()).toEqual([
      ['', true],
      ['G-1', true],
      ['', false],
      ['PO-1', false],
    ])
    const imported = { name: 'Meyer Studio', contacts: [], addresses: [], poNumber: 'PO-9' }
    const { importId } = await books.must(importClients, {
      file: 'c.csv',
      add: [],
      update: [{ id: clientId, fields: imported }],
      skipped: 0,
      refused: 0,
    })
    expect((await said())[0]).toEqual(['PO-9', false])
    expect(await books.must(undoImport, { importId })).toMatchObject({ restored: 1 })
    expect((await said())[0]).toEqual(['', false])
    const stranger = await addClient(books, 'Stranger', { poNumber: 'S-1' })
    expect((await listPoEvents(books.db, stranger)).map(({ data }) => data['poNumber'])).toEqual(['S-1'])
  })

  it('of a billing group are its own, and another client’s invoices are never touched', async () => {
    const { books, clientId, invoice } = await withInvoice()
    const group = await books.db.billingGroups.where('clientId').equals(clientId).first()
    const stranger = await addClient(books, 'Stranger')
    const done = await books.must(setPoNumber, {
      clientId: stranger,
      poNumber: 'X',
      applyTo: [invoice.id],
    })
    expect(done).toEqual({ applied: 0, left: 1 })
    if (group === undefined) throw new Error('no group')
    await books.must(setPoNumber, { clientId, billingGroupId: group.id, poNumber: 'G-1', applyTo: [] })
    expect((await clientOf(books, clientId)).poNumber).toBeUndefined()
    expect((await issue(books, clientId, '5')).poNumber).toBe('G-1')
    expect(
      await books.run(setPoNumber, { clientId: stranger, billingGroupId: group.id, poNumber: 'G', applyTo: [] }),
    ).toMatchObject({
      problem: { code: 'not-found', entity: 'billingGroup' },
    })
  })
})
