// Whatever the network, the processor, the bank and the owner do, in any order, with deliverers killed between any two
// requests: no card is charged twice for an attempt, nothing that was taken is lost, and the books add up.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { attemptCard } from '../../src/commands/attempt-card.ts'
import { cancelCardAttempt } from '../../src/commands/cancel-card-attempt.ts'
import { retryDelivery } from '../../src/commands/change-delivery.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import { minor } from '../../src/core/money.ts'
import { isOpenAttempt } from '../../src/core/payments/attempt-states.ts'
import { type CardBooks, checkMoney, dayOf, openCardBooks } from '../support/card-books.ts'
import { issue } from '../support/practice.ts'
import type { CardKind } from '../support/processor-house.ts'
import { faults, type StandInProcessor, startProcessor } from '../support/stand-in-processor.ts'

const runs = Number(process.env.SOAK_RUNS ?? 200)

const kind: fc.Arbitrary<CardKind> = fc.oneof(
  { weight: 5, arbitrary: fc.constant('good' as const) },
  { weight: 1, arbitrary: fc.constant('action' as const) },
  { weight: 1, arbitrary: fc.constant('processing' as const) },
  { weight: 1, arbitrary: fc.constantFrom('insufficient_funds', 'expired_card').map((decline) => ({ decline })) },
)

/** Hanging requests are tried elsewhere: each takes as long as its patience. */
const fault = fc.constantFrom('ok' as const, 'ok' as const, ...faults.filter((each) => !each.startsWith('hang')))

const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ act: fc.constant('deliver' as const), faults: fc.array(fault, { maxLength: 6 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('killed' as const),
      /** Before so many requests and words of the books. */
      after: fc.nat(6),
      faults: fc.array(fault, { maxLength: 6 }),
    }),
  },
  // Charged, and neither the answer nor the reading after it arrives.
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('deliver' as const),
      faults: fc.constant(['ok', 'ok', 'drop-after', 'drop-before-reading'] as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('race' as const), faults: fc.array(fault, { maxLength: 8 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('later' as const), seconds: fc.constantFrom(61, 600, 90_000) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constantFrom('attempt', 'payByHand', 'payPart', 'giveUp', 'retry', 'forget', 'client', 'bank', 'void'),
      pick: fc.nat(5),
    }),
  },
)
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never

it(`after ${runs} random histories: charged once for each attempt, recorded exactly, sums right`, async () => {
  const processor = await startProcessor()
  const seen = { charges: 0, killed: 0, credit: 0, failed: 0 }
  await fc.assert(
    fc.asyncProperty(kind, fc.array(act, { minLength: 3, maxLength: 14 }), async (card, acts) => {
      processor.forgetEverything()
      const hands = await openCardBooks(processor, { kind: card })
      const invoices = [await issue(hands.books, hands.clientId, '100'), await issue(hands.books, hands.clientId, '70')]
      const { id, version } = invoices[0] as FinalizedInvoice
      await hands.books.must(attemptCard, { invoiceId: id, version })
      for (const each of acts) {
        seen.killed += await perform(hands, processor, invoices, each)
      }
      processor.heal()
      await comeToRest(hands, processor)
      await checkHistory(hands, processor, seen)
      hands.books.db.close()
    }),
    { numRuns: runs, endOnFailure: true },
  )
  await processor.stop()
  // What the histories went through: none of it is rare.
  expect(seen.charges).toBeGreaterThan(0)
  expect(seen.killed).toBeGreaterThan(0)
  expect(seen.credit).toBeGreaterThan(0)
  expect(seen.failed).toBeGreaterThan(0)
}, 300_000)

class Killed extends Error {
  override readonly name = 'DatabaseClosedError'
}

