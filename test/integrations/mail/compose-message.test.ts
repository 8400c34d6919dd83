import { describe, expect, it } from 'vitest'
import { parseTemplate, templateKeys } from '../../../src/core/automation/message-template.ts'
import { calendarDate, type Instant } from '../../../src/core/date.ts'
import type { FinalizedInvoice } from '../../../src/core/model.ts'
import { type CurrencyCode, type Minor, minor } from '../../../src/core/money.ts'
import { letterWords } from '../../../src/documents/letter-words.ts'
import { composeMessage, type MessageFacts, pdfFileName } from '../../../src/integrations/mail/compose-message.ts'
import { frozenDocument, sampleLines } from '../../support/frozen-document.ts'

const document = frozenDocument({ lines: sampleLines(1) })
const invoice = {
  id: 'inv_1',
  state: 'open',
  number: '2026-0042',
  clientName: 'Meyer Studio',
  clientId: 'cli_1',
  currency: 'EUR' as CurrencyCode,
  issuedOn: calendarDate('2026-03-02'),
  dueOn: calendarDate('2026-03-16'),
  gross: minor(119000),
  amountDue: minor(100000),
  updatedAt: '2026-03-02T10:00:00Z' as Instant,
} as FinalizedInvoice

const facts: MessageFacts = {
  settings: { profile: { name: 'Cole Studio', email: 'alice@cole.example' } },
  client: { name: 'Meyer Studio', email: 'office@meyer.example', contacts: [] },
  invoice,
  document: {
    ...document,
    language: 'en-GB',
    number: '2026-0042',
    paymentReference: 'RF 42',
    payment: { accountHolder: 'Alice Cole', iban: 'DE02120300000000202051', text: 'Or by cheque.' },
  },
  unpaid: [{ ...invoice, number: '2026-0007', dueOn: calendarDate('2026-01-05'), amountDue: minor(5000) }],
  remindedLate: 0,
}
const plain = { kind: 'invoice', attachPdf: 1, listUnpaid: 0 } as const
const reminder = { kind: 'reminder', attachPdf: 1, listUnpaid: 0 } as const
const on = (day: string) => calendarDate(day)

describe('the built-in texts', () => {
  it('name only fields that there are, whatever the language', () => {
    for (const tag of ['en', 'en-US', 'de-DE', '', '-']) {
      for (const key of templateKeys) {
        const { subject, text } = letterWords(tag).template(key)
        expect(parseTemplate(subject).faults).toEqual([])
        expect(parseTemplate(text).faults).toEqual([])
        expect(subject).toContain('{number}')
        expect(text).toMatch(/\{payment details\}[\s\S]*\{your name\}$/)
      }
    }
  })

  it('say how many days in words', () => {
    expect([0, 1, 14].map((days) => letterWords('en').days(days))).toEqual(['0 days', '1 day', '14 days'])
  })
})

describe('a message as it would leave', () => {
  it('says what the invoice asks for', () => {
    const composed = composeMessage(plain, facts, on('2026-03-02'))
    expect(composed).toMatchObject({
      from: { name: 'Cole Studio', email: 'alice@cole.example' },
      to: [{ name: 'Meyer Studio', email: 'office@meyer.example' }],
      cc: [],
      subject: 'Invoice 2026-0042 from Cole Studio',
      attachPdf: 1,
      template: 'invoice',
    })
    expect(composed.text).toBe(
      [
        `Hello ${document.buyer.name},`,
        '',
        'your invoice 2026-0042 over €1,190.00 is ready.',
        'Please pay €1,000.00 by 16 Mar 2026.',
        '',
        'Account holder: Alice Cole',
        'IBAN: DE02 1203 0000 0000 2020 51',
        'Reference: RF 42',
        'Or by cheque.',
        '',
        'If anything is unclear, just answer this message.',
        '',
        'Kind regards',
        'Cole Studio',
      ].join('\n'),
    )
  })

  it('asks for nothing where nothing is due', () => {
    const paid = { ...facts, invoice: { ...invoice, state: 'paid' as const, amountDue: 0 as Minor } }
    const { text } = composeMessage(plain, paid, on('2026-03-02'))
    expect(text).toContain('is ready.\n\nIf anything')
    expect(text).not.toContain('IBAN')
  })

  it('rises with the days, in the words of the day on which it leaves', () => {
    const at = (day: string, remindedLate = 0) => composeMessage(reminder, { ...facts, remindedLate }, on(day))
    expect(at('2026-03-13').subject).toBe('Invoice 2026-0042 is due on 16 Mar 2026')
    expect(at('2026-03-13').text).toContain('in 3 days. €1,000.00 is open.')
    expect(at('2026-03-16').subject).toBe('Invoice 2026-0042 is due today')
    expect(at('2026-03-17').subject).toBe('Reminder: invoice 2026-0042 was due on 16 Mar 2026')
    expect(at('2026-03-17', 1).subject).toBe('Invoice 2026-0042 is 1 day late')
    expect(at('2026-03-30', 2).text).toContain('14 days ago, and €1,000.00 is still open')
  })

  it('lists other unpaid invoices where that is wanted, in any text', () => {
    const listed = 'These invoices are open too:\n2026-0007: €50.00, due on 5 Jan 2026'
    expect(composeMessage(plain, facts, on('2026-03-02')).text).not.toContain('2026-0007')
    expect(composeMessage({ ...plain, listUnpaid: 1 }, facts, on('2026-03-02')).text).toContain(`\n\n${listed}\n\nIf`)
    const own = {
      ...facts,
      settings: { ...facts.settings, messages: { invoice: { subject: 'S', text: 'Hi {client}\n' } } },
    }
    expect(composeMessage({ ...plain, listUnpaid: 1 }, own, on('2026-03-02')).text).toBe(
      `Hi ${document.buyer.name}\n\n${listed}`,
    )
    expect(composeMessage({ ...plain, listUnpaid: 1 }, { ...own, unpaid: [] }, on('2026-03-02')).text).toBe(
      `Hi ${document.buyer.name}`,
    )
    const many = { ...own, unpaid: Array.from({ length: 23 }, () => facts.unpaid[0] as FinalizedInvoice) }
    expect(composeMessage({ ...plain, listUnpaid: 1 }, many, on('2026-03-02')).text).toMatch(/\nand 3 more$/)
  })

  it('keeps what the owner changed as it was typed', () => {
    const changed = { ...plain, to: [{ email: 'x@y.example' }], cc: [], subject: '{client}', text: '{number} }' }
    expect(composeMessage(changed, facts, on('2026-03-02'))).toMatchObject({
      to: [{ email: 'x@y.example' }],
      subject: '{client}',
      text: '{number} }',
    })
  })

  it('has no sender where the owner has no address', () => {
    const own = { ...facts, settings: { profile: { name: 'Cole', email: 'none' } } }
    expect(composeMessage(plain, own, on('2026-03-02'))).not.toHaveProperty('from')
  })

  it('names the file as every system can save it', () => {
    expect(pdfFileName('Invoice 2026/0042', 'A:B <C>\n"D"')).toBe('Invoice 2026 0042 - A B C D.pdf')
  })
})
