// After "my clock was wrong" nothing goes on sleeping until a day that was counted from a wrong one.
import { afterEach, expect, it } from 'vitest'
import { resetClock } from '../../src/commands/reset-clock.ts'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { saveRule } from '../../src/commands/save-rule.ts'
import type { Instant } from '../../src/core/date.ts'
import { deliverOutbox } from '../../src/integrations/deliver-outbox.ts'
import { addHosting, openHostingBooks } from '../support/hosting-books.ts'
import type { TestBooks } from '../support/open-test-books.ts'
import { addClient } from '../support/practice.ts'
import { runBooks } from '../support/run-tick.ts'

const opened: TestBooks[] = []

afterEach(() => {
  for (const books of opened.splice(0)) books.db.close()
})

async function openOn(day: string): Promise<TestBooks> {
  const books = await openHostingBooks({ today: day })
  opened.push(books)
  setClock(books, day)
  return books
}

function setClock(books: TestBooks, day: string): void {
  books.today = day
  books.now = `${day}T10:00:00.000Z` as Instant
}

it('what waits in the outbox since a day that has not come is delivered, not in ten years', async () => {
  const books = await openOn('2026-03-10')
  await books.must(saveEndpoint, {
    fields: { name: 'Hook', url: 'https://hook.example', purpose: 'webhook', events: ['client.added'] },
    secret: 'whs_0123456789abcdef0123456789abcdef',
  })
  await runBooks(books)
  setClock(books, '2036-03-10')
  await runBooks(books)
  await addClient(books, 'Meyer')
  setClock(books, '2026-03-11')
  await books.must(resetClock, {})
  const sent: string[] = []
  const report = await deliverOutbox({
    books: books.db,
    envelope: () => books.envelope(),
    fetch: async (url) => {
      sent.push(url)
      return new Response('', { status: 200 })
    },
  })
  expect([sent, report.delivered]).toEqual([['https://hook.example'], 1])
})

it("a rule of the owner's own by date has its turns again from today", async () => {
  const books = await openOn('2026-03-10')
  await addHosting(books)
  await books.must(saveRule, {
    kind: 'own',
    scope: { kind: 'account' },
    state: 'on',
    parameters: {
      name: 'Every day',
      when: { kind: 'every', unit: 'day', subject: 'client' },
      conditions: [],
      actions: [{ kind: 'notify', text: 'Look at {client}' }],
      limit: 10,
    } as never,
  })
  const clients = await books.db.clients.count()
  expect((await runBooks(books)).counts.fired).toBe(clients)
  setClock(books, '2036-03-10')
  expect((await runBooks(books)).counts.fired).toBe(clients)
  setClock(books, '2026-03-11')
  await books.must(resetClock, {})
  expect((await runBooks(books)).counts.fired).toBe(clients)
  expect((await runBooks(books)).counts.fired).toBe(0)
})
