// Two books that went the same way: one raced and killed in a browser, one planned in peace. Rows that a run makes have
// ids of chance, numbers come in the order in which documents were issued, and instants are what they are; everything
// else has to be the same.
import { createHash } from 'node:crypto'
import type { Contract, ContractItem } from '../../src/core/contract/contract.ts'
import type { Charge, Invoice, Sequence } from '../../src/core/model.ts'
import type { Dump } from './make-books.ts'

export interface Comparison {
  /** Periods, fees, documents and messages that the browser has more often than the replay. */
  readonly doubled: readonly string[]
  /** Those that it has less often. */
  readonly missed: readonly string[]
  /** Rows that are there as often as they should, but otherwise. */
  readonly different: readonly string[]
  /** What is wrong with the numbers: a gap, one twice, a day that goes back. */
  readonly numbers: readonly string[]
}

/** Tables that are compared row by row; the others are logs, or follow from these. */
const compared = [
  'settings',
  'clients',
  'billingGroups',
  'contracts',
  'contractItems',
  'amendments',
  'corrections',
  'usageRecords',
  'charges',
  'invoices',
  'documents',
  'creditNotes',
  'payments',
  'allocations',
  'creditEntries',
  'messages',
  'outbox',
  'firings',
  'notices',
  'sums',
] as const

/** What may differ: instants, how often a row was written, the number that a document happened to get, who ran. */
const volatile: ReadonlySet<string> = new Set([
  'createdAt',
  'updatedAt',
  'at',
  'version',
  'number',
  'invoiceNumber',
  'paymentReference',
  'subject',
  'text',
  'sequence',
  'words',
  'runId',
  'issuedAt',
  'seal',
])

export function compareBooks(raced: Dump, replayed: Dump): Comparison {
  const doubled: string[] = []
  const missed: string[] = []
  const count = (of: (dump: Dump) => readonly string[]) => {
    const [there, due] = [countEach(of(raced)), countEach(of(replayed))]
    for (const key of new Set([...there.keys(), ...due.keys()])) {
      const more = (there.get(key) ?? 0) - (due.get(key) ?? 0)
      for (let n = 0; n < more; n += 1) doubled.push(key)
      for (let n = 0; n < -more; n += 1) missed.push(key)
    }
  }
  count(periodsOf)
  count(documentsOf)
  count(messagesOf)
  doubled.push(...billedTwice(raced))
  return { doubled, missed, different: differences(raced, replayed), numbers: numberFaults(raced) }
}

function rows<Row>(dump: Dump, table: string): readonly Row[] {
  return (dump[table] ?? []) as readonly Row[]
}

/** Every charge that was made by itself, by what it is for. */
function periodsOf(dump: Dump): readonly string[] {
  const names = itemNames(dump)
  const invoices = invoiceNames(dump)
  return rows<Charge>(dump, 'charges').flatMap(({ id, contractItemId, period, source, cause, invoiceId }) => {
    if (contractItemId !== undefined && period !== undefined) {
      return `period ${names.get(contractItemId)} ${period.start} ${cause ?? ''}`
    }
    const about = /inv_[0-9A-Z]+/.exec(id)?.[0]
    if (source === 'late-fee') {
      return `fee ${id.replace(about ?? '', invoices.get(about ?? '') ?? '')} ${invoiceId === undefined ? 'open' : 'billed'}`
    }
    return []
  })
}

function itemNames(dump: Dump): ReadonlyMap<string, string> {
  const contracts = new Map(rows<Contract>(dump, 'contracts').map((contract) => [contract.id, contract]))
  return new Map(
    rows<ContractItem>(dump, 'contractItems').map(({ id, contractId, description, startOn }) => {
      const contract = contracts.get(contractId)
      return [id, `${contract?.name} from ${contract?.startOn}, ${description} from ${startOn}`]
    }),
  )
}

/** An invoice by whom it is for, its day and what is on it. */
function invoiceNames(dump: Dump): ReadonlyMap<string, string> {
  const names = itemNames(dump)
  const on = new Map<string, string[]>()
  for (const { invoiceId, contractItemId, period, id, cause } of rows<Charge>(dump, 'charges')) {
    if (invoiceId === undefined) continue
    const what =
      contractItemId === undefined ? plainId(id) : `${names.get(contractItemId)} ${period?.start} ${cause ?? ''}`
    on.set(invoiceId, [...(on.get(invoiceId) ?? []), what])
  }
  return new Map(
    rows<Invoice>(dump, 'invoices').map((invoice) => {
      const day = invoice.state === 'draft' ? 'draft' : invoice.issuedOn
      const what = createHash('sha256')
        .update((on.get(invoice.id) ?? []).sort().join('\n'))
        .digest('hex')
        .slice(0, 12)
      return [invoice.id, `${invoice.billingGroupId} ${invoice.currency} ${day} ${what}`]
    }),
  )
}

/** Ids of chance are left out. */
function plainId(id: string): string {
  return id.replace(chanceId, '*')
}

function documentsOf(dump: Dump): readonly string[] {
  return [...invoiceNames(dump).values()].map((name) => `document ${name}`)
}

