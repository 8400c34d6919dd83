// A device whose account has seen every kind of row: paid, overpaid, released, voided with and without a document.
import { addContract } from '../../src/commands/add-contract.ts'
import { amendContract } from '../../src/commands/amend-contract.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { holdGroup } from '../../src/commands/change-group-state.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { importProducts } from '../../src/commands/import-products.ts'
import type { InspectedBackup } from '../../src/commands/inspect-backup.ts'
import { makeBackup } from '../../src/commands/make-backup.ts'
import { parkGroup } from '../../src/commands/park-group.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { recordUsage } from '../../src/commands/record-usage.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { calendarDate as day } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import type { TestBooks } from '../support/open-test-books.ts'
import { addClient, charge, draftAll, issue, setUpPractice } from '../support/practice.ts'
import { openTestDevice, type TestDevice } from './device.ts'
import { automationOf } from './worked-automation.ts'
import { moneyOf } from './worked-money.ts'
import { sellingOf } from './worked-selling.ts'

export async function workedDevice(): Promise<TestDevice> {
  const device = await openTestDevice()
  const { books } = device
  const { clientId, taxId } = await setUpPractice(books, {
    look: {
      template: 'classic',
      templateVersion: 1,
      accent: '#0f5c5c',
      paper: 'A4',
      logo: {
        mime: 'image/png',
        bytes: Uint8Array.from({ length: 1_000 }, (_, index) => index % 251),
        width: 10,
        height: 7,
      },
    },
  })
  const fields = {
    name: 'Session',
    kind: 'service',
    unitPrice: decimal('85.5'),
    currency: 'EUR' as CurrencyCode,
    taxIds: [],
    taxIncluded: false,
  } as const
  await books.must(importProducts, {
    file: 'products.csv',
    add: [{ fields }],
    update: [],
    skipped: 0,
    refused: 0,
    remember: {
      signature: 'name|price',
      mapping: { entity: 'products', columns: [{ column: 'Name', field: 'name' }] },
    },
  })
  const first = await issue(books, clientId, '100')
  await books.must(releaseDocument, { id: first.id, how: 'download', pdf: Uint8Array.from([0, 255, 10, 13, 37, 80]) })
  await books.must(recordPayment, {
    clientId,
    currency: first.currency,
    amount: 15000 as Minor,
    method: 'transfer',
    receivedOn: first.issuedOn,
    allocate: 'oldest-first',
  })
  const second = await issue(books, clientId, '40')
  await books.must(releaseDocument, { id: second.id, how: 'print', pdf: new Uint8Array([1]) })
  const third = await issue(books, clientId, '900')
  await books.must(releaseDocument, { id: third.id, how: 'print', pdf: new Uint8Array([2]) })
  await books.must(voidInvoice, { id: third.id, charges: 'drop' })
  await charge(books, clientId, '7')
  await draftAll(books, clientId)
  await charge(books, clientId, '9')
  await books.must(voidInvoice, { id: (await issue(books, clientId, '1')).id, charges: 'drop' })
  await contractsOf(books)
  await moneyOf(books)
  await sellingOf(books)
  await automationOf(books, taxId)
  return device
}

/** A second client with groups of its own: a contract that was billed and then cost less, one of usage, one on hold. */
async function contractsOf(books: TestBooks): Promise<void> {
  const clientId = await addClient(books, 'Okafor & Daughters', {
    billingCycle: { kind: 'every', cadence: { unit: 'month', every: 1 }, anchor: { origin: day('2026-01-31') } },
  })
  const group = await books.must(saveBillingGroup, {
    clientId,
    fields: {
      name: 'Accounts payable',
      offsetDays: -5,
      cycle: { kind: 'manual' },
      recipient: { name: 'Accounts payable', email: 'ap@example.com' },
      cc: ['boss@example.com'],
      termsDays: 30,
      poNumber: 'PO-7',
      paymentMethod: 'transfer',
    },
  })
  const base = {
    cadence: { unit: 'month', every: 1 },
    quantity: decimal('2'),
    pricing: { kind: 'per-unit', unitPrice: decimal('120') },
    taxIds: [],
    taxIncluded: false,
  } as const
  const advance = await books.must(addContract, {
    fields: {
      clientId,
      billingGroupId: group.id,
      name: 'Care',
      currency: 'EUR' as CurrencyCode,
      startOn: day('2026-02-25'),
      endOn: day('2027-02-25'),
      renewal: { length: { unit: 'year', every: 1 }, noticeDays: 30 },
      items: [
        {
          ...base,
          description: 'Care of the website',
          kind: 'recurring',
          timing: 'advance',
          billingDay: 31,
          ramp: [{ from: day('2026-09-01'), quantity: decimal('3'), pricing: base.pricing }],
        },
      ],
    },
  })
  for (const id of advance.invoiceIds) await books.must(finalizeInvoice, { id })
  const [item] = await books.db.contractItems.where('contractId').equals(advance.id).toArray()
  if (item === undefined) throw new Error('no item')
  await books.must(amendContract, {
    id: advance.id,
    version: 1,
    request: {
      contractId: advance.id,
      effectiveOn: day('2026-03-02'),
      changes: [{ kind: 'agreement', itemId: item.id, quantity: decimal('1') }],
      note: 'One site fewer',
    },
  })
  const usage = await books.must(addContract, {
    fields: {
      clientId,
      name: 'Hours',
      currency: 'EUR' as CurrencyCode,
      startOn: day('2026-01-01'),
      items: [{ ...base, description: 'Hours', unit: 'hour', kind: 'usage', timing: 'arrears' }],
    },
  })
  const [hours] = await books.db.contractItems.where('contractId').equals(usage.id).toArray()
  if (hours === undefined) throw new Error('no item')
  await books.must(recordUsage, { contractItemId: hours.id, on: day('2026-01-15'), quantity: decimal('1.25') })
  await books.must(recordUsage, {
    contractItemId: hours.id,
    on: day('2026-03-02'),
    quantity: decimal('3'),
    unitPrice: decimal('90'),
    sourceKey: 'timer-1',
    note: 'At night',
  })
  books.today = '2026-03-03'
  const groups = await books.db.billingGroups.where('clientId').equals(clientId).toArray()
  for (const { id } of groups) await books.must(billGroup, { groupId: id, asOf: day(books.today) })
  await books.must(holdGroup, { id: group.id, version: 1, note: 'Until the new order is here' })
  await books.must(parkGroup, { groupId: group.id, problem: { code: 'charge-key-taken', id: 'itm_1/2026-03-01' } })
  books.today = '2026-03-02'
}

export async function backupOf(device: TestDevice, gzip = false): Promise<InspectedBackup> {
  const { books, entry } = device
  const made = await makeBackup({ books: books.db, account: entry, purpose: 'backup', now: books.envelope().now, gzip })
  if (!made.ok) throw new Error(JSON.stringify(made.problem))
  return made.value
}
