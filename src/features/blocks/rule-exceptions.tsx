import type { BillingGroupId, ClientId } from '../../core/ids.ts'
import { ruleText } from '../../i18n/rule-text.ts'
import { t } from '../../i18n/translate.ts'
import { listRulesOf } from '../../queries/list-rules-of.ts'
import { Link } from '../../ui/link.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import { subjectText } from './subject-link.tsx'
import { useRows } from './use-rows.ts'

/** What rules do otherwise for a client and its groups, or for one group, one line each; nothing where they do not. */
export function RuleExceptions(props: { readonly clientId: ClientId; readonly groupId?: BillingGroupId }) {
  const { clientId, groupId } = props
  const { locale } = useRuntime().settings
  const found = useRows((books) => listRulesOf(books, clientId, groupId), [clientId, groupId ?? ''])
  if (found === undefined || found.rules.length === 0) return null
  const names = {
    client: (id: string) => found.names.get(id)?.clientName,
    group: (id: string) => {
      const name = found.names.get(id)
      return name === undefined ? undefined : subjectText(name)
    },
    endpoint: (id: string) => found.endpoints.get(id),
  }
  return (
    <Stack gap={1}>
      <Text tone="quiet" size={1}>
        {t('automation.rules-here')}
      </Text>
      <ul>
        {found.rules.map((rule) => (
          <li key={rule.id}>
            <Link to="/automation">
              {rule.kind === 'own' || rule.state === 'on'
                ? ruleText(rule, names, locale)
                : t('automation.exception-is-off', {
                    name:
                      (rule.scope.kind === 'group' ? names.group(rule.scope.billingGroupId) : names.client(clientId)) ??
                      '',
                    sentence: t(`automation.off-${rule.kind}`),
                  })}
            </Link>
          </li>
        ))}
      </ul>
    </Stack>
  )
}
