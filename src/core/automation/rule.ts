// The rules that run by themselves, as rows: what the account does, and what a client or a group does otherwise
// (requirements.md section F, M-5, M-6, W-16). Billing and renewals are switched where they are agreed: settings, groups
// and contracts.
import type { Instant } from '../date.ts'
import type { BillingGroupId, ClientId, EndpointId, RuleId } from '../ids.ts'
import type { LateFeeRule } from '../late-fee-rule.ts'
import type { FinalizationPolicy } from '../plan-finalization.ts'
import type { ReminderRule } from '../plan-reminders.ts'
import type { OwnRule } from './own-rule.ts'

/** Whom a rule is for. The most specific one that there is decides alone: group, then client, then account. */
export type RuleScope =
  | { readonly kind: 'account' }
  | { readonly kind: 'client'; readonly clientId: ClientId }
  | { readonly kind: 'group'; readonly billingGroupId: BillingGroupId; readonly clientId: ClientId }

/** How a message leaves: prepared for the owner to send, or delivered to the owner's own mail endpoint. */
export type SendingWay = { readonly kind: 'prepare' } | { readonly kind: 'endpoint'; readonly endpointId: EndpointId }

/** M-5: whether an invoice is sent when it becomes final, how, and what goes with it. */
export interface SendingRule {
  readonly when: 'on-finalize' | 'by-hand'
  readonly way: SendingWay
  readonly attachPdf: 0 | 1
  /** Lists the client's other unpaid invoices below the text. */
  readonly listUnpaid: 0 | 1
}

/** What each built-in kind of rule is set to. */
export interface RuleParameters {
  readonly finalization: FinalizationPolicy
  readonly sending: SendingRule
  readonly reminders: ReminderRule & { readonly way: SendingWay; readonly attachPdf: 0 | 1 }
  /** `description` is the line on the invoice; `{number}` stands for the number of the late one. */
  readonly 'late-fees': LateFeeRule & { readonly description: string }
  /** M-27: whole days after a failed attempt on which the next one is made, one number for each; none: never again. */
  readonly collection: { readonly retryAfterDays: readonly number[] }
  /** G-1: whole days since the last backup after which it is asked for. */
  readonly backup: { readonly afterDays: number }
  readonly own: OwnRule
}

export type RuleKind = keyof RuleParameters
export type BuiltInKind = Exclude<RuleKind, 'own'>

interface RuleRow {
  /** Built-in: `<kind>/account`, `<kind>/cli_...`, `<kind>/grp_...`, one of each at most. Own: `rul_...`. */
  readonly id: RuleId
  readonly version: number
  readonly scope: RuleScope
  /** Off at a client or group switches the account's off for it. */
  readonly state: 'on' | 'off'
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export type RuleOf<Kind extends RuleKind> = RuleRow & {
  readonly kind: Kind
  readonly parameters: RuleParameters[Kind]
}

export type AutomationRule = { readonly [Kind in RuleKind]: RuleOf<Kind> }[RuleKind]

export function builtInRuleId(kind: BuiltInKind, scope: RuleScope): RuleId {
  return `${kind}/${scopeId(scope)}` as RuleId
}

/** `account`, or the id of the client or group. */
export function scopeId(scope: RuleScope): string {
  return scope.kind === 'account' ? 'account' : scope.kind === 'client' ? scope.clientId : scope.billingGroupId
}

/** What holds where nobody has said anything. */
export const defaultSending: SendingRule = { when: 'by-hand', way: { kind: 'prepare' }, attachPdf: 1, listUnpaid: 0 }
export const defaultBackupDays = 14

/** The account's built-in rules, as looked up for a group: its own, its client's, the account's. */
export type RuleBook = ReadonlyMap<RuleId, AutomationRule>

/**
 * The rule in force for a group: the most specific row decides whole; `undefined` where there is none or it is off
 * (`state` tells apart: see `ruleRow`).
 */
export function ruleFor<Kind extends BuiltInKind>(
  rules: RuleBook,
  kind: Kind,
  of: { readonly billingGroupId: BillingGroupId; readonly clientId: ClientId },
): RuleOf<Kind> | undefined {
  const row = ruleRow(rules, kind, of)
  return row?.state === 'on' ? row : undefined
}

/** As `ruleFor`, off or on. */
export function ruleRow<Kind extends BuiltInKind>(
  rules: RuleBook,
  kind: Kind,
  { billingGroupId, clientId }: { readonly billingGroupId: BillingGroupId; readonly clientId: ClientId },
): RuleOf<Kind> | undefined {
  const row =
    rules.get(`${kind}/${billingGroupId}` as RuleId) ??
    rules.get(`${kind}/${clientId}` as RuleId) ??
    rules.get(`${kind}/account` as RuleId)
  return row as RuleOf<Kind> | undefined
}
