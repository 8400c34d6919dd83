import { Dexie } from 'dexie'
import type { Client, ClientStatus } from '../core/model.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { type CurrencySums, sumsOfClients } from './client-sums.ts'
import { findByWords } from './find-by-words.ts'

/** `current` is every client that is not archived. */
export type ClientFilter = 'current' | 'trial' | 'archived' | 'all'

export interface ClientListRow {
  readonly client: Client
  /** Open charges, what is due and credit, by currency. */
  readonly sums: readonly CurrencySums[]
}

/** The place after which a page begins: name and id of the last row before it. */
export type ClientCursor = readonly [sortName: string, id: string]

export interface ClientPage {
  readonly rows: readonly ClientListRow[]
  readonly next?: ClientCursor
}

/** One page of clients by name, read by key (keyset): as fast at the end of 100,000 as at the beginning. */
export async function listClients(
  db: AccountDb,
  filter: ClientFilter,
  after: ClientCursor | undefined,
  limit: number,
): Promise<ClientPage> {
  const clients = await clientsAfter(db, filter, after, limit + 1)
  const last = clients.length > limit ? clients[limit - 1] : undefined
  const rows = await withSums(db, clients.slice(0, limit))
  return last === undefined ? { rows } : { rows, next: [last.sortName, last.id] }
}

/** Clients whose words begin with what is typed, by name; at most 50. */
export async function findClients(db: AccountDb, filter: ClientFilter, text: string): Promise<ClientListRow[]> {
  const found = await findByWords(db.clients, text, {
    inOrder: () => db.clients.orderBy('[sortName+id]'),
    keep: (client) => fitsFilter(client.status, filter),
  })
  return withSums(db, found.sort(byName))
}

/** Every client of a filter by name, for a file; not for a list on screen. */
export async function allClients(db: AccountDb, filter: ClientFilter): Promise<Client[]> {
  return clientsAfter(db, filter, undefined, Number.POSITIVE_INFINITY)
}

/** The clients a picker offers: the first by name, or those whose words begin with what is typed. Archived ones never. */
export async function suggestClients(db: AccountDb, text: string, limit = 20): Promise<Client[]> {
  if (text.trim() === '') return clientsAfter(db, 'current', undefined, limit)
  const found = await findByWords(db.clients, text, {
    limit,
    inOrder: () => db.clients.orderBy('[sortName+id]'),
    keep: (client) => client.status !== 'archived',
  })
  return found.sort(byName)
}

async function clientsAfter(
  db: AccountDb,
  filter: ClientFilter,
  after: ClientCursor | undefined,
  limit: number,
): Promise<Client[]> {
  if (filter === 'all') {
    const rows =
      after === undefined ? db.clients.orderBy('[sortName+id]') : db.clients.where('[sortName+id]').above([...after])
    return rows.limit(limit).toArray()
  }
  const statuses: readonly ClientStatus[] = filter === 'current' ? ['active', 'trial'] : [filter]
  const lists = await Promise.all(
    statuses.map((status) => {
      const lower = after === undefined ? [status, Dexie.minKey] : [status, ...after]
      const upper = [status, Dexie.maxKey]
      return db.clients
        .where('[status+sortName+id]')
        .between(lower, upper, after === undefined, true)
        .limit(limit)
        .toArray()
    }),
  )
  return lists.flat().sort(byName).slice(0, limit)
}

async function withSums(db: AccountDb, clients: readonly Client[]): Promise<ClientListRow[]> {
  const sums = await sumsOfClients(
    db,
    clients.map(({ id }) => id),
  )
  return clients.map((client) => ({ client, sums: sums.get(client.id) ?? [] }))
}

function fitsFilter(status: ClientStatus, filter: ClientFilter): boolean {
  return filter === 'all' || (filter === 'current' ? status !== 'archived' : status === filter)
}

function byName(left: Client, right: Client): number {
  if (left.sortName !== right.sortName) return left.sortName < right.sortName ? -1 : 1
  return left.id < right.id ? -1 : 1
}
