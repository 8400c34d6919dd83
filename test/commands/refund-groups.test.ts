// Money that comes back belongs to the billing group whose invoice it had been taken off (P-7, R-22).
import { expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { applyCreditByHand } from '../../src/commands/apply-credit.ts'
import { changePayment } from '../../src/commands/change-payment.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { refundMoney } from '../../src/commands/refund-money.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { undoRefund } from '../../src/commands/undo-refund.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { AllocationId, InvoiceId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { chargeFields, finalized, issue, setUpPractice } from '../support/practice.ts'

it('a refund of what a payment had paid for the second group comes back to that group', async () => {
  const books = await openTestBooks()
  const { clientId } = await setUpPractice(books, { creditBalance: 'ask' })
  const { id: projects } = await books.must(saveBillingGroup, {
    clientId,
    fields: { name: 'Projects', offsetDays: 0, cc: [] },
  })
  const home = await issue(books, clientId, '50')
  const charge = await books.must(addCharge, {
    clientId,
    billingGroupId: projects,
    fields: chargeFields('Work', '100'),
  })
  const { invoiceIds } = await books.must(draftInvoices, { clientId, chargeIds: [charge.id] })
  const project = invoiceIds[0] as InvoiceId
  await books.must(finalizeInvoice, { id: project })
  const day = calendarDate(books.today)
  const paid = await books.must(recordPayment, {
    clientId,
    currency: 'EUR' as CurrencyCode,
    amount: 15_000 as Minor,
    method: 'transfer',
    receivedOn: day,
    allocate: [
      { invoiceId: home.id, amount: 5000 as Minor },
      { invoiceId: project, amount: 10_000 as Minor },
    ],
  })
  const [allocation] = await books.db.allocations.where('invoiceId').equals(project).toArray()
  const refund = await books.must(refundMoney, {
    source: { kind: 'payment', id: paid.id },
    amount: 4000 as Minor,
    releases: [{ allocationId: allocation?.id as AllocationId, amount: 4000 as Minor }],
    method: 'transfer',
    refundedOn: day,
  })
  books.today = '2026-03-05'
  await books.must(undoRefund, { id: refund.id, version: 1, reason: 'sent back' })
  const [credit] = await books.db.creditEntries.toArray()
  expect(credit).toMatchObject({ billingGroupId: projects, remaining: 4000 })
  if (credit === undefined) return
  // It is there since the day on which it came back, whatever day the payment is corrected to.
  const receivedOn = calendarDate('2026-03-01')
  const { version } = (await books.db.payments.get(paid.id)) ?? { version: 0 }
  await books.must(changePayment, { id: paid.id, version, receivedOn, method: 'transfer' })
  expect(await books.db.creditEntries.get(credit.id)).toMatchObject({ receivedOn: '2026-03-05' })
  await books.must(applyCreditByHand, { creditId: credit.id, invoiceId: project, amount: 4000 as Minor })
  expect(await finalized(books, project)).toMatchObject({ state: 'paid' })
})
