// Two versions of a client, field by field, in words (G-2).
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { TaxRateId } from '../../core/ids.ts'
import { countryName } from '../../i18n/country-names.ts'
import { type MessageKey, t } from '../../i18n/translate.ts'
import { cycleText } from '../blocks/cycle-text.ts'
import { cycleOf } from '../blocks/cycle-values.ts'
import { ownFieldsInWords } from '../blocks/own-fields.ts'
import type { StaleField } from '../blocks/stale-dialog.tsx'
import type { ClientValues } from './client-schema.ts'

export interface WordsOfClient {
  readonly locale: string
  readonly taxName: (id: TaxRateId) => string
  readonly fields: readonly FieldDefinition[]
}

const labels: Readonly<Record<keyof ClientValues, MessageKey>> = {
  name: 'clients.name',
  trial: 'clients.trial',
  clientNumber: 'clients.client-number',
  email: 'clients.email',
  phone: 'clients.phone',
  website: 'clients.website',
  addresses: 'clients.addresses',
  contacts: 'clients.contacts',
  ownFields: 'fields.title',
  customFields: 'clients.custom-fields',
  currency: 'clients.currency',
  locale: 'clients.language',
  termsDays: 'clients.terms',
  taxIds: 'clients.taxes',
  poNumber: 'clients.po-number',
  cycle: 'billing.cycle',
  vatId: 'clients.vat-id',
  taxNumber: 'clients.tax-number',
  notes: 'clients.notes',
}

/**
 * The fields in which mine and theirs differ.
 * @param base what the form started from: a field that I left alone is theirs at first
 */
export function clientDifferences(
  mine: ClientValues,
  theirs: ClientValues,
  base: ClientValues,
  words: WordsOfClient,
): StaleField[] {
  return (Object.keys(labels) as (keyof ClientValues)[])
    .map((name) => ({
      name,
      label: t(labels[name]),
      mine: inWords(mine, name, words),
      theirs: inWords(theirs, name, words),
      changedByMe: inWords(mine, name, words) !== inWords(base, name, words),
    }))
    .filter((field) => field.mine !== field.theirs)
}

/** My values, with theirs for some fields. */
export function mergedClient(mine: ClientValues, theirs: ClientValues, fromTheirs: readonly string[]): ClientValues {
  const picked = Object.entries(theirs).filter(([name]) => fromTheirs.includes(name))
  return { ...mine, ...(Object.fromEntries(picked) as Partial<ClientValues>) }
}

function inWords(values: ClientValues, name: keyof ClientValues, words: WordsOfClient): string {
  switch (name) {
    case 'addresses':
      return values.addresses
        .map((one) => {
          const place = [one.postalCode, one.city].filter((part) => part !== '').join(' ')
          const lines = [one.label, one.recipient, one.line1, one.line2, place, one.region]
          const country = one.country === '' ? '' : countryName(one.country, words.locale)
          const mark = one.isDefault && values.addresses.length > 1 ? ` (${t('clients.default-address')})` : ''
          return lines.every((line) => line === '')
            ? ''
            : [...lines, country].filter((line) => line !== '').join(', ') + mark
        })
        .filter((text) => text !== '')
        .join('\n')
    case 'contacts':
      return values.contacts
        .map((one) => {
          const billing = one.billing ? t('clients.billing-contact') : ''
          return [one.name, one.email, one.phone, billing].filter((part) => part !== '').join(', ')
        })
        .join('\n')
    case 'ownFields':
      return ownFieldsInWords(words.fields, values.ownFields)
    case 'customFields':
      return values.customFields.map((one) => `${one.name}: ${one.value}`).join('\n')
    case 'taxIds':
      return values.taxIds.map(words.taxName).join(', ')
    case 'trial':
      return t(values.trial ? 'clients.yes' : 'clients.no')
    case 'cycle': {
      const read = cycleOf(values.cycle)
      return 'cycle' in read ? cycleText(read.cycle, words.locale) : ''
    }
    case 'termsDays':
      return values.termsDays === '' ? '' : t('clients.terms-days', { days: Number(values.termsDays) })
    default:
      return values[name]
  }
}
