import { beforeAll, describe, expect, it } from 'vitest'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { InvoiceId } from '../../src/core/ids.ts'
import { minor } from '../../src/core/money.ts'
import {
  type CreditedValues,
  type CreditValues,
  creditedValues,
  creditTotals,
  type LineValues,
  linesLeft,
  pickKinds,
  readCredit,
} from '../../src/features/invoices/credit-form.ts'
import { creditGoes, goesText } from '../../src/features/invoices/credit-goes.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { type CreditableInvoice, findCreditable, getCreditable } from '../../src/queries/get-creditable.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { charge, draftAll, setUpPractice } from '../support/practice.ts'

beforeAll(() => loadLanguage('en'))

const period = { start: '2026-03-01', end: '2026-04-01' } as never
const locale = 'en-GB'

/** 4 h at 85, a month of hosting at 62 and a discount of 10, with 19 % tax. */
async function practice(): Promise<{ books: TestBooks; source: CreditableInvoice }> {
  const books = await openTestBooks({ today: '2026-03-02' })
  const { clientId, taxId } = await setUpPractice(books)
  await charge(books, clientId, '85', { description: 'Workshop', quantity: decimal('4'), taxIds: [taxId] })
  await charge(books, clientId, '62', { description: 'Hosting', period, taxIds: [taxId] })
  await charge(books, clientId, '10', { description: 'Discount', quantity: decimal('-1'), taxIds: [taxId] })
  const id = await draftAll(books, clientId)
  await books.must(finalizeInvoice, { id })
  return { books, source: await sourceOf(books, id) }
}

async function sourceOf(books: TestBooks, id: InvoiceId): Promise<CreditableInvoice> {
  const [source] = (await getCreditable(books.db, [id])).invoices
  if (source === undefined) throw new Error('not creditable')
  return source
}

function values(source: CreditableInvoice, lines: Readonly<Record<number, Partial<LineValues>>>): CreditValues {
  const all = creditedValues(source.invoice.id, source, 'rest', locale)
  const chosen: CreditedValues = {
    ...all,
    whole: false,
    lines: all.lines.map((each) => ({ ...each, on: each.line in lines, ...lines[each.line] })),
  }
  return { invoices: [chosen], reason: '' }
}

describe('the editor of a credit note', () => {
  it('opens with all that is left, which is the whole invoice to the cent', async () => {
    const { source } = await practice()
    const all = creditedValues(source.invoice.id, source, 'rest', locale)
    expect(all).toMatchObject({ whole: true })
    const read = readCredit({ invoices: [all], reason: '' }, [source], locale)
    expect(read.planned?.total).toBe(source.invoice.payable)
    expect(read.credits?.[0]?.picks.map(({ kind }) => kind)).toEqual(['rest', 'rest', 'rest'])
  })

  it('reads quantities, days and amounts as they are typed, without their sign', async () => {
    const { source } = await practice()
    const typed = values(source, {
      0: { kind: 'quantity', quantity: '1.5' },
      1: { kind: 'period', start: '2026-03-17', lastDay: '2026-03-31' },
      2: { kind: 'amount', amount: '4.00' },
    })
    const read = readCredit(typed, [source], locale)
    expect(read.credits?.[0]?.picks).toEqual([
      { line: 0, kind: 'quantity', quantity: '1.5' },
      { line: 1, kind: 'period', period: { start: '2026-03-17', end: '2026-04-01' } },
      { line: 2, kind: 'amount', amount: -400 },
    ])
    // 127.50 + 30.00 (15 of 31 days) - 4.00, and 19 % of it.
    const totals = creditTotals(read.invoices.flatMap(({ figures }) => figures ?? []))
    expect(totals).toMatchObject({ net: 15350, total: 18267 })
    expect(totals.taxes).toMatchObject([{ category: 'S', percent: '19', tax: 2917 }])
  })

  it('says at each line what is wrong with it, and gives no credit while something is', async () => {
    const { source } = await practice()
    const typed = values(source, {
      0: { kind: 'quantity', quantity: '5' },
      1: { kind: 'period', start: '2026-02-20', lastDay: '2026-03-05' },
      2: { kind: 'amount', amount: 'ten' },
    })
    const read = readCredit(typed, [source], locale)
    expect(read.credits).toBeUndefined()
    const [one] = read.invoices
    expect(one?.wrong.get(0)).toBe('4 are left to credit of “Workshop”. Enter that or less.')
    expect(one?.wrong.get(1)).toMatch(/was billed for .* Choose days within it/)
    expect(one?.wrong.get(2)).toBeTruthy()
  })

  it('says so when nothing is chosen, and when the sum gives nothing back', async () => {
    const { source } = await practice()
    expect(readCredit(values(source, {}), [source], locale).invoices[0]).toMatchObject({ empty: true })
    const read = readCredit(values(source, { 2: {} }), [source], locale)
    expect(read.planned).toBeUndefined()
    expect(read.problem?.code).toBe('credit-not-positive')
  })

  it('offers what is left after a note, and what was credited no more', async () => {
    const { books, source } = await practice()
    const { id } = source.invoice
    await books.must(creditInvoice, {
      credits: [
        {
          invoiceId: id,
          picks: [{ line: 0, kind: 'rest' }],
        },
      ],
    })
    const after = await sourceOf(books, id)
    const left = linesLeft(after)
    expect(left.map(({ gone }) => gone)).toEqual([true, false, false])
    expect(left.slice(1).map(pickKinds)).toEqual([
      ['rest', 'quantity', 'period', 'amount'],
      ['rest', 'quantity', 'amount'],
    ])
    const all = creditedValues(id, after, 'rest', locale)
    expect(all.lines.map(({ on }) => on)).toEqual([false, true, true])
  })

  it('shows a draft as it was saved', async () => {
    const { source } = await practice()
    const saved = creditedValues(source.invoice.id, source, [{ line: 1, kind: 'amount', amount: minor(2050) }], locale)
    expect(saved.whole).toBe(false)
    expect(saved.lines[1]).toMatchObject({ on: true, kind: 'amount', amount: '20.50' })
    expect(saved.lines[0]).toMatchObject({ on: false, kind: 'rest' })
  })
})

