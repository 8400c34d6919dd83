// Property of Prove: rules are evaluated the same in the import as in the dialog and in the sale. Whatever the settings,
// the clients and the orders: what the preview of a file refuses is what its command would refuse, and what the dialog
// would say of each order when it is its turn.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ImportedPurchase, importPurchases, rehearsePurchases } from '../../src/commands/import-purchases.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, ProductId } from '../../src/core/ids.ts'
import type { ClientSelling, ClientStatus } from '../../src/core/model.ts'
import { minor } from '../../src/core/money.ts'
import type { Problem } from '../../src/core/problem.ts'
import { defaultSelling } from '../../src/core/settings.ts'
import { previewPurchase } from '../../src/queries/preview-purchase.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, change, setUpPractice } from '../support/practice.ts'
import { addPack, addPlan, addSold, sold } from '../support/selling.ts'

const own: fc.Arbitrary<ClientSelling> = fc.record(
  {
    minimum: fc.constantFrom(0, 3000, 20_000).map(minor),
    outstandingCap: fc.constantFrom(0, 1, 2, 5),
    allowTrial: fc.constant(1 as const),
    terms: fc.constantFrom([1], [2, 3], [3, 6]),
  },
  { requiredKeys: [] },
)

const buyer = fc.record({
  own,
  status: fc.constantFrom<ClientStatus>('active', 'active', 'trial', 'archived'),
  address: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  before: fc.nat(2),
})

const orders = fc.array(
  fc.record({
    client: fc.nat(1),
    what: fc.constantFrom('pack', 'pack', 'cheap', 'plan', 'ordinary', 'abroad'),
    quantity: fc.constantFrom(undefined, undefined, '1', '2', '0', '1.5'),
    months: fc.constantFrom(undefined, 1, 3, 3, 5),
    startOn: fc.constantFrom(undefined, '2026-03-01', '2026-04-15'),
    poNumber: fc.constantFrom(undefined, 'PO 7', 'x'.repeat(61)),
  }),
  { minLength: 1, maxLength: 7 },
)

const situation = fc.record({
  minimum: fc.constantFrom(0, 9999, 10_000),
  cap: fc.constantFrom(0, 1, 2, 3),
  terms: fc.constantFrom([3], [3, 6, 12], [1, 2]),
  creditBalance: fc.constantFrom<'apply' | 'ask'>('apply', 'ask'),
  buyers: fc.tuple(buyer, buyer),
  orders,
})

type Situation = typeof situation extends fc.Arbitrary<infer Value> ? Value : never

/** The same books each time: ids and numbers are, too. */
async function booksOf(given: Situation) {
  const books = await openTestBooks()
  await setUpPractice(books)
  const products: Record<string, ProductId> = {
    pack: await addPack(books, '120'),
    cheap: await addPack(books, '40', {}, 'A few lessons'),
    plan: await addPlan(books, '34'),
    ordinary: await addSold(books, 'Advice', '300', undefined),
    abroad: await addSold(
      books,
      'Abroad',
      '200',
      { kind: 'pack', units: decimal('1'), priceOf: 'pack' },
      { currency: 'CHF' },
    ),
  }
  const clients: ClientId[] = []
  for (const [index, each] of given.buyers.entries()) {
    const clientId = await addClient(books, `Buyer ${index}`)
    for (let count = 0; count < each.before; count += 1) {
      await sold(books, { clientId, productId: products.pack as ProductId })
    }
    const client = await books.db.clients.get(clientId)
    if (client === undefined) throw new Error('no client')
    const { defaultAddressId: _default, ...bare } = client
    const placed = each.address ? client : { ...bare, addresses: [] }
    await books.db.clients.put({ ...placed, selling: each.own, status: each.status })
    clients.push(clientId)
  }
  await change(books, {
    creditBalance: given.creditBalance,
    selling: { ...defaultSelling(minor(given.minimum)), outstandingCap: given.cap, terms: given.terms },
  })
  const sales = given.orders.map(({ client, what, quantity, months, startOn, poNumber }, index) => ({
    sourceKey: `row ${index}`,
    sale: {
      clientId: clients[client] as ClientId,
      productId: products[what] as ProductId,
      ...(quantity === undefined ? {} : { quantity: decimal(quantity) }),
      ...(months === undefined ? {} : { termMonths: months }),
      ...(startOn === undefined ? {} : { startOn: calendarDate(startOn) }),
      ...(poNumber === undefined ? {} : { poNumber }),
    },
  }))
  return { books, sales }
}

