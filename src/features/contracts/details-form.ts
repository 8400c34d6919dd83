// The form of a contract's details: what is not agreed from a day on.
import type { Resolver } from 'react-hook-form'
import type { ChangeContract } from '../../commands/change-contract.ts'
import type { Contract } from '../../core/contract/contract.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { BillingGroupId } from '../../core/ids.ts'
import { type MessageKey, t } from '../../i18n/translate.ts'
import { type OwnFieldTexts, ownFieldsInWords } from '../blocks/own-fields.ts'
import type { StaleField } from '../blocks/stale-dialog.tsx'
import { errorsAt, readRenewal } from './contract-form.ts'
import type { Refuse } from './price-form.ts'
import type { RenewalValues } from './renewal-fields.tsx'

export interface DetailsValues extends RenewalValues {
  name: string
  contractNumber: string
  poNumber: string
  notes: string
  renews: boolean
  billingGroupId: BillingGroupId
  /** Of the account's own fields, by id. */
  ownFields: OwnFieldTexts
}

/** A contract's details as the form shows them. */
export function detailsValues(contract: Contract): DetailsValues {
  const { renewal } = contract
  const years = renewal === undefined || renewal.length.unit === 'year'
  return {
    name: contract.name,
    contractNumber: contract.contractNumber ?? '',
    poNumber: contract.poNumber ?? '',
    notes: contract.notes ?? '',
    renews: renewal !== undefined,
    renewEvery: String(renewal?.length.every ?? 1),
    renewUnit: years ? 'year' : 'month',
    noticeDays: String(renewal?.noticeDays ?? 30),
    billingGroupId: contract.billingGroupId,
    ownFields: {},
  }
}

/** From the texts of the form to what `changeContract` takes; what was left as it was is not sent. */
export function detailsResolver(contract: Contract): Resolver<DetailsValues, unknown, ChangeContract['changes']> {
  return (values) => {
    const problems = new Map<string, string>()
    const refuse: Refuse = (path, message) => {
      problems.set(path, message)
      return undefined
    }
    if (values.name.trim() === '') refuse('name', t('contracts.name-missing'))
    const terms = values.renews ? readRenewal(values, refuse) : null
    if (problems.size > 0) return { values: {}, errors: errorsAt(problems) }
    const { name, contractNumber, poNumber, notes, billingGroupId } = values
    const before = detailsValues(contract)
    const renewalKept = renewalText(values) === renewalText(before)
    return {
      values: {
        name: name.trim(),
        contractNumber: contractNumber.trim(),
        poNumber: poNumber.trim(),
        notes: notes.trim(),
        ...(!renewalKept && terms !== undefined && { renewal: terms }),
        ...(billingGroupId !== contract.billingGroupId && { billingGroupId }),
      },
      errors: {},
    }
  }
}

const labels = {
  name: 'contracts.name',
  contractNumber: 'contracts.contract-number',
  poNumber: 'contracts.po-number',
  notes: 'contracts.notes',
} as const satisfies Partial<Record<keyof DetailsValues, MessageKey>>

const renewalNames = ['renews', 'renewEvery', 'renewUnit', 'noticeDays'] as const

/** The fields in which two versions differ, in words (G-2); the renewal is one of them. */
export function detailsDifferences(
  mine: DetailsValues,
  theirs: DetailsValues,
  base: DetailsValues,
  groupName: (id: BillingGroupId) => string,
  fields: readonly FieldDefinition[] = [],
): StaleField[] {
  const field = (name: string, label: MessageKey, words: (values: DetailsValues) => string): StaleField => ({
    name,
    label: t(label),
    mine: words(mine),
    theirs: words(theirs),
    changedByMe: words(mine) !== words(base),
  })
  const texts = (Object.keys(labels) as (keyof typeof labels)[]).map((name) =>
    field(name, labels[name], (values) => values[name]),
  )
  return [
    ...texts,
    field('renewal', 'contracts.renewal', renewalText),
    field('ownFields', 'fields.title', (values) => ownFieldsInWords(fields, values.ownFields)),
    field('billingGroupId', 'contracts.group', (values) => groupName(values.billingGroupId)),
  ].filter((each) => each.mine !== each.theirs)
}

/** My values, with theirs for some fields. */
export function mergedDetails(
  mine: DetailsValues,
  theirs: DetailsValues,
  fromTheirs: readonly string[],
): DetailsValues {
  const names = fromTheirs.flatMap((name) => (name === 'renewal' ? renewalNames : [name]))
  const picked = Object.entries(theirs).filter(([name]) => (names as string[]).includes(name))
  return { ...mine, ...(Object.fromEntries(picked) as Partial<DetailsValues>) }
}

function renewalText(values: DetailsValues): string {
  if (!values.renews) return ''
  const every = Number(values.renewEvery)
  if (!Number.isInteger(every)) return values.renewEvery
  return t('contracts.renewal-says', {
    length: t(`contracts.length-${values.renewUnit}`, { every }),
    days: values.noticeDays,
  })
}
