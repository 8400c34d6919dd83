// Fills an account with as many invoices as the bench asks for. A few are made by the real commands; the rest are copies
// of them with their own ids, numbers, dates, clients and words, written straight into the tables, sums included.
import { addCharge } from '../../../src/commands/add-charge.ts'
import { changeSettings } from '../../../src/commands/change-settings.ts'
import { draftInvoices } from '../../../src/commands/draft-invoices.ts'
import { type Command, execute } from '../../../src/commands/execute.ts'
import { finalizeInvoice } from '../../../src/commands/finalize-invoice.ts'
import { saveClient } from '../../../src/commands/save-client.ts'
import { addDays, calendarDate, type Instant } from '../../../src/core/date.ts'
import { decimal } from '../../../src/core/decimal.ts'
import type { Envelope } from '../../../src/core/envelope.ts'
import type { ChargeId, CommandId, IdByPrefix, InvoiceId, NewId } from '../../../src/core/ids.ts'
import type { IssuedDocument } from '../../../src/core/invoice/issued.ts'
import type { Charge, Client, FinalizedInvoice } from '../../../src/core/model.ts'
import { foldText, searchWords } from '../../../src/core/search-words.ts'
import { type Contribution, invoiceContributions, sumKey } from '../../../src/core/settlement/contributions.ts'
import type { Sum, SumField } from '../../../src/core/settlement/sum.ts'
import { AccountDb } from '../../../src/storage/account-db.ts'

const startOn = calendarDate('2016-01-04')
const surnames = ['Lindqvist', 'Okafor', 'Meyer', 'Tanaka', 'Rossi', 'Novak', 'Silva', 'Dubois', 'Kowalski', 'Haddad']
const trades = ['Studio', 'Interiors', 'Legal', 'Garden', 'Press', 'Music', 'Dental', 'Travel', 'Coffee', 'Books']
const work = ['Consulting', 'Design', 'Editing', 'Photography', 'Workshop', 'Translation', 'Maintenance', 'Coaching']
const batch = 1_000

// Each page load counts in a range of its own: a command id that came before would count as done.
const pageStamp = Date.now().toString(36).toUpperCase().padStart(10, '0')
let counter = 0
export const newId: NewId = <Prefix extends keyof IdByPrefix>(prefix: Prefix) => {
  counter += 1
  return `${prefix}_${pageStamp}${String(counter).padStart(16, '0')}` as IdByPrefix[Prefix]
}

export function benchEnvelope(today: string): Envelope {
  const commandId: CommandId = newId('cmd')
  return {
    commandId,
    now: `${today}T10:00:00.000Z` as Instant,
    today: calendarDate(today),
    actor: 'user',
    device: 'bench',
    newId,
  }
}

export async function must<Input, Value>(
  db: AccountDb,
  command: Command<Input, Value>,
  input: Input,
  today: string,
): Promise<Value> {
  const result = await execute(db, command, input, benchEnvelope(today))
  if (!result.ok) throw new Error(`${command.name}: ${JSON.stringify(result.problem)}`)
  return result.value
}

/** Opens the one account that the app has made in this profile. */
export async function openAppBooks(): Promise<AccountDb> {
  const names = (await indexedDB.databases()).map(({ name }) => name ?? '')
  const name = names.find((one) => one.startsWith('billfold-acc_'))
  if (name === undefined) throw new Error(`the app has made no account: ${names.join(', ')}`)
  const db = new AccountDb(name)
  await db.open()
  return db
}

/**
 * @param open so many of them are open, alike in books of every size; without it one of 25
 * @returns the number of invoices that are in the books afterwards
 */
export async function fillBooks(invoices: number, open?: number): Promise<number> {
  const db = await openAppBooks()
  const settings = await db.settings.get('account')
  await must(
    db,
    changeSettings,
    {
      version: settings?.version ?? 0,
      changes: {
        firstRunDone: 1,
        profile: {
          name: 'Bench Practice',
          address: { line1: 'Lindenweg 4', city: 'Leipzig', country: 'DE' },
          vatId: 'DE123456789',
        },
      },
    },
    '2016-01-04',
  )
  const template = await makeTemplate(db)
  const clients = await addClients(db, Math.max(10, Math.min(2_000, invoices / 50)))
  const sums = new Map<string, { of: Contribution; values: Map<SumField, number> }>()
  for (let from = 1; from < invoices; from += batch) {
    await addBatch(
      db,
      template,
      clients,
      from,
      Math.min(invoices, from + batch),
      Math.max(2, Math.ceil(invoices / 60)),
      sums,
      // The template is open too.
      open === undefined ? undefined : { count: open - 1, every: Math.floor(invoices / open) },
    )
  }
  await writeSums(db, sums)
  const count = await db.invoices.count()
  db.close()
  return count
}

interface Template {
  readonly invoice: FinalizedInvoice
  readonly charge: Charge
  readonly document: IssuedDocument
}