/** Answers 1 when a deliverer was killed. */
async function perform(
  hands: CardBooks,
  processor: StandInProcessor,
  invoices: readonly FinalizedInvoice[],
  each: Act,
): Promise<0 | 1> {
  const { books, later } = hands
  const deliver = (change: Parameters<typeof hands.deliver>[0] = {}) =>
    hands.deliver({ fetch: processor.fetch, ...change })
  switch (each.act) {
    case 'deliver':
      processor.next(...each.faults)
      await deliver()
      return 0
    case 'race':
      processor.next(...each.faults)
      await Promise.all([deliver(), deliver()])
      return 0
    case 'killed': {
      processor.next(...each.faults)
      let left = each.after
      const dies = () => {
        left -= 1
        if (left < 0) throw new Killed('the window was closed')
      }
      try {
        await deliver({
          envelope: () => {
            dies()
            return books.envelope()
          },
          // The request may have gone out, or not.
          fetch: async (url, init) => {
            if (left === 0) await processor.fetch(url, init).catch(() => undefined)
            dies()
            return processor.fetch(url, init)
          },
        })
      } catch (error) {
        if (!(error instanceof Killed)) throw error
        later(91)
        return 1
      }
      return 0
    }
    case 'later':
      later(each.seconds)
      return 0
    case 'forget':
      processor.forgetKeys()
      return 0
    case 'client':
    case 'bank': {
      const waits = each.act === 'client' ? 'requires_action' : 'processing'
      const intent = [...processor.intents.values()].find(({ status }) => status === waits)
      if (intent === undefined) return 0
      if (each.act === 'client') processor.clientActs(intent.id, each.pick % 2 === 0)
      else processor.decide(intent.id, each.pick % 2 === 0)
      return 0
    }
    case 'giveUp':
    case 'retry': {
      const attempts = (await books.db.cardAttempts.toArray()).filter(isOpenAttempt)
      const [attempt] = attempts
      if (attempt === undefined) return 0
      if (each.act === 'giveUp') await books.must(cancelCardAttempt, { id: attempt.id, version: attempt.version })
      else await retryWhatNeeds(hands)
      return 0
    }
    default: {
      const chosen = invoices[each.pick % invoices.length] as FinalizedInvoice
      const invoice = (await books.db.invoices.get(chosen.id)) as FinalizedInvoice
      if (each.act === 'attempt') await books.run(attemptCard, { invoiceId: invoice.id, version: invoice.version })
      else if (each.act === 'void') await books.run(voidInvoice, { id: invoice.id, charges: 'drop' })
      else if (invoice.state === 'open') {
        const amount = minor(each.act === 'payPart' ? Math.min(1500, invoice.amountDue) : invoice.amountDue)
        await books.must(recordPayment, {
          clientId: invoice.clientId,
          currency: invoice.currency,
          amount,
          method: 'cash',
          receivedOn: dayOf(books),
          allocate: [{ invoiceId: invoice.id, amount }],
        })
      }
      return 0
    }
  }
}

async function retryWhatNeeds({ books }: CardBooks): Promise<void> {
  for (const row of await books.db.outbox.toArray()) {
    if (row.state === 'needs-you') await books.must(retryDelivery, { id: row.id, version: row.version })
  }
}

/** The processor answers again and everybody does their part: every attempt comes to an end. */
async function comeToRest(hands: CardBooks, processor: StandInProcessor): Promise<void> {
  for (let pass = 0; pass < 12; pass += 1) {
    await retryWhatNeeds(hands)
    await hands.deliver({ fetch: processor.fetch })
    for (const intent of [...processor.intents.values()]) {
      if (intent.status === 'requires_action') processor.clientActs(intent.id, pass % 2 === 0)
      if (intent.status === 'processing') processor.decide(intent.id, pass % 2 === 0)
    }
    hands.later(86_400)
  }
}

async function checkHistory(
  { books }: CardBooks,
  { charges }: StandInProcessor,
  seen: { charges: number; credit: number; failed: number },
): Promise<void> {
  const attempts = await books.db.cardAttempts.toArray()
  expect(attempts.filter(isOpenAttempt)).toEqual([])
  // Never twice: one charge for an attempt at most, whatever was asked of the processor.
  const ofAttempt = charges.map(({ attempt }) => attempt)
  expect(new Set(ofAttempt).size).toBe(ofAttempt.length)
  // Never lost, never invented: what the cards' owners see is what the books have.
  const payments = (await books.db.payments.toArray()).filter(({ method }) => method === 'card')
  const figures = (rows: readonly { readonly name: string | undefined; readonly amount: number }[]) =>
    rows.map(({ name, amount }) => `${name} ${amount}`).sort()
  expect(figures(payments.map(({ reference, amount }) => ({ name: reference, amount })))).toEqual(
    figures(charges.map(({ intent, amount }) => ({ name: intent, amount }))),
  )
  expect(attempts.filter(({ state }) => state === 'collected')).toHaveLength(charges.length)
  for (const { state, paymentId } of attempts) expect(paymentId !== undefined).toBe(state === 'collected')
  // Money in = money on invoices + money in balances.
  const all = await books.db.payments.toArray()
  const allocated = (await books.db.allocations.toArray()).filter(({ state }) => state === 'live')
  const credit = await books.db.creditEntries.toArray()
  const sum = (amounts: readonly number[]) => amounts.reduce((total, each) => total + each, 0)
  expect(sum(all.map(({ amount }) => amount))).toBe(
    sum(allocated.map(({ amount }) => amount)) + sum(credit.map(({ remaining }) => remaining)),
  )
  for (const invoice of await books.db.invoices.toArray()) expect(invoice.amountDue).toBeGreaterThanOrEqual(0)
  await checkMoney(books)
  seen.charges += charges.length
  seen.failed += attempts.filter(({ state }) => state === 'failed').length
  seen.credit += credit.length
}
