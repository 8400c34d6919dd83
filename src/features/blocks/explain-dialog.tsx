import { useMemo } from 'react'
import { type ExplainStep, explainTotals } from '../../core/invoice/explain-totals.ts'
import { type CurrencyCode, type Minor, negateMinor } from '../../core/money.ts'
import { explainDue } from '../../core/settlement/explain-due.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Text } from '../../ui/text.tsx'
import styles from './explain-dialog.module.css'
import { dueStepText, explainStepText } from './explain-text.ts'
import type { ExplainTotalProps } from './explain-total.tsx'

/** The parts of the answer; a step stands under the first one that names its kind. */
const parts = [
  { title: 'statements.explain-part-lines', kinds: ['line', 'line-sum'] },
  { title: 'statements.explain-part-net', kinds: ['adjustment', 'group', 'net'] },
  { title: 'statements.explain-part-tax', kinds: ['tax', 'tax-sum', 'gross', 'account-currency'] },
  { title: 'statements.explain-part-due', kinds: ['withholding', 'prepaid', 'price-rounding', 'rounding', 'due'] },
] as const satisfies readonly { readonly title: string; readonly kinds: readonly ExplainStep['kind'][] }[]

const sums: ReadonlySet<string> = new Set(['line-sum', 'net', 'gross', 'due'])

/** Every step from the lines of a document to its total, and for an issued invoice on to what is due now. */
export function ExplainDialog(props: ExplainTotalProps & { readonly onClose: () => void }) {
  const { document, invoice, money = [], onClose } = props
  const locale = useLocale()
  const steps = useMemo(() => explainTotals(document), [document])
  const due = useMemo(() => (invoice === undefined ? undefined : explainDue(invoice, money)), [invoice, money])
  const title =
    document.number === undefined
      ? t('statements.explain-title-draft')
      : t('statements.explain-title', { number: document.number })
  return (
    <Dialog open wide title={title} onClose={onClose} foot={<Button onClick={onClose}>{t('ui.close')}</Button>}>
      <Text tone="quiet">{t(document.taxIncluded ? 'statements.explain-how-included' : 'statements.explain-how')}</Text>
      {parts.map(({ title: heading, kinds }) => {
        const shown = steps.filter(({ kind }) => (kinds as readonly string[]).includes(kind))
        // The net alone says what the lines and the tax say already.
        if (shown.length === 0 || (shown.length === 1 && shown[0]?.kind === 'net')) return null
        return (
          <section key={heading} className={styles.part}>
            <Text as="h3" size={2} strong>
              {t(heading)}
            </Text>
            <dl className={styles.steps}>
              {shown.map((step, index) => {
                const text = explainStepText(step, document, locale)
                // biome-ignore lint/suspicious/noArrayIndexKey: steps never move
                return <Step key={index} {...text} sum={sums.has(step.kind)} />
              })}
            </dl>
          </section>
        )
      })}
      {due !== undefined && due.steps.length > 0 && (
        <section className={styles.part}>
          <Text as="h3" size={2} strong>
            {t('statements.explain-part-paid')}
          </Text>
          <dl className={styles.steps}>
            <Step title={t('statements.explain-asked')} amount={due.asked} currency={document.currency} />
            {due.steps.map((step) => (
              <Step
                key={step.id}
                title={dueStepText(step, locale)}
                amount={negateMinor(step.amount)}
                currency={document.currency}
              />
            ))}
            <Step sum title={t('statements.explain-left')} amount={due.left} currency={document.currency} />
          </dl>
        </section>
      )}
    </Dialog>
  )
}

function Step(props: {
  readonly title: string
  readonly sums?: readonly string[]
  readonly amount: Minor
  readonly currency: CurrencyCode
  /** What the rows above add up to. */
  readonly sum?: boolean
}) {
  const { title, sums: lines = [], amount, currency, sum } = props
  return (
    <div className={classNames(styles.step, sum && styles.sum)}>
      <dt>
        {title}
        {lines.map((line) => (
          <span key={line} className={styles.how}>
            {line}
          </span>
        ))}
      </dt>
      <dd>
        <Amount amount={amount} currency={currency} />
      </dd>
    </div>
  )
}