async function makeTemplate(db: AccountDb): Promise<Template> {
  const today = '2016-01-04'
  const { id: clientId } = await must(db, saveClient, { fields: clientFields('Aaron Template') }, today)
  const fields = {
    description: 'Consulting',
    quantity: decimal('2'),
    unitPrice: decimal('120'),
    taxIds: [],
    taxIncluded: false,
    servedOn: calendarDate(today),
  }
  await must(db, addCharge, { clientId, fields }, today)
  const { invoiceIds } = await must(db, draftInvoices, { clientId, chargeIds: 'all' }, today)
  const id = invoiceIds[0] as InvoiceId
  await must(db, finalizeInvoice, { id }, today)
  const [invoice, document] = await Promise.all([db.invoices.get(id), db.documents.get(id)])
  const charge = await db.charges.where('invoiceId').equals(id).first()
  if (invoice === undefined || invoice.state === 'draft' || document === undefined || charge === undefined)
    throw new Error('no template')
  return { invoice, charge, document }
}

function clientFields(name: string) {
  return {
    name,
    contacts: [],
    addresses: [{ label: 'Office', line1: 'Hauptstrasse 1', city: 'Berlin', country: 'DE' }],
  }
}

async function addClients(db: AccountDb, count: number): Promise<Client[]> {
  const { id } = await must(db, saveClient, { fields: clientFields('Base Client') }, '2016-01-04')
  const base = (await db.clients.get(id)) as Client
  const group = await db.billingGroups.where('clientId').equals(id).first()
  const clients = Array.from({ length: count }, (_, at): Client => {
    const name = `${surnames[at % 10]} ${trades[Math.floor(at / 10) % 10]} ${at}`
    return { ...base, id: newId('cli'), name, sortName: foldText(name), words: searchWords(name) }
  })
  await db.clients.bulkAdd(clients)
  if (group !== undefined)
    await db.billingGroups.bulkAdd(clients.map((client) => ({ ...group, id: newId('grp'), clientId: client.id })))
  return clients
}

async function addBatch(
  db: AccountDb,
  template: Template,
  clients: readonly Client[],
  from: number,
  to: number,
  spread: number,
  sums: Map<string, { of: Contribution; values: Map<SumField, number> }>,
  open: { readonly count: number; readonly every: number } | undefined,
): Promise<void> {
  const invoices: FinalizedInvoice[] = []
  const documents: IssuedDocument[] = []
  const charges: Charge[] = []
  for (let at = from; at < to; at += 1) {
    const id: InvoiceId = newId('inv')
    const chargeId: ChargeId = newId('chg')
    const nth = open !== undefined && at % open.every === 0 && at / open.every <= open.count ? at / open.every : 0
    const client = clients[nth > 0 ? nth % 20 : (at * 7919) % clients.length] as Client
    const issuedOn = addDays(startOn, nth > 0 ? 3_600 + nth : Math.floor(at / 28) % 3_900)
    const number = `B-${String(at).padStart(6, '0')}`
    // Most are paid; the last few hundred are open, as in any practice.
    const paid = open === undefined ? at % 25 !== 0 : nth === 0
    // The rare word stands in about sixty invoices, however many there are: the same hits in books of every size, and
    // never in all of them, or a search for it would change nothing.
    const description =
      at % spread === 0 ? 'Zeppelin restoration' : `${work[Math.floor(at / 10) % 8]} ${issuedOn.slice(0, 7)}`
    const invoice: FinalizedInvoice = {
      ...template.invoice,
      id,
      clientId: client.id,
      clientName: client.name,
      number,
      series: 'B-{N}',
      sequence: at,
      issuedOn,
      listedOn: issuedOn,
      dueOn: addDays(issuedOn, 14),
      state: paid ? 'paid' : 'open',
      amountDue: (paid ? 0 : template.invoice.amountDue) as FinalizedInvoice['amountDue'],
      ...(paid ? { paidOn: addDays(issuedOn, 10) } : {}),
      words: searchWords(number, client.name, description),
    }
    invoices.push(invoice)
    const line = template.document.document.lines[0]
    documents.push({
      id,
      document: {
        ...template.document.document,
        number,
        issuedOn,
        dueOn: invoice.dueOn,
        buyer: { ...template.document.document.buyer, name: client.name },
        lines: line === undefined ? [] : [{ ...line, chargeId, description }],
      },
    })
    charges.push({
      ...template.charge,
      id: chargeId,
      clientId: client.id,
      invoiceId: id,
      description,
      servedOn: issuedOn,
    })
    for (const contribution of invoiceContributions(invoice)) count(sums, contribution)
  }
  await db.transaction('rw', [db.invoices, db.documents, db.charges], async () => {
    await Promise.all([db.invoices.bulkAdd(invoices), db.documents.bulkAdd(documents), db.charges.bulkAdd(charges)])
  })
}

function count(sums: Map<string, { of: Contribution; values: Map<SumField, number> }>, of: Contribution): void {
  const key = sumKey(of)
  const entry = sums.get(key) ?? { of, values: new Map<SumField, number>() }
  for (const [field, value] of Object.entries(of.values) as [SumField, number][]) {
    entry.values.set(field, (entry.values.get(field) ?? 0) + value)
  }
  sums.set(key, entry)
}

async function writeSums(
  db: AccountDb,
  sums: ReadonlyMap<string, { of: Contribution; values: Map<SumField, number> }>,
): Promise<void> {
  const before = new Map((await db.sums.toArray()).map((row) => [row.key, row]))
  const rows = [...sums].map(([key, { of, values }]): Sum => {
    const next: Partial<Record<SumField, number>> = { ...before.get(key)?.values }
    for (const [field, value] of values) next[field] = (next[field] ?? 0) + value
    return { key, scope: of.scope, subject: of.subject, currency: of.currency, values: next }
  })
  await db.sums.bulkPut(rows)
}
