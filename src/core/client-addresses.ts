// The addresses of a client (T-11): what a document went to is never changed, only taken out of use.
import type { CalendarDate } from './date.ts'
import type { AddressId } from './ids.ts'
import type { Address, Client } from './model.ts'

/** What a person enters of an address; a new one has no id. */
export type AddressFields = Omit<Address, 'id' | 'addedOn' | 'archivedOn' | 'replacedBy'>

/** As it comes from a form or a file; one that the client has already carries its id. */
export type GivenAddress = AddressFields & Partial<Pick<Address, 'id' | 'addedOn' | 'archivedOn' | 'replacedBy'>>

export interface AddressBook {
  /** Newest last, those out of use among them. */
  readonly addresses: readonly Address[]
  readonly defaultAddressId?: AddressId
}

interface AddressFacts {
  readonly today: CalendarDate
  readonly newId: () => AddressId
  /** Whether an issued document went to it; what is not known counts as yes. */
  readonly isCarried: (id: AddressId) => boolean
}

/** The addresses that new documents may take. */
export function addressesInUse({ addresses }: Pick<Client, 'addresses'>): readonly Address[] {
  return addresses.filter(({ archivedOn }) => archivedOn === undefined)
}

/** The default, else the newest in use. */
export function defaultAddress(client: Pick<Client, 'addresses' | 'defaultAddressId'>): Address | undefined {
  const inUse = addressesInUse(client)
  return inUse.find(({ id }) => id === client.defaultAddressId) ?? inUse.at(-1)
}

/** Adds one; as the newest it is the default for future documents (T-11), unless the owner says otherwise. */
export function withAddress(
  book: AddressBook,
  address: AddressFields,
  { today, newId }: Pick<AddressFacts, 'today' | 'newId'>,
  makeDefault = true,
): AddressBook & { readonly id: AddressId } {
  const id = newId()
  const addresses = [...book.addresses, { ...address, id, addedOn: today }]
  const before = defaultAddress(book)?.id
  return { addresses, id, ...withDefault(makeDefault ? id : (before ?? id)) }
}

/**
 * Corrects one. A document went to it: the old one goes out of use and a new one takes its place, as the default too;
 * otherwise it is changed where it stands. `id`: the one that holds now.
 */
export function correctedAddress(
  book: AddressBook,
  id: AddressId,
  fields: AddressFields,
  { today, newId, isCarried }: AddressFacts,
): AddressBook & { readonly id: AddressId } {
  const before = book.addresses.find((address) => address.id === id)
  if (before === undefined || sameAddress(before, fields)) return { ...book, id }
  if (!isCarried(id)) {
    const kept = pick(before, ['addedOn', 'archivedOn', 'replacedBy'])
    const changed = { ...fields, ...kept, id }
    return { ...book, addresses: book.addresses.map((address) => (address.id === id ? changed : address)), id }
  }
  const next = newId()
  const replaced = { ...before, archivedOn: before.archivedOn ?? today, replacedBy: next }
  const addresses = [
    ...book.addresses.map((address) => (address.id === id ? replaced : address)),
    { ...fields, id: next, addedOn: today },
  ]
  const stays = book.defaultAddressId !== undefined && book.defaultAddressId !== id
  return { addresses, id: next, ...withDefault(stays ? book.defaultAddressId : next) }
}

/** Takes one out of use; the newest of the others becomes the default where it was the default. */
export function archivedAddress(book: AddressBook, id: AddressId, today: CalendarDate): AddressBook {
  const addresses = book.addresses.map((address) =>
    address.id === id && address.archivedOn === undefined ? { ...address, archivedOn: today } : address,
  )
  return { addresses, ...withDefault(defaultAddress({ ...book, addresses })?.id) }
}

/** Uses one again; it does not become the default by that, unless there is no other. */
export function restoredAddress(book: AddressBook, id: AddressId): AddressBook {
  const addresses = book.addresses.map((address) => {
    if (address.id !== id) return address
    const { archivedOn: _archivedOn, replacedBy: _replacedBy, ...rest } = address
    return rest
  })
  return { addresses, ...withDefault(defaultAddress({ ...book, addresses })?.id) }
}

/**
 * The addresses after a whole list was saved: as a form or an import gives it. What is no longer in it is gone, or out of
 * use where a document went to it; what stands in it otherwise is corrected; the newest added becomes the default unless
 * one is named.
 */
export function savedAddresses(
  before: AddressBook,
  given: readonly GivenAddress[],
  wanted: AddressId | undefined,
  facts: AddressFacts,
): AddressBook {
  const listed = new Set(given.map(({ id }) => id))
  let book: AddressBook = {
    ...before,
    addresses: before.addresses
      .filter(({ id, archivedOn }) => archivedOn !== undefined || listed.has(id) || facts.isCarried(id))
      .map((address) =>
        address.archivedOn !== undefined || listed.has(address.id) ? address : { ...address, archivedOn: facts.today },
      ),
  }
  const nowOf = new Map<AddressId, AddressId>()
  let newest: AddressId | undefined
  for (const { id, addedOn: _addedOn, archivedOn: _archivedOn, replacedBy: _replacedBy, ...fields } of given) {
    const known = id === undefined ? undefined : book.addresses.find((address) => address.id === id)
    if (known === undefined) {
      const added = id === undefined ? facts.newId() : id
      book = { ...book, addresses: [...book.addresses, { ...fields, id: added, addedOn: facts.today }] }
      if (id === undefined) newest = added
      continue
    }
    if (known.archivedOn !== undefined) continue
    const corrected = correctedAddress(book, known.id, fields, facts)
    nowOf.set(known.id, corrected.id)
    book = corrected
  }
  const named = wanted === undefined ? undefined : (nowOf.get(wanted) ?? wanted)
  const allNew = given.every(({ id }) => id === undefined)
  const chosen = named !== undefined && !allNew ? named : (newest ?? named ?? book.defaultAddressId)
  const { addresses } = book
  return { addresses, ...withDefault(defaultAddress({ addresses, ...withDefault(chosen) })?.id) }
}

function withDefault(id: AddressId | undefined): { readonly defaultAddressId?: AddressId } {
  return id === undefined ? {} : { defaultAddressId: id }
}

/** Whether both print alike. */
function sameAddress(left: AddressFields, right: AddressFields): boolean {
  const fields = ['label', 'recipient', 'line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const
  return fields.every((field) => (left[field] ?? '') === (right[field] ?? ''))
}

function pick<Row, Field extends keyof Row>(row: Row, fields: readonly Field[]): Partial<Pick<Row, Field>> {
  const kept: Partial<Pick<Row, Field>> = {}
  for (const field of fields) if (row[field] !== undefined) kept[field] = row[field]
  return kept
}
