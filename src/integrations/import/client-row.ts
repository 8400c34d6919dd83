// One row of a file -> what would be entered about one client.
import type { ImportedClient } from '../../commands/import-clients.ts'
import { clientProblem } from '../../commands/save-client.ts'
import type { Contact } from '../../core/model.ts'
import { countryFromText } from '../../i18n/country-names.ts'
import { type AddressParts, addressFromBlock } from './address-block.ts'
import type { ClientField } from './column-names.ts'
import { fieldIssue } from './field-issue.ts'
import type { MappedCells } from './mapped-cells.ts'
import type { IssueCode, RowIssue } from './row-issue.ts'
import { currencyFromText, isSupplier, localeFromText, saysYes, termsFromText } from './written-values.ts'

export type RowReading<Input> =
  | { readonly ok: true; readonly input: Input; readonly warnings: readonly RowIssue[] }
  | { readonly ok: false; readonly issue: RowIssue }

type Cells = MappedCells<ClientField>
type ImportedAddress = ImportedClient['fields']['addresses'][number]

/**
 * Reads a client. Refused are only rows that cannot be kept: no name, or a text longer than its field. What is merely not
 * understood (country, currency, terms, language) is left out or kept as text, with a warning. Parties that only sell to
 * us arrive archived: nothing is lost, and the list of clients holds clients.
 * @param homeCountry asked for every address that names no country
 */
export function readClientRow(cells: Cells, homeCountry: () => string): RowReading<ImportedClient> {
  const warnings: RowIssue[] = []
  const supplier = cells.has('role') && isSupplier(cells.word('role'))
  if (supplier) warnings.push(cells.issue('role', 'supplier-archived'))
  const contactName =
    cells.text('contactName') || [cells.word('firstName'), cells.word('lastName')].filter(Boolean).join(' ')
  const name = cells.text('name') || contactName
  if (name.trim() === '') return { ok: false, issue: cells.issue('name', 'name-missing') }
  const email = cells.word('email') || cells.word('contactEmail')
  if (email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email))
    warnings.push(cells.issue(cells.has('email') ? 'email' : 'contactEmail', 'email-doubtful'))
  const contact = readContact(cells, contactName, name, email)
  // The last one added becomes the default for documents (T-11).
  const billing = readAddress(cells, homeCountry, warnings)
  const shipping = readShipping(cells, homeCountry, warnings)
  const elsewhere = shipping !== undefined && !samePlace(shipping, billing)
  const addresses = [...(elsewhere ? [shipping] : []), ...(billing === undefined ? [] : [billing])]
  const known = <Value>(field: ClientField, value: Value | undefined, code: IssueCode): Value | undefined => {
    if (cells.has(field) && value === undefined) warnings.push(cells.issue(field, code))
    return value
  }
  const currency = known('currency', currencyFromText(cells.word('currency')), 'currency-unknown')
  const locale = known('locale', localeFromText(cells.word('locale')), 'locale-unknown')
  const terms = known('termsDays', termsFromText(cells.word('termsDays')), 'terms-unknown')
  const fields: ImportedClient['fields'] = {
    name,
    ...optional('clientNumber', cells.word('clientNumber')),
    ...optional('email', email),
    ...optional('phone', cells.word('phone') || (contact === undefined ? cells.word('contactPhone') : '')),
    ...optional('website', cells.word('website')),
    ...optional('vatId', cells.word('vatId')),
    ...optional('taxNumber', cells.word('taxNumber')),
    ...(currency === undefined ? {} : { currency }),
    ...(locale === undefined ? {} : { locale }),
    ...(terms === undefined || terms > 180 ? {} : { termsDays: terms }),
    ...optional('poNumber', cells.word('poNumber')),
    ...optional('notes', cells.text('notes')),
    contacts: contact === undefined ? [] : [contact],
    addresses,
  }
  if (terms !== undefined && terms > 180) warnings.push(cells.issue('termsDays', 'terms-unknown'))
  const problem = clientProblem(fields)
  if (problem !== undefined)
    return { ok: false, issue: fieldIssue(cells, problem, cells.issue('name', 'text-too-long')) }
  return {
    ok: true,
    input: { fields, ...(supplier || saysYes(cells.word('archived')) ? { archived: true } : {}) },
    warnings,
  }
}

function optional<Key extends string>(key: Key, text: string): { readonly [key in Key]?: string } {
  return text === '' ? {} : ({ [key]: text } as { [key in Key]: string })
}

function samePlace(left: ImportedAddress, right: ImportedAddress | undefined): boolean {
  if (right === undefined || left.recipient !== undefined) return false
  return JSON.stringify({ ...left, label: '' }) === JSON.stringify({ ...right, label: '' })
}

