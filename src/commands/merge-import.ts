// An imported row that updates one already there: what the file says wins, what it leaves out stays.
import type { CustomField } from '../core/model.ts'
import { foldText } from '../core/search-words.ts'
import type { ClientFields } from './save-client.ts'
import type { ProductFields } from './save-product.ts'

/**
 * The client's fields after an update from a file: its filled fields replace the old ones, its contacts join by name, an
 * address that is not yet there is added (and becomes the default as the newest, T-11). Nothing is removed.
 */
export function mergeClientFields(before: Omit<ClientFields, 'status'>, next: ClientFields): ClientFields {
  const contacts = [...before.contacts]
  for (const contact of next.contacts) {
    const at = contacts.findIndex((other) => foldText(other.name) === foldText(contact.name))
    const old = contacts[at]
    if (old === undefined) contacts.push(contact)
    else contacts[at] = { ...old, ...contact, billing: old.billing }
  }
  const added = next.addresses.filter((address) => !before.addresses.some((other) => samePlace(other, address)))
  const { contacts: _contacts, addresses: _addresses, defaultAddressId: _default, customFields = [], ...fields } = next
  const own = (before.customFields ?? []).map((old) => customFields.find((each) => isSameField(each, old)) ?? old)
  const more = customFields.filter((each) => !own.includes(each))
  const { defaultAddressId, ...kept } = before
  return {
    ...kept,
    ...(defaultAddressId === undefined || added.length > 0 ? {} : { defaultAddressId }),
    ...fields,
    ...(own.length + more.length === 0 ? {} : { customFields: [...own, ...more] }),
    contacts,
    addresses: [...before.addresses, ...added],
  }
}

function isSameField(left: CustomField, right: CustomField): boolean {
  return left.fieldId === right.fieldId && (left.fieldId !== undefined || foldText(left.name) === foldText(right.name))
}

type Place = ClientFields['addresses'][number]

function samePlace(left: Place, right: Place): boolean {
  const key = ({ line1, line2, city, postalCode, country }: Place) =>
    [line1, line2 ?? '', city, postalCode ?? '', country].map(foldText).join('\n')
  return key(left) === key(right)
}

/** The product's fields after an update from a file. */
export function mergeProductFields(before: ProductFields, next: ProductFields): ProductFields {
  return { ...before, ...next }
}
