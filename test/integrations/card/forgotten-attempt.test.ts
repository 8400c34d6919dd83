// The processor's key was replaced by one of another account while an attempt may have left: a way out for the owner that
// says what it costs, and finds the money again with the old key.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { attemptCard } from '../../../src/commands/attempt-card.ts'
import { cancelCardAttempt } from '../../../src/commands/cancel-card-attempt.ts'
import type { CardAttemptId, OutboxId } from '../../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../../src/core/model.ts'
import type { CardAttempt } from '../../../src/core/payments/card-attempt.ts'
import { type CardBooks, checkMoney, openCardBooks } from '../../support/card-books.ts'
import { issue } from '../../support/practice.ts'
import { processorKey } from '../../support/processor-house.ts'
import { type StandInProcessor, startProcessor } from '../../support/stand-in-processor.ts'

let processor: StandInProcessor
let card: CardBooks
let invoice: FinalizedInvoice

beforeEach(async () => {
  processor = await startProcessor()
  card = await openCardBooks(processor, { kind: 'processing' })
  invoice = await issue(card.books, card.clientId, '100')
})
afterEach(async () => {
  card.books.db.close()
  await processor.stop()
})

const attemptRow = async (id: CardAttemptId) => (await card.books.db.cardAttempts.get(id)) as CardAttempt
const begin = async () => (await card.books.must(attemptCard, { invoiceId: invoice.id, version: invoice.version })).id
const forget = async (id: CardAttemptId) => ({ id, version: (await attemptRow(id)).version, forget: 1 as const })
const useKey = (secret: string) => card.books.db.secrets.update(card.endpointId, { secret })

it('nobody knows it with another key: asking and giving up end nowhere, forgetting does, and the old key finds the money', async () => {
  const id = await begin()
  await card.deliver()
  expect(await attemptRow(id)).toMatchObject({ state: 'unknown' })
  // While it can be asked about, it is not forgotten.
  expect(await card.books.refusal(cancelCardAttempt, await forget(id))).toMatchObject({ code: 'attempt-under-way' })
  await useKey('rk_test_of_another_account')
  card.later(60)
  expect(await card.deliver()).toMatchObject({ needYou: 1 })
  await card.books.must(cancelCardAttempt, { id, version: (await attemptRow(id)).version })
  expect(await card.deliver()).toMatchObject({ needYou: 1 })
  expect(await attemptRow(id)).toMatchObject({ state: 'unknown', givenUp: 1 })
  expect(await card.books.must(cancelCardAttempt, await forget(id))).toEqual({ state: 'cancelled' })
  expect(await attemptRow(id)).toMatchObject({ state: 'cancelled', givenUp: 1, forgotten: 1 })
  expect(await card.books.db.outbox.get(id as string as OutboxId)).toMatchObject({ state: 'cancelled' })
  // It took the money after all; with the old key another attempt finds that and takes nothing more.
  processor.decide((await attemptRow(id)).intent ?? '', true)
  await useKey(processorKey)
  const again = await begin()
  await card.deliver()
  expect(await attemptRow(again)).toMatchObject({ state: 'collected' })
  expect(processor.charges).toHaveLength(1)
  expect(await card.books.db.payments.count()).toBe(1)
  await checkMoney(card.books)
})

it('one that never left is no doubt to anybody: forgotten, it says that nothing was charged', async () => {
  await useKey('rk_test_of_another_account')
  const id = await begin()
  expect(await card.deliver()).toMatchObject({ needYou: 1 })
  expect(await card.books.must(cancelCardAttempt, await forget(id))).toEqual({ state: 'cancelled' })
  expect((await attemptRow(id)).forgotten).toBeUndefined()
  expect(await card.books.refusal(cancelCardAttempt, await forget(id))).toMatchObject({ code: 'delivery-not-open' })
})
