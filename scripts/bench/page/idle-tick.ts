// A run of books in which everything sleeps: what it costs and what it reads.
import { type TickDeps, tick } from '../../../src/automation/tick.ts'
import { finalizeInvoice } from '../../../src/commands/finalize-invoice.ts'
import { didSomething } from '../../../src/commands/finish-run.ts'
import { saveRule } from '../../../src/commands/save-rule.ts'
import { addDays } from '../../../src/core/date.ts'
import type { AccountId, InvoiceId } from '../../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../../src/core/model.ts'
import type { AccountDb } from '../../../src/storage/account-db.ts'
import { recordReads } from './billing-rounds.ts'
import { benchEnvelope, must, newId } from './fill-books.ts'
import { billingDay, openContractBooks, runEnvelope } from './fill-contracts.ts'

let open: AccountDb | undefined

/** Books of so many contracts and so many issued invoices, all of them asleep, under rules that look at each. */
export async function openIdleBooks(contracts: number, invoices: number): Promise<void> {
  await open?.delete()
  const db = await openContractBooks('bench-idle-tick', { sleeping: contracts, waiting: 0 })
  const account = { scope: { kind: 'account' }, state: 'on' } as const
  const way = { kind: 'prepare' } as const
  await must(
    db,
    saveRule,
    { ...account, kind: 'finalization', parameters: { kind: 'after-days', days: 3 } },
    billingDay,
  )
  const parameters = { steps: [{ step: 1, days: 7 }], way, attachPdf: 1 } as const
  await must(db, saveRule, { ...account, kind: 'reminders', parameters }, billingDay)
  await copyIssued(db, invoices)
  // The rules woke everybody; here everybody has been looked at and sleeps.
  const asleep = (await db.wakeups.toArray()).map((row) => ({ ...row, wakeOn: addDays(billingDay, 1) }))
  await db.wakeups.bulkPut(asleep)
  open = db
  // The first run on this day writes the run mark.
  await runIdle()
}

/** One invoice issued by the product's own command, and its copies. */
async function copyIssued(db: AccountDb, invoices: number): Promise<void> {
  const draft = await db.invoices.where('[state+listedOn+id]').between(['draft'], ['draft', []]).first()
  if (draft === undefined) throw new Error('no draft to issue')
  const settings = await db.settings.get('account')
  const address = { line1: 'Lindenweg 4', city: 'Leipzig', postalCode: '04103', country: 'DE' }
  const profile = { name: 'Bench Practice', address, vatId: 'DE123456789' }
  if (settings !== undefined) await db.settings.put({ ...settings, profile })
  await must(db, finalizeInvoice, { id: draft.id }, billingDay)
  const issued = (await db.invoices.get(draft.id)) as FinalizedInvoice
  for (let from = 1; from < invoices; from += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, invoices - from) }, (_, at): FinalizedInvoice => {
      const id: InvoiceId = newId('inv')
      const sequence = issued.sequence + from + at
      return { ...issued, id, sequence, number: `${issued.number}-${from + at}` }
    })
    await db.transaction('rw', db.invoices, db.wakeups, async () => {
      await db.invoices.bulkAdd(rows)
      await db.wakeups.bulkAdd(rows.map(({ id }) => ({ id, kind: 'invoice' as const, wakeOn: billingDay })))
    })
  }
}

export interface IdleTick {
  /** Rows read of all tables, and of which. */
  readonly read: number
  readonly tables: Readonly<Record<string, number>>
}

/** One run over the opened books, which has to find nothing to do. */
export async function runIdle(): Promise<IdleTick> {
  const db = open
  if (db === undefined) throw new Error('no books are open')
  const stop = recordReads()
  const { accounts } = await tick(depsOf(db), 'hourly')
  const seen = [...stop()].map(([table, rows]) => [table, rows.size] as const)
  const run = accounts[0]?.run
  if (run === undefined) throw accounts[0]?.failed ?? new Error('nothing ran')
  if (run.stoppedBy !== undefined || didSomething(run.counts) || run.counts.groups > 0) {
    throw new Error(`the run was not idle: ${JSON.stringify(run)}`)
  }
  return { read: seen.reduce((sum, [, rows]) => sum + rows, 0), tables: Object.fromEntries(seen) }
}

function depsOf(books: AccountDb): TickDeps {
  return {
    accounts: async () => [
      {
        id: 'acc_bench' as AccountId,
        name: 'Bench',
        open: async () => ({
          books,
          timeZone: 'Europe/Berlin',
          today: () => billingDay,
          envelope: (extra) => ({ ...runEnvelope(), ...extra }),
          close: () => undefined,
        }),
      },
    ],
    place: 'page',
    now: () => benchEnvelope(billingDay).now,
    lock: (_name, act) => act(),
  }
}
