// What needs the owner: each kind found by an index and counted up to a cap, as cheap with 100,000 invoices as with ten.
import { Dexie } from 'dexie'
import { type Attention, type AttentionItem, attentionCap, attentionKinds } from '../core/automation/attention.ts'
import { defaultBackupDays, type RuleOf } from '../core/automation/rule.ts'
import { type AutomationState, rulesVersion } from '../core/automation/run.ts'
import { addDays, type CalendarDate, daysBetween, laterOf, parseCalendarDate } from '../core/date.ts'
import type { RuleId } from '../core/ids.ts'
import type { Invoice } from '../core/model.ts'
import type { FinalizationPolicy } from '../core/plan-finalization.ts'
import { guardRun } from '../core/run-guard.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { Books } from './account-entries.ts'
import { listCardsNeedYou } from './cards-need-you.ts'
import { findLowUnits } from './list-prepaid.ts'

/** Notices that are shown whole. */
const noticesShown = 5

/**
 * Everything that waits for the owner of one account.
 * @param kind a sample business and a copy for looking need no backup
 */
export async function getAttention(
  books: Books,
  today: CalendarDate,
  account: { readonly kind: 'business' | 'sample' } = { kind: 'business' },
): Promise<Attention> {
  const [state, settings] = await Promise.all([books.automation.get('state'), books.settings.get('account')])
  const found = await Promise.all([
    ...ofState(state, settings, today),
    parked(books),
    deliveries(books),
    cards(books),
    drafts(books, today),
    messages(books),
    ...(await creditsToReview(books)),
    lowUnits(books),
    expiredPlans(books, today),
    notices(books),
    settings !== undefined && account.kind === 'business' ? backup(books, settings, today) : undefined,
  ])
  const items = found.filter((item) => item !== undefined)
  items.sort((left, right) => attentionKinds.indexOf(left.kind) - attentionKinds.indexOf(right.kind))
  return { items, count: items.reduce((sum, { count }) => sum + count, 0) }
}

function ofState(
  state: AutomationState | undefined,
  settings: AccountSettings | undefined,
  today: CalendarDate,
): AttentionItem[] {
  if (state === undefined || settings === undefined) return []
  const items: AttentionItem[] = []
  if (state.mark !== undefined) {
    const { reason } = guardRun({ rulesVersion, timeZone: settings.timeZone, lastRun: state.mark }, today)
    if (reason.code === 'newer-rules') {
      items.push({ kind: 'newer-rules', count: 1, newest: String(reason.found).padStart(6, '0'), facts: {} })
    }
    if (reason.code === 'clock-went-back') {
      const { lastRunOn } = reason
      items.push({ kind: 'clock', count: 1, newest: lastRunOn, facts: { lastRunOn } })
    }
  }
  if (state.paused !== undefined) {
    const { since, why } = state.paused
    items.push({ kind: 'paused', count: 1, newest: since, facts: { why } })
  }
  if (state.waiting.length > 0) {
    const newest = state.waiting.map(({ invoiceId }) => invoiceId).reduce((one, other) => (one > other ? one : other))
    items.push({
      kind: 'waiting',
      count: Math.min(state.waiting.length, attentionCap),
      newest,
      facts: { away: state.away !== undefined },
    })
  }
  return items
}

async function parked({ billingGroups, clients }: Books): Promise<AttentionItem | undefined> {
  const ids = await billingGroups.orderBy('parked.at').reverse().limit(attentionCap).primaryKeys()
  const [newest] = ids
  if (newest === undefined) return undefined
  const group = await billingGroups.get(newest)
  if (group?.parked === undefined) return undefined
  const client = await clients.get(group.clientId)
  return {
    kind: 'parked',
    count: ids.length,
    newest: group.parked.at,
    facts: { clientId: group.clientId, clientName: client?.name ?? group.name },
  }
}

