// Random acts of runs and on what they leave: begun and ended, documents issued, reminded and charged by rule, holds, the
// word for what waits, the pause and the wrong clock.
import fc from 'fast-check'
import { beginRun } from '../../src/commands/begin-run.ts'
import { chargeLateFees } from '../../src/commands/charge-late-fees.ts'
import { confirmWaiting } from '../../src/commands/confirm-waiting.ts'
import { finalizeByRule } from '../../src/commands/finalize-by-rule.ts'
import { finishRun, logDecisions } from '../../src/commands/finish-run.ts'
import { holdInvoice, resumeInvoice } from '../../src/commands/hold-invoice.ts'
import { pauseAutomation, resumeAutomation } from '../../src/commands/pause-automation.ts'
import { planInvoices } from '../../src/commands/plan-invoices.ts'
import { remindInvoice } from '../../src/commands/remind-invoice.ts'
import { resetClock } from '../../src/commands/reset-clock.ts'
import { noCounts, type RunEntry } from '../../src/core/automation/run.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { FinalizationPolicy } from '../../src/core/plan-finalization.ts'
import type { TestBooks } from './open-test-books.ts'
import { setRule } from './run-tick.ts'

const acts = [
  'begin',
  'decide',
  'finish',
  'finalizing',
  'finalize',
  'finalize',
  'reminding',
  'remind',
  'remind',
  'charging',
  'fees',
  'fees',
  'plan',
  'hold',
  'resume',
  'confirm',
  'pause',
  'goOn',
  'clock',
  'later',
] as const

export interface AutomationStep {
  readonly act: (typeof acts)[number]
  /** Which row, by number. */
  readonly pick: number
}

export const automationStep: fc.Arbitrary<AutomationStep> = fc.record({
  act: fc.constantFrom(...acts),
  pick: fc.nat(1000),
})

/** Each act once, in an order in which it finds something to do. */
export const automationWarmUp: readonly AutomationStep[] = (
  [
    'begin',
    'decide',
    'finish',
    'confirm',
    'finalizing',
    'finalize',
    'reminding',
    'charging',
    'later',
    'plan',
    'remind',
    'fees',
    'hold',
    'resume',
    'pause',
    'goOn',
    'clock',
  ] as const
).flatMap((act) => [0, 1, 2].map((pick) => ({ act, pick })))

/** Does one act with whatever rows it finds; one that finds none does nothing, one that is refused writes nothing. */
export async function performAutomation(books: TestBooks, { act, pick }: AutomationStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const invoices = await db.invoices.orderBy('id').toArray()
  const drafts = invoices.filter(({ state, ...row }) => state === 'draft' && 'chargeIds' in row)
  const open = invoices.filter(({ state }) => state === 'open')
  const run = one(await db.runs.orderBy('id').toArray())
  switch (act) {
    case 'begin': {
      const asOf = calendarDate(books.today)
      await books.run(beginRun, { trigger: 'start', place: 'node', asOf, timeZone: 'Europe/Berlin' })
      return
    }
    case 'decide': {
      if (run === undefined) return
      await books.run(logDecisions, { runId: run.id, entries: [entryOf(run.id, pick)] })
      return
    }
    case 'finish': {
      if (run === undefined) return
      const documents = drafts.slice(0, 3).map(({ id }) => ({ invoiceId: id, act: 'finalize' as const }))
      const counts = { ...noCounts, finalized: pick % 3 }
      const waiting = { documents, reason: { code: 'too-many-documents', documents: 26, limit: 25 } as const }
      await books.run(finishRun, { runId: run.id, entries: [entryOf(run.id, pick)], counts, tookMs: pick, waiting })
      return
    }
    case 'finalizing':
      await setRule(books, 'finalization', policies[pick % policies.length] ?? { kind: 'review' })
      return
    case 'finalize': {
      const draft = one(drafts)
      if (draft !== undefined) await books.run(finalizeByRule, { id: draft.id, version: draft.version })
      return
    }
    case 'reminding': {
      const steps = [
        { step: 1, days: 1 + (pick % 5) },
        { step: 2, days: 10 },
      ]
      await setRule(books, 'reminders', { steps, way: { kind: 'prepare' }, attachPdf: 1 })
      return
    }
    case 'charging':
      await setRule(books, 'late-fees', {
        fee: { kind: 'percent', percent: decimal('1.5') },
        afterDays: 1 + (pick % 4),
        repeat: { unit: 'day', every: 5 },
        maxTimes: 4,
        taxIds: [],
        description: 'Late fee for {number}',
      })
      return
    case 'remind':
    case 'fees': {
      const invoice = one(open)
      if (invoice === undefined) return
      if (act === 'fees') await books.run(chargeLateFees, { id: invoice.id })
      else await books.run(remindInvoice, { id: invoice.id })
      return
    }
    case 'plan':
      await books.run(planInvoices, { ids: invoices.slice(pick % 3, 20).map(({ id }) => id) })
      return
    case 'hold': {
      const invoice = one(open)
      if (invoice === undefined) return
      const { id, version } = invoice
      await books.run(holdInvoice, { id, version, ...(pick % 2 === 0 ? { note: 'They called' } : {}) })
      return
    }
    case 'resume': {
      const held = invoices.filter((row) => row.state !== 'draft' && row.hold !== undefined)
      const invoice = one(held)
      if (invoice !== undefined) await books.run(resumeInvoice, { id: invoice.id, version: invoice.version })
      return
    }
    case 'confirm': {
      const waiting = (await db.automation.get('state'))?.waiting ?? []
      await books.run(confirmWaiting, { invoiceIds: waiting.slice(pick % 2).map(({ invoiceId }) => invoiceId) })
      return
    }
    case 'pause':
      await books.run(pauseAutomation, {})
      return
    case 'goOn':
      await books.run(resumeAutomation, {})
      return
    case 'clock':
      await books.run(resetClock, {})
      return
    case 'later':
      books.today = addDays(calendarDate(books.today), 20 + (pick % 30))
      return
  }
}

const policies: readonly FinalizationPolicy[] = [
  { kind: 'at-once', ahead: 'issue' },
  { kind: 'after-days', days: 3 },
  { kind: 'review' },
  { kind: 'at-once' },
]

function entryOf(runId: RunEntry['runId'], pick: number): RunEntry {
  const subject = { kind: 'invoice', id: 'inv_X' } as const
  return {
    id: `${runId}/${String(pick).padStart(6, '0')}`,
    runId,
    planner: 'reminders',
    subject,
    subjects: [subject.id],
    outcome: 'skip',
    reason: { code: 'paid' },
  }
}
