import { useState } from 'react'
import type { OwnRuleRow } from '../../core/automation/plan-own-rules.ts'
import { ruleText } from '../../i18n/rule-text.ts'
import { t } from '../../i18n/translate.ts'
import { ButtonLink, IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import { LastRun } from './last-run.tsx'
import { OwnDryRunDialog } from './own-dry-run.tsx'
import styles from './own-rules.module.css'
import { RuleRow } from './rule-row.tsx'
import { ruleTemplate, templateNames } from './rule-templates.ts'
import { useRuleActs } from './use-rule-acts.ts'
import { noNames, type RulePage } from './use-rule-page.ts'

/** The owner's own rules, and templates to begin with. */
export function OwnRules({ page }: { readonly page: RulePage }) {
  const { settings } = useRuntime()
  const { locale, currency } = settings
  const acts = useRuleActs()
  const [tried, setTried] = useState<OwnRuleRow>()
  const own = page.rules.filter((rule) => rule.kind === 'own')
  return (
    <Section
      flush
      title={t('automation.own-rules')}
      acts={
        <ButtonLink to="/automation/rules/new" icon="plus">
          {t('automation.own-new')}
        </ButtonLink>
      }
    >
      {own.length > 0 && (
        <ul>
          {own.map((rule) => {
            const { name } = rule.parameters
            return (
              <RuleRow
                key={rule.id}
                name={name}
                sentence={ruleText(rule, page.names, locale)}
                on={rule.state === 'on'}
                onTurn={(on) => void acts.turn(rule, on ? 'on' : 'off')}
                note={<LastRun page={page} rule={rule} />}
                acts={
                  <>
                    <ButtonLink kind="plain" to={`/automation/rules/${rule.id}`}>
                      {t('automation.change')}
                    </ButtonLink>
                    <Menu
                      align="end"
                      entries={[
                        {
                          label: t('automation.would-do'),
                          icon: 'calendar',
                          onSelect: () => setTried(rule),
                        },
                        {
                          label: t('automation.duplicate'),
                          icon: 'copy',
                          to: `/automation/rules/new?copy=${rule.id}`,
                        },
                        'separator',
                        {
                          label: t('automation.delete'),
                          icon: 'trash',
                          danger: true,
                          onSelect: () => void acts.remove(rule),
                        },
                      ]}
                      trigger={(button) => (
                        <IconButton {...button} icon="more" label={t('automation.rule-acts', { name })} />
                      )}
                    />
                  </>
                }
              />
            )
          })}
        </ul>
      )}
      <div className={styles.templates}>
        <Stack gap={2}>
          <Text tone="quiet">{t(own.length === 0 ? 'automation.own-none' : 'automation.own-more')}</Text>
          <ul className={styles.cards}>
            {templateNames.map((template) => {
              const rule = ruleTemplate(template, currency)
              return (
                <li key={template} className={styles.card}>
                  <Text strong as="h3">
                    {rule.name}
                  </Text>
                  <Text tone="quiet" size={1}>
                    {ruleText({ kind: 'own', scope: { kind: 'account' }, parameters: rule }, noNames, locale)}
                  </Text>
                  <ButtonLink to={`/automation/rules/new?template=${template}`}>
                    {t('automation.template-use')}
                  </ButtonLink>
                </li>
              )
            })}
          </ul>
        </Stack>
      </div>
      {tried !== undefined && <OwnDryRunDialog rule={tried} onClose={() => setTried(undefined)} />}
    </Section>
  )
}
