// A device whose account has seen every kind of row: paid, overpaid, released, voided with and without a document.
import { importProducts } from '../../src/commands/import-products.ts'
import type { InspectedBackup } from '../../src/commands/inspect-backup.ts'
import { makeBackup } from '../../src/commands/make-backup.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { charge, draftAll, issue, setUpPractice } from '../support/practice.ts'
import { openTestDevice, type TestDevice } from './device.ts'

export async function workedDevice(): Promise<TestDevice> {
  const device = await openTestDevice()
  const { books } = device
  const { clientId } = await setUpPractice(books, {
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
  return device
}

export async function backupOf(device: TestDevice, gzip = false): Promise<InspectedBackup> {
  const { books, entry } = device
  const made = await makeBackup({ books: books.db, account: entry, purpose: 'backup', now: books.envelope().now, gzip })
  if (!made.ok) throw new Error(JSON.stringify(made.problem))
  return made.value
}
