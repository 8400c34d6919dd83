// Whether what a rule looks at is what it is for.
import { defaultAddress } from '../client-addresses.ts'
import type { BillingGroup } from '../contract/billing-group.ts'
import type { Contract } from '../contract/contract.ts'
import { type CalendarDate, compareDates, daysBetween, parseCalendarDate } from '../date.ts'
import { compareDecimals, parseDecimal } from '../decimal.ts'
import type { BillingGroupId, RuleId } from '../ids.ts'
import type { Client, Invoice } from '../model.ts'
import { type CurrencyCode, type Minor, ZERO } from '../money.ts'
import { foldText } from '../search-words.ts'
import type { RuleCondition, RuleSubject } from './own-rule.ts'
import type { RuleScope } from './rule.ts'
import { foldTag } from './tags.ts'

/** Everything about one row that conditions ask for. */
export interface RuleFacts {
  readonly kind: RuleSubject
  readonly id: string
  readonly client: Pick<
    Client,
    'id' | 'name' | 'status' | 'tags' | 'customFields' | 'addresses' | 'defaultAddressId' | 'currency'
  >
  /** What new charges of the client are in: its own currency, else the account's. */
  readonly clientCurrency: CurrencyCode
  /** All that is due of the client's open invoices, by currency; a currency that is missing has nothing due. */
  readonly clientDue: ReadonlyMap<CurrencyCode, Minor>
  /** Of an invoice. */
  readonly invoice?: Invoice
  /** Of an invoice: the own rule that made all of its charges, where it is one. */
  readonly madeBy?: RuleId
  /** Of a contract. */
  readonly contract?: Contract
  /** Of an invoice or a contract, where a rule may ask for its own fields. */
  readonly group?: Pick<BillingGroup, 'customFields'>
  /** Of an invoice: the contracts that it bills, likewise. */
  readonly contracts?: readonly Pick<Contract, 'customFields'>[]
}

/** The group of an invoice or contract. */
export function groupOf({ invoice, contract }: RuleFacts): BillingGroupId | undefined {
  return invoice?.billingGroupId ?? contract?.billingGroupId
}

/** Whether the row lies within the rule's scope; a client lies within the scope of each of its groups. */
export function inScope(scope: RuleScope, facts: RuleFacts): boolean {
  if (scope.kind === 'account') return true
  if (facts.client.id !== scope.clientId) return false
  const group = groupOf(facts)
  return scope.kind === 'client' || group === undefined || group === scope.billingGroupId
}

/** The place of the first condition that does not hold; undefined when all do. */
export function firstUnmet(
  conditions: readonly RuleCondition[],
  facts: RuleFacts,
  today: CalendarDate,
): number | undefined {
  const index = conditions.findIndex((condition) => !holds(condition, facts, today))
  return index === -1 ? undefined : index
}

/** Whether one condition holds on the day. What a row does not have is never equal to anything (R-28 for currencies). */
export function holds(condition: RuleCondition, facts: RuleFacts, today: CalendarDate): boolean {
  const { client, invoice } = facts
  switch (condition.kind) {
    case 'client-is':
      return condition.clientIds.includes(client.id) === (condition.not === 0)
    case 'client-status':
      return client.status === condition.status
    case 'client-tag':
      return has(client.tags, condition.tag) === (condition.not === 0)
    case 'client-country': {
      const address = defaultAddress(client)
      return address?.country === condition.country
    }
    case 'currency':
      return (invoice?.currency ?? facts.contract?.currency ?? facts.clientCurrency) === condition.currency
    case 'amount':
      return amountHolds(condition, facts)
    case 'age':
      return ageHolds(condition, facts, today)
    case 'invoice-state':
      return invoice !== undefined && condition.states.includes(invoice.state)
    case 'invoice-tag':
      return invoice !== undefined && has(invoice.tags, condition.tag) === (condition.not === 0)
    case 'custom-field':
      return fieldHolds(condition, facts)
  }
}

type FieldCondition = Extract<RuleCondition, { kind: 'custom-field' }>

/** A row without the field has no such value: only "is not" holds for it. Of several contracts one is enough. */
function fieldHolds(condition: FieldCondition, facts: RuleFacts): boolean {
  const name = foldText(condition.name)
  const values = bearersOf(condition, facts)
    .flatMap(({ customFields }) => customFields ?? [])
    .filter(({ fieldId, name: named }) =>
      condition.fieldId === undefined || fieldId === undefined
        ? foldText(named) === name
        : fieldId === condition.fieldId,
    )
    .map(({ value }) => value)
  const { is } = condition
  if (is === 'not') return !values.some((value) => compareValues(condition, value) === 0)
  return values.some((value) => {
    const order = compareValues(condition, value)
    if (order === undefined) return false
    if (is === undefined) return order === 0
    return is === 'at-least' ? order >= 0 : order < 0
  })
}

function bearersOf({ of }: FieldCondition, facts: RuleFacts): readonly Pick<Client, 'customFields'>[] {
  const { client, group, invoice, contract, contracts = [] } = facts
  const one = { group, invoice }
  if (of === undefined) return [client]
  if (of === 'contract') return contract === undefined ? contracts : [contract]
  const found = one[of]
  return found === undefined ? [] : [found]
}

/** Below 0, 0 or above: how a row's value stands to the rule's; undefined where it cannot be compared so. */
function compareValues({ compare, value }: FieldCondition, found: string): number | undefined {
  if (compare === undefined) return foldText(found) === foldText(value) ? 0 : undefined
  if (compare === 'number') {
    const [left, right] = [parseDecimal(found), parseDecimal(value)]
    return left === undefined || right === undefined ? undefined : compareDecimals(left, right)
  }
  const [left, right] = [parseCalendarDate(found), parseCalendarDate(value)]
  return left === undefined || right === undefined ? undefined : compareDates(left, right)
}

function has(tags: readonly string[] | undefined, tag: string): boolean {
  return tags?.includes(foldTag(tag)) === true
}

function amountHolds(
  { of, is, amount, currency }: Extract<RuleCondition, { kind: 'amount' }>,
  { invoice, clientDue }: RuleFacts,
): boolean {
  let found: Minor
  if (of === 'client-due') found = clientDue.get(currency) ?? ZERO
  else if (invoice === undefined || invoice.currency !== currency) return false
  else found = of === 'gross' ? invoice.gross : dueOf(invoice)
  return is === 'at-least' ? found >= amount : found < amount
}

/** A draft is nobody's debt. */
function dueOf(invoice: Invoice): Minor {
  return invoice.state === 'draft' ? ZERO : invoice.amountDue
}

function ageHolds(
  { of, is, days }: Extract<RuleCondition, { kind: 'age' }>,
  { invoice }: RuleFacts,
  today: CalendarDate,
): boolean {
  if (invoice === undefined || invoice.state === 'draft') return false
  const age = daysBetween(of === 'issued' ? invoice.issuedOn : invoice.dueOn, today)
  return is === 'at-least' ? age >= days : age < days
}
