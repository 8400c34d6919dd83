import { beforeAll, describe, expect, it } from 'vitest'
import type { OwnRuleReason } from '../../src/core/automation/plan-own-rules.ts'
import type { RunPlanner } from '../../src/core/automation/run.ts'
import { calendarDate } from '../../src/core/date.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import type { CollectionReason } from '../../src/core/plan-collection.ts'
import type { FinalizationReason } from '../../src/core/plan-finalization.ts'
import type { LateFeeReason } from '../../src/core/plan-late-fees.ts'
import type { ReminderReason } from '../../src/core/plan-reminders.ts'
import type { RenewalReason } from '../../src/core/plan-renewal.ts'
import type { Problem } from '../../src/core/problem.ts'
import type { RunReason } from '../../src/core/run-guard.ts'
import { decisionText, runReasonText } from '../../src/i18n/automation-reason-text.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'

beforeAll(() => loadLanguage('en'))

const on = calendarDate('2026-12-05')
const since = calendarDate('2026-11-20')
const currency = 'EUR' as CurrencyCode
const amount = minor(123_456)
const problem: Problem = { code: 'finalize-missing', fields: ['buyer-address'] }

/** One example of every code: the compiler asks for a new one. */
type Examples<Reason extends { readonly code: string }> = {
  readonly [Code in Reason['code']]: Extract<Reason, { readonly code: Code }>
}

const finalization: Examples<FinalizationReason> = {
  finalizes: { code: 'finalizes', on },
  'edited-by-user': { code: 'edited-by-user' },
  'for-review': { code: 'for-review' },
  'account-manual': { code: 'account-manual' },
  'group-cancelled': { code: 'group-cancelled' },
  'group-deactivated': { code: 'group-deactivated' },
  'group-manual': { code: 'group-manual' },
  'on-hold': { code: 'on-hold', since, note: 'Parental leave' },
  parked: { code: 'parked', problem, on },
  'client-archived': { code: 'client-archived' },
  'cannot-finalize': { code: 'cannot-finalize', problem, on },
  'grace-running': { code: 'grace-running', until: on, days: 3 },
  'billing-date-to-come': { code: 'billing-date-to-come', until: on },
  'books-locked': { code: 'books-locked', through: on },
  'date-before-last': { code: 'date-before-last', last: on },
}

const reminders: Examples<ReminderReason> = {
  reminds: { code: 'reminds', step: 2, on },
  overtaken: { code: 'overtaken', step: 1, on, by: 2 },
  'due-date-passed': { code: 'due-date-passed', step: 1, on },
  'before-issue': { code: 'before-issue', step: 1, on },
  'before-rule': { code: 'before-rule', step: 1, on, since },
  'step-to-come': { code: 'step-to-come', step: 3, on },
  'all-steps-done': { code: 'all-steps-done' },
  'no-steps': { code: 'no-steps' },
  paid: { code: 'paid' },
  void: { code: 'void' },
  'written-off': { code: 'written-off' },
  'nothing-due': { code: 'nothing-due' },
  'on-hold': { code: 'on-hold', of: 'invoice', since, step: 1, on },
  'card-under-way': { code: 'card-under-way', step: 1, on, since },
  'no-recipient': { code: 'no-recipient', step: 1, on },
}

const lateFees: Examples<LateFeeReason> = {
  accrues: { code: 'accrues', fees: 2, amount, currency, next: on },
  'fee-to-come': { code: 'fee-to-come', n: 1, on },
  'all-charged': { code: 'all-charged', fees: 1 },
  'cap-reached': { code: 'cap-reached', fees: 3, amount, currency },
  'no-rule': { code: 'no-rule' },
  paid: { code: 'paid' },
  void: { code: 'void' },
  'written-off': { code: 'written-off' },
  'nothing-due': { code: 'nothing-due' },
  'on-hold': { code: 'on-hold', since, next: on },
  'other-currency': { code: 'other-currency', currency, rule: 'USD' as CurrencyCode },
}

const renewal: Examples<RenewalReason> = {
  renews: { code: 'renews', endOn: on },
  'renews-later': { code: 'renews-later', on: since, endOn: on },
  'on-hold': { code: 'on-hold', since },
  ends: { code: 'ends', endOn: on },
  'open-ended': { code: 'open-ended' },
  cancelled: { code: 'cancelled' },
  renewed: { code: 'renewed' },
}

