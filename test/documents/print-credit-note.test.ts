import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { composeCreditNote } from '../../src/core/credit/credit-document.ts'
import type { CreditedInvoice, CreditPick } from '../../src/core/credit/credit-figures.ts'
import { type CreditSource, planCredit } from '../../src/core/credit/plan-credit.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { InvoiceId } from '../../src/core/ids.ts'
import type { FrozenDocument } from '../../src/core/invoice/document.ts'
import type { Client, FinalizedInvoice } from '../../src/core/model.ts'
import type { AccountSettings } from '../../src/core/settings.ts'
import { printDocument } from '../../src/documents/print-document.ts'
import { type DocumentSpec, frozenDocument, vat7, vat19, withholding15 } from '../support/frozen-document.ts'
import { renderInNode } from '../support/open-fonts.ts'
import { everyNode, readPdf } from '../support/read-pdf.ts'

const account = (document: FrozenDocument) =>
  ({ profile: document.seller, look: document.look, locale: 'en-IE', currency: 'EUR' }) as unknown as AccountSettings
const client = {} as Client

function source(number: string, spec: DocumentSpec, prior: readonly CreditedInvoice[] = []): CreditSource {
  const document = frozenDocument({
    ...spec,
    overrides: { number, issuedOn: calendarDate('2026-11-01'), ...spec.overrides },
  })
  const { issuedOn = calendarDate('2026-10-01'), currency } = document
  const invoice = {
    id: `inv_${number}` as InvoiceId,
    number,
    issuedOn,
    currency,
    clientId: 'cli_1',
    billingGroupId: 'grp_1',
    state: 'open',
    poNumber: 'PO-77',
  } as unknown as FinalizedInvoice
  return { invoice, document, prior }
}

function note(sources: readonly CreditSource[], picks: readonly (readonly CreditPick[] | 'rest')[], reason?: string) {
  const wishes = sources.map(({ invoice }, index) => ({ invoiceId: invoice.id, picks: picks[index] ?? 'rest' }))
  const plan = planCredit(sources, wishes)
  if (!plan.ok) throw new Error(plan.problem.code)
  const first = (sources[0] as CreditSource).document
  const context = { plan: plan.value, client, settings: account(first), ...(reason !== undefined && { reason }) }
  return {
    plan: plan.value,
    document: composeCreditNote(context, { number: 'CN-2026-0001', issuedOn: calendarDate('2026-11-02') }),
  }
}

const workshop: DocumentSpec = {
  lines: [
    { description: 'Workshop & notes', quantity: '3', unit: 'days', unitPrice: '1250', taxes: [vat19] },
    { description: 'Printed handbook', quantity: '12', unitPrice: '18.333', taxes: [vat7] },
    { description: 'Hosting', unitPrice: '310', taxes: [vat19], period: ['2026-10-01', '2026-11-01'] },
  ],
  allowances: [{ kind: 'percent', value: '10' as never, reason: 'Loyalty' }],
  overrides: { intro: 'As agreed.', notes: 'Thank you.' },
}

function textOf(document: FrozenDocument, name: string): string {
  const bytes = renderInNode(document)
  if (process.env.LOOK_AT !== undefined) {
    mkdirSync(process.env.LOOK_AT, { recursive: true })
    writeFileSync(`${process.env.LOOK_AT}/${name}.pdf`, bytes)
  }
  const nodes = everyNode(readPdf(bytes).structure)
  return nodes
    .map((node) => node.text)
    .join('\n')
    .replace(/\s+/g, ' ')
}

