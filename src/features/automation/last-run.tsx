import type { AutomationRule } from '../../core/automation/rule.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Link } from '../../ui/link.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import type { RulePage } from './use-rule-page.ts'

/** What a rule did last, with the run that did it; why it was stopped. */
export function LastRun({ page, rule }: { readonly page: RulePage; readonly rule: AutomationRule }) {
  const { locale } = useRuntime().settings
  const state = page.states.get(rule.id)
  if (state?.problem !== undefined) {
    return (
      <Text as="span" size={1} tone="bad">
        {problemText(state.problem, locale)}
      </Text>
    )
  }
  // It acts where an invoice becomes final, in a run or by hand: what it made is where messages are.
  if (rule.kind === 'sending') return <Link to="/sending">{t('automation.sending-made')}</Link>
  if (state?.lastOn === undefined || state.total === 0) return t('automation.never-done')
  const words = t('automation.last-done', {
    on: formatDate(state.lastOn, locale),
    count: state.lastCount,
    total: state.total,
  })
  return state.lastRunId === undefined ? words : <Link to={`/automation/runs/${state.lastRunId}`}>{words}</Link>
}
