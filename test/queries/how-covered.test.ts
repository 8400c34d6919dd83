// What lists say of an invoice of which less is due: that it was paid in part, or credited in part.
import { expect, it } from 'vitest'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { howCovered } from '../../src/queries/how-covered.ts'
import { pay, picks, some } from '../support/credit-wishes.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { finalized, issue, setUpPractice } from '../support/practice.ts'

it('tells an own credit note from money, and from the credit of another invoice', async () => {
  const books = await openTestBooks()
  const { clientId } = await setUpPractice(books)
  const [settled, second] = [await issue(books, clientId, '50'), await issue(books, clientId, '100')]
  const said = (id: typeof settled.id) => howCovered(books.db, id)
  expect(await said(settled.id)).toBeUndefined()
  await books.must(creditInvoice, { credits: [picks(settled.id, some(0, 1000))] })
  expect(await said(settled.id)).toBe('credited')
  await books.must(recordPayment, pay(clientId, 4000))
  expect(await said(settled.id)).toBe('paid')
  // It has nothing due any more: its credit goes on the second one.
  await books.must(creditInvoice, { credits: [picks(settled.id, some(0, 1000))] })
  expect(await finalized(books, second.id)).toMatchObject({ amountDue: 9000 })
  expect(await said(second.id)).toBe('paid')
  const third = await issue(books, clientId, '10')
  await books.must(writeOffInvoice, { id: third.id, reason: 'Gone' })
  expect(await said(third.id)).toBeUndefined()
})