describe('a credit note on paper', () => {
  test('whole: the lines and totals of the invoice, its number, date and the reason, no due date and no bank', () => {
    const whole = source('2026-0042', workshop)
    const { document, plan } = note([whole], ['rest'], 'Delivered twice')
    const { net, tax, gross, taxes } = whole.document.totals
    expect(document.totals).toMatchObject({ net, tax, gross, taxes, due: plan.total, prepaid: 0 })
    expect(document).toMatchObject({ typeCode: '381', poNumber: 'PO-77', payment: {}, reason: 'Delivered twice' })
    expect(document.lines.map(({ quantity }) => quantity)).toEqual(['3', '12', '1'])
    // 3 x 1250.00 less the 10 % that fell on the line: BR-CO-10 holds, since the discount stands on the lines.
    expect(document.lines[0]).toMatchObject({
      allowances: [{ reason: 'Loyalty', amount: 37500 }],
      totals: { base: 375000, amount: 337500 },
    })
    const printed = printDocument(document)
    expect(printed.heading).toBe('Credit note CN-2026-0001')
    expect(printed.statement).toBe('This document credits invoice 2026-0042 of 1 Nov 2026. Reason: Delivered twice')
    expect(printed.payment).toBeUndefined()
    expect(printed.dueDate).toBeUndefined()
    expect(printed.due.label).toBe('Amount credited')
    const text = textOf(document, 'whole')
    expect(text).toContain('Credit note number CN-2026-0001')
    expect(text).toContain('Credits invoice 2026-0042')
    expect(text).not.toMatch(/IBAN|Due date|Please pay|Thank you/)
  })

  test('in parts: units at their price, days as one lot, an amount; the parts add up to the invoice', () => {
    const whole = source('2026-0042', workshop)
    const october = { start: calendarDate('2026-10-22'), end: calendarDate('2026-11-01') }
    const first = note(
      [whole],
      [
        [
          { line: 0, kind: 'quantity', quantity: decimal('1') },
          { line: 1, kind: 'amount', amount: 5000 as never },
          { line: 2, kind: 'period', period: october },
        ],
      ],
    )
    // 310.00 - 10 % = 279.00 for 31 days, 10 of them: 90.00.
    expect(first.document.lines.map(({ quantity, unitPrice, totals }) => [quantity, unitPrice, totals.amount])).toEqual(
      [
        ['1', '1250', 112500],
        ['1', '50', 5000],
        ['1', '90', 9000],
      ],
    )
    expect(first.document.lines[2]?.period).toEqual(october)
    const text = textOf(first.document, 'parts')
    expect(text).toContain('22–31 Oct 2026')
    expect(text).toContain('Less 125.00: Loyalty')
    const figures = first.plan.invoices[0].figures
    const second = note([source('2026-0042', workshop, [figures])], ['rest'])
    const { totals } = whole.document
    expect(first.plan.total + second.plan.total).toBe(totals.gross + totals.rounding)
    expect(first.plan.tax + second.plan.tax).toBe(totals.tax)
    textOf(second.document, 'rest')
  })

  test('over two invoices: each line says which, the taxes of both are one row per rate', () => {
    const sources = [
      source('2026-0042', workshop),
      source('2026-0043', {
        lines: [
          { description: 'Consulting', quantity: '4', unit: 'hours', unitPrice: '90', taxes: [vat19, withholding15] },
        ],
      }),
    ]
    const { document, plan } = note(
      sources,
      ['rest', [{ line: 0, kind: 'quantity', quantity: decimal('1.5') }]],
      'Delivered twice',
    )
    expect(document.lines.map(({ invoiceNumber }) => invoiceNumber)).toEqual([
      '2026-0042',
      '2026-0042',
      '2026-0042',
      '2026-0043',
    ])
    expect(document.totals.taxes.map(({ percent }) => percent)).toEqual(['19', '7'])
    const [one, two] = plan.invoices.map(({ figures }) => figures)
    expect(document.totals.tax).toBe((one?.tax ?? 0) + (two?.tax ?? 0))
    expect(document.totals.due).toBe((one?.total ?? 0) + (two?.total ?? 0))
    // 1.5 x 90.00 = 135.00 + 25.65 tax - 20.25 withheld.
    expect(two?.total).toBe(14040)
    const text = textOf(document, 'several')
    expect(text).toContain('Credits invoices 2026-0042, 2026-0043')
    expect(text).toContain('Invoice: 2026-0043')
  })

  test('in a foreign currency: the tax in the books at the rate of the invoice, in parts to the cent', () => {
    const accountCurrency = {
      currency: 'EUR' as never,
      rate: decimal('0.9137'),
      on: calendarDate('2026-10-01'),
      source: 'ECB',
      tax: 1736 as never,
    }
    const spec: DocumentSpec = {
      lines: [{ description: 'Consulting', quantity: '3', unitPrice: '33.33', taxes: [vat19] }],
      currency: 'USD',
      overrides: { accountCurrency },
    }
    // 99.99 x 19 % = 19.00 USD = 17.36 EUR; a third: 6.33 USD = 5.78 EUR.
    const one = [{ line: 0, kind: 'quantity', quantity: decimal('1') }] as const
    const first = note([source('2026-0050', spec)], [one])
    const rest = note([source('2026-0050', spec, [first.plan.invoices[0].figures])], ['rest'])
    expect([first, rest].map(({ document }) => document.accountCurrency?.tax)).toEqual([578, 1158])
    expect(rest.document.accountCurrency).toMatchObject({ rate: '0.9137', on: '2026-10-01', source: 'ECB' })
  })
})
