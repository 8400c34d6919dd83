// The account and the clients of a scenario, with believable values for what it does not say.
import type { ClientFields } from '../../../src/commands/save-client.ts'
import { currencyExponent } from '../../../src/core/currency.ts'
import { type CalendarDate, calendarDate } from '../../../src/core/date.ts'
import type { ClientStatus } from '../../../src/core/model.ts'
import { type CurrencyCode, minor } from '../../../src/core/money.ts'
import { type AccountSettings, defaultSelling } from '../../../src/core/settings.ts'
import { readBilling, readCycle, taken } from './read-contract.ts'
import { Fields, type Yaml } from './read-scenario.ts'
import { defaultSeller, readCurrency, toMinor } from './scenario-world.ts'
import { readClientSelling, readSelling } from './selling-verbs.ts'

type Changes = Partial<Omit<AccountSettings, 'id' | 'version' | 'updatedAt' | 'lastCommandId'>>

export interface GivenAccount {
  readonly today: string
  readonly country: string
  readonly currency: CurrencyCode
  readonly changes: Changes
}

/** Reads `today` and `account` of `given`; with `changesOnly` nothing gets a default. */
export function readSettings(given: Fields, changesOnly = false, before?: AccountSettings): GivenAccount {
  const today = calendarDate(given.optionalText('today') ?? '2026-03-02')
  const fields = given.optionalFields('account') ?? new Fields({}, 'account')
  const currency = readCurrency(fields.optionalText('currency') ?? before?.currency ?? 'EUR', fields.path)
  const country = fields.optionalText('country') ?? 'DE'
  const changes: Record<string, unknown> = changesOnly ? {} : { profile: defaultSeller }
  const profile = fields.optionalFields('profile')
  if (profile !== undefined) {
    const merged: Record<string, unknown> = { ...defaultSeller }
    for (const [key, value] of profile.entries()) {
      if (value === 'none') delete merged[key]
      else merged[key] = value
    }
    changes.profile = merged
  }
  const put = (key: string, value: unknown) => {
    if (value !== undefined) changes[key] = value
  }
  put('termsDays', fields.optionalInteger('termsDays'))
  put('creditBalance', fields.optionalText('creditBalance'))
  put('plainVoid', fields.optionalFlag('plainVoid'))
  put('booksLockedThrough', fields.optionalDate('booksLockedThrough'))
  put('cashUnit', fields.optionalInteger('cashUnit'))
  put('billing', readBilling(fields.optional('billing'), `${fields.path}.billing`, currency, before?.billing))
  const partial = fields.optionalFields('partialPayments')
  if (partial !== undefined) {
    const minimum = toMinor(partial.optionalText('minimum') ?? '0', currency, partial.path)
    changes.partialPayments = { allowed: partial.optionalFlag('allowed') ?? true, minimum }
    partial.done()
  }
  const selling = fields.optionalFields('selling')
  if (selling !== undefined) {
    const usual = before?.selling ?? defaultSelling(minor(100 * 10 ** currencyExponent(currency)))
    changes.selling = readSelling(selling, usual, currency)
  }
  const numbering = fields.optionalFields('numbering')
  if (numbering !== undefined) {
    changes.numbering = {
      invoice: {
        pattern: numbering.optionalText('invoice') ?? '{YYYY}-{NNNN}',
        startAt: numbering.optionalInteger('startAt') ?? 1,
      },
      creditNote: { pattern: numbering.optionalText('creditNote') ?? 'CN-{YYYY}-{NNNN}', startAt: 1 },
    }
    numbering.done()
  }
  fields.done()
  return { today, country, currency, changes: changes as Changes }
}

export function readClient(yaml: Yaml, name: string, today: CalendarDate, currency: CurrencyCode): ClientFields {
  const fields = new Fields(yaml === '' ? {} : yaml, `given.clients.${name}`)
  const country = fields.optionalText('country') ?? 'DE'
  const address = fields.optionalText('address')
  const texts = ['vatId', 'taxNumber', 'currency', 'email', 'poNumber', 'locale'].flatMap((key) => {
    const value = fields.optionalText(key)
    return value === undefined ? [] : [[key, value]]
  })
  const termsDays = fields.optionalInteger('termsDays')
  const billingCycle = readCycle(fields.optional('cycle'), `${fields.path}.cycle`, today)
  const contacts = (fields.optionalList('contacts') ?? []).map((one) => {
    const contact = new Fields(one, `${fields.path}.contacts`)
    const read = {
      name: contact.text('name'),
      ...taken('email', contact.optionalText('email')),
      billing: contact.optionalFlag('billing') ?? false,
    }
    contact.done()
    return read
  })
  const selling = readClientSelling(fields.optionalFields('selling'), currency)
  const status = fields.optionalText('status') as ClientStatus | undefined
  const line1 = fields.optionalText('line1') ?? 'Hauptstraße 1'
  const city = fields.optionalText('city') ?? 'Berlin'
  fields.done()
  return {
    name,
    contacts,
    addresses: address === 'none' ? [] : [{ label: 'Office', line1, city, country }],
    ...Object.fromEntries(texts),
    ...taken('termsDays', termsDays),
    ...taken('billingCycle', billingCycle),
    ...taken('selling', selling),
    ...taken('status', status),
  }
}
