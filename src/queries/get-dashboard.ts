import { Dexie } from 'dexie'
import { addDays, type CalendarDate, daysBetween } from '../core/date.ts'
import type { BookEvent } from '../core/event.ts'
import type { InvoiceId } from '../core/ids.ts'
import type { FinalizedInvoice, Invoice } from '../core/model.ts'
import { addMinor, type CurrencyCode, type Minor, ZERO } from '../core/money.ts'
import type { Sum } from '../core/settlement/sum.ts'
import type { Books } from './account-entries.ts'

/** What stands open in one currency, minor units (R-28: never added across currencies). */
export interface DashboardFigures {
  readonly currency: CurrencyCode
  /** Due on open invoices, late ones included. */
  readonly owed: Minor
  readonly owedCount: number
  readonly late: Minor
  readonly lateCount: number
  /** Charges that are on no draft yet. */
  readonly openCharges: Minor
  readonly openChargeCount: number
  readonly draftCount: number
}

export interface LateInvoice {
  readonly id: InvoiceId
  readonly number: string
  readonly clientName: string
  readonly amountDue: Minor
  readonly currency: CurrencyCode
  readonly dueOn: CalendarDate
  /** Whole days since the due date, at least 1. */
  readonly lateDays: number
}

/** What falls due on one day in one currency. */
export interface ExpectedSum {
  readonly on: CalendarDate
  readonly currency: CurrencyCode
  readonly due: Minor
}

export interface Dashboard {
  /** The currencies with something open, the most owed first. */
  readonly figures: readonly DashboardFigures[]
  /** The longest late, at most `lateShown`. */
  readonly late: readonly LateInvoice[]
  readonly newestDraftId?: InvoiceId
  readonly expected: readonly ExpectedSum[]
  readonly lately: readonly BookEvent[]
  readonly hasClients: boolean
}

const lateShown = 4
const latelyShown = 8
/** So many events are looked through for those that are worth a line: a bunch of calls must not cost a walk. */
const latelyRead = 40
/** How many days ahead the dashboard looks. */
const daysAhead = 30

/**
 * Everything that the first screen says, in one read transaction, from sums kept where they are written: as fast with
 * 100,000 invoices as with ten. Late is what was due before `today`.
 */
export async function getDashboard(books: Books, today: CalendarDate): Promise<Dashboard> {
  const { sums, invoices, events, clients } = books
  return books.transaction('r', [sums, invoices, events, clients], async () => {
    const [ofAccount, lateSums, aheadSums, lateRows, drafts, lately, firstClient] = await Promise.all([
      sums.where('key').startsWith('account/').toArray(),
      sums.where('key').between('due/', `due/${today}`, true, false).toArray(),
      sums
        .where('key')
        .between(`due/${today}`, `due/${addDays(today, daysAhead)}`, true, false)
        .toArray(),
      invoices
        .where('[state+dueOn]')
        .between(['open', Dexie.minKey], ['open', today], true, false)
        .limit(lateShown)
        .toArray(),
      invoices
        .where('[state+listedOn+id]')
        .between(['draft', Dexie.minKey], ['draft', Dexie.maxKey])
        .reverse()
        .limit(1)
        .primaryKeys(),
      events.reverse().limit(latelyRead).toArray(),
      clients.limit(1).primaryKeys(),
    ])
    const newestDraftId = drafts[0]
    return {
      figures: figuresOf(ofAccount, lateSums),
      late: lateRows.filter(isFinalized).map((invoice) => lateInvoice(invoice, today)),
      ...(newestDraftId !== undefined && { newestDraftId }),
      expected: aheadSums.map((sum) => ({
        on: sum.subject as CalendarDate,
        currency: sum.currency,
        due: (sum.values.due ?? 0) as Minor,
      })),
      lately: lately.filter(isNews).slice(0, latelyShown),
      hasClients: firstClient.length > 0,
    }
  })
}

function figuresOf(ofAccount: readonly Sum[], lateSums: readonly Sum[]): DashboardFigures[] {
  const late = new Map<CurrencyCode, { due: Minor; count: number }>()
  for (const { currency, values } of lateSums) {
    const before = late.get(currency) ?? { due: ZERO, count: 0 }
    late.set(currency, {
      due: addMinor(before.due, (values.due ?? 0) as Minor),
      count: before.count + (values.dueCount ?? 0),
    })
  }
  return ofAccount
    .map(({ currency, values }) => ({
      currency,
      owed: (values.due ?? 0) as Minor,
      owedCount: values.dueCount ?? 0,
      late: late.get(currency)?.due ?? ZERO,
      lateCount: late.get(currency)?.count ?? 0,
      openCharges: (values.openCharges ?? 0) as Minor,
      openChargeCount: values.openChargeCount ?? 0,
      draftCount: values.draftCount ?? 0,
    }))
    .sort((left, right) => right.owed - left.owed)
}

function isFinalized(invoice: Invoice): invoice is FinalizedInvoice {
  return invoice.state !== 'draft'
}

function lateInvoice(invoice: FinalizedInvoice, today: CalendarDate): LateInvoice {
  const { id, number, clientName, amountDue, currency, dueOn } = invoice
  return { id, number, clientName, amountDue, currency, dueOn, lateDays: daysBetween(dueOn, today) }
}

/** Calls that come and go as they should are in the log of their connection; what they tell about is the news. */
function isNews({ type }: BookEvent): boolean {
  return !type.startsWith('delivery.') || type === 'delivery.failed'
}
