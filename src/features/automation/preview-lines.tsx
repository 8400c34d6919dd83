import { decisionText } from '../../i18n/automation-reason-text.ts'
import { t } from '../../i18n/translate.ts'
import type { PreviewedDecision } from '../../queries/preview-run.ts'
import { Amount } from '../../ui/amount.tsx'
import { Link } from '../../ui/link.tsx'
import type { DecisionLine } from './decision-list.tsx'

/** The decisions of a dry run as lines. */
export function previewLines(decisions: readonly PreviewedDecision[], locale: string): readonly DecisionLine[] {
  return decisions.map((each, index) => {
    const { decision, planner, amount, currency } = each
    return {
      id: `${planner}/${decision.subject.id}/${index}`,
      outcome: decision.outcome,
      about: <Link to={placeOf(each)}>{nameOf(each)}</Link>,
      reason: decisionText(planner, decision.reason, locale),
      ...(amount !== undefined && currency !== undefined && { amount: <Amount amount={amount} currency={currency} /> }),
    }
  })
}

function nameOf({ decision, clientName, number }: PreviewedDecision): string {
  if (number !== undefined) return t('automation.subject-invoice', { number, clientName })
  return decision.subject.kind === 'invoice' ? t('automation.subject-draft', { clientName }) : clientName
}

function placeOf({ decision, clientId }: PreviewedDecision): string {
  const { kind, id } = decision.subject
  if (kind === 'invoice') return `/invoices/${id}`
  return kind === 'contract' ? `/contracts/${id}` : `/clients/${clientId}`
}
