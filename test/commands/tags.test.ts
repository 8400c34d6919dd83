// The owner's own words and fields: kept folded, found by, kept when other things change.
import { describe, expect, it } from 'vitest'
import { changeTags } from '../../src/commands/change-tags.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import type { InvoiceId } from '../../src/core/ids.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { charge, clientFields, draftAll, setUpPractice } from '../support/practice.ts'

async function foundBy(books: TestBooks, word: string): Promise<string[]> {
  const [clients, invoices] = await Promise.all([
    books.db.clients.where('words').equals(word).primaryKeys(),
    books.db.invoices.where('words').equals(word).primaryKeys(),
  ])
  return [...clients, ...invoices]
}

describe('tags', () => {
  it('are folded, each once, and make the row found; taken off, it is not found by them', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    expect(await books.must(changeTags, { id: clientId, add: [' Very  Ämter', 'very amter', 'VIP'] })).toEqual({
      tags: ['very amter', 'vip'],
    })
    expect(await foundBy(books, 'amter')).toEqual([clientId])
    const before = await books.db.clients.get(clientId)
    expect(before?.version).toBe(1)
    await books.must(changeTags, { id: clientId, remove: ['Vip'] })
    expect(await foundBy(books, 'vip')).toEqual([])
    expect((await books.db.clients.get(clientId))?.tags).toEqual(['very amter'])
  })

  it('refuses too long and too many, and what is gone', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const refusal = (add: string[]) => books.refusal(changeTags, { id: clientId, add })
    expect(await refusal(['x'.repeat(41)])).toMatchObject({ field: 'tags', reason: 'too-long', limit: 40 })
    expect(await refusal([' , '])).toMatchObject({ field: 'tags', reason: 'empty' })
    await books.must(changeTags, { id: clientId, add: Array.from({ length: 20 }, (_, n) => `t${n}`) })
    expect(await refusal(['one more'])).toMatchObject({ field: 'tags', reason: 'too-many', limit: 20 })
    expect(await books.refusal(changeTags, { id: 'inv_gone' as InvoiceId, add: ['x'] })).toMatchObject({
      code: 'not-found',
      entity: 'invoice',
    })
  })

  it('stay on a draft that is changed and finalized, and words that something else says stay too', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await charge(books, clientId, '100')
    const id = await draftAll(books, clientId)
    await books.must(changeTags, { id, add: ['session', 'rush job'] })
    await books.must(finalizeInvoice, { id, version: 1 })
    expect(await books.db.invoices.get(id)).toMatchObject({ tags: ['session', 'rush job'], number: '2026-0001' })
    expect(await foundBy(books, 'rush')).toEqual([id])
    await books.must(changeTags, { id, remove: ['session', 'rush job'] })
    // "Session" is what the charge says.
    expect([await foundBy(books, 'session'), await foundBy(books, 'rush')]).toEqual([[id], []])
    const row = await books.db.invoices.get(id)
    expect(row && 'tags' in row).toBe(false)
  })
})

describe('fields of the owner’s own', () => {
  it('are trimmed, found by their values, and kept with the tags by whoever does not speak of them', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await books.must(changeTags, { id: clientId, add: ['vip'] })
    const customFields = [
      { name: ' Portal ', value: ' Ariba ' },
      { name: 'Empty', value: ' ' },
    ]
    const { version } = await books.must(saveClient, {
      seen: { id: clientId, version: 1 },
      fields: clientFields('Meyer', { customFields }),
    })
    const { version: next } = await books.must(saveClient, {
      seen: { id: clientId, version },
      fields: clientFields('Meyer & Co'),
    })
    expect(await books.db.clients.get(clientId)).toMatchObject({
      name: 'Meyer & Co',
      tags: ['vip'],
      customFields: [{ name: 'Portal', value: 'Ariba' }],
    })
    expect([await foundBy(books, 'ariba'), await foundBy(books, 'vip')]).toEqual([[clientId], [clientId]])
    const twice = [
      { name: 'Portal', value: '1' },
      { name: 'PORTAL', value: '2' },
    ]
    const fields = clientFields('Meyer & Co', { customFields: twice })
    expect(await books.refusal(saveClient, { seen: { id: clientId, version: next }, fields })).toMatchObject({
      field: 'customFields',
      reason: 'duplicate',
    })
    await books.must(saveClient, {
      seen: { id: clientId, version: next },
      fields: clientFields('Meyer & Co', { customFields: [] }),
    })
    expect(await foundBy(books, 'ariba')).toEqual([])
  })
})
