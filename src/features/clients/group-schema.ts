// The form of a billing group: what the fields hold (texts), and what of it goes to `saveBillingGroup`.
import { type GroupFields, offsetBounds } from '../../commands/save-billing-group.ts'
import type { BillingGroup } from '../../core/contract/billing-group.ts'
import type { CalendarDate } from '../../core/date.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { AddressId } from '../../core/ids.ts'
import type { Client, PaymentMethod } from '../../core/model.ts'
import { type MessageKey, t } from '../../i18n/translate.ts'
import { cycleText } from '../blocks/cycle-text.ts'
import { type CycleValues, cycleOf, cycleValues } from '../blocks/cycle-values.ts'
import { type OwnFieldTexts, ownFieldsInWords } from '../blocks/own-fields.ts'
import { paymentMethodText } from '../blocks/payment-methods.ts'
import { schema } from '../blocks/schema.ts'
import type { StaleField } from '../blocks/stale-dialog.tsx'

export interface GroupValues {
  name: string
  recipientName: string
  recipientEmail: string
  /** E-mail addresses, one after the other. */
  cc: string
  addressId: AddressId | ''
  termsDays: string
  poNumber: string
  paymentMethod: PaymentMethod | ''
  offsetWhen: 'on' | 'before' | 'after'
  offsetDays: string
  cycle: CycleValues
  /** Of the account's own fields, by id. */
  ownFields: OwnFieldTexts
}

const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u

function addressesIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((one) => one !== '')
}

/** From the texts of the form to what `saveBillingGroup` takes; messages are translated already. */
export function groupSchema() {
  const short = (limit: number) => schema.string().trim().max(limit, t('clients.too-long'))
  const wholeDays = (text: string, most: number) => /^\d{1,3}$/.test(text) && Number(text) <= most
  return schema
    .object({
      name: schema.string().trim().min(1, t('billing.group-name-missing')).max(200, t('clients.too-long')),
      recipientName: short(200),
      recipientEmail: short(320).refine((text) => text === '' || email.test(text), t('clients.email-wrong')),
      cc: schema.string().refine((text) => addressesIn(text).every((one) => email.test(one)), t('billing.cc-wrong')),
      addressId: schema.custom<AddressId | ''>((id) => typeof id === 'string'),
      termsDays: schema
        .string()
        .trim()
        .refine((text) => text === '' || wholeDays(text, 180), t('clients.terms-wrong')),
      poNumber: short(60),
      paymentMethod: schema.custom<PaymentMethod | ''>((method) => typeof method === 'string'),
      offsetWhen: schema.enum(['on', 'before', 'after']),
      offsetDays: schema.string().trim(),
      cycle: schema.custom<CycleValues>(
        (values) => typeof values === 'object' && values !== null && 'cycle' in cycleOf(values as CycleValues),
        t('clients.cycle-wrong'),
      ),
      ownFields: schema.custom<OwnFieldTexts>((texts) => typeof texts === 'object'),
    })
    .superRefine((values, context) => {
      if (values.recipientEmail !== '' && values.recipientName === '') {
        context.addIssue({ code: 'custom', path: ['recipientName'], message: t('billing.recipient-name-missing') })
      }
      const most = values.offsetWhen === 'before' ? -offsetBounds.earliest : offsetBounds.latest
      if (values.offsetWhen !== 'on' && !wholeDays(values.offsetDays, most)) {
        context.addIssue({ code: 'custom', path: ['offsetDays'], message: t('billing.offset-wrong', { most }) })
      }
    })
    .transform((values): GroupFields => {
      const cycle = cycleOf(values.cycle)
      const days = values.offsetWhen === 'on' ? 0 : Number(values.offsetDays)
      const { recipientName, recipientEmail, addressId, termsDays, poNumber, paymentMethod } = values
      return {
        name: values.name,
        offsetDays: values.offsetWhen === 'before' && days !== 0 ? -days : days,
        ...('cycle' in cycle && cycle.cycle !== undefined ? { cycle: cycle.cycle } : {}),
        ...(recipientName === ''
          ? {}
          : { recipient: { name: recipientName, ...(recipientEmail === '' ? {} : { email: recipientEmail }) } }),
        cc: addressesIn(values.cc),
        ...(addressId === '' ? {} : { addressId }),
        ...(termsDays === '' ? {} : { termsDays: Number(termsDays) }),
        ...(poNumber === '' ? {} : { poNumber }),
        ...(paymentMethod === '' ? {} : { paymentMethod }),
      }
    })
}

