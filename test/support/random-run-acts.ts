// Random acts on what runs by itself: its built-in rules, its runs, holds, the clock, messages.
import fc from 'fast-check'
import { cancelMessage, changeMessage, markMessageSent } from '../../src/commands/change-message.ts'
import { confirmWaiting } from '../../src/commands/confirm-waiting.ts'
import { holdInvoice, resumeInvoice } from '../../src/commands/hold-invoice.ts'
import { pauseAutomation, resumeAutomation } from '../../src/commands/pause-automation.ts'
import { prepareMessage } from '../../src/commands/prepare-message.ts'
import { resetClock } from '../../src/commands/reset-clock.ts'
import { removeRule, setRuleState } from '../../src/commands/save-rule.ts'
import type { BuiltInKind, RuleParameters, RuleScope } from '../../src/core/automation/rule.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import type { TestBooks } from './open-test-books.ts'
import { runBooks, setRule } from './run-tick.ts'

const acts = [
  'finalization',
  'reminders',
  'late-fees',
  'sending',
  'switch',
  'remove',
  'run',
  'run',
  'run',
  'week',
  'week',
  'month',
  'back',
  'reset',
  'hold',
  'resume',
  'confirm',
  'send',
  'write',
  'word',
  'giveUp',
  'pause',
] as const

export interface RunStep {
  readonly act: (typeof acts)[number]
  readonly pick: number
}

export const runStep: fc.Arbitrary<RunStep> = fc.record({ act: fc.constantFrom(...acts), pick: fc.nat(1000) })

/** Each act once, in an order in which it finds something to do. */
export const runWarmUp: readonly RunStep[] = (
  [
    'finalization',
    'reminders',
    'late-fees',
    'sending',
    'run',
    'month',
    'hold',
    'resume',
    'send',
    'write',
    'word',
    'giveUp',
    'month',
    'month',
    'confirm',
    'run',
    'back',
    'reset',
    'pause',
    'pause',
    'switch',
    'switch',
    'remove',
  ] as const
).map((act) => ({ act, pick: 0 }))

const policies: readonly RuleParameters['finalization'][] = [
  { kind: 'review' },
  { kind: 'at-once' },
  { kind: 'after-days', days: 2 },
  { kind: 'at-once', ahead: 'issue' },
]

const prepare = { kind: 'prepare' } as const

function parametersOf(kind: BuiltInKind, pick: number): RuleParameters[BuiltInKind] {
  switch (kind) {
    case 'finalization':
      return policies[Math.floor(pick / 4) % policies.length] ?? { kind: 'review' }
    case 'sending':
      return { when: pick % 3 === 0 ? 'by-hand' : 'on-finalize', way: prepare, attachPdf: 1, listUnpaid: 0 }
    case 'reminders': {
      const days = [[-2, 3, 10], [1], [0, 7, 30]][pick % 3] ?? []
      return { steps: days.map((each, at) => ({ step: at + 1, days: each })), way: prepare, attachPdf: 0 }
    }
    case 'late-fees':
      return {
        fee:
          pick % 2 === 0
            ? { kind: 'amount', amount: 500 as Minor, currency: 'EUR' as CurrencyCode }
            : { kind: 'percent', percent: decimal('1.25') },
        afterDays: 1 + (pick % 9),
        ...(pick % 3 === 0 ? {} : { repeat: { unit: pick % 3 === 1 ? 'month' : 'day', every: 1 + (pick % 12) } }),
        ...(pick % 5 === 0 ? { maxAmount: { amount: 1200 as Minor, currency: 'EUR' as CurrencyCode } } : {}),
        taxIds: [],
        description: 'Late fee for {number}',
      }
    case 'collection':
      return { retryAfterDays: [3, 7].slice(pick % 3) }
    case 'backup':
      return { afterDays: 14 }
  }
}