function messagesOf(dump: Dump): readonly string[] {
  const names = invoiceNames(dump)
  return rows<{ readonly id: string; readonly invoiceId: string }>(dump, 'messages').map(
    ({ id, invoiceId }) => `message ${names.get(invoiceId)} ${id.replace(invoiceId, '')}`,
  )
}

/** A charge on two documents that count. */
function billedTwice(dump: Dump): readonly string[] {
  const seen = new Map<string, string>()
  const twice: string[] = []
  for (const invoice of rows<Invoice>(dump, 'invoices')) {
    if (invoice.state !== 'draft') continue
    for (const id of invoice.chargeIds) {
      if (seen.has(id)) twice.push(`charge ${id} on ${seen.get(id)} and ${invoice.id}`)
      seen.set(id, invoice.id)
    }
  }
  for (const { id, invoiceId } of rows<Charge>(dump, 'charges')) {
    const draft = seen.get(id)
    if (draft !== undefined && invoiceId !== draft) twice.push(`charge ${id} on ${draft} and ${invoiceId}`)
  }
  return twice
}

function numberFaults(dump: Dump): readonly string[] {
  const faults: string[] = []
  const issued = rows<Invoice>(dump, 'invoices').filter((invoice) => invoice.state !== 'draft')
  const documents = new Set(rows<{ readonly id: string }>(dump, 'documents').map(({ id }) => id))
  const twice = [...countEach(issued.map(({ number }) => number))].filter(([, times]) => times > 1)
  for (const [number] of twice) faults.push(`${number} was given twice`)
  for (const { series, kind, last } of rows<Sequence>(dump, 'sequences')) {
    if (kind !== 'invoice') continue
    // The key of a sequence names its kind before the series.
    const own = issued
      .filter((invoice) => `invoice ${invoice.series}` === series)
      .sort((a, b) => a.sequence - b.sequence)
    if (own.length !== last || own.some(({ sequence }, at) => sequence !== at + 1)) {
      faults.push(`${series}: ${own.length} documents, the last number is ${last}`)
    }
    const back = own.find(({ issuedOn }, at) => issuedOn < (own[at - 1]?.issuedOn ?? issuedOn))
    if (back !== undefined) faults.push(`${back.number} is dated before the number that precedes it`)
  }
  if (
    new Set(issued.map(({ series }) => series)).size !==
    rows<Sequence>(dump, 'sequences').filter(({ kind }) => kind === 'invoice').length
  ) {
    faults.push('a series without its sequence')
  }
  for (const { id, number } of issued) if (!documents.has(id)) faults.push(`${number} has no document`)
  return faults
}

/** A ULID with its prefix: what a run makes. */
const chanceId = /[a-z]{2,3}_[0-9A-HJKMNP-TV-Z]{26}/g

interface Coloured {
  readonly table: string
  readonly text: string
  readonly row: unknown
}

/** Rows of one side that have no counterpart on the other. */
function differences(raced: Dump, replayed: Dump): readonly string[] {
  const [left, right] = [coloured(raced), coloured(replayed)]
  const only = (mine: readonly Coloured[], others: readonly Coloured[], side: string) => {
    const left = countEach(others.map(({ text }) => text))
    return mine.flatMap(({ table, text, row }) => {
      const rest = left.get(text) ?? 0
      left.set(text, rest - 1)
      return rest > 0 ? [] : `${side} ${table} ${JSON.stringify(row)}`
    })
  }
  return [...only(left, right, 'browser'), ...only(right, left, 'replay')]
}

/**
 * Every compared row as text, its ids of chance replaced by what they stand for: the row itself and everything that
 * names it, refined in rounds, so that equal texts mean rows with equal surroundings.
 */
function coloured(dump: Dump): readonly Coloured[] {
  const found = compared.flatMap((table) =>
    rows<unknown>(dump, table).map((row) => {
      const text = `${table} ${plainText(row)}`
      return { table, row, text, ids: [...new Set(text.match(chanceId) ?? [])] }
    }),
  )
  let colours = new Map<string, string>()
  for (const { ids } of found) for (const id of ids) colours.set(id, id.slice(0, 3))
  const paint = (text: string) => text.replace(chanceId, (id) => colours.get(id) ?? id)
  for (let round = 0; round < 6; round += 1) {
    const mentions = new Map<string, string[]>()
    for (const { text, ids } of found) {
      for (const id of ids) {
        // Where in the row it stands belongs to what it is.
        const seen = paint(text.replaceAll(id, '@'))
        mentions.set(id, [...(mentions.get(id) ?? []), seen])
      }
    }
    colours = new Map([...mentions].map(([id, seen]) => [id, `${id.slice(0, 3)}:${hashOf(seen.sort())}`]))
  }
  return found.map(({ table, row, text }) => ({ table, row, text: paint(text) }))
}

function plainText(row: unknown): string {
  return JSON.stringify(row, (key, value: unknown) => {
    if (volatile.has(key)) return undefined
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16)
}

function countEach(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
