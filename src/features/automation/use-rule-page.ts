import type { AutomationRule } from '../../core/automation/rule.ts'
import type { RuleState } from '../../core/automation/run.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { RuleId } from '../../core/ids.ts'
import type { RuleNames } from '../../i18n/rule-text.ts'
import { listEndpoints } from '../../queries/list-endpoints.ts'
import { listFields } from '../../queries/list-fields.ts'
import { listRules } from '../../queries/list-rules.ts'
import { nameSubjects } from '../../queries/name-subjects.ts'
import { subjectText } from '../blocks/subject-link.tsx'
import { useRows } from '../blocks/use-rows.ts'

/** What the page of rules shows. */
export interface RulePage {
  readonly rules: readonly AutomationRule[]
  readonly states: ReadonlyMap<RuleId, RuleState>
  readonly names: RuleNames
  readonly mailEndpoints: readonly { readonly id: string; readonly name: string }[]
  readonly webhookEndpoints: readonly { readonly id: string; readonly name: string }[]
  /** Ids of all rules: a built-in one is there once for each client and group. */
  readonly taken: ReadonlySet<RuleId>
  /** The account's own fields, archived ones too. */
  readonly fields: readonly FieldDefinition[]
}

/** Of a rule that names no row. */
export const noNames: RuleNames = { client: () => undefined, group: () => undefined, endpoint: () => undefined }

/** The rules with what they did last and the names of what they speak of; undefined until they are read. */
export function useRulePage(): RulePage | undefined {
  return useRows(async (books): Promise<RulePage> => {
    const [{ rules, states }, endpoints, fields] = await Promise.all([
      listRules(books),
      listEndpoints(books),
      listFields(books),
    ])
    const names = await nameSubjects(books, rules.flatMap(idsIn))
    const of = (purpose: 'mail' | 'webhook') =>
      endpoints.flatMap(({ endpoint }) =>
        endpoint.purpose === purpose ? [{ id: endpoint.id, name: endpoint.name }] : [],
      )
    return {
      rules,
      states,
      names: {
        client: (id) => names.get(id)?.clientName,
        group: (id) => {
          const name = names.get(id)
          return name === undefined ? undefined : subjectText(name)
        },
        endpoint: (id) => endpoints.find(({ endpoint }) => endpoint.id === id)?.endpoint.name,
      },
      mailEndpoints: of('mail'),
      webhookEndpoints: of('webhook'),
      fields,
      taken: new Set(rules.map(({ id }) => id)),
    }
  }, [])
}

/** The clients and groups that a rule speaks of. */
function idsIn({ scope, kind, parameters }: AutomationRule): string[] {
  const whom =
    scope.kind === 'account' ? [] : [scope.clientId, ...(scope.kind === 'group' ? [scope.billingGroupId] : [])]
  if (kind !== 'own') return whom
  return [...whom, ...parameters.conditions.flatMap((each) => (each.kind === 'client-is' ? each.clientIds : []))]
}
