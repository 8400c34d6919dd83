// Acts of automation on books that are the same every time, each sent under one id, for tests that let writes fail.
import { chargeLateFees } from '../../src/commands/charge-late-fees.ts'
import { finalizeByRule } from '../../src/commands/finalize-by-rule.ts'
import { finishRun } from '../../src/commands/finish-run.ts'
import { remindInvoice } from '../../src/commands/remind-invoice.ts'
import { noCounts } from '../../src/core/automation/run.ts'
import { decimal } from '../../src/core/decimal.ts'
import { addHosting } from './hosting-books.ts'
import type { TestBooks } from './open-test-books.ts'
import { addClient, issue, setUpPractice } from './practice.ts'
import { runBooks, setRule } from './run-tick.ts'

type Act = (books: TestBooks) => Promise<() => Promise<unknown>>

async function late(books: TestBooks) {
  await setUpPractice(books)
  const clientId = await addClient(books, 'Late', { email: 'late@example.org' })
  const { id } = await issue(books, clientId, '100')
  await setRule(books, 'reminders', {
    steps: [2, 5, 9].map((days, index) => ({ step: index + 1, days })),
    way: { kind: 'prepare' },
    attachPdf: 1,
  })
  await setRule(books, 'late-fees', {
    fee: { kind: 'percent', percent: decimal('1') },
    afterDays: 1,
    repeat: { unit: 'day', every: 7 },
    taxIds: [],
    description: 'Late: {number}',
  })
  books.today = '2026-04-05'
  return { id }
}

export const automationActs: Record<string, Act> = {
  async finalizeByRule(books) {
    await setUpPractice(books)
    await addHosting(books)
    await runBooks(books)
    const draft = (await books.db.invoices.toArray())[0]
    if (draft === undefined) throw new Error('no draft')
    await setRule(books, 'finalization', { kind: 'at-once' })
    await setRule(books, 'sending', { when: 'on-finalize', way: { kind: 'prepare' }, attachPdf: 1, listUnpaid: 0 })
    return () => books.must(finalizeByRule, { id: draft.id, version: draft.version }, 'cmd_once')
  },
  async remindInvoice(books) {
    const { id } = await late(books)
    return () => books.must(remindInvoice, { id }, 'cmd_once')
  },
  async chargeLateFees(books) {
    const { id } = await late(books)
    return () => books.must(chargeLateFees, { id }, 'cmd_once')
  },
  async finishRun(books) {
    const { id } = await late(books)
    await runBooks(books)
    const [run] = await books.db.runs.toArray()
    if (run === undefined) throw new Error('no run')
    const { tookMs: _took, ...running } = run
    await books.db.runs.put(running)
    const waiting = { documents: [{ invoiceId: id, act: 'remind' as const }] }
    const entry = {
      id: `${run.id}/900000`,
      runId: run.id,
      planner: 'reminders',
      subject: { kind: 'invoice', id },
      subjects: [id],
      outcome: 'wait',
      reason: { code: 'step-to-come' },
    } as const
    const input = { runId: run.id, entries: [entry], counts: noCounts, tookMs: 1, waiting }
    return () => books.must(finishRun, input, 'cmd_once')
  },
}
