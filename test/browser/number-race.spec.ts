// Three tabs finalize fifty drafts each at the same moment: every number once, none left out (G-7, R-17).
import type { Page } from '@playwright/test'
import { giveBooks } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { openPlace } from '../support/page-acts.ts'

type Books = typeof import('../support/books-entry.ts')

const perTab = 50
const tabs = 3

/** Drafts by the app's own commands, in the page's own database. */
async function makeDrafts(page: Page, count: number): Promise<string[]> {
  await giveBooks(page)
  return page.evaluate(async (wanted) => {
    const books = (globalThis as unknown as { testBooks: Books }).testBooks
    const db = await books.open()
    const settings = await db.settings.get('account')
    const address = { line1: 'Torstraße 1', city: 'Berlin', postalCode: '10119', country: 'DE' }
    await books.run(db, 'changeSettings', {
      version: settings?.version,
      changes: { profile: { name: 'Ada Lindt', address } },
    })
    const { id: clientId } = (await books.run(db, 'saveClient', {
      fields: { name: 'Racing Ltd', contacts: [], addresses: [{ label: '', ...address }] },
    })) as { id: string }
    const ids: string[] = []
    for (let at = 0; at < wanted; at += 1) {
      const fields = {
        description: `Lap ${at + 1}`,
        quantity: '1',
        unitPrice: '10',
        taxIds: [],
        taxIncluded: false,
        servedOn: '2026-01-31',
      }
      const { id } = (await books.run(db, 'addCharge', { clientId, fields })) as { id: string }
      const made = (await books.run(db, 'draftInvoices', { clientId, chargeIds: [id] })) as { invoiceIds: string[] }
      ids.push(...made.invoiceIds)
    }
    db.close()
    return ids
  }, count)
}

interface Taken {
  readonly number: string
  /** Milliseconds of the machine's clock, the same in every tab. */
  readonly at: number
}

type Racer = { testBooks: Books; racing: Awaited<ReturnType<Books['open']>> }

/** Opens a tab's books before the race: a busy machine takes its time for that. */
async function lineUp(page: Page): Promise<void> {
  await giveBooks(page)
  await page.evaluate(async () => {
    const racer = globalThis as unknown as Racer
    racer.racing = await racer.testBooks.open()
  })
}

/** Finalizes all at once in one tab, beginning at a moment that all tabs share. */
async function finalizeAll(page: Page, ids: readonly string[], startAt: number): Promise<Taken[]> {
  return page.evaluate(
    async ({ list, moment }) => {
      const { testBooks: books, racing: db } = globalThis as unknown as Racer
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, moment - Date.now())))
      const taken = await Promise.all(
        list.map(async (id) => {
          const { number } = (await books.run(db, 'finalizeInvoice', { id })) as { number: string }
          return { number, at: Date.now() }
        }),
      )
      db.close()
      return taken
    },
    { list: ids, moment: startAt },
  )
}

test('three tabs finalizing fifty drafts each at once take every number once', async ({ page, context }) => {
  test.setTimeout(120_000)
  await openPlace(page, '/')
  const drafts = await makeDrafts(page, perTab * tabs)
  expect(new Set(drafts).size).toBe(perTab * tabs)

  const others = [await context.newPage(), await context.newPage()]
  for (const other of others) await openPlace(other, '/')
  const racers = [page, ...others]
  for (const racer of racers) await lineUp(racer)
  const startAt = Date.now() + 1500
  const taken = await Promise.all(
    racers.map((racer, tab) => finalizeAll(racer, drafts.slice(tab * perTab, (tab + 1) * perTab), startAt)),
  )

  const numbers = taken.flat().map(({ number }) => number)
  const places = numbers.map((number) => Number(number.split('-').at(-1))).sort((left, right) => left - right)
  expect(places).toEqual(Array.from({ length: perTab * tabs }, (_, index) => index + 1))
  // It was a race: while each tab was at work, another one took numbers too.
  for (const [tab, own] of taken.entries()) {
    const [first, last] = [Math.min(...own.map(({ at }) => at)), Math.max(...own.map(({ at }) => at))]
    const between = taken.flat().filter((one) => !own.includes(one) && one.at > first && one.at < last)
    expect(between.length, `tab ${tab + 1} ran alone`).toBeGreaterThan(0)
  }

  // What the books hold is what the tabs were told, and the next number goes on from there.
  const kept = await page.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: Books }).testBooks
    const db = await books.open()
    const invoices = await db.invoices.toArray()
    const sequences = await db.sequences.toArray()
    const documents = await db.documents.count()
    db.close()
    return {
      numbers: invoices.map((invoice) => (invoice.state === 'draft' ? 'draft' : invoice.number)),
      last: sequences.map(({ last }) => last),
      documents,
    }
  })
  expect([...kept.numbers].sort()).toEqual([...numbers].sort())
  expect(kept.last).toEqual([perTab * tabs])
  expect(kept.documents).toBe(perTab * tabs)

  // The same draft finalized by all three tabs at once becomes one invoice.
  const [made] = await makeDrafts(page, 1)
  const answers = await Promise.all(
    racers.map((racer) =>
      racer.evaluate(async (id) => {
        const books = (globalThis as unknown as { testBooks: Books }).testBooks
        const db = await books.open()
        const answer = await books.run(db, 'finalizeInvoice', { id }).then(
          () => 'final',
          (error: unknown) => String(error),
        )
        db.close()
        return answer
      }, made ?? ''),
    ),
  )
  expect(answers.filter((answer) => answer === 'final')).toHaveLength(1)
  expect(answers.filter((answer) => answer.includes('wrong-state'))).toHaveLength(2)
})