const collection: Examples<CollectionReason> = {
  collects: { code: 'collects', attempt: 1, amount, currency },
  'not-wanted': { code: 'not-wanted' },
  'no-card': { code: 'no-card' },
  'plan-renewal': { code: 'plan-renewal' },
  paid: { code: 'paid' },
  void: { code: 'void' },
  'written-off': { code: 'written-off' },
  'not-yet-due': { code: 'not-yet-due', on },
  'nothing-due': { code: 'nothing-due' },
  'on-hold': { code: 'on-hold', of: 'group', since, note: 'Disputed' },
  'attempt-pending': { code: 'attempt-pending', attempt: 1, on },
  'needs-action': { code: 'needs-action', attempt: 1, on },
  'outcome-unknown': { code: 'outcome-unknown', attempt: 2, on },
  'already-collected': { code: 'already-collected', attempt: 1, on },
  'retry-later': { code: 'retry-later', attempt: 1, until: on },
  'attempts-failed': { code: 'attempts-failed', failed: 3, on },
}

const own: Examples<OwnRuleReason> = {
  fires: { code: 'fires', on },
  'already-fired': { code: 'already-fired' },
  'before-rule': { code: 'before-rule', on, since },
  'other-scope': { code: 'other-scope' },
  'condition-unmet': { code: 'condition-unmet', condition: 0 },
  'own-doing': { code: 'own-doing' },
  'too-deep': { code: 'too-deep', depth: 3 },
  'limit-reached': { code: 'limit-reached', limit: 100 },
  'waits-for-word': { code: 'waits-for-word' },
  'nothing-to-do': { code: 'nothing-to-do' },
  refused: { code: 'refused', problem, done: 1 },
}

const runs: Examples<RunReason> = {
  runs: { code: 'runs' },
  'clock-went-back': { code: 'clock-went-back', lastRunOn: on, days: 3 },
  'time-zone-changed': { code: 'time-zone-changed', lastRunOn: on, from: 'Asia/Tokyo', to: 'Europe/Berlin' },
  'newer-rules': { code: 'newer-rules', found: 2, own: 1 },
  'away-too-long': { code: 'away-too-long', away: { lastRunOn: since, since: on }, days: 60 },
  'too-many-documents': { code: 'too-many-documents', documents: 40, limit: 25 },
}

const byPlanner: readonly (readonly [RunPlanner, Readonly<Record<string, { readonly code: string }>>])[] = [
  ['finalization', finalization],
  ['reminders', reminders],
  ['late-fees', lateFees],
  ['renewal', renewal],
  ['collection', collection],
  ['own', own],
]

describe('decisions of automation in words', () => {
  it('says each of them in a sentence of its own, in any locale', () => {
    for (const [planner, examples] of byPlanner) {
      for (const locale of ['en-GB', 'de-DE']) {
        const sentences = Object.values(examples).map((reason) => decisionText(planner, reason, locale))
        for (const sentence of sentences) expect(sentence, planner).toMatch(/^[^a-z{}][^{}]*[.]$|Note: [^{}]+$/u)
        expect(new Set(sentences).size, planner).toBe(sentences.length)
      }
    }
    for (const reason of Object.values(runs)) expect(runReasonText(reason, 'en-GB')).toMatch(/^[A-Z0-9][^{}]*\.$/u)
  })

  it('names the figures that it has', () => {
    expect(decisionText('late-fees', lateFees.accrues, 'en-GB')).toBe(
      '2 late fees have accrued: €1,234.56. The next one comes on 5 Dec 2026.',
    )
    expect(decisionText('finalization', finalization['grace-running'], 'en-GB')).toBe(
      'It can be changed for 3 days: it is issued on 5 Dec 2026.',
    )
    expect(decisionText('finalization', finalization['cannot-finalize'], 'en-GB')).toContain('address')
    expect(decisionText('finalization', finalization['on-hold'], 'en-GB')).toBe(
      'The billing group has been on hold since 20 Nov 2026. Note: Parental leave',
    )
    expect(decisionText('reminders', reminders['step-to-come'], 'en-GB')).toBe('The next reminder is on 5 Dec 2026.')
    expect(decisionText('own', own['condition-unmet'], 'en-GB')).toBe('Condition 1 does not hold.')
    expect(runReasonText(runs['clock-went-back'], 'en-GB')).toContain('3 days before the last run of 5 Dec 2026')
  })

  it('says of a document that waits why the whole run waits, and of a fault what failed', () => {
    expect(decisionText('finalization', runs['away-too-long'], 'en-GB')).toBe(
      runReasonText(runs['away-too-long'], 'en-GB'),
    )
    expect(decisionText('reminders', { code: 'run-failed', detail: 'disk full' } as never, 'en-GB')).toContain(
      'disk full',
    )
  })
})