/** A problem without the ids of what would have been made. */
function withoutIds(problem: Problem | undefined) {
  if (problem?.code !== 'too-many-outstanding') return problem
  return { ...problem, invoices: problem.invoices.map(({ number, due }) => ({ number, due })) }
}

it('refuses in a file what the dialog and the sale would refuse, row after row', async () => {
  const met = new Set<string>()
  await fc.assert(
    fc.asyncProperty(situation, async (given) => {
      const { books, sales } = await booksOf(given)
      const before = await dumpBooks(books)
      const rehearsed = await rehearsePurchases(books.db, sales, books.envelope())
      if (!rehearsed.ok) throw new Error(rehearsed.problem.code)
      expect(await dumpBooks(books)).toEqual(before)
      const preview = rehearsed.value.map(withoutIds)

      // The command over the whole file: refused as its first bad row is, and nothing of it stays.
      const origin = { file: 'p.csv', skipped: 0, refused: 0 }
      const whole = await run(books, { ...origin, add: sales })
      const first = preview.find((problem) => problem !== undefined)
      if (first !== undefined) {
        expect(withoutIds(whole.ok ? undefined : whole.problem)).toEqual(first)
        expect(await dumpBooks(books)).toEqual(before)
        // Over the good rows: all of them are sold.
        const good = sales.filter((_row, index) => preview[index] === undefined)
        expect(await run(books, { ...origin, add: good })).toMatchObject({ ok: true, value: { invoices: good.length } })
      } else expect(whole).toMatchObject({ ok: true, value: { invoices: sales.length } })

      // The dialog, order after order, in books that are the same.
      const other = await booksOf(given)
      for (const [index, { sale }] of other.sales.entries()) {
        const shown = await previewPurchase(other.books.db, sale, calendarDate(other.books.today))
        const result = await other.books.run(sellByInvoice, sale)
        const problem = withoutIds(result.ok ? undefined : result.problem)
        expect(preview[index]).toEqual(problem)
        met.add(problem?.code ?? 'sold')
        if (!shown.ok) expect(preview[index]).toEqual(withoutIds(shown.problem))
        else if (shown.value.refusals[0] !== undefined && problem?.code !== 'field-invalid') {
          expect(preview[index]).toEqual(withoutIds(shown.value.refusals[0]))
        } else {
          // What no house rule is about: the order's texts, and what the invoice lacks.
          expect([undefined, 'field-invalid', 'finalize-missing']).toContain(problem?.code)
        }
      }
      const amounts = async ({ db }: TestBooks) =>
        (await db.purchases.toArray()).map(({ clientName, description, amount }) => [clientName, description, amount])
      expect(await amounts(books)).toEqual(await amounts(other.books))
      books.db.close()
      other.books.db.close()
    }),
    { numRuns: 60 },
  )
  const codes = ['sold', 'client-on-trial', 'address-missing', 'below-minimum', 'too-many-outstanding']
  for (const code of [...codes, 'term-not-allowed', 'not-for-sale', 'client-archived', 'field-invalid'])
    expect(met.has(code), code).toBe(true)
}, 120_000)

function run(books: TestBooks, input: { file: string; skipped: number; refused: number; add: ImportedPurchase[] }) {
  return books.run(importPurchases, input)
}
