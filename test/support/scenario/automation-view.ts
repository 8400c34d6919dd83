// What books show of automation, by the names of the scenario: messages, late fees, the last run and its decisions.

import type { Message } from '../../../src/core/automation/message.ts'
import { recipientsOf } from '../../../src/core/automation/recipients.ts'
import type { AutomationState, Run, RunEntry } from '../../../src/core/automation/run.ts'
import type { CalendarDate } from '../../../src/core/date.ts'
import type { Charge } from '../../../src/core/model.ts'
import { getAttention } from '../../../src/queries/get-attention.ts'
import type { AccountDb } from '../../../src/storage/account-db.ts'
import type { BooksNames } from './commands-stage.ts'
import { amountText, type View } from './scenario-world.ts'

/** `messages fees run decisions waiting paused away mark runs attention` of a scenario's `then`. */
export async function viewAutomation(db: AccountDb, names: BooksNames, today: CalendarDate) {
  const [state, messages, charges, runs, attention, clients, groups] = await Promise.all([
    db.automation.get('state'),
    db.messages.orderBy('id').toArray(),
    db.charges.filter(({ source }) => source === 'late-fee').toArray(),
    db.runs.orderBy('id').toArray(),
    getAttention(db, today),
    db.clients.toArray(),
    db.billingGroups.toArray(),
  ])
  const last = runs.at(-1)
  const entries = last === undefined ? [] : await db.runEntries.where('runId').equals(last.id).sortBy('id')
  return {
    messages: byInvoice(names, (id) =>
      messagesView(
        messages.filter(({ invoiceId }) => invoiceId === id),
        (row) => {
          const client = clients.find((each) => each.id === row.clientId)
          const group = groups.find((each) => each.id === row.billingGroupId)
          return client === undefined ? { to: [], cc: [] } : recipientsOf(client, group)
        },
      ),
    ),
    fees: byInvoice(names, (id) => feesView(charges.filter((charge) => charge.id.startsWith(`${id}/late-fee/`)))),
    ...(last === undefined ? {} : { run: runView(last) }),
    decisions: byInvoice(names, (id) => decisionsView(entries.filter(({ subject }) => subject.id === id))),
    ...stateView(state, names),
    runs: String(runs.length),
    attention: Object.fromEntries(attention.items.map(({ kind, count }) => [kind, String(count)])),
  }
}

function byInvoice(names: BooksNames, view: (id: string) => View | undefined): View {
  return Object.fromEntries(
    names.invoices.entries().flatMap(([name, id]) => {
      const shown = view(id)
      return shown === undefined ? [] : [[name, shown] as const]
    }),
  )
}

/** `ready` or the number of the step; by hand `msg 1`, `msg 2` in the order of their making. */
function messagesView(
  rows: readonly Message[],
  recipients: (row: Message) => Pick<ReturnType<typeof recipientsOf>, 'to' | 'cc'>,
): View | undefined {
  if (rows.length === 0) return undefined
  let byHand = 0
  return Object.fromEntries(
    rows.map((row) => {
      if (row.id.startsWith('msg_')) byHand += 1
      const key = row.id.startsWith('msg_') ? `msg ${byHand}` : row.step === undefined ? 'ready' : String(row.step)
      return [
        key,
        {
          state: row.state,
          kind: row.kind,
          preparedOn: row.preparedOn,
          ...(row.why === undefined ? {} : { why: row.why }),
          ...(row.sent === undefined ? {} : { sentOn: row.sent.on, how: row.sent.how }),
          to: (row.to ?? recipients(row).to).map(({ email }) => email),
          cc: (row.cc ?? recipients(row).cc).map(({ email }) => email),
          byRun: String(row.runId !== undefined),
          attachPdf: String(row.attachPdf === 1),
          listUnpaid: String(row.listUnpaid === 1),
        },
      ]
    }),
  )
}

function feesView(rows: readonly Charge[]): View | undefined {
  if (rows.length === 0) return undefined
  const number = ({ id }: Charge) => Number(id.split('/').at(-1))
  return [...rows]
    .sort((left, right) => number(left) - number(right))
    .map((row) => ({
      on: row.servedOn,
      amount: amountText(row.amount, row.currency),
      state: row.state,
      line: row.description,
    }))
}

function runView(run: Run): View {
  return {
    acts: run.verdict.acts,
    reason: run.verdict.reason.code,
    trigger: run.trigger,
    asOf: run.asOf,
    state: run.state,
    told: String(run.told === 1),
    ...(run.stoppedBy === undefined
      ? {}
      : { stoppedBy: typeof run.stoppedBy === 'string' ? run.stoppedBy : run.stoppedBy.code }),
    ...Object.fromEntries(Object.entries(run.counts).map(([key, count]) => [key, String(count)])),
  }
}

/** Of each planner the codes of what it said about the invoice, in order. */
function decisionsView(entries: readonly RunEntry[]): View | undefined {
  if (entries.length === 0) return undefined
  const said: Record<string, View[]> = {}
  for (const { planner, reason } of entries) {
    said[planner] ??= []
    said[planner].push(reason.code)
  }
  return said
}

function stateView(state: AutomationState | undefined, names: BooksNames): Record<string, View> {
  const name = (id: string) => names.invoices.nameOf(id) ?? id
  return {
    waiting: (state?.waiting ?? []).map(({ invoiceId, act }) => `${name(invoiceId)} ${act}`).sort(),
    ...(state?.waitingFor === undefined ? {} : { waitingFor: state.waitingFor.code }),
    ...(state?.paused === undefined ? {} : { paused: state.paused.why }),
    ...(state?.away === undefined ? {} : { away: { from: state.away.lastRunOn, since: state.away.since } }),
    ...(state?.mark === undefined ? {} : { mark: state.mark.asOf }),
  }
}
