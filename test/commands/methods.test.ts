// The ways in which clients pay (I-1, I-5) and the terms that they bring (W-15).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import {
  addMethod,
  changeMethod,
  keepCardSetup,
  makeDefaultMethod,
  removeMethod,
  restoreMethod,
  storeCard,
} from '../../src/commands/save-method.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, EndpointId } from '../../src/core/ids.ts'
import { listMethods } from '../../src/queries/list-methods.ts'
import { storedMethodSchema } from '../../src/storage/backup/payment-schemas.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, change, chargeFields, clientFields, setUpPractice } from '../support/practice.ts'
import { methodStep, performMethod } from '../support/random-method-acts.ts'

const endpointId = 'end_cards' as EndpointId
const setup = { endpointId, customer: 'cus_1', session: 'cs_1', url: 'https://pay.example/cs_1' }
const card = { endpointId, customer: 'cus_1', method: 'pm_1', brand: 'visa', last4: '4242', expires: '2030-05' }

async function practice(): Promise<{ books: TestBooks; clientId: ClientId }> {
  const books = await openTestBooks()
  const { clientId } = await setUpPractice(books)
  return { books, clientId }
}

async function state(books: TestBooks, clientId: ClientId) {
  return (await listMethods(books.db, clientId)).map(({ kind, isDefault }) => `${kind}${isDefault === 1 ? '*' : ''}`)
}

describe('ways to pay', () => {
  it('has one default: the first one, then whichever is made it', async () => {
    const { books, clientId } = await practice()
    const transfer = await books.must(addMethod, { clientId, kind: 'transfer' })
    await books.must(addMethod, { clientId, kind: 'cash' })
    expect(await state(books, clientId)).toEqual(['transfer*', 'cash'])
    const debit = await books.must(addMethod, { clientId, kind: 'direct-debit', makeDefault: true })
    expect(await state(books, clientId)).toEqual(['direct-debit*', 'transfer', 'cash'])
    // The default before it was written too: whoever saw it as the default is told so.
    expect(await books.refusal(makeDefaultMethod, transfer)).toMatchObject({ code: 'stale' })
    await books.must(makeDefaultMethod, { id: transfer.id, version: 2 })
    expect(await state(books, clientId)).toEqual(['transfer*', 'cash', 'direct-debit'])
    await books.must(removeMethod, { id: debit.id, version: 2 })
    expect(await state(books, clientId)).toEqual(['transfer*', 'cash'])
  })

  it('gives the default away last, and can be had back', async () => {
    const { books, clientId } = await practice()
    const transfer = await books.must(addMethod, { clientId, kind: 'transfer' })
    const cash = await books.must(addMethod, { clientId, kind: 'cash' })
    expect(await books.refusal(removeMethod, transfer)).toEqual({ code: 'default-method' })
    await books.must(removeMethod, cash)
    const gone = await books.must(removeMethod, transfer)
    expect(await state(books, clientId)).toEqual([])
    expect(await books.refusal(changeMethod, gone)).toMatchObject({ code: 'not-found', entity: 'paymentMethod' })
    await books.must(restoreMethod, { id: cash.id, version: 2 })
    await books.must(restoreMethod, gone)
    expect(await state(books, clientId)).toEqual(['cash*', 'transfer'])
  })

  it('refuses terms that are none and a label that is a letter', async () => {
    const { books, clientId } = await practice()
    const kind = 'transfer'
    expect(await books.refusal(addMethod, { clientId, kind, termsDays: 181 })).toMatchObject({ field: 'termsDays' })
    expect(await books.refusal(addMethod, { clientId, kind, termsDays: 1.5 })).toMatchObject({ field: 'termsDays' })
    expect(await books.refusal(addMethod, { clientId, kind, label: 'x'.repeat(101) })).toMatchObject({ field: 'label' })
    expect(await books.refusal(addMethod, { clientId: 'cli_0' as ClientId, kind })).toMatchObject({ code: 'not-found' })
    const row = await books.must(addMethod, { clientId, kind, label: '  Mandate 3 ', termsDays: 7 })
    await books.must(changeMethod, { ...row, label: ' ' })
    const { label, termsDays } = (await listMethods(books.db, clientId))[0] ?? {}
    expect([label, termsDays]).toEqual([undefined, undefined])
  })

  it('stores the card that the client entered, of the last page alone and once', async () => {
    const { books, clientId } = await practice()
    const { id } = await books.must(addMethod, { clientId, kind: 'card', label: 'Company card', termsDays: 0 })
    await books.must(keepCardSetup, { id, version: 1, setup })
    await books.must(keepCardSetup, { id, version: 2, setup: { ...setup, session: 'cs_2' } })
    expect(await books.must(storeCard, { id, session: 'cs_1', card })).toEqual({ id, version: 3 })
    expect((await books.db.paymentMethods.get(id))?.card).toBeUndefined()
    await books.must(storeCard, { id, session: 'cs_2', card })
    expect(await books.must(storeCard, { id, session: 'cs_2', card: { ...card, method: 'pm_2' } })).toEqual({
      id,
      version: 4,
    })
    const row = await books.db.paymentMethods.get(id)
    expect(row).toMatchObject({ card, label: 'Company card', termsDays: 0, isDefault: 1 })
    expect(row?.setup).toBeUndefined()
    const cash = await books.must(addMethod, { clientId, kind: 'cash' })
    expect(await books.refusal(keepCardSetup, { ...cash, setup })).toMatchObject({ code: 'not-found' })
  })

  it('has exactly one default of those that a client has, whatever is done (I-5)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(methodStep, { minLength: 5, maxLength: 40 }), async (steps) => {
        const { books } = await practice()
        await addClient(books, 'Okafor')
        for (const step of steps) {
          await performMethod(books, step)
          const rows = await books.db.paymentMethods.toArray()
          for (const row of rows) expect(storedMethodSchema.safeParse(row).success).toBe(true)
          for (const { id } of await books.db.clients.toArray()) {
            const own = rows.filter(({ clientId, state: has }) => clientId === id && has === 'active')
            const defaults = own.filter(({ isDefault }) => isDefault === 1)
            expect(defaults.length, JSON.stringify(step)).toBe(own.length === 0 ? 0 : 1)
          }
          expect(rows.filter(({ state: has, isDefault }) => has === 'removed' && isDefault === 1)).toEqual([])
        }
        books.db.close()
      }),
      { numRuns: 15 },
    )
  })
})

