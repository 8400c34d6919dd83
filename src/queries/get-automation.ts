// What automation says of itself: its state, what waits for a word, and what was made under a wrong clock.
import { Dexie } from 'dexie'
import { type AutomationState, type Run, rulesVersion, type WaitingDocument } from '../core/automation/run.ts'
import type { CalendarDate } from '../core/date.ts'
import type { BookEvent } from '../core/event.ts'
import type { ClientId } from '../core/ids.ts'
import type { InvoiceState } from '../core/model.ts'
import type { CurrencyCode, Minor } from '../core/money.ts'
import { guardRun, type RunReason } from '../core/run-guard.ts'
import type { Books } from './account-entries.ts'

/** A document that waits, as it stands now. */
export interface WaitingView extends WaitingDocument {
  readonly clientId: ClientId
  readonly clientName: string
  /** Absent for a draft. */
  readonly number?: string
  readonly state: InvoiceState
  readonly gross: Minor
  readonly amountDue: Minor
  readonly currency: CurrencyCode
}

export interface AutomationView {
  readonly state: AutomationState
  /** By client's name. Documents that are gone since the last run are left out. */
  readonly waiting: readonly WaitingView[]
  /** Why a run of today would do everything, only drafts, or nothing. */
  readonly verdict: { readonly acts: 'all' | 'prepare' | 'none'; readonly reason: RunReason }
  readonly lastRun?: Run
}

/** The state of automation on a day, in one read transaction. */
export async function getAutomation(books: Books, today: CalendarDate): Promise<AutomationView> {
  return books.transaction('r', ['automation', 'invoices', 'settings', 'runs'], async () => {
    const [found, settings, lastRun] = await Promise.all([
      books.automation.get('state'),
      books.settings.get('account'),
      books.runs.orderBy('id').reverse().first(),
    ])
    const state: AutomationState = found ?? { id: 'state', waiting: [], confirmed: [] }
    const timeZone = settings?.timeZone ?? 'UTC'
    const { acts, reason } = guardRun(
      {
        rulesVersion,
        timeZone,
        ...(state.mark && { lastRun: state.mark }),
        ...(state.away && { away: state.away }),
      },
      today,
    )
    return {
      state,
      waiting: await waitingViews(books, state.waiting),
      verdict: { acts, reason },
      ...(lastRun && { lastRun }),
    }
  })
}

async function waitingViews(books: Books, waiting: readonly WaitingDocument[]): Promise<WaitingView[]> {
  const rows = await books.invoices.bulkGet(waiting.map(({ invoiceId }) => invoiceId))
  const views = waiting.flatMap((document, index): WaitingView[] => {
    const row = rows[index]
    if (row === undefined) return []
    const { clientId, clientName, state, gross, amountDue, currency } = row
    const number = row.state === 'draft' ? {} : { number: row.number }
    return [{ ...document, clientId, clientName, state, gross, amountDue, currency, ...number }]
  })
  return views.sort((left, right) => left.clientName.localeCompare(right.clientName))
}

/** What happened on days that have not come yet, the newest first: R-32 lists it before the clock is set right. */
export interface MadeMeanwhile {
  readonly events: readonly BookEvent[]
  /** There is more than is listed. */
  readonly more: boolean
}

/** The events dated after `today`, at most `limit`. */
export async function listMadeMeanwhile(books: Books, today: CalendarDate, limit = 200): Promise<MadeMeanwhile> {
  const state = await books.automation.get('state')
  if (state?.mark === undefined || state.mark.asOf <= today) return { events: [], more: false }
  // Runs keep their day: what they did is found by it, and what people did between them lies among it.
  const runs = await books.runs
    .where('id')
    .between(Dexie.minKey, Dexie.maxKey)
    .filter(({ asOf }) => asOf > today)
    .primaryKeys()
  const byRun = await books.events
    .where('runId')
    .anyOf(runs)
    .limit(limit + 1)
    .toArray()
  const newest = await books.events
    .orderBy('id')
    .reverse()
    .until(({ on }) => on <= today)
    .limit(limit + 1)
    .toArray()
  const byId = new Map([...byRun, ...newest].filter(({ on }) => on > today).map((event) => [event.id, event]))
  const events = [...byId.values()].sort((left, right) =>
    left.at < right.at || (left.at === right.at && left.id < right.id) ? 1 : -1,
  )
  return { events: events.slice(0, limit), more: events.length > limit }
}