/** The person behind a client; none when it is the client itself. */
function readContact(cells: Cells, contactName: string, name: string, email: string): Contact | undefined {
  const ownEmail = cells.word('contactEmail')
  const ownPhone = cells.word('contactPhone')
  const same = contactName.trim() === '' || contactName.trim() === name.trim()
  if (same && (ownEmail === '' || ownEmail === email) && (ownPhone === '' || cells.word('phone') === ''))
    return undefined
  return {
    name: contactName.trim() === '' ? name : contactName,
    ...optional('email', ownEmail || email),
    ...optional('phone', ownPhone),
    // Not a second recipient: the main address already gets every invoice (T-15).
    billing: false,
  }
}

function readAddress(cells: Cells, homeCountry: () => string, warnings: RowIssue[]): ImportedAddress | undefined {
  const block = cells.text('address')
  const line1 = cells.text('line1')
  const lines = [line1, ...block.split(/\r\n|\r|\n/), ...cells.text('line2').split('\n')]
  // A cell that holds the whole address is taken apart; beside columns for its parts it is only street lines.
  const parts =
    cells.has('city') || cells.has('postalCode') || cells.has('line2') || (line1 !== '' && block !== '')
      ? joinLines(lines)
      : addressFromBlock(block || line1)
  const own = {
    line1: parts.line1,
    line2: parts.line2 ?? '',
    city: cells.text('city') || (parts.city ?? ''),
    region: cells.text('region') || (parts.region ?? ''),
    postalCode: cells.word('postalCode') || (parts.postalCode ?? ''),
  }
  return makeAddress('Billing', own, countryOf(cells, 'country', parts.country, warnings), homeCountry)
}

function joinLines(lines: readonly string[]): AddressParts {
  const [line1 = '', ...more] = lines.filter((line) => line.trim() !== '')
  return more.length === 0 ? { line1 } : { line1, line2: more.join(', ') }
}

function readShipping(cells: Cells, homeCountry: () => string, warnings: RowIssue[]): ImportedAddress | undefined {
  const fields: readonly ClientField[] = ['shipLine1', 'shipCity', 'shipPostalCode']
  if (!fields.some((field) => cells.has(field))) return undefined
  const parts =
    cells.has('shipCity') || cells.has('shipPostalCode') || cells.has('shipLine2')
      ? joinLines([cells.text('shipLine1'), ...cells.text('shipLine2').split('\n')])
      : addressFromBlock(cells.text('shipLine1'))
  const own = {
    line1: parts.line1,
    line2: parts.line2 ?? '',
    city: cells.text('shipCity') || (parts.city ?? ''),
    region: cells.text('shipRegion') || (parts.region ?? ''),
    postalCode: cells.word('shipPostalCode') || (parts.postalCode ?? ''),
  }
  const address = makeAddress('Shipping', own, countryOf(cells, 'shipCountry', parts.country, warnings), homeCountry)
  const recipient = cells.text('shipRecipient')
  return address === undefined || recipient === '' ? address : { ...address, recipient }
}

interface WrittenCountry {
  readonly code?: string
  /** A name that no list has: kept in the address as written. */
  readonly unknown?: string
}

function countryOf(
  cells: Cells,
  field: 'country' | 'shipCountry',
  fallback: string | undefined,
  warnings: RowIssue[],
): WrittenCountry {
  const text = cells.word(field)
  if (text === '') return fallback === undefined ? {} : { code: fallback }
  const code = countryFromText(text)
  if (code !== undefined) return { code }
  warnings.push(cells.issue(field, 'country-unknown'))
  return { unknown: text }
}

/**
 * An address when any part of it is known. Without a country it lies at home; an unknown country stays readable behind
 * the region and the code stays empty, for the person to choose: a wrong country would decide the tax.
 */
function makeAddress(
  label: string,
  own: {
    readonly line1: string
    readonly line2: string
    readonly city: string
    readonly region: string
    readonly postalCode: string
  },
  country: WrittenCountry,
  homeCountry: () => string,
): ImportedAddress | undefined {
  const empty = Object.values(own).every((part) => part.trim() === '')
  if (empty && country.code === undefined && country.unknown === undefined) return undefined
  const region = [own.region, country.unknown ?? ''].filter(Boolean).join(', ')
  return {
    label,
    line1: own.line1,
    ...optional('line2', own.line2),
    city: own.city,
    ...optional('region', region),
    ...optional('postalCode', own.postalCode),
    country: country.unknown === undefined ? (country.code ?? homeCountry()) : '',
  }
}