/** A new group's fields, or one's own. */
export function groupValues(group: BillingGroup | undefined, today: CalendarDate): GroupValues {
  const offset = group?.offsetDays ?? 0
  return {
    name: group?.name ?? '',
    recipientName: group?.recipient?.name ?? '',
    recipientEmail: group?.recipient?.email ?? '',
    cc: (group?.cc ?? []).join(', '),
    addressId: group?.addressId ?? '',
    termsDays: group?.termsDays === undefined ? '' : String(group.termsDays),
    poNumber: group?.poNumber ?? '',
    paymentMethod: group?.paymentMethod ?? '',
    offsetWhen: offset === 0 ? 'on' : offset < 0 ? 'before' : 'after',
    offsetDays: offset === 0 ? '' : String(Math.abs(offset)),
    cycle: cycleValues(group?.cycle, today, ''),
    ownFields: {},
  }
}

const labels: Readonly<Record<keyof GroupValues, MessageKey>> = {
  name: 'billing.group-name',
  recipientName: 'billing.recipient',
  recipientEmail: 'billing.recipient-email',
  cc: 'billing.cc',
  addressId: 'billing.group-address',
  termsDays: 'clients.terms',
  poNumber: 'clients.po-number',
  paymentMethod: 'billing.payment-method',
  offsetWhen: 'billing.offset',
  offsetDays: 'billing.offset-days',
  cycle: 'billing.cycle',
  ownFields: 'fields.title',
}

/**
 * The fields in which mine and theirs differ, in words (G-2).
 * @param base what the form started from: a field that I left alone is theirs at first
 */
export function groupDifferences(
  mine: GroupValues,
  theirs: GroupValues,
  base: GroupValues,
  words: {
    readonly locale: string
    readonly client: Pick<Client, 'addresses'>
    readonly fields: readonly FieldDefinition[]
  },
): StaleField[] {
  const inWords = (values: GroupValues, name: keyof GroupValues): string => {
    switch (name) {
      case 'cycle': {
        const read = cycleOf(values.cycle)
        if (!('cycle' in read)) return ''
        return values.cycle.kind === '' ? t('billing.as-client') : cycleText(read.cycle, words.locale)
      }
      case 'ownFields':
        return ownFieldsInWords(words.fields, values.ownFields)
      case 'addressId':
        return words.client.addresses.find(({ id }) => id === values.addressId)?.line1 ?? t('billing.as-client')
      case 'paymentMethod':
        return values.paymentMethod === '' ? '' : paymentMethodText(values.paymentMethod)
      case 'offsetWhen':
        return t(`billing.offset-${values.offsetWhen}`)
      default:
        return values[name]
    }
  }
  return (Object.keys(labels) as (keyof GroupValues)[])
    .map((name) => ({
      name,
      label: t(labels[name]),
      mine: inWords(mine, name),
      theirs: inWords(theirs, name),
      changedByMe: inWords(mine, name) !== inWords(base, name),
    }))
    .filter((field) => field.mine !== field.theirs)
}

/** My values, with theirs for some fields. */
export function mergedGroup(mine: GroupValues, theirs: GroupValues, fromTheirs: readonly string[]): GroupValues {
  const picked = Object.entries(theirs).filter(([name]) => fromTheirs.includes(name))
  return { ...mine, ...(Object.fromEntries(picked) as Partial<GroupValues>) }
}
