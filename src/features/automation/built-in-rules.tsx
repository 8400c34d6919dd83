import { useState } from 'react'
import {
  type AutomationRule,
  type BuiltInKind,
  builtInRuleId,
  defaultBackupDays,
  type RuleParameters,
} from '../../core/automation/rule.ts'
import { ruleText, settingsRuleTexts } from '../../i18n/rule-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button, ButtonLink, IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Section } from '../../ui/section.tsx'
import { Row } from '../../ui/stack.tsx'
import { useRuntime } from '../runtime.tsx'
import { DryRunDialog } from './dry-run-dialog.tsx'
import { LastRun } from './last-run.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import styles from './rule-row.module.css'
import { RuleRow } from './rule-row.tsx'
import { useRuleActs } from './use-rule-acts.ts'
import type { RulePage } from './use-rule-page.ts'

const kinds: readonly BuiltInKind[] = ['finalization', 'sending', 'collection', 'reminders', 'late-fees', 'backup']
const withoutExceptions: readonly BuiltInKind[] = ['backup']

/** The rules that the app comes with, in the order in which an invoice meets them. */
export function BuiltInRules({ page }: { readonly page: RulePage }) {
  const { settings } = useRuntime()
  const acts = useRuleActs()
  const [edited, setEdited] = useState<{
    readonly kind: BuiltInKind
    readonly rule?: AutomationRule
    /** A new exception; else the account's own. */
    readonly exception?: true
  }>()
  const [tried, setTried] = useState<BuiltInKind | 'billing'>()
  const texts = settingsRuleTexts(settings)
  const account = (kind: BuiltInKind) => page.rules.find(({ id }) => id === builtInRuleId(kind, { kind: 'account' }))

  return (
    <Section flush title={t('automation.rules')}>
      <ul>
        <RuleRow
          name={t('automation.kind-billing')}
          sentence={texts.billing}
          on={settings.billing.mode === 'automatic'}
          onTurn={(on) => void acts.turnBilling(on ? 'automatic' : 'manual')}
          acts={
            <>
              <ButtonLink kind="plain" to="/settings/billing">
                {t('automation.to-settings')}
              </ButtonLink>
              <Menu
                align="end"
                entries={[
                  {
                    label: t('automation.would-do'),
                    icon: 'calendar',
                    onSelect: () => setTried('billing'),
                  },
                ]}
                trigger={(button) => (
                  <IconButton
                    {...button}
                    icon="more"
                    label={t('automation.rule-acts', { name: t('automation.kind-billing') })}
                  />
                )}
              />
            </>
          }
        />
        <RuleRow
          name={t('automation.kind-renewals')}
          sentence={texts.renewals}
          acts={
            <ButtonLink kind="plain" to="/contracts">
              {t('automation.to-contracts')}
            </ButtonLink>
          }
        />
        {kinds.map((kind) => {
          const rule = account(kind)
          const on = rule === undefined ? kind === 'backup' : rule.state === 'on'
          const name = t(`automation.kind-${kind}`)
          const turn = (wanted: boolean) => {
            if (rule !== undefined) void acts.turn(rule, wanted ? 'on' : 'off')
            else if (wanted) setEdited({ kind })
            else {
              const parameters = { afterDays: defaultBackupDays }
              void acts.add({ kind: 'backup', scope: { kind: 'account' }, state: 'off', parameters })
            }
          }
          return (
            <RuleRow
              key={kind}
              name={name}
              sentence={on ? onText(kind, rule, page, settings.locale) : t(`automation.off-${kind}`)}
              on={on}
              onTurn={turn}
              {...(rule !== undefined && { note: <LastRun page={page} rule={rule} /> })}
              acts={
                <>
                  <Button
                    kind="plain"
                    aria-label={t('automation.change-named', { name })}
                    onClick={() => setEdited({ kind, ...(rule !== undefined && { rule }) })}
                  >
                    {t(rule === undefined ? 'automation.set-up' : 'automation.change')}
                  </Button>
                  <Menu
                    align="end"
                    entries={[
                      kind !== 'sending' &&
                        kind !== 'backup' && {
                          label: t('automation.would-do'),
                          icon: 'calendar',
                          onSelect: () => setTried(kind),
                        },
                      !withoutExceptions.includes(kind) && {
                        label: t('automation.add-exception'),
                        icon: 'plus',
                        onSelect: () => setEdited({ kind, exception: true }),
                      },
                      kind === 'sending' && { label: t('automation.to-texts'), icon: 'mail', to: '/settings/sending' },
                      kind === 'backup' && { label: t('automation.to-backup'), icon: 'data', to: '/data' },
                      rule !== undefined && {
                        label: t('automation.back-to-default'),
                        icon: 'undo',
                        onSelect: () => void acts.remove(rule),
                      },
                    ]}
                    trigger={(button) => (
                      <IconButton {...button} icon="more" label={t('automation.rule-acts', { name })} />
                    )}
                  />
                </>
              }
            >
              <Exceptions page={page} kind={kind} onChange={(exception) => setEdited({ kind, rule: exception })} />
            </RuleRow>
          )
        })}
        <RuleRow
          name={t('automation.kind-credit')}
          sentence={texts.credit}
          acts={
            <ButtonLink kind="plain" to="/settings/payments">
              {t('automation.to-settings')}
            </ButtonLink>
          }
        />
      </ul>
      {edited !== undefined && (
        <RuleDialog
          kind={edited.kind}
          {...(edited.rule !== undefined && { rule: edited.rule })}
          {...(edited.exception === undefined && edited.rule === undefined && { scope: { kind: 'account' as const } })}
          {...(edited.exception && likeOf(account(edited.kind)))}
          names={page.names}
          endpoints={page.mailEndpoints}
          taken={page.taken}
          onClose={() => setEdited(undefined)}
        />
      )}
      {tried !== undefined && <DryRunDialog planner={tried} onClose={() => setTried(undefined)} />}
    </Section>
  )
}

