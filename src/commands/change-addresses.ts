import { checkCountry, checkRequired, checkText, firstProblem } from '../core/check-fields.ts'
import {
  type AddressBook,
  type AddressFields,
  addressesInUse,
  archivedAddress,
  correctedAddress,
  restoredAddress,
  withAddress,
} from '../core/client-addresses.ts'
import type { Envelope } from '../core/envelope.ts'
import type { EventType } from '../core/event.ts'
import type { AddressId, ClientId } from '../core/ids.ts'
import type { Address, Client } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { readCarried } from '../storage/read-carried.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'
import { clientWords } from './save-client.ts'

interface OfClient {
  readonly clientId: ClientId
  /** The client's; absent: whatever it is now. */
  readonly version?: number
}

interface Changed {
  /** The address that holds now. */
  readonly id: AddressId
  /** The client's. */
  readonly version: number
}

/** Adds a billing address; as the newest it is the default for future documents (T-11). Problems: `not-found`, `stale`, `field-invalid`. */
export const addAddress: Command<
  OfClient & { readonly address: AddressFields; readonly makeDefault?: boolean },
  Changed
> = {
  name: 'addAddress',
  tables: ['clients'],
  async run(books, input, envelope) {
    const found = await expectClient(books, input)
    if (!found.ok) return found
    return addAddressTo(books, found.value, input.address, envelope, input.makeDefault)
  },
}

/** As `addAddress`, for a command that sells or bills to a new address in its own transaction. Table: `clients`. */
export async function addAddressTo(
  books: Books,
  client: Client,
  address: AddressFields,
  envelope: Envelope,
  makeDefault = true,
): Promise<Result<Changed & { readonly client: Client }, Problem>> {
  const problem = addressProblem(address)
  if (problem !== undefined) return refused(problem)
  if (client.addresses.length >= 200)
    return refused({ code: 'field-invalid', field: 'addresses', reason: 'too-many', limit: 200 })
  const facts = { today: envelope.today, newId: () => envelope.newId('adr') }
  const { id, ...book } = withAddress(client, tidied(address), facts, makeDefault)
  const next = await write(books, client, book, envelope)
  note(books, 'address.added', next, id)
  return ok({ id, version: next.version, client: next })
}

/**
 * Corrects an address. One that an issued document went to goes out of use and a new one takes its place, on drafts and
 * billing groups too: the documents keep theirs (T-11, T-14). Problems: `not-found`, `stale`, `field-invalid`.
 */
export const changeAddress: Command<OfClient & { readonly id: AddressId; readonly address: AddressFields }, Changed> = {
  name: 'changeAddress',
  tables: ['clients', 'invoices', 'billingGroups'],
  async run(books, input, envelope) {
    const found = await expectAddress(books, input)
    if (!found.ok) return found
    const problem = addressProblem(input.address)
    if (problem !== undefined) return refused(problem)
    const client = found.value
    const carried = await readCarried(books.db, client)
    const { id, ...book } = correctedAddress(client, input.id, tidied(input.address), {
      today: envelope.today,
      newId: () => envelope.newId('adr'),
      isCarried: (each) => carried.has(each),
    })
    const next = await write(books, client, book, envelope)
    const moved = id === input.id ? [] : await pointTo(books, client, input.id, id, envelope)
    note(books, 'address.changed', next, id, moved)
    return ok({ id, version: next.version })
  },
}

/** Takes an address out of use; drafts and billing groups that had it take the default. Problems: `not-found`, `stale`, `address-last`. */
export const archiveAddress: Command<OfClient & { readonly id: AddressId }, Changed> = {
  name: 'archiveAddress',
  tables: ['clients', 'invoices', 'billingGroups'],
  async run(books, input, envelope) {
    const found = await expectAddress(books, input)
    if (!found.ok) return found
    const client = found.value
    if (addressesInUse(client).every(({ id }) => id === input.id)) return refused({ code: 'address-last' })
    const next = await write(books, client, archivedAddress(client, input.id, envelope.today), envelope)
    const moved = await pointTo(books, client, input.id, undefined, envelope)
    note(books, 'address.archived', next, input.id, moved)
    return ok({ id: input.id, version: next.version })
  },
}

/** Uses an address again. Problems: `not-found`, `stale`. */
export const restoreAddress: Command<OfClient & { readonly id: AddressId }, Changed> = {
  name: 'restoreAddress',
  tables: ['clients'],
  async run(books, input, envelope) {
    const found = await expectAddress(books, input)
    if (!found.ok) return found
    const next = await write(books, found.value, restoredAddress(found.value, input.id), envelope)
    note(books, 'address.restored', next, input.id)
    return ok({ id: input.id, version: next.version })
  },
}

