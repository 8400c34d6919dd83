import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageBucketOf, ageBuckets, ageReceivables } from '../../src/core/ageing.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import { ageingCsv } from '../../src/documents/csv/ageing-csv.ts'

const asOf = calendarDate('2026-11-22')

const invoice = fc
  .record({
    client: fc.integer({ min: 1, max: 3 }),
    currency: fc.constantFrom('EUR', 'CHF'),
    late: fc.integer({ min: -40, max: 200 }),
    due: fc.integer({ min: 0, max: 100_000 }),
    state: fc.constantFrom('open', 'open', 'paid', 'void', 'uncollectible'),
  })
  .map(({ client, currency, late, due, state }, index = 0) => {
    const dueOn = addDays(asOf, -late)
    const id = `inv_${client}${currency}${late}${due}`
    const row = { id, clientId: `cli_${client}`, clientName: `Client ${client}`, currency, state, amountDue: due }
    return { ...row, dueOn, issuedOn: addDays(dueOn, -14), number: `${id}-${index}` } as unknown as FinalizedInvoice
  })

describe('ageing', () => {
  it.each([
    [-1, 'not-due'],
    [0, 'not-due'],
    [1, '1-30'],
    [30, '1-30'],
    [31, '31-60'],
    [60, '31-60'],
    [61, '61-90'],
    [90, '61-90'],
    [91, 'over-90'],
  ])('%i days after the due date: %s', (days, bucket) => {
    expect(ageBucketOf(addDays(asOf, -days), asOf)).toBe(bucket)
  })

  it('counts every open amount once, per client and currency', () => {
    fc.assert(
      fc.property(fc.array(invoice, { maxLength: 30 }), (invoices) => {
        const { clients, totals } = ageReceivables(invoices, asOf)
        const open = invoices.filter(({ state, amountDue }) => state === 'open' && amountDue > 0)
        expect(clients.flatMap((row) => row.invoices).length).toBe(open.length)
        const keys = clients.map(({ clientId, currency }) => `${clientId} ${currency}`)
        expect(new Set(keys).size).toBe(keys.length)
        for (const { sums, currency, clientId, invoices: rows } of clients) {
          expect(sums.total).toBe(ageBuckets.reduce((sum, bucket) => sum + sums[bucket], 0))
          expect(sums.total).toBe(rows.reduce((sum, row) => sum + row.invoice.amountDue, 0))
          for (const row of rows) expect(row.invoice).toMatchObject({ currency, clientId })
        }
        for (const { currency, sums } of totals) {
          const due = open.filter((row) => row.currency === currency).reduce((sum, row) => sum + row.amountDue, 0)
          expect(sums.total).toBe(due)
          expect(ageBuckets.reduce((sum, bucket) => sum + sums[bucket], 0)).toBe(due)
        }
      }),
    )
  })

  it('is written as CSV with a row per invoice and its amount under its age', () => {
    const row = {
      clientId: 'cli_1',
      clientName: '=Evil, Ltd',
      currency: 'EUR',
      state: 'open',
      amountDue: 123_456,
      dueOn: '2026-10-01',
      issuedOn: '2026-09-17',
      number: '2026-0007',
    } as unknown as FinalizedInvoice
    const [, line] = ageingCsv(ageReceivables([row], asOf), { mark: false }).split('\r\n')
    expect(line).toBe('"\'=Evil, Ltd",2026-0007,2026-09-17,2026-10-01,52,EUR,1234.56,,,1234.56,,')
  })
})
