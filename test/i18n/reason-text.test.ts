import { beforeAll, describe, expect, it } from 'vitest'
import { liftOf } from '../../src/core/billing/lift.ts'
import { type BillingReason, type BillingReasonCode, billingChecks } from '../../src/core/billing/reason.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { ChargeId, ContractItemId, InvoiceId } from '../../src/core/ids.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import { checkText, liftText, reasonText } from '../../src/i18n/reason-text.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'

beforeAll(() => loadLanguage('en'))

const EUR = 'EUR' as CurrencyCode
const day = calendarDate
const items = ['itm_1', 'itm_2'] as ContractItemId[]
const charges = ['chg_1', 'chg_2'] as ChargeId[]
const period = { start: day('2026-11-01'), end: day('2026-12-01') }

/** A reason of every code, and the figures that its sentence must say. */
const every: { [Code in BillingReasonCode]: readonly [Extract<BillingReason, { code: Code }>, ...RegExp[]] } = {
  'account-manual': [{ code: 'account-manual' }, /by hand/],
  'group-cancelled': [{ code: 'group-cancelled' }, /cancelled/],
  'group-deactivated': [{ code: 'group-deactivated', since: day('2026-10-05') }, /5 Oct 2026/],
  'group-manual': [{ code: 'group-manual', since: day('2026-10-05') }, /5 Oct 2026/],
  'contract-ended': [
    { code: 'contract-ended', endOn: day('2026-11-01'), chargedThrough: day('2026-11-01') },
    // The last day, not the day after it.
    /31 Oct 2026/,
  ],
  'first-invoice-deferred': [{ code: 'first-invoice-deferred', until: day('2026-11-23'), itemIds: items }, /2 items/],
  'not-yet-due': [{ code: 'not-yet-due', on: day('2026-12-01'), period, why: 'cycle' }, /1 Dec 2026/, /1.*30 Nov 2026/],
  'assumed-sent-elsewhere': [
    { code: 'assumed-sent-elsewhere', before: day('2026-11-01'), periods: 7 },
    /7 periods/,
    /1 Nov 2026/,
  ],
  'period-closed': [{ code: 'period-closed', through: day('2026-11-30') }, /30 Nov 2026/],
  'client-on-trial': [{ code: 'client-on-trial' }, /trial/],
  'below-minimum': [
    { code: 'below-minimum', total: minor(1234), minimum: minor(5000), currency: EUR },
    /12\.34/,
    /50\.00/,
  ],
  'too-many-outstanding': [{ code: 'too-many-outstanding', count: 4, cap: 3 }, /4 invoices/, /3/],
  'address-missing': [{ code: 'address-missing' }, /address/],
  'nothing-open': [{ code: 'nothing-open' }, /nothing to bill/],
  'on-hold': [
    { code: 'on-hold', of: 'contract', since: day('2026-09-01'), note: 'Parental leave' },
    /1 Sept 2026/,
    /Parental leave/,
  ],
  parked: [
    { code: 'parked', problem: { code: 'charge-key-taken', id: 'itm_1/2026-01-01' }, on: day('2026-11-20') },
    /20 Nov 2026/,
    /itm_1\/2026-01-01/,
  ],
  'cycle-manual': [{ code: 'cycle-manual', chargeIds: charges }, /2 charges/],
  'total-negative': [
    { code: 'total-negative', total: minor(-1500), currency: EUR, chargeIds: charges },
    /15\.00/,
    /2 credits/,
  ],
  'held-after-void': [{ code: 'held-after-void', chargeIds: charges }, /2 charges/],
  'client-archived': [{ code: 'client-archived' }, /archived/],
  due: [
    { code: 'due', on: day('2026-11-22'), periods: 3, amount: minor(30000), currency: EUR },
    /3 periods/,
    /300\.00/,
  ],
  'on-draft': [{ code: 'on-draft', invoiceId: 'inv_1' as InvoiceId }, /draft/],
}

describe('why there is (no) invoice', () => {
  it.each(
    Object.values(every).map((row) => {
      const [reason, ...figures] = row as readonly [BillingReason, ...RegExp[]]
      return { code: reason.code, reason, figures }
    }),
  )('$code', ({ reason, figures }) => {
    const sentence = reasonText(reason, 'en-GB')
    for (const figure of figures) expect(sentence).toMatch(figure)
    // A note is the owner's own words.
    if (reason.code !== 'on-hold') expect(sentence).toMatch(/^\S.*\.$/)
    expect(sentence).not.toMatch(/undefined|\{|!/)
  })

  it('has a sentence of its own for each code', () => {
    const sentences = Object.values(every).map(([reason]) => reasonText(reason, 'en-GB'))
    expect(new Set(sentences).size).toBe(sentences.length)
  })

  it('says what makes a period wait, with and without naming it', () => {
    const waits = ['period', 'offset', 'cycle', 'month-not-ended', 'trial', 'not-started'] as const
    const sentences = waits.flatMap((why) =>
      [undefined, period].map((named) =>
        reasonText({ code: 'not-yet-due', on: day('2026-12-01'), why, ...(named && { period: named }) }, 'en-GB'),
      ),
    )
    for (const sentence of sentences) expect(sentence).toMatch(/1 Dec 2026/)
    expect(new Set(sentences).size).toBeGreaterThanOrEqual(10)
  })

  it('says a standstill of unknown age, an undone contract and one thing as one', () => {
    expect(reasonText({ code: 'group-manual' }, 'en')).not.toMatch(/since/)
    expect(reasonText({ code: 'group-deactivated' }, 'en')).not.toMatch(/since/)
    expect(reasonText({ code: 'contract-ended', endOn: day('2026-11-01') }, 'en-GB')).toMatch(/1 Nov 2026/)
    expect(reasonText({ code: 'cycle-manual', chargeIds: ['chg_1' as ChargeId] }, 'en')).toMatch(/^One charge was/)
    expect(reasonText({ code: 'on-hold', of: 'item', since: day('2026-09-01') }, 'en')).not.toMatch(/Note/)
  })

  it('gives every act that lifts a reason its button, and none where there is no act', () => {
    for (const [reason] of Object.values(every)) {
      const label = liftText(reason)
      expect(label === undefined, reason.code).toBe(liftOf(reason) === 'none')
      if (label !== undefined) expect(label).toMatch(/^[A-Z][^.!{]*$/)
    }
    const one = { code: 'held-after-void', chargeIds: charges.slice(0, 1) } as const
    expect(liftText(one)).toBe('Let it be billed again')
    expect(liftText({ ...one, chargeIds: charges })).toBe('Let them be billed again')
    expect(liftText({ code: 'cycle-manual', chargeIds: charges })).toBe('Bill these charges')
  })

  it('names every check as it stands when it is passed', () => {
    const names = billingChecks.map(checkText)
    expect(new Set(names).size).toBe(billingChecks.length)
    for (const name of names) expect(name).not.toMatch(/\.$/)
  })
})
