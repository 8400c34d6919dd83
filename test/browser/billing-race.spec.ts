// Three tabs run the billing at the same moment: every period of every contract once, each client one draft.
import type { Page } from '@playwright/test'
import { giveBooks, quiet } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { openPlace } from '../support/page-acts.ts'

type Books = typeof import('../support/books-entry.ts')

const clients = 40
/** Since when the contracts run: four whole months before this one, whichever day it is. */
const months = 4

/**
 * Clients with a contract each, entered when it began, so that nothing was billed yet: an item in advance, one in
 * arrears, and one of usage with a record in its first month.
 */
async function makeContracts(page: Page, count: number): Promise<void> {
  await page.evaluate(
    async ({ wanted, back }) => {
      const books = (globalThis as unknown as { testBooks: Books }).testBooks
      const db = await books.open()
      const now = new Date()
      const startOn = new Date(Date.UTC(now.getFullYear(), now.getMonth() - back, 1)).toISOString().slice(0, 10)
      const address = { label: '', line1: 'Torstraße 1', city: 'Berlin', postalCode: '10119', country: 'DE' }
      const item = {
        cadence: { unit: 'month', every: 1 },
        quantity: '1',
        pricing: { kind: 'per-unit', unitPrice: '10' },
        taxIds: [],
        taxIncluded: false,
      }
      const items = [
        { ...item, description: 'Advance', kind: 'recurring', timing: 'advance' },
        { ...item, description: 'Arrears', kind: 'recurring', timing: 'arrears' },
        { ...item, description: 'Usage', kind: 'usage', timing: 'arrears' },
      ]
      for (let at = 0; at < wanted; at += 1) {
        const { id: clientId } = (await books.run(db, 'saveClient', {
          fields: { name: `Client ${at}`, contacts: [], addresses: [address] },
        })) as { id: string }
        const fields = { clientId, name: 'Care', currency: 'EUR', startOn, items }
        const { id } = (await books.run(db, 'addContract', { fields }, startOn)) as { id: string }
        const rows = await db.contractItems.where('contractId').equals(id).toArray()
        const usage = rows.find(({ kind }) => kind === 'usage')
        await books.run(db, 'recordUsage', { contractItemId: usage?.id, on: startOn, quantity: '2' })
      }
      db.close()
    },
    { wanted: count, back: months },
  )
}

interface Ran {
  readonly invoices: number
  readonly parked: number
  readonly groups: number
}

/** Runs the billing in one tab, beginning at a moment that all tabs share. */
async function runIn(page: Page, startAt: number): Promise<Ran> {
  return page.evaluate(async (moment) => {
    const books = (globalThis as unknown as { testBooks: Books }).testBooks
    const db = await books.open()
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, moment - Date.now())))
    const done = await books.billDue(db)
    db.close()
    return done
  }, startAt)
}

/** What the books hold of contracts: periods, drafts with their sums, parked groups, open usage. */
async function held(page: Page) {
  return page.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: Books }).testBooks
    const db = await books.open()
    const charges = await db.charges.toArray()
    const invoices = await db.invoices.toArray()
    const groups = await db.billingGroups.toArray()
    const open = (await db.usageRecords.toArray()).filter(({ state }) => state === 'open')
    db.close()
    return {
      periods: charges.map(({ contractItemId, period }) => `${contractItemId} ${period?.start}`),
      states: charges.map(({ state, version }) => `${state} ${version}`),
      drafts: invoices.map(({ clientId, gross, state }) => ({ clientId, gross, state })),
      onDrafts: invoices.flatMap((invoice) => (invoice.state === 'draft' ? invoice.chargeIds : [])),
      parked: groups.filter(({ parked }) => parked !== undefined).length,
      openUsage: open.length,
    }
  })
}

test('three tabs running the billing at once bill every period once', async ({ page, context }) => {
  test.setTimeout(180_000)
  await openPlace(page, '/')
  const others = [await context.newPage(), await context.newPage()]
  for (const other of others) await openPlace(other, '/')
  const tabs = [page, ...others]
  // The run that the app makes at its start would bill one of these clients before the race.
  for (const tab of tabs) await quiet(tab)
  await makeContracts(page, clients)

  const startAt = Date.now() + 2000
  const ran = await Promise.all(tabs.map((tab) => runIn(tab, startAt)))
  expect(ran.map(({ parked }) => parked)).toEqual([0, 0, 0])
  // It was a race: each tab found work that was still to do, and went through it beside the others.
  expect(Math.min(...ran.map(({ groups }) => groups))).toBeGreaterThan(clients / 2)
  // The app of a tab may have billed a client by itself meanwhile: together they made each draft once.
  expect(ran.reduce((sum, { invoices }) => sum + invoices, 0)).toBeLessThanOrEqual(clients)
  await expectOnce(page, clients)

  // Once more, by the app itself: each tab runs the billing when its first screen stands.
  await makeContracts(page, 10)
  await Promise.all(tabs.map((tab) => tab.reload()))
  await giveBooks(page)
  await expect
    .poll(async () => (await held(page)).drafts.length, { timeout: 30_000, message: 'the app bills by itself' })
    .toBe(clients + 10)
  await expectOnce(page, clients + 10)
})

/** Advance bills this month too; arrears and usage the whole months; usage after the first month is nothing. */
async function expectOnce(page: Page, count: number): Promise<void> {
  const now = await held(page)
  expect(now.periods).toHaveLength(count * (months + 1 + months + months))
  expect(new Set(now.periods).size).toBe(now.periods.length)
  expect(new Set(now.states)).toEqual(new Set(['drafted 1', 'waived 1']))
  expect(now.drafts).toHaveLength(count)
  expect(new Set(now.drafts.map(({ clientId }) => clientId)).size).toBe(count)
  const gross = 1000 * (months + 1) + 1000 * months + 2000
  expect(new Set(now.drafts.map((draft) => `${draft.state} ${draft.gross}`))).toEqual(new Set([`draft ${gross}`]))
  expect(new Set(now.onDrafts).size).toBe(count * (months + 1 + months + 1))
  expect(now.onDrafts).toHaveLength(new Set(now.onDrafts).size)
  expect([now.parked, now.openUsage]).toEqual([0, 0])
}