function likeOf(rule: AutomationRule | undefined): { readonly like?: RuleParameters[BuiltInKind] } {
  return rule === undefined || rule.kind === 'own' ? {} : { like: rule.parameters }
}

function onText(kind: BuiltInKind, rule: AutomationRule | undefined, { names }: RulePage, locale: string): string {
  if (rule !== undefined) return ruleText(rule, names, locale)
  // The only kind that works without anybody having said so.
  const parameters = { afterDays: defaultBackupDays }
  return kind === 'backup' ? ruleText({ kind, scope: { kind: 'account' }, parameters }, names, locale) : ''
}

/** What clients and groups do otherwise, below the rule of the account. */
function Exceptions(props: {
  readonly page: RulePage
  readonly kind: BuiltInKind
  readonly onChange: (rule: AutomationRule) => void
}) {
  const { page, kind, onChange } = props
  const { locale } = useRuntime().settings
  const acts = useRuleActs()
  const rules = page.rules.filter((rule) => rule.kind === kind && rule.scope.kind !== 'account')
  if (rules.length === 0) return null
  return (
    <ul className={styles.exceptions} aria-label={t('automation.exceptions', { name: t(`automation.kind-${kind}`) })}>
      {rules.map((rule) => {
        const sentence = exceptionText(rule, page, locale)
        return (
          <li key={rule.id} className={styles.exception}>
            <p>{sentence}</p>
            <Row gap={1} keep>
              <IconButton
                icon="edit"
                label={t('automation.exception-change', { sentence })}
                onClick={() => onChange(rule)}
              />
              <IconButton
                icon="trash"
                label={t('automation.exception-remove', { sentence })}
                onClick={() => void acts.remove(rule)}
              />
            </Row>
          </li>
        )
      })}
    </ul>
  )
}

/** An exception in words; one that is off says that the rule does not hold there. */
export function exceptionText(rule: AutomationRule, { names }: Pick<RulePage, 'names'>, locale: string): string {
  if (rule.state === 'on' || rule.scope.kind === 'account' || rule.kind === 'own') return ruleText(rule, names, locale)
  const name = rule.scope.kind === 'client' ? names.client(rule.scope.clientId) : names.group(rule.scope.billingGroupId)
  return t('automation.exception-is-off', {
    name: name ?? t('automation.client-gone'),
    sentence: t(`automation.off-${rule.kind}`),
  })
}