/** Does one act with whatever rows it finds; one that finds none does nothing. A run goes as the product runs it. */
export async function performRun(books: TestBooks, { act, pick }: RunStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const tomorrow = (days: number) => {
    books.today = addDays(calendarDate(books.today), days)
  }
  const message = async () =>
    one((await db.messages.orderBy('id').toArray()).filter(({ state }) => state === 'prepared'))
  switch (act) {
    case 'finalization':
    case 'reminders':
    case 'late-fees':
    case 'sending': {
      const group = pick % 4 === 0 ? undefined : one(await db.billingGroups.orderBy('id').toArray())
      const scope: RuleScope =
        group === undefined || pick % 4 === 1
          ? { kind: 'account' }
          : pick % 4 === 2
            ? { kind: 'client', clientId: group.clientId }
            : { kind: 'group', billingGroupId: group.id, clientId: group.clientId }
      await setRule(books, act, parametersOf(act, pick) as never, { scope, state: pick % 11 === 10 ? 'off' : 'on' })
      return
    }
    case 'switch': {
      const rule = one(await db.rules.orderBy('id').toArray())
      if (rule === undefined) return
      const { id, version, state } = rule
      await books.run(setRuleState, { id, version, state: state === 'on' ? 'off' : 'on' })
      return
    }
    case 'remove': {
      const rule = one(await db.rules.orderBy('id').toArray())
      if (rule !== undefined) await books.must(removeRule, { id: rule.id, version: rule.version })
      return
    }
    case 'run':
      await runBooks(books)
      return
    case 'week':
      tomorrow(1 + (pick % 7))
      await runBooks(books)
      return
    case 'month':
      tomorrow(20 + (pick % 30))
      await runBooks(books)
      return
    case 'back':
      // Whoever works on a day has had its run: every start of the app makes one. Else no mark tells that it goes back.
      await runBooks(books)
      if ((await db.automation.get('state'))?.mark?.asOf !== books.today) return
      tomorrow(-2 - (pick % 3))
      await runBooks(books)
      return
    case 'reset':
      await books.run(resetClock, {})
      return
    case 'hold': {
      const row = one((await db.invoices.toArray()).filter(({ state }) => state === 'open'))
      if (row !== undefined) await books.run(holdInvoice, { id: row.id, version: row.version, note: 'They ask' })
      return
    }
    case 'resume': {
      const row = one((await db.invoices.toArray()).filter((each) => each.state !== 'draft' && each.hold !== undefined))
      if (row !== undefined) await books.run(resumeInvoice, { id: row.id, version: row.version })
      return
    }
    case 'confirm': {
      const state = await db.automation.get('state')
      const ids = (state?.waiting ?? []).map(({ invoiceId }) => invoiceId)
      await books.run(confirmWaiting, { invoiceIds: pick % 3 === 0 ? ids.slice(0, 2) : ids })
      return
    }
    case 'send': {
      const row = await message()
      if (row === undefined) return
      const left = { to: [{ email: 'a@example.com' }], cc: [], subject: 'S', text: 'T', attachPdf: 1 } as const
      await books.run(markMessageSent, { id: row.id, version: row.version, how: 'copy', left })
      return
    }
    case 'write': {
      const row = one((await db.invoices.toArray()).filter(({ state }) => state === 'open'))
      if (row === undefined) return
      await books.run(prepareMessage, { invoiceId: row.id, kind: 'reminder', attachPdf: 1, listUnpaid: 1 })
      return
    }
    case 'word': {
      const row = await message()
      if (row === undefined) return
      const contents = { subject: 'Please pay', text: 'Please', attachPdf: 0, listUnpaid: 0 } as const
      await books.run(changeMessage, { id: row.id, version: row.version, contents })
      return
    }
    case 'giveUp': {
      const row = await message()
      if (row !== undefined) await books.run(cancelMessage, { id: row.id, version: row.version })
      return
    }
    case 'pause': {
      const paused = (await db.automation.get('state'))?.paused !== undefined
      await books.run(paused ? resumeAutomation : pauseAutomation, {})
      return
    }
  }
}
