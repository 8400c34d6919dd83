// What a document must have before it may be issued.

import type { MissingField, Problem } from '../problem.ts'
import type { AccountSettings } from '../settings.ts'
import type { FrozenDocument, FrozenParty } from './document.ts'

function hasAddress(party: FrozenParty): boolean {
  const address = party.address
  return address !== undefined && !isBlank(address.line1) && !isBlank(address.city) && !isBlank(address.country)
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === ''
}

/** Every field that R-18 asks for and the document lacks, in the order in which people fill them in. */
export function missingFields(document: FrozenDocument, settings: Pick<AccountSettings, 'currency'>): MissingField[] {
  const missing: MissingField[] = []
  const { seller, buyer } = document
  const categories = new Set(document.lines.flatMap(({ taxes }) => taxes.map(({ category }) => category)))
  if (isBlank(seller.name)) missing.push('seller-name')
  if (!hasAddress(seller)) missing.push('seller-address')
  const crossBorder = categories.has('AE') || categories.has('K')
  if ((crossBorder || categories.has('G')) && isBlank(seller.vatId)) missing.push('seller-vat-id')
  else if (categories.has('S') && isBlank(seller.vatId) && isBlank(seller.taxNumber)) missing.push('seller-tax-id')
  if (isBlank(buyer.name)) missing.push('buyer-name')
  if (!hasAddress(buyer)) missing.push('buyer-address')
  if (crossBorder && isBlank(buyer.vatId)) missing.push('buyer-vat-id')
  const unexplained = document.lines.some(({ taxes }) =>
    taxes.some(
      ({ category, exemptionReason, exemptionCode }) =>
        (category === 'E' || category === 'AE' || category === 'K' || category === 'G' || category === 'O') &&
        isBlank(exemptionReason) &&
        isBlank(exemptionCode),
    ),
  )
  if (unexplained) missing.push('exemption-reason')
  const foreign = document.currency !== settings.currency
  if (foreign && isBlank(document.accountCurrency?.source)) missing.push('exchange-rate')
  return missing
}

/** The first reason for which the document cannot be issued, or undefined. R-13: never a total below 0. */
export function finalizeProblem(
  document: FrozenDocument,
  settings: Pick<AccountSettings, 'currency'>,
): Problem | undefined {
  if (document.lines.length === 0) return { code: 'draft-empty' }
  const { totals, currency } = document
  if (totals.gross < 0 || totals.due < 0) {
    return { code: 'total-negative', total: totals.gross < 0 ? totals.gross : totals.due, currency }
  }
  const fields = missingFields(document, settings)
  return fields.length === 0 ? undefined : { code: 'finalize-missing', fields }
}
