// The client form: what the fields hold (texts), and what of it goes to `saveClient` (a test ties the two types).
import type { UseFormReturn } from 'react-hook-form'
import type { ClientFields } from '../../commands/save-client.ts'
import { addressesInUse, defaultAddress } from '../../core/client-addresses.ts'
import { isCountry } from '../../core/country.ts'
import { isCurrency } from '../../core/currency.ts'
import type { CalendarDate } from '../../core/date.ts'
import type { AddressId, TaxRateId } from '../../core/ids.ts'
import type { Address, Client, Contact } from '../../core/model.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { foldText } from '../../core/search-words.ts'
import type { AccountSettings } from '../../core/settings.ts'
import type { MessageKey } from '../../i18n/translate.ts'
import { type CycleValues, cycleOf, cycleValues } from '../blocks/cycle-values.ts'
import type { OwnFieldTexts } from '../blocks/own-fields.ts'
import { schema } from '../blocks/schema.ts'

export interface AddressValues {
  /** '' for one that is new. */
  addressId: AddressId | ''
  label: string
  recipient: string
  line1: string
  line2: string
  postalCode: string
  city: string
  region: string
  country: string
  isDefault: boolean
}

export interface ContactValues {
  name: string
  email: string
  phone: string
  billing: boolean
}

export interface CustomFieldValues {
  name: string
  value: string
}

export interface ClientValues {
  name: string
  trial: boolean
  clientNumber: string
  email: string
  phone: string
  website: string
  addresses: AddressValues[]
  contacts: ContactValues[]
  /** Of the account's own fields, by id. */
  ownFields: OwnFieldTexts
  customFields: CustomFieldValues[]
  currency: CurrencyCode | ''
  locale: string
  termsDays: string
  taxIds: TaxRateId[]
  poNumber: string
  cycle: CycleValues
  vatId: string
  taxNumber: string
  notes: string
}

/** The form with texts in and fields out. */
export type ClientForm = UseFormReturn<ClientValues, unknown, ClientFields>

function says(key: MessageKey): MessageKey {
  return key
}

const email = schema
  .string()
  .trim()
  .max(320, says('clients.too-long'))
  .refine((text) => text === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(text), says('clients.email-wrong'))

const short = (limit: number) => schema.string().trim().max(limit, says('clients.too-long'))

const addressSchema = schema
  .object({
    addressId: schema.custom<AddressId | ''>((id) => typeof id === 'string'),
    label: short(100),
    recipient: short(200),
    line1: short(200),
    line2: short(200),
    postalCode: short(40),
    city: short(200),
    region: short(200),
    country: schema.string(),
    isDefault: schema.boolean(),
  })
  .superRefine((address, context) => {
    if (isBlankAddress(address)) return
    const required = { line1: 'clients.line1-missing', city: 'clients.city-missing' } as const
    for (const [field, message] of Object.entries(required)) {
      if (address[field as keyof typeof required] === '') {
        context.addIssue({ code: 'custom', path: [field], message: says(message) })
      }
    }
    if (!isCountry(address.country)) {
      context.addIssue({ code: 'custom', path: ['country'], message: says('clients.country-missing') })
    }
  })

const contactSchema = schema
  .object({ name: short(200), email, phone: short(60), billing: schema.boolean() })
  .superRefine((contact, context) => {
    if (contact.name === '' && (contact.email !== '' || contact.phone !== '')) {
      context.addIssue({ code: 'custom', path: ['name'], message: says('clients.contact-name-missing') })
    }
    if (contact.billing && contact.name !== '' && contact.email === '') {
      context.addIssue({ code: 'custom', path: ['email'], message: says('clients.contact-email-missing') })
    }
  })

const customFieldSchema = schema.object({ name: short(60), value: short(500) }).superRefine((field, context) => {
  if (field.name === '' && field.value !== '') {
    context.addIssue({ code: 'custom', path: ['name'], message: says('clients.custom-field-name-missing') })
  }
})