async function deliveries({ outbox }: Books): Promise<AttentionItem | undefined> {
  const rows = outbox.where('[state+nextAt]').between(['needs-you', Dexie.minKey], ['needs-you', Dexie.maxKey])
  const ids = await rows.reverse().limit(attentionCap).primaryKeys()
  const [newest] = ids
  if (newest === undefined) return undefined
  return { kind: 'deliveries', count: ids.length, newest: (await outbox.get(newest))?.nextAt ?? '', facts: {} }
}

async function cards(books: Books): Promise<AttentionItem | undefined> {
  const rows = await listCardsNeedYou(books)
  const [first] = rows
  if (first === undefined) return undefined
  const { invoiceId, invoiceNumber, updatedAt } = first.attempt
  return { kind: 'cards', count: rows.length, newest: updatedAt, facts: { invoiceId, number: invoiceNumber } }
}

/** Those that automation is going to finalize by itself wait for nobody. */
async function drafts({ sums, invoices, rules }: Books, today: CalendarDate): Promise<AttentionItem | undefined> {
  const counted = await sums.where('key').startsWith('account/').toArray()
  const all = counted.reduce((sum, { values }) => sum + (values.draftCount ?? 0), 0)
  if (all === 0) return undefined
  const newestFirst = invoices
    .where('[state+listedOn+id]')
    .between(['draft', Dexie.minKey], ['draft', Dexie.maxKey])
    .reverse()
  const rule = (await rules.get('finalization/account' as RuleId)) as RuleOf<'finalization'> | undefined
  const policy = rule?.state === 'on' ? rule.parameters : undefined
  if (policy === undefined || policy.kind === 'review') {
    const [id] = await newestFirst.limit(1).primaryKeys()
    if (id === undefined) return undefined
    return { kind: 'drafts', count: Math.min(all, attentionCap), newest: id, facts: { invoiceId: id } }
  }
  const rows = await newestFirst.limit(attentionCap).toArray()
  const left = rows.filter((row) => isLeft(row, policy, today))
  const [first] = left
  if (first === undefined) return undefined
  return { kind: 'drafts', count: left.length, newest: first.id, facts: { invoiceId: first.id } }
}

/** A person's own, or one whose day has passed: finalizing it was refused. */
function isLeft(row: Invoice, policy: FinalizationPolicy, today: CalendarDate): boolean {
  if (row.state !== 'draft') return false
  if (row.editedByUser === 1) return true
  const graceDays = policy.kind === 'after-days' ? policy.days : 0
  const from = addDays(row.linesChangedOn ?? row.listedOn, graceDays)
  const goesOn =
    row.billsOn === undefined || policy.kind === 'review' || policy.ahead ? from : laterOf(from, row.billsOn)
  return goesOn < today
}

/** Prepared for the owner to send; what an endpoint delivers is on its way by itself. */
async function messages({ messages }: Books): Promise<AttentionItem | undefined> {
  const rows = await messages
    .where('[state+preparedOn+id]')
    .between(['prepared', Dexie.minKey], ['prepared', Dexie.maxKey])
    .reverse()
    .filter(({ endpointId }) => endpointId === undefined)
    .limit(attentionCap)
    .toArray()
  const [newest] = rows
  if (newest === undefined) return undefined
  return { kind: 'messages', count: rows.length, newest: newest.createdAt, facts: {} }
}