describe('where a credit goes', () => {
  it('is said with figures: its own invoice, then the oldest open one, the rest stays', async () => {
    const { books, source } = await practice()
    const { clientId, currency } = source.invoice
    await charge(books, clientId, '50')
    const other = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id: other })
    const whole = { invoices: [creditedValues(source.invoice.id, source, 'rest', locale)], reason: '' }
    const planned = readCredit(whole, [source], locale).planned
    if (planned === undefined) throw new Error('no plan')
    const { open } = await getCreditable(books.db, [source.invoice.id])
    const number = source.invoice.number
    expect(goesText(creditGoes(planned, open), currency, locale)).toMatch(new RegExp(`^.?\\S+ settle ${number}\\.$`))
    // Paid meanwhile: nothing is due of it, so the oldest open one gets it, and the rest waits.
    const paid = { ...source, invoice: { ...source.invoice, amountDue: minor(0), state: 'paid' as const } }
    const again = readCredit(whole, [paid], locale).planned
    if (again === undefined) throw new Error('no plan')
    const goes = creditGoes(
      again,
      open.filter(({ id }) => id === other),
    )
    expect(goes).toMatchObject({ shares: [{ amount: 5000, settles: true }], rest: planned.total - 5000 })
    expect(goesText(goes, currency, locale)).toMatch(/settle \S+ and \S+ stay as credit\.$/)
    // What is billed again in the same act comes before older ones.
    const anew = creditGoes(again, open, minor(1000))
    expect(anew.shares.map(({ amount }) => amount)).toEqual([1000, 5000])
    expect(goesText(anew, currency, locale)).toMatch(
      /^\S+ settle the new invoice, \S+ settle \S+ and \S+ stay as credit/,
    )
  })

  it('offers only issued invoices of the same client, group and currency to join', async () => {
    const { books, source } = await practice()
    const { clientId } = source.invoice
    await charge(books, clientId, '50')
    const other = await draftAll(books, clientId)
    expect(await findCreditable(books.db, source.invoice, '', [source.invoice.id])).toEqual([])
    await books.must(finalizeInvoice, { id: other })
    const found = await findCreditable(books.db, source.invoice, '0002', [source.invoice.id])
    expect(found.map(({ id }) => id)).toEqual([other])
  })
})
