// Seller and buyer in words.
import type { FrozenAddress, FrozenParty } from '../core/invoice/document.ts'
import type { DocumentFormats } from './document-formats.ts'
import type { DocumentWords } from './document-words.ts'
import type { Labelled, PrintedParty } from './printed-document.ts'

/** Countries that write the postal code after the town, with the region between. */
const codeAfterTown = new Set([
  'US',
  'CA',
  'AU',
  'IN',
  'NZ',
  'ZA',
  'SG',
  'TH',
  'KR',
  'TW',
  'HK',
  'PH',
  'ID',
  'BD',
  'PK',
  'NG',
  'KE',
  'SA',
  'EG',
])
/** Countries that give the postal code a line of its own. */
const codeBelow = new Set(['GB', 'IE', 'MT'])

/** The lines of an address; the country only when it differs from the seller's. */
function addressLines(address: FrozenAddress, homeCountry: string | undefined, formats: DocumentFormats): string[] {
  const { city, region = '', postalCode = '', country } = address
  const lines = [address.line1, address.line2 ?? '']
  if (codeBelow.has(country)) lines.push(city, region, postalCode)
  else if (codeAfterTown.has(country))
    lines.push([[city, region].filter(filled).join(', '), postalCode].filter(filled).join(' '))
  else lines.push([postalCode, city].filter(filled).join(' '), region)
  if (country !== homeCountry) lines.push(formats.country(country))
  return lines.filter(filled)
}

export function printSeller(party: FrozenParty, words: DocumentWords, formats: DocumentFormats): PrintedParty {
  return {
    name: party.name,
    address: party.address === undefined ? [] : addressLines(party.address, party.address.country, formats),
    contact: [party.email, party.phone, party.website].filter(filled),
    ids: [...taxIds(party, words.say('vat-id'), words.say('tax-number')), ...registration(party)],
  }
}

/** The buyer as addressed: its tax ids stand among the references, its mail address not at all. */
export function printBuyer(
  party: FrozenParty,
  homeCountry: string | undefined,
  formats: DocumentFormats,
): PrintedParty {
  const address = party.address === undefined ? [] : addressLines(party.address, homeCountry, formats)
  return { name: party.name, address, contact: [], ids: [] }
}

export function taxIds(party: FrozenParty, vatLabel: string, taxLabel: string): Labelled[] {
  const ids: Labelled[] = []
  if (filled(party.vatId)) ids.push({ label: vatLabel, value: party.vatId })
  if (filled(party.taxNumber)) ids.push({ label: taxLabel, value: party.taxNumber })
  return ids
}

function registration(party: FrozenParty): Labelled[] {
  return filled(party.registration) ? [{ label: '', value: party.registration }] : []
}

export function filled(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== ''
}