/** Credit notes that wait for review, and corrections that no such draft will resolve. */
async function creditsToReview({ creditNotes, corrections }: Books): Promise<AttentionItem[]> {
  const [drafts, open] = await Promise.all([
    creditNotes
      .where('[state+listedOn+id]')
      .between(['draft', Dexie.minKey], ['draft', Dexie.maxKey])
      .reverse()
      .limit(attentionCap)
      .toArray(),
    corrections
      .where('[state+id]')
      .between(['open', Dexie.minKey], ['open', Dexie.maxKey])
      .limit(attentionCap)
      .toArray(),
  ])
  const items: AttentionItem[] = []
  const [newest] = drafts
  if (newest !== undefined) {
    const newestId = drafts.map(({ id }) => id).reduce((one, other) => (one > other ? one : other))
    items.push({ kind: 'credit-drafts', count: drafts.length, newest: newestId, facts: { creditNoteId: newest.id } })
  }
  const drafted = new Set(drafts.flatMap((note) => (note.state === 'draft' ? (note.correctionIds ?? []) : [])))
  const left = open.filter(({ id }) => !drafted.has(id))
  const [first] = left
  if (first !== undefined) {
    const latest = left.map(({ createdAt }) => createdAt).reduce((one, other) => (one > other ? one : other))
    items.push({
      kind: 'corrections',
      count: left.length,
      newest: latest,
      facts: { contractId: first.contractId },
    })
  }
  return items
}

/** Few prepaid units left, until the owner puts it aside. */
async function lowUnits(books: Books): Promise<AttentionItem | undefined> {
  const rows = await findLowUnits(books, attentionCap)
  const [first] = rows
  if (first === undefined) return undefined
  const { client, product, since } = first
  return {
    kind: 'low-units',
    count: rows.length,
    newest: since,
    facts: { clientId: client.id, productId: product.id, clientName: client.name, product: product.name },
  }
}

/** For so many days an expired plan is told of: it may be paid yet. */
const expiryTold = 30

/** Plans that expired lately and were not restored. */
async function expiredPlans(books: Books, today: CalendarDate): Promise<AttentionItem | undefined> {
  const lately = await books.purchases
    .where('expiredOn')
    .between(addDays(today, -expiryTold), today, true, true)
    .reverse()
    .limit(attentionCap)
    .toArray()
  const expired = lately.filter((row) => row.kind === 'plan' && row.state !== 'undone' && row.restoredOn === undefined)
  const clients = await books.clients.bulkGet(expired.map(({ clientId }) => clientId))
  const standing = expired.filter((_row, index) => clients[index]?.status !== 'archived')
  const [latest] = standing
  if (latest?.kind !== 'plan' || latest.expiredOn === undefined) return undefined
  const { clientId, clientName, description, expiredOn } = latest
  return {
    kind: 'expired-plans',
    count: standing.length,
    newest: expiredOn,
    facts: { clientId, clientName, description },
  }
}

async function notices({ notices }: Books): Promise<AttentionItem | undefined> {
  const open = notices.where('[state+id]').between(['new', Dexie.minKey], ['new', Dexie.maxKey]).reverse()
  const ids = await open.limit(attentionCap).primaryKeys()
  const [newest] = ids
  if (newest === undefined) return undefined
  const rows = (await notices.bulkGet(ids.slice(0, noticesShown))).filter((row) => row !== undefined)
  const shown = rows.map(({ id, version, text, facts, subjects }) => ({ id, version, text, facts, subjects }))
  return { kind: 'notices', count: ids.length, newest, facts: { newest: shown } }
}

/** G-1: from the first finalized document on, so many days after the last backup. */
async function backup(
  { rules, sequences }: Books,
  { lastBackupAt }: AccountSettings,
  today: CalendarDate,
): Promise<AttentionItem | undefined> {
  const [rule, issued] = await Promise.all([
    rules.get('backup/account' as RuleId) as Promise<RuleOf<'backup'> | undefined>,
    sequences.limit(1).primaryKeys(),
  ])
  if (issued.length === 0 || rule?.state === 'off') return undefined
  if (lastBackupAt === undefined) return { kind: 'backup', count: 1, newest: '', facts: {} }
  const on = parseCalendarDate(lastBackupAt.slice(0, 10))
  const days = on === undefined ? 0 : Math.max(0, daysBetween(on, today))
  if (days < (rule?.parameters.afterDays ?? defaultBackupDays)) return undefined
  return { kind: 'backup', count: 1, newest: lastBackupAt, facts: { days } }
}
