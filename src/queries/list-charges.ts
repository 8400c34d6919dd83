import { Dexie } from 'dexie'
import type { ChargeId, ClientId } from '../core/ids.ts'
import type { Charge, Client } from '../core/model.ts'
import { foldText, searchWords } from '../core/search-words.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { type CurrencySums, listAccountSums } from './client-sums.ts'
import { suggestClients } from './list-clients.ts'

export interface ChargeFilter {
  readonly clientId?: ClientId
  /** Every typed word begins a word of the description, or all of them find the client. */
  readonly text?: string
  /** Only those that a discarded draft or a void released. */
  readonly held?: boolean
}

export interface ChargeListRow {
  readonly charge: Charge
  readonly clientName: string
}

/** The place after which a page begins: day and id of the last row before it. */
export type ChargeCursor = readonly [servedOn: string, id: string]

export interface ChargePage {
  readonly rows: readonly ChargeListRow[]
  readonly next?: ChargeCursor
}

/** One page of open charges, the latest service first, read by key (keyset). */
export async function listOpenCharges(
  db: AccountDb,
  filter: ChargeFilter,
  after: ChargeCursor | undefined,
  limit: number,
): Promise<ChargePage> {
  // Only promises of the database may be awaited here: after any other, a live query would no longer notice changes.
  const clients = filter.text === undefined ? [] : await suggestClients(db, filter.text, 50)
  const fits = fitsFilter(filter, new Set(clients.map(({ id }) => id)))
  const found = await (filter.clientId !== undefined
    ? ofClient(db, filter.clientId, fits, after, limit + 1)
    : filter.text === undefined && filter.held !== true
      ? openBefore(db, after)
          .reverse()
          .limit(limit + 1)
          .toArray()
      : matching(db, fits, after, limit + 1))
  const last = found.length > limit ? found[limit - 1] : undefined
  const rows = await withNames(db, found.slice(0, limit))
  return last === undefined ? { rows } : { rows, next: [last.servedOn, last.id] }
}

/** Everything that a filter shows, in the list's order: for the export, never for a live list. */
export async function allOpenCharges(db: AccountDb, filter: ChargeFilter): Promise<ChargeListRow[]> {
  const rows: ChargeListRow[] = []
  let after: ChargeCursor | undefined
  do {
    const page = await listOpenCharges(db, filter, after, 1000)
    rows.push(...page.rows)
    after = page.next
  } while (after !== undefined)
  return rows
}

/** What is open in the whole account, as kept. */
export async function getOpenChargeSums(db: AccountDb): Promise<readonly CurrencySums[]> {
  const sums = await listAccountSums(db)
  return sums.filter(({ values }) => (values.openChargeCount ?? 0) > 0)
}

/** One charge; `null` when there is none. */
export async function getCharge(db: AccountDb, id: ChargeId): Promise<Charge | null> {
  return (await db.charges.get(id)) ?? null
}

/** The latest charges of a client in any state, newest first: what the next one will be like. */
export async function listLatestCharges(db: AccountDb, clientId: ClientId, limit = 30): Promise<Charge[]> {
  const states = ['open', 'drafted', 'invoiced'] as const
  const lists = await Promise.all(
    states.map((state) =>
      db.charges.where('[clientId+state]').equals([clientId, state]).reverse().limit(limit).toArray(),
    ),
  )
  return lists
    .flat()
    .sort((left, right) => (left.id < right.id ? 1 : -1))
    .slice(0, limit)
}

function openBefore(db: AccountDb, after: ChargeCursor | undefined) {
  const upper = after === undefined ? ['open', Dexie.maxKey, Dexie.maxKey] : ['open', ...after]
  return db.charges.where('[state+servedOn+id]').between(['open', Dexie.minKey, Dexie.minKey], upper, true, false)
}

/** So many rows are read at once where all must be looked at: a cursor would take them one by one. */
const CHUNK = 2000

// Open charges wait to be billed: they are seldom many, and no index holds their words.
async function matching(
  db: AccountDb,
  fits: (charge: Charge) => boolean,
  after: ChargeCursor | undefined,
  limit: number,
): Promise<Charge[]> {
  const found: Charge[] = []
  const upper = after === undefined ? ['open', Dexie.maxKey, Dexie.maxKey] : ['open', ...after]
  let lower: unknown[] = ['open', Dexie.minKey, Dexie.minKey]
  for (;;) {
    const chunk = await db.charges
      .where('[state+servedOn+id]')
      .between(lower, upper, false, false)
      .limit(CHUNK)
      .toArray()
    found.push(...chunk.filter(fits))
    const last = chunk.at(-1)
    if (chunk.length < CHUNK || last === undefined) break
    lower = ['open', last.servedOn, last.id]
  }
  return found.reverse().slice(0, limit)
}

// One client's open charges are few: sorted in memory.
async function ofClient(
  db: AccountDb,
  clientId: ClientId,
  fits: (charge: Charge) => boolean,
  after: ChargeCursor | undefined,
  limit: number,
): Promise<Charge[]> {
  const rows = await db.charges.where('[clientId+state]').equals([clientId, 'open']).toArray()
  return rows
    .filter((row) => fits(row) && (after === undefined || orderKey(row) < after.join(' ')))
    .sort((left, right) => (orderKey(left) < orderKey(right) ? 1 : -1))
    .slice(0, limit)
}

function orderKey({ servedOn, id }: Charge): string {
  return `${servedOn} ${id}`
}

function fitsFilter({ text, held }: ChargeFilter, ofClients: ReadonlySet<ClientId>): (charge: Charge) => boolean {
  const wanted = searchWords(text)
  return (charge) => {
    if (held === true && charge.held === undefined) return false
    if (wanted.length === 0 || ofClients.has(charge.clientId)) return true
    const own = ` ${foldText(charge.description).replace(/[^\p{L}\p{N}]+/gu, ' ')}`
    return wanted.every((word) => own.includes(` ${word}`))
  }
}

async function withNames(db: AccountDb, charges: readonly Charge[]): Promise<ChargeListRow[]> {
  const ids = [...new Set(charges.map(({ clientId }) => clientId))]
  const names = new Map<ClientId, Client['name']>()
  for (const client of await db.clients.bulkGet(ids)) if (client !== undefined) names.set(client.id, client.name)
  return charges.map((charge) => ({ charge, clientName: names.get(charge.clientId) ?? '' }))
}
