// What the commands that write rules share.
import type { RuleFields } from '../core/automation/check-rule.ts'
import { sameParameters } from '../core/automation/presets.ts'
import type { AutomationRule, RuleParameters, RuleScope } from '../core/automation/rule.ts'
import { foldTag } from '../core/automation/tags.ts'
import { invalid } from '../core/check-fields.ts'
import type { Envelope } from '../core/envelope.ts'
import type { ClientId, EndpointId } from '../core/ids.ts'
import type { ReminderStep } from '../core/plan-reminders.ts'
import type { Problem } from '../core/problem.ts'
import type { Books } from './books.ts'

/** What a rule is called in the audit: the owner's name for it, or its kind. */
export function ruleName(rule: AutomationRule): string {
  return rule.kind === 'own' ? rule.parameters.name : rule.kind
}

/** Problems: `not-found` for the scope; `field-invalid` for an endpoint, a client or a tax that is not there or does not fit. */
export async function unknownReference(books: Books, rule: RuleFields): Promise<Problem | undefined> {
  const { db } = books
  const { scope, kind, parameters } = rule
  if (scope.kind !== 'account') {
    const client = await db.clients.get(scope.clientId)
    if (client === undefined) return { code: 'not-found', entity: 'client', id: scope.clientId }
  }
  if (scope.kind === 'group') {
    const group = await db.billingGroups.get(scope.billingGroupId)
    if (group?.clientId !== scope.clientId) {
      return { code: 'not-found', entity: 'billingGroup', id: scope.billingGroupId }
    }
  }
  if ((kind === 'sending' || kind === 'reminders') && parameters.way.kind === 'endpoint') {
    return unknownEndpoint(books, 'endpointId', parameters.way.endpointId, 'mail')
  }
  if (kind === 'late-fees') {
    const taxes = await db.taxRates.bulkGet([...parameters.taxIds])
    return taxes.includes(undefined) ? invalid('taxIds', 'missing') : undefined
  }
  if (kind !== 'own') return undefined
  for (const [index, action] of parameters.actions.entries()) {
    if (action.kind !== 'webhook') continue
    const problem = await unknownEndpoint(books, `actions.${index}.endpointId`, action.endpointId, 'webhook')
    if (problem !== undefined) return problem
  }
  for (const [index, condition] of parameters.conditions.entries()) {
    if (condition.kind !== 'client-is') continue
    const clients = await db.clients.bulkGet([...condition.clientIds] as ClientId[])
    if (clients.includes(undefined)) return invalid(`conditions.${index}.clientIds`, 'missing')
  }
  return undefined
}

async function unknownEndpoint(
  { db }: Books,
  field: string,
  id: EndpointId,
  purpose: 'mail' | 'webhook',
): Promise<Problem | undefined> {
  return (await db.endpoints.get(id))?.purpose === purpose ? undefined : invalid(field, 'missing')
}

type Kept = { readonly [Key in keyof RuleFields]: RuleFields[Key] }

/**
 * The fields with what commands keep in them: since when the rule counts, the numbers of reminder steps, folded tags.
 * Switched on, or with other terms, it counts from today: nothing that would have been before is caught up.
 */
export function keptParameters(
  fields: RuleFields & { readonly state: AutomationRule['state'] },
  before: AutomationRule | undefined,
  { today, now }: Pick<Envelope, 'today' | 'now'>,
): Kept {
  const { kind, scope } = fields
  const stays = before?.state === 'on' && fields.state === 'on'
  switch (kind) {
    case 'reminders': {
      const was = before?.kind === 'reminders' ? before.parameters : undefined
      const { steps, lastStep } = numberedSteps(fields.parameters.steps, was)
      const same =
        was !== undefined && sameParameters(was, { ...fields.parameters, way: was.way, attachPdf: was.attachPdf })
      const since = stays && same ? was.since : today
      const { since: _since, ...rest } = fields.parameters
      return { kind, scope, parameters: { ...rest, steps, lastStep, ...(since === undefined ? {} : { since }) } }
    }
    case 'late-fees': {
      const was = before?.kind === 'late-fees' ? before.parameters : undefined
      const { description } = fields.parameters
      const same = was !== undefined && sameParameters({ ...was, description }, fields.parameters)
      const since = stays && same ? was.since : today
      const { since: _since, ...rest } = fields.parameters
      return { kind, scope, parameters: { ...rest, ...(since === undefined ? {} : { since }) } }
    }
    case 'own': {
      const was = before?.kind === 'own' ? before.parameters : undefined
      const same = was !== undefined && JSON.stringify(was.when) === JSON.stringify(fields.parameters.when)
      const since = (stays && same ? was.since : undefined) ?? { on: today, at: now }
      return { kind, scope, parameters: { ...foldedTags(fields.parameters), since } }
    }
    default:
      return { kind, scope, parameters: fields.parameters } as Kept
  }
}

function foldedTags(rule: RuleParameters['own']): RuleParameters['own'] {
  const { name, when, limit } = rule
  return {
    name: name.trim(),
    when,
    limit,
    conditions: rule.conditions.map((each) =>
      each.kind === 'client-tag' || each.kind === 'invoice-tag' ? { ...each, tag: foldTag(each.tag) } : each,
    ),
    actions: rule.actions.map((each) => (each.kind === 'tag' ? { ...each, tag: foldTag(each.tag) } : each)),
  }
}

/**
 * Steps in the order of their days. A step keeps its number while its day stays; a new one gets a number that none ever
 * had, since the number stands in the keys of what was sent.
 */
function numberedSteps(
  steps: readonly ReminderStep[],
  before: RuleParameters['reminders'] | undefined,
): { readonly steps: readonly ReminderStep[]; readonly lastStep: number } {
  const known = new Map(before?.steps.map(({ days, step }) => [days, step]))
  let last = Math.max(before?.lastStep ?? 0, ...known.values(), 0)
  const numbered = [...steps]
    .sort((left, right) => left.days - right.days)
    .map(({ days }): ReminderStep => {
      const step = known.get(days)
      if (step !== undefined) return { step, days }
      last += 1
      return { step: last, days }
    })
  return { steps: numbered, lastStep: last }
}

/** What the rule decides for is planned again at the next run. */
export async function wakeScope(
  books: Books,
  { kind, scope }: { readonly kind: AutomationRule['kind']; readonly scope: RuleScope },
  { today }: Pick<Envelope, 'today'>,
): Promise<void> {
  if (kind !== 'finalization' && kind !== 'reminders' && kind !== 'late-fees' && kind !== 'collection') return
  if (scope.kind === 'account') return books.wakeAll()
  if (scope.kind === 'group') return books.sleepUntil(scope.billingGroupId, today)
  const groups = await books.db.billingGroups.where('clientId').equals(scope.clientId).primaryKeys()
  for (const id of groups) books.sleepUntil(id, today)
}
