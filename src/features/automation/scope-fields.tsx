import { type BuiltInKind, builtInRuleId, type RuleScope } from '../../core/automation/rule.ts'
import type { BillingGroupId, ClientId, RuleId } from '../../core/ids.ts'
import { t } from '../../i18n/translate.ts'
import { listBillingGroups } from '../../queries/list-billing-groups.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { ClientPicker } from '../blocks/client-picker.tsx'
import { useRows } from '../blocks/use-rows.ts'

export interface ScopeChoice {
  readonly clientId?: ClientId
  readonly currency?: string
  readonly scope?: RuleScope
  /** The exception is that the rule does not hold there at all. */
  readonly off: boolean
}

/** Whom an exception is for: a client, or one of its billing groups. */
export function ScopeFields(props: {
  readonly kind: BuiltInKind
  readonly taken: ReadonlySet<RuleId>
  readonly value: ScopeChoice
  readonly onChange: (choice: ScopeChoice) => void
  readonly error?: string | undefined
}) {
  const { kind, taken, value, onChange } = props
  const { clientId } = value
  const groups = useRows(
    async (books) => (clientId === undefined ? [] : listBillingGroups(books, clientId)),
    [clientId ?? ''],
  )
  const scopes: readonly { readonly value: string; readonly label: string; readonly scope: RuleScope }[] =
    clientId === undefined
      ? []
      : [
          { value: clientId, label: t('automation.scope-whole-client'), scope: { kind: 'client', clientId } },
          ...(groups ?? [])
            .filter((group) => group.clientId === clientId && (groups ?? []).length > 1)
            .map((group) => ({
              value: group.id as string,
              label: t('automation.scope-group', { name: group.name }),
              scope: { kind: 'group', billingGroupId: group.id as BillingGroupId, clientId } as const,
            })),
        ]
  const chosen = value.scope?.kind === 'group' ? value.scope.billingGroupId : (clientId ?? '')
  const there = value.scope !== undefined && taken.has(builtInRuleId(kind, value.scope))
  return (
    <Stack gap={3}>
      <Columns gap={3}>
        <ClientPicker
          label={t('automation.scope-client')}
          value={clientId ?? ''}
          error={props.error ?? (there ? t('automation.scope-taken') : undefined)}
          onChange={(id, client) =>
            onChange(
              id === ''
                ? { off: value.off }
                : {
                    clientId: id,
                    scope: { kind: 'client', clientId: id },
                    off: value.off,
                    ...(client?.currency !== undefined && { currency: client.currency }),
                  },
            )
          }
        />
        {scopes.length > 1 && (
          <SelectField
            label={t('automation.scope-part')}
            value={chosen}
            options={scopes.map((each) => ({ value: each.value, label: each.label }))}
            onChange={(event) => {
              const scope = scopes.find((each) => each.value === event.target.value)?.scope
              if (scope !== undefined) onChange({ ...value, scope })
            }}
          />
        )}
      </Columns>
      <Segmented
        label={t('automation.exception-kind')}
        value={value.off ? 'off' : 'on'}
        onChange={(on) => onChange({ ...value, off: on === 'off' })}
        options={[
          { value: 'on', label: t('automation.exception-other') },
          { value: 'off', label: t('automation.exception-off') },
        ]}
      />
      {value.off && <Text tone="quiet">{t('automation.exception-off-help')}</Text>}
    </Stack>
  )
}
