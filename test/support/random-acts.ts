// Random acts of an owner, for properties over any sequence of commands.
import fc from 'fast-check'
import { addCharge } from '../../src/commands/add-charge.ts'
import { amendCharge } from '../../src/commands/amend-charge.ts'
import { addPoNumber, changeInternalNotes } from '../../src/commands/annotate-invoice.ts'
import { applyCreditBalance } from '../../src/commands/apply-credit-balance.ts'
import { changeCharge } from '../../src/commands/change-charge.ts'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import { changePayment } from '../../src/commands/change-payment.ts'
import { changeProductStatus } from '../../src/commands/change-product-status.ts'
import { discardDraft } from '../../src/commands/discard-draft.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { duplicateInvoice } from '../../src/commands/duplicate-invoice.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { noteBackup } from '../../src/commands/make-backup.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { type SaveDraft, saveDraft } from '../../src/commands/save-draft.ts'
import { saveProduct } from '../../src/commands/save-product.ts'
import { saveTaxRate } from '../../src/commands/save-tax-rate.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { restoreCharges, waiveCharges } from '../../src/commands/waive-charges.ts'
import { reopenInvoice, writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, TaxRateId } from '../../src/core/ids.ts'
import type { Invoice } from '../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { isSold } from '../../src/core/selling/purchase.ts'
import type { TestBooks } from './open-test-books.ts'
import { addClient, change, chargeFields, clientFields, setUpPractice } from './practice.ts'

const acts = [
  'charge',
  'charge',
  'charge',
  'edit',
  'waive',
  'restore',
  'draft',
  'draft',
  'saveDraft',
  'discard',
  'finalize',
  'finalize',
  'finalize',
  'pay',
  'pay',
  'payOne',
  'payOne',
  'undo',
  'void',
  'writeOff',
  'reopen',
  'release',
  'tomorrow',
  'take',
  'duplicate',
  'redate',
  'useCredit',
  'amend',
  'annotate',
  'client',
  'archive',
  'product',
  'tax',
  'settings',
  'backup',
] as const

export interface Step {
  readonly act: (typeof acts)[number]
  readonly pick: number
  readonly size: number
}

export const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...acts),
  pick: fc.nat(1000),
  size: fc.integer({ min: 1, max: 40_000 }),
})

export interface Cast {
  readonly clients: readonly ClientId[]
  readonly taxId: TaxRateId
}

/** Two clients and a tax, so that the acts have somebody to act on. */
export async function setUpCast(books: TestBooks): Promise<Cast> {
  const { clientId, taxId } = await setUpPractice(books)
  return { clients: [clientId, await addClient(books, 'Okafor', { email: 'okafor@example.com' })], taxId }
}