/** From the texts of the form to what `saveClient` takes: trimmed, empty ones left out, blank addresses dropped. */
export const clientSchema = schema
  .object({
    name: schema.string().trim().min(1, says('clients.name-missing')).max(200, says('clients.too-long')),
    trial: schema.boolean(),
    clientNumber: short(60),
    email,
    phone: short(60),
    website: short(500),
    addresses: schema.array(addressSchema).max(50),
    contacts: schema.array(contactSchema).max(50),
    ownFields: schema.custom<OwnFieldTexts>((texts) => typeof texts === 'object'),
    customFields: schema
      .array(customFieldSchema)
      .max(20)
      .superRefine((fields, context) => {
        for (const [index, { name }] of fields.entries()) {
          const twice = name !== '' && fields.slice(0, index).some((other) => foldText(other.name) === foldText(name))
          if (twice) {
            context.addIssue({ code: 'custom', path: [index, 'name'], message: says('clients.custom-field-twice') })
          }
        }
      }),
    currency: schema.custom<CurrencyCode | ''>(
      (code) => typeof code === 'string' && (code === '' || isCurrency(code)),
      says('clients.currency-wrong'),
    ),
    locale: schema.string(),
    termsDays: schema
      .string()
      .trim()
      .refine((text) => text === '' || (/^\d{1,3}$/.test(text) && Number(text) <= 180), says('clients.terms-wrong')),
    taxIds: schema.array(schema.custom<TaxRateId>((id) => typeof id === 'string')),
    poNumber: short(60),
    cycle: schema.custom<CycleValues>(
      (values) => typeof values === 'object' && values !== null && 'cycle' in cycleOf(values as CycleValues),
      says('clients.cycle-wrong'),
    ),
    vatId: short(40),
    taxNumber: short(40),
    notes: schema.string().max(10_000, says('clients.too-long')),
  })
  .transform((values): ClientFields => {
    const typed = values.addresses.filter((address) => !isBlankAddress(address))
    const chosen = typed.find(({ isDefault }) => isDefault)
    // One that is new has no id to name it by, but the newest added becomes the default by itself (T-11): it goes last.
    const cycle = cycleOf(values.cycle)
    const addresses = chosen?.addressId === '' ? [...typed.filter((one) => one !== chosen), chosen] : typed
    return {
      name: values.name,
      status: values.trial ? 'trial' : 'active',
      ...given('clientNumber', values.clientNumber),
      ...given('email', values.email),
      ...given('phone', values.phone),
      ...given('website', values.website),
      addresses: addresses.map(addressFields),
      ...(chosen === undefined || chosen.addressId === '' ? {} : { defaultAddressId: chosen.addressId }),
      contacts: values.contacts.filter(({ name }) => name !== '').map(contactFields),
      customFields: values.customFields.filter(({ name, value }) => name !== '' && value !== ''),
      ...(values.currency === '' ? {} : { currency: values.currency }),
      ...given('locale', values.locale),
      ...(values.termsDays === '' ? {} : { termsDays: Number(values.termsDays) }),
      ...(values.taxIds.length === 0 ? {} : { taxIds: values.taxIds }),
      ...given('poNumber', values.poNumber),
      // By hand is what holds without a cycle.
      ...('cycle' in cycle && cycle.cycle?.kind === 'every' ? { billingCycle: cycle.cycle } : {}),
      ...given('vatId', values.vatId),
      ...given('taxNumber', values.taxNumber),
      ...given('notes', values.notes.trim()),
    }
  })

/** An empty form, or one filled from a client. A new client has one address, in the owner's country, ready to be typed. */
export function clientValues(
  client: Client | undefined,
  settings: Pick<AccountSettings, 'country'>,
  today: CalendarDate,
): ClientValues {
  return {
    name: client?.name ?? '',
    trial: client?.status === 'trial',
    clientNumber: client?.clientNumber ?? '',
    email: client?.email ?? '',
    phone: client?.phone ?? '',
    website: client?.website ?? '',
    addresses:
      client === undefined ? [blankAddress(settings.country, true)] : addressesInUse(client).map(addressValues(client)),
    contacts: (client?.contacts ?? []).map(contactValues),
    ownFields: {},
    customFields: (client?.customFields ?? [])
      .filter(({ fieldId }) => fieldId === undefined)
      .map(({ name, value }) => ({ name, value })),
    currency: client?.currency ?? '',
    locale: client?.locale ?? '',
    termsDays: client?.termsDays === undefined ? '' : String(client.termsDays),
    taxIds: [...(client?.taxIds ?? [])],
    poNumber: client?.poNumber ?? '',
    cycle: cycleValues(client?.billingCycle, today),
    vatId: client?.vatId ?? '',
    taxNumber: client?.taxNumber ?? '',
    notes: client?.notes ?? '',
  }
}

/** An address to be typed. */
export function blankAddress(country: string, isDefault: boolean): AddressValues {
  return {
    addressId: '',
    label: '',
    recipient: '',
    line1: '',
    line2: '',
    postalCode: '',
    city: '',
    region: '',
    country,
    isDefault,
  }
}

/** Nothing but a country: an address that was offered and not used. */
function isBlankAddress(address: Omit<AddressValues, 'addressId' | 'isDefault'>): boolean {
  const { label, recipient, line1, line2, postalCode, city, region } = address
  return [label, recipient, line1, line2, postalCode, city, region].every((text) => text.trim() === '')
}

function addressValues(client: Client): (address: Address) => AddressValues {
  const defaultId = defaultAddress(client)?.id
  return (address) => ({
    addressId: address.id,
    label: address.label,
    recipient: address.recipient ?? '',
    line1: address.line1,
    line2: address.line2 ?? '',
    postalCode: address.postalCode ?? '',
    city: address.city,
    region: address.region ?? '',
    country: address.country,
    isDefault: address.id === defaultId,
  })
}

function contactValues({ name, email: address, phone, billing }: Contact): ContactValues {
  return { name, email: address ?? '', phone: phone ?? '', billing }
}

function addressFields(values: AddressValues): ClientFields['addresses'][number] {
  return {
    label: values.label,
    ...given('recipient', values.recipient),
    line1: values.line1,
    ...given('line2', values.line2),
    city: values.city,
    ...given('region', values.region),
    ...given('postalCode', values.postalCode),
    country: values.country,
    ...(values.addressId === '' ? {} : { id: values.addressId }),
  }
}

function contactFields(values: ContactValues): Contact {
  return {
    name: values.name,
    ...given('email', values.email),
    ...given('phone', values.phone),
    billing: values.billing,
  }
}

function given<Key extends string>(key: Key, text: string): { readonly [K in Key]?: string } {
  return (text === '' ? {} : { [key]: text }) as { readonly [K in Key]?: string }
}
