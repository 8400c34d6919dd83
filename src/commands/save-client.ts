import { foldTags, tagsProblem } from '../core/automation/tags.ts'
import { checkCountry, checkCurrency, checkDays, checkRequired, checkText, firstProblem } from '../core/check-fields.ts'
import { type AddressBook, type GivenAddress, savedAddresses } from '../core/client-addresses.ts'
import { defaultGroup } from '../core/contract/billing-group.ts'
import type { Envelope } from '../core/envelope.ts'
import { othersProblem } from '../core/fields/kept-values.ts'
import type { AddressId, ClientId, CommandId } from '../core/ids.ts'
import type { Client } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { foldText, searchWords } from '../core/search-words.ts'
import { readCarried } from '../storage/read-carried.ts'
import type { Books } from './books.ts'
import { renameDrafts } from './draft-row.ts'
import type { Command } from './execute.ts'
import { fieldValues } from './field-values.ts'
import { expectRow } from './read-rows.ts'
import { renameContracts } from './rename-contracts.ts'
import { cycleProblem } from './save-billing-group.ts'
import { recordPo } from './set-po-number.ts'

/** What a person enters about a client; the rest of the row is kept by commands. */
export type ClientFields = Omit<
  Client,
  'id' | 'version' | 'status' | 'words' | 'sortName' | 'importId' | 'createdAt' | 'updatedAt' | 'addresses'
> & {
  /** A new address has no id; the newest added becomes the default unless one is named (T-11). Those out of use stay. */
  readonly addresses: readonly GivenAddress[]
  readonly status?: 'trial' | 'active'
}

export interface SaveClient {
  readonly seen?: { readonly id: ClientId; readonly version: number }
  readonly fields: ClientFields
}

/**
 * Adds a client with its default billing group (M-6), or changes one; its drafts and contracts follow its name, issued invoices never
 * do (T-14). Problems: `not-found`, `stale`, `field-invalid`.
 */
export const saveClient: Command<SaveClient, { readonly id: ClientId; readonly version: number }> = {
  name: 'saveClient',
  tables: ['clients', 'billingGroups', 'invoices', 'charges', 'contracts', 'contractItems'],
  async run(books, { seen, fields }, envelope): Promise<Result<{ id: ClientId; version: number }, Problem>> {
    const problem = clientProblem(fields)
    if (problem !== undefined) return refused(problem)
    if (seen === undefined) {
      const own = await fieldValues(books.db, 'client', fields.customFields, undefined)
      if (!own.ok) return own
      const client = await addClientRow(books, { ...fields, ...own.value }, envelope)
      books.record('client.added', [client.id], { name: client.name })
      recordPo(books, client, undefined, client.poNumber)
      return ok({ id: client.id, version: 1 })
    }
    const found = expectRow('client', await books.db.clients.get(seen.id), seen)
    if (!found.ok) return found
    const before = found.value
    const own = await fieldValues(books.db, 'client', fields.customFields, before)
    if (!own.ok) return own
    const next = await changeClientRow(
      books,
      before,
      { ...fields, customFields: own.value.customFields ?? [] },
      envelope,
    )
    const renamed = [...(await renameDrafts(books, next)), ...(await renameContracts(books, next))]
    books.record('client.changed', [before.id, ...renamed], { name: next.name, fields: changedFields(before, next) })
    recordPo(books, next, before.poNumber, next.poNumber)
    return ok({ id: before.id, version: next.version })
  },
}

/** Adds one client row and its billing group inside a command, without an event of its own. */
export async function addClientRow(
  books: Books,
  fields: ClientFields,
  envelope: Envelope,
  importId?: CommandId,
): Promise<Client> {
  const id = envelope.newId('cli')
  const client: Client = {
    ...clientRow(fields, { addresses: [] }, new Set(), envelope),
    id,
    version: 1,
    status: fields.status ?? 'active',
    ...(importId === undefined ? {} : { importId }),
    createdAt: envelope.now,
  }
  await books.clients.add(client)
  await books.billingGroups.add(
    defaultGroup({ id: envelope.newId('grp'), clientId: id, name: client.name, isDefault: 1 }),
  )
  return client
}

