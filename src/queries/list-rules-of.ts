// The rules of one client or billing group: what is done otherwise there.
import type { AutomationRule } from '../core/automation/rule.ts'
import type { BillingGroupId, ClientId } from '../core/ids.ts'
import type { Books } from './account-entries.ts'
import { nameSubjects, type SubjectName } from './name-subjects.ts'

export interface RulesOf {
  readonly rules: readonly AutomationRule[]
  readonly names: ReadonlyMap<string, SubjectName>
  readonly endpoints: ReadonlyMap<string, string>
}

/** Rules for the client and all its groups; with `groupId` those in force for that group: its own, and its client's. */
export async function listRulesOf(books: Books, clientId: ClientId, groupId?: BillingGroupId): Promise<RulesOf> {
  const own = await books.rules.filter(({ scope }) => scope.kind !== 'account' && scope.clientId === clientId).toArray()
  const rules = own.filter(
    ({ scope }) => groupId === undefined || scope.kind !== 'group' || scope.billingGroupId === groupId,
  )
  if (rules.length === 0) return { rules, names: new Map(), endpoints: new Map() }
  const groups = rules.flatMap(({ scope }) => (scope.kind === 'group' ? [scope.billingGroupId as string] : []))
  const [names, endpoints] = await Promise.all([nameSubjects(books, [clientId, ...groups]), books.endpoints.toArray()])
  return { rules, names, endpoints: new Map(endpoints.map(({ id, name }) => [id, name])) }
}