describe('terms of the default way to pay (W-15)', () => {
  async function draftedTerms(books: TestBooks, clientId: ClientId): Promise<number | undefined> {
    await books.must(addCharge, { clientId, fields: chargeFields('Session', decimal('100')) })
    const { invoiceIds } = await books.must(draftInvoices, { clientId, chargeIds: 'all' })
    const draft = await books.db.invoices.get(invoiceIds[0] as NonNullable<(typeof invoiceIds)[0]>)
    return draft?.state === 'draft' ? draft.termsDays : undefined
  }

  it('stands above the client and the account, below the group; other ways and removed ones say nothing', async () => {
    const { books, clientId } = await practice()
    await change(books, { termsDays: 14 })
    const client = await books.db.clients.get(clientId)
    expect(await draftedTerms(books, clientId)).toBe(14)
    const seen = { id: clientId, version: client?.version ?? 0 }
    await books.must(saveClient, { seen, fields: clientFields('Meyer', { termsDays: 30 }) })
    expect(await draftedTerms(books, clientId)).toBe(30)
    const transfer = await books.must(addMethod, { clientId, kind: 'transfer' })
    expect(await draftedTerms(books, clientId)).toBe(30)
    const debit = await books.must(addMethod, { clientId, kind: 'direct-debit', termsDays: 3 })
    expect(await draftedTerms(books, clientId)).toBe(30)
    await books.must(makeDefaultMethod, debit)
    expect(await draftedTerms(books, clientId)).toBe(3)
    const group = await books.db.billingGroups.where('clientId').equals(clientId).first()
    if (group !== undefined) await books.db.billingGroups.put({ ...group, termsDays: 60 })
    expect(await draftedTerms(books, clientId)).toBe(60)
    if (group !== undefined) await books.db.billingGroups.put(group)
    await books.must(makeDefaultMethod, { id: transfer.id, version: 2 })
    await books.must(removeMethod, { id: debit.id, version: 3 })
    expect(await draftedTerms(books, clientId)).toBe(30)
  })
})
