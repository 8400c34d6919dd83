// Money of the sample business beside payments: credit notes, goodwill, a deposit, a refund, ways to pay.
import { creditInvoice } from '../../commands/credit-invoice.ts'
import { draftCreditNote } from '../../commands/draft-credit-note.ts'
import { grantGoodwill } from '../../commands/grant-goodwill.ts'
import { recordPayment } from '../../commands/record-payment.ts'
import { refundMoney } from '../../commands/refund-money.ts'
import { addMethod } from '../../commands/save-method.ts'
import { currencyExponent } from '../../core/currency.ts'
import { addMonths, type CalendarDate } from '../../core/date.ts'
import type { ClientId } from '../../core/ids.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import { minor } from '../../core/money.ts'
import type { Pen } from './sample-pen.ts'

/** Everything happened today: credit notes are dated like documents, and none goes before the last one. */
export async function writeMoney(pen: Pen, today: CalendarDate): Promise<void> {
  const { currency } = pen.settings
  const major = (amount: number) => minor(amount * 10 ** currencyExponent(currency))
  const last = await pen.books.payments.orderBy('[receivedOn+id]').last()
  if (last !== undefined) {
    const { clientId, amount, method } = last
    const again = {
      clientId,
      currency,
      amount,
      method,
      receivedOn: today,
      reference: 'Once more',
      allocate: [],
    } as const
    const { id } = await pen.on(today, recordPayment, again)
    await pen.on(today, refundMoney, {
      source: { kind: 'payment', id },
      amount,
      releases: [],
      method,
      refundedOn: today,
      reference: 'Paid twice',
    })
  }
  const open = (await pen.books.invoices
    .where('[state+dueOn+id]')
    .between(['open', ''], ['open', '\uffff'])
    .toArray()) as FinalizedInvoice[]
  const [late, other] = open.filter((invoice) => invoice.amountDue === invoice.payable)
  const part = (invoice: FinalizedInvoice) => [
    { invoiceId: invoice.id, picks: [{ line: 0, kind: 'amount', amount: major(10) } as const] },
  ]
  if (late !== undefined)
    await pen.on(today, creditInvoice, { credits: part(late), reason: 'Half an hour was not ours' })
  if (other !== undefined) await pen.on(today, draftCreditNote, { credits: part(other), reason: 'Agreed by phone' })

  const [first, second, third] = pen.clients as [ClientId, ClientId, ClientId]
  const [group] = await pen.books.billingGroups.where('clientId').equals(first).toArray()
  if (group !== undefined) {
    await pen.on(today, grantGoodwill, {
      clientId: first,
      billingGroupId: group.id,
      currency,
      amount: major(25),
      reason: 'The site was down for an afternoon',
      expiresOn: addMonths(today, 6),
    })
  }
  await pen.on(today, recordPayment, {
    clientId: second,
    currency,
    amount: major(200),
    method: 'transfer',
    receivedOn: today,
    reference: 'Ahead of the workshop',
    allocate: [],
  })
  await pen.on(today, addMethod, { clientId: second, kind: 'transfer', label: 'House bank' })
  await pen.on(today, addMethod, { clientId: third, kind: 'cheque', termsDays: 30 })
}