/** Does one act with whatever rows it finds; one that finds none does nothing, one that is refused writes nothing. */
export async function perform(books: TestBooks, { act, pick, size }: Step, { clients, taxId }: Cast): Promise<void> {
  const { db } = books
  const clientId = clients[pick % clients.length] as ClientId
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const charges = await db.charges.toArray()
  const invoices = await db.invoices.toArray()
  const inState = (...states: Invoice['state'][]) => one(invoices.filter(({ state }) => states.includes(state)))
  const price = decimal((size / 100).toFixed(2))
  switch (act) {
    case 'charge':
      await books.run(addCharge, {
        clientId,
        fields: chargeFields('Session', price, {
          taxIds: pick % 3 === 0 ? [] : [taxId],
          quantity: decimal(pick % 7 === 1 ? '-1' : '1.5'),
          taxIncluded: pick % 5 === 1,
        }),
      })
      return
    case 'edit': {
      const row = one(charges.filter(({ state }) => state === 'open'))
      if (row !== undefined)
        await books.must(changeCharge, { id: row.id, version: row.version, fields: chargeFields('Edited', price) })
      return
    }
    case 'amend': {
      const row = one(charges.filter(({ state, amends }) => state === 'invoiced' && amends === undefined))
      if (row !== undefined)
        await books.run(amendCharge, {
          chargeId: row.id,
          quantity: row.quantity,
          unitPrice: decimal((size / 100 + 1).toFixed(2)),
        })
      return
    }
    case 'waive': {
      const row = one(charges)
      if (row !== undefined) await books.run(waiveCharges, { chargeIds: [row.id] })
      return
    }
    case 'restore': {
      const row = one(charges.filter(({ state, waivedFor }) => state === 'waived' && waivedFor === undefined))
      if (row === undefined) return
      // What was sold went with its purchase.
      if (isSold(row)) await books.refusal(restoreCharges, { chargeIds: [row.id] })
      else await books.must(restoreCharges, { chargeIds: [row.id] })
      return
    }
    case 'draft':
      await books.run(draftInvoices, { clientId, chargeIds: 'all' })
      return
    case 'saveDraft': {
      const draft = inState('draft')
      if (draft?.state !== 'draft') return
      const kept = draft.chargeIds.filter((_id, index) => (pick >> index) % 2 === 0)
      const change: SaveDraft = {
        id: draft.id,
        version: draft.version,
        head: {
          allowances: pick % 2 === 0 ? [{ kind: 'percent', value: decimal('12.5'), reason: 'Loyal' }] : [],
          surcharges: [],
          termsDays: pick % 60,
          prepaid: 0 as Minor,
        },
        lines: [
          ...kept.map((chargeId) => ({ kind: 'keep', chargeId }) as const),
          { kind: 'new', fields: chargeFields('Added', price, { taxIncluded: draft.taxIncluded, taxIds: [taxId] }) },
        ],
        drop: pick % 4 === 0 ? draft.chargeIds : [],
      }
      // Lines of a renewal are the plan's.
      if (draft.sale === undefined) await books.must(saveDraft, change)
      else await books.refusal(saveDraft, change)
      return
    }
    case 'discard': {
      const draft = inState('draft')
      if (draft !== undefined) await books.must(discardDraft, { id: draft.id })
      return
    }
    case 'finalize': {
      const draft = inState('draft')
      if (draft !== undefined) await books.run(finalizeInvoice, { id: draft.id })
      return
    }
    case 'pay':
    case 'payOne': {
      const invoice = inState('open', 'uncollectible')
      const target = act === 'payOne' ? invoice : undefined
      await books.run(recordPayment, {
        clientId: target?.clientId ?? clientId,
        currency: 'EUR' as CurrencyCode,
        amount: size as Minor,
        method: 'transfer',
        receivedOn: calendarDate(books.today),
        allocate:
          target === undefined
            ? 'oldest-first'
            : [{ invoiceId: target.id, amount: Math.min(size, target.amountDue) as Minor }],
      })
      return
    }
    case 'undo': {
      const payment = one((await db.payments.toArray()).filter(({ state }) => state === 'received'))
      if (payment !== undefined) await books.must(undoPayment, { id: payment.id, reason: 'bounced' })
      return
    }
    case 'void': {
      const invoice = inState('open', 'paid', 'uncollectible')
      if (invoice !== undefined)
        await books.run(voidInvoice, { id: invoice.id, charges: pick % 2 === 0 ? 'bill-again' : 'drop' })
      return
    }
    case 'writeOff': {
      const invoice = inState('open')
      if (invoice !== undefined) await books.must(writeOffInvoice, { id: invoice.id })
      return
    }
    case 'reopen': {
      const invoice = inState('uncollectible')
      if (invoice !== undefined) await books.must(reopenInvoice, { id: invoice.id })
      return
    }
    case 'release': {
      const invoice = inState('open', 'paid')
      if (invoice !== undefined)
        await books.must(releaseDocument, { id: invoice.id, how: 'print', pdf: new Uint8Array([37]) })
      return
    }
    case 'take': {
      const draft = inState('draft')
      if (draft?.state !== 'draft') return
      const open = charges.filter(({ state, clientId: owner }) => state === 'open' && owner === draft.clientId)
      const fields = chargeFields('Longer', price, { taxIncluded: draft.taxIncluded })
      await books.run(saveDraft, {
        id: draft.id,
        version: draft.version,
        head: { allowances: [], surcharges: [], termsDays: 14, prepaid: (pick % 300) as Minor },
        lines: [
          ...draft.chargeIds.map((chargeId) => ({ kind: 'keep', chargeId, fields }) as const),
          ...open.slice(0, 2).map(({ id }) => ({ kind: 'take', chargeId: id }) as const),
        ],
      })
      return
    }
    case 'duplicate': {
      const invoice = one(invoices)
      if (invoice !== undefined) await books.run(duplicateInvoice, { id: invoice.id })
      return
    }
    case 'redate': {
      const payment = one((await db.payments.toArray()).filter(({ state }) => state === 'received'))
      if (payment === undefined) return
      const receivedOn = addDays(payment.receivedOn, -(pick % 45))
      await books.must(changePayment, { id: payment.id, version: payment.version, receivedOn, method: 'cash' })
      return
    }
    case 'useCredit': {
      const invoice = inState('open')
      if (invoice !== undefined) await books.run(applyCreditBalance, { id: invoice.id })
      return
    }
    case 'annotate': {
      const invoice = inState('open', 'paid', 'uncollectible')
      if (invoice === undefined) return
      const seen = { id: invoice.id, version: invoice.version }
      if (pick % 2 === 0) await books.run(addPoNumber, { ...seen, poNumber: `PO-${pick}` })
      else await books.must(changeInternalNotes, { ...seen, internalNotes: `Called ${pick} times` })
      return
    }
    case 'client': {
      const client = await db.clients.get(clientId)
      if (client === undefined) return
      const { id, version } = client
      await books.must(saveClient, { seen: { id, version }, fields: clientFields(`Client ${pick}`) })
      return
    }
    case 'archive': {
      const client = await db.clients.get(clientId)
      const status = client?.status === 'archived' ? 'active' : 'archived'
      await books.must(changeClientStatus, { id: clientId, status })
      return
    }
    case 'product': {
      const product = one(await db.products.toArray())
      const fields = {
        name: `Product ${pick}`,
        kind: 'service',
        unitPrice: price,
        currency: 'EUR' as CurrencyCode,
        taxIds: [taxId],
        taxIncluded: false,
      } as const
      if (product === undefined || pick % 3 === 0) await books.must(saveProduct, { fields })
      else if (pick % 3 === 1)
        await books.must(saveProduct, { seen: { id: product.id, version: product.version }, fields })
      else await books.must(changeProductStatus, { id: product.id, state: pick % 2 === 0 ? 'archived' : 'active' })
      return
    }
    case 'tax': {
      const tax = await db.taxRates.get(taxId)
      if (tax === undefined) return
      const { id, version, ...fields } = tax
      const rates = [{ from: calendarDate('2007-01-01'), percent: decimal(pick % 2 === 0 ? '19' : '7') }]
      await books.must(saveTaxRate, { seen: { id, version }, fields: { ...fields, rates } })
      return
    }
    case 'settings':
      await change(books, {
        termsDays: pick % 90,
        creditBalance: pick % 2 === 0 ? 'apply' : 'ask',
        partialPayments: { allowed: pick % 5 !== 0, minimum: 500 as Minor },
      })
      return
    case 'backup':
      await books.must(noteBackup, { rows: size, sha256: 'ab' })
      return
    case 'tomorrow':
      books.today = addDays(calendarDate(books.today), 1 + (pick % 40))
      return
  }
}