/** Changes one client row inside a command, without an event of its own. */
export async function changeClientRow(
  books: Books,
  before: Client,
  fields: ClientFields,
  envelope: Envelope,
): Promise<Client> {
  const { tags = before.tags, customFields = before.customFields, selling = before.selling } = fields
  const kept = {
    ...(tags === undefined ? {} : { tags }),
    ...(customFields === undefined ? {} : { customFields }),
    ...(selling === undefined ? {} : { selling }),
  }
  const next: Client = {
    ...clientRow({ ...fields, ...kept }, before, await readCarried(books.db, before), envelope),
    id: before.id,
    version: before.version + 1,
    status: before.status === 'archived' ? 'archived' : (fields.status ?? before.status),
    ...(before.importId === undefined ? {} : { importId: before.importId }),
    createdAt: before.createdAt,
  }
  await books.clients.put(next, before)
  return next
}

/** The first thing wrong with a client's fields. */
export function clientProblem(fields: ClientFields): Problem | undefined {
  if (fields.addresses.length > 50) return { code: 'field-invalid', field: 'addresses', reason: 'too-many', limit: 50 }
  if (fields.contacts.length > 50) return { code: 'field-invalid', field: 'contacts', reason: 'too-many', limit: 50 }
  return firstProblem(
    checkRequired('name', fields.name),
    checkText('email', fields.email, 320),
    checkText('phone', fields.phone, 60),
    checkText('website', fields.website, 500),
    checkText('vatId', fields.vatId, 40),
    checkText('taxNumber', fields.taxNumber, 40),
    checkText('clientNumber', fields.clientNumber, 60),
    checkText('poNumber', fields.poNumber, 60),
    checkText('notes', fields.notes, 10_000),
    fields.currency === undefined ? undefined : checkCurrency('currency', fields.currency),
    checkDays('termsDays', fields.termsDays),
    fields.billingCycle === undefined ? undefined : cycleProblem(fields.billingCycle),
    tagsProblem(fields.tags ?? []),
    othersProblem((fields.customFields ?? []).filter(({ fieldId }) => fieldId === undefined)),
    ...fields.addresses.flatMap((address) => [
      checkText('line1', address.line1),
      checkText('line2', address.line2),
      checkText('city', address.city),
      checkText('region', address.region),
      checkText('postalCode', address.postalCode, 40),
      address.country === '' ? undefined : checkCountry('country', address.country),
    ]),
    ...fields.contacts.flatMap((contact) => [
      checkText('contactName', contact.name),
      checkText('contactEmail', contact.email, 320),
    ]),
  )
}

function clientRow(
  fields: ClientFields,
  before: AddressBook,
  carried: ReadonlySet<AddressId>,
  envelope: Envelope,
): Omit<Client, 'id' | 'version' | 'status' | 'importId' | 'createdAt'> {
  const { addresses: given, status: _status, defaultAddressId, tags = [], customFields = [], ...rest } = fields
  const own = customFields.filter(({ value }) => value.trim() !== '')
  const folded = foldTags(tags)
  const book = savedAddresses(before, given, defaultAddressId, {
    today: envelope.today,
    newId: () => envelope.newId('adr'),
    isCarried: (id) => carried.has(id),
  })
  const name = rest.name.trim()
  return {
    ...rest,
    name,
    ...book,
    ...(folded.length === 0 ? {} : { tags: folded }),
    ...(own.length === 0 ? {} : { customFields: own }),
    words: clientWords({ ...rest, name, addresses: book.addresses, tags: folded, customFields: own }),
    sortName: foldText(name),
    updatedAt: envelope.now,
  }
}

/** What a client is found by (W-19). */
export function clientWords(
  client: Pick<
    Client,
    'name' | 'email' | 'clientNumber' | 'vatId' | 'contacts' | 'addresses' | 'tags' | 'customFields'
  >,
): string[] {
  return searchWords(
    client.name,
    client.email,
    client.clientNumber,
    client.vatId,
    ...client.contacts.flatMap((contact) => [contact.name, contact.email]),
    ...client.addresses.map(({ city }) => city),
    ...(client.tags ?? []),
    ...(client.customFields ?? []).map(({ value }) => value),
  )
}

function changedFields(before: Client, next: Client): string[] {
  const left = before as unknown as Record<string, unknown>
  const right = next as unknown as Record<string, unknown>
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].filter(
    (key) =>
      !['version', 'updatedAt', 'words', 'sortName'].includes(key) &&
      JSON.stringify(left[key]) !== JSON.stringify(right[key]),
  )
}