/** New documents go to it, those of groups and drafts that name none too. An address out of use is used again. Problems: `not-found`, `stale`. */
export const setDefaultAddress: Command<OfClient & { readonly id: AddressId }, Changed> = {
  name: 'setDefaultAddress',
  tables: ['clients'],
  async run(books, input, envelope) {
    const found = await expectAddress(books, input)
    if (!found.ok) return found
    const book = { ...restoredAddress(found.value, input.id), defaultAddressId: input.id }
    const next = await write(books, found.value, book, envelope)
    note(books, 'address.made-default', next, input.id)
    return ok({ id: input.id, version: next.version })
  },
}

async function expectClient(books: Books, { clientId, version }: OfClient): Promise<Result<Client, Problem>> {
  const seen = version === undefined ? { id: clientId } : { id: clientId, version }
  return expectRow('client', await books.db.clients.get(clientId), seen)
}

async function expectAddress(
  books: Books,
  input: OfClient & { readonly id: AddressId },
): Promise<Result<Client, Problem>> {
  const found = await expectClient(books, input)
  if (!found.ok || found.value.addresses.some(({ id }) => id === input.id)) return found
  return refused({ code: 'not-found', entity: 'address', id: input.id })
}

async function write(books: Books, before: Client, book: AddressBook, envelope: Envelope): Promise<Client> {
  const { defaultAddressId: _default, ...rest } = before
  const client = { ...rest, ...book, version: before.version + 1, updatedAt: envelope.now }
  const next: Client = { ...client, words: clientWords(client) }
  await books.clients.put(next, before)
  return next
}

/** Drafts and billing groups that had one address get another, or the client's default; answers which. */
async function pointTo(
  books: Books,
  { id: clientId }: Client,
  from: AddressId,
  to: AddressId | undefined,
  { now }: Envelope,
): Promise<string[]> {
  const moved: string[] = []
  const groups = await books.db.billingGroups.where('clientId').equals(clientId).toArray()
  await books.billingGroups.putMany(
    groups
      .filter(({ addressId }) => addressId === from)
      .map((previous) => {
        const { addressId: _address, ...rest } = previous
        moved.push(previous.id)
        return { next: { ...rest, ...pointed(to), version: previous.version + 1 }, previous }
      }),
  )
  const drafts = await books.db.invoices.where('[clientId+state]').equals([clientId, 'draft']).toArray()
  for (const previous of drafts) {
    if (previous.state !== 'draft' || previous.addressId !== from) continue
    const { addressId: _address, ...rest } = previous
    await books.invoices.put({ ...rest, ...pointed(to), version: previous.version + 1, updatedAt: now }, previous)
    moved.push(previous.id)
  }
  return moved
}

function pointed(to: AddressId | undefined): { readonly addressId?: AddressId } {
  return to === undefined ? {} : { addressId: to }
}

function note(books: Books, type: EventType, client: Client, id: AddressId, moved: readonly string[] = []): void {
  const address = client.addresses.find((each) => each.id === id)
  books.record(type, [client.id, ...moved], {
    clientName: client.name,
    name: address === undefined ? '' : nameOf(address),
  })
}

/** How sentences call it. */
function nameOf({ label, line1, city }: Address): string {
  return label === '' ? [line1, city].filter((part) => part !== '').join(', ') : label
}

/** What is missing or wrong in an address that a document is to carry (T-10). Problems: `field-invalid`. */
export function addressProblem(address: AddressFields): Problem | undefined {
  return firstProblem(
    checkText('label', address.label, 60),
    checkText('recipient', address.recipient),
    checkRequired('line1', address.line1),
    checkText('line2', address.line2),
    checkRequired('city', address.city),
    checkText('region', address.region),
    checkText('postalCode', address.postalCode, 40),
    checkCountry('country', address.country),
  )
}

function tidied({ label, recipient, line1, line2, city, region, postalCode, country }: AddressFields): AddressFields {
  const optional = Object.entries({ recipient, line2, region, postalCode }).flatMap(([field, value]) => {
    const text = value?.trim() ?? ''
    return text === '' ? [] : [[field, text] as const]
  })
  return { label: label.trim(), line1: line1.trim(), city: city.trim(), country, ...Object.fromEntries(optional) }
}
