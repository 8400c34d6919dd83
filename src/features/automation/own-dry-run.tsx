import { useEffect, useState } from 'react'
import { previewRule, type RulePreview } from '../../automation/preview-rule.ts'
import type { OwnRuleRow } from '../../core/automation/plan-own-rules.ts'
import { ownRuleReasonText } from '../../i18n/automation-reason-text.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import { DecisionList } from './decision-list.tsx'
import styles from './dry-run.module.css'

interface Tried {
  /** The rule that was tried, as text: another one has not been. */
  readonly of: string
  readonly preview?: RulePreview
  readonly problem?: string
}

/** Tries a rule: it is carried out and taken back as a whole, so that each act says what would become of it. */
function useTrial(rule: OwnRuleRow) {
  const { books, envelope, settings } = useRuntime()
  const [tried, setTried] = useState<Tried>()
  const [busy, setBusy] = useState(false)
  const of = JSON.stringify([rule.scope, rule.parameters])
  const start = async () => {
    setBusy(true)
    const answer = await previewRule(books, rule, envelope()).finally(() => setBusy(false))
    setTried(answer.ok ? { of, preview: answer.value } : { of, problem: problemText(answer.problem, settings.locale) })
  }
  return { tried: tried?.of === of ? tried : undefined, busy, start }
}

/** Below the form of a rule: what it would do today as it stands there. */
export function OwnDryRun({ rule }: { readonly rule: OwnRuleRow }) {
  const { tried, busy, start } = useTrial(rule)
  return (
    <Section title={t('automation.would-do')} help={t('automation.would-help')}>
      <Stack gap={3}>
        <div>
          <Button busy={busy} onClick={() => void start()}>
            {t('automation.try')}
          </Button>
        </div>
        {tried !== undefined && <Trial rule={rule} tried={tried} />}
      </Stack>
    </Section>
  )
}

/** The same for a rule of the list. */
export function OwnDryRunDialog({ rule, onClose }: { readonly rule: OwnRuleRow; readonly onClose: () => void }) {
  const { tried, start } = useTrial(rule)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => void start(), [])
  return (
    <Dialog
      open
      wide
      title={t('automation.would-title', { name: rule.parameters.name })}
      onClose={onClose}
      foot={
        <Button data-autofocus onClick={onClose}>
          {t('ui.close')}
        </Button>
      }
    >
      {tried !== undefined && <Trial rule={rule} tried={tried} />}
    </Dialog>
  )
}

function Trial({ rule, tried }: { readonly rule: OwnRuleRow; readonly tried: Tried }) {
  const { locale } = useRuntime().settings
  const { preview, problem } = tried
  if (preview === undefined) return <Text tone="bad">{problem}</Text>
  const doing = preview.rows.filter(({ decision }) => decision.outcome === 'do').length
  const lines = preview.rows.map((row, index) => {
    const { decision, clientName, number, amount, currency, outcomes } = row
    const { kind, id } = decision.subject
    const name =
      number !== undefined
        ? t('automation.subject-invoice', { number, clientName })
        : kind === 'invoice'
          ? t('automation.subject-draft', { clientName })
          : clientName
    const place = kind === 'invoice' ? 'invoices' : kind === 'contract' ? 'contracts' : 'clients'
    const refused = outcomes.find((outcome) => typeof outcome === 'object')
    const reason = ownRuleReasonText(decision.reason, locale)
    return {
      id: `${id}/${index}`,
      outcome: decision.outcome,
      about: <Link to={`/${place}/${id}`}>{name}</Link>,
      reason:
        refused === undefined || decision.reason.code === 'refused'
          ? reason
          : `${reason} ${problemText(refused, locale)}`,
      ...(amount !== undefined && currency !== undefined && { amount: <Amount amount={amount} currency={currency} /> }),
    }
  })
  return (
    <Stack gap={3}>
      <Text>
        {t('automation.would-do-count', { count: doing })}
        {preview.nextOn !== undefined && ` ${t('automation.next-turn', { on: formatDate(preview.nextOn, locale) })}`}
      </Text>
      {lines.length === 0 && (
        <Text tone="quiet">
          {t(rule.parameters.when.kind === 'event' ? 'automation.nothing-happened' : 'automation.nothing-fits')}
        </Text>
      )}
      {lines.length > 0 && (
        <div className={styles.frame}>
          <DecisionList lines={lines} tense="plan" />
        </div>
      )}
      {preview.more && <Text tone="quiet">{t('automation.preview-more')}</Text>}
    </Stack>
  )
}
