import { useEffect, useState } from 'react'
import type { CalendarDate } from '../../core/date.ts'
import type { CurrencyCode, Minor } from '../../core/money.ts'
import type { Problem } from '../../core/problem.ts'
import type { Result } from '../../core/result.ts'
import { formatDate, formatPeriod } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { type MessageKey, t } from '../../i18n/translate.ts'
import {
  type AmendmentPreview,
  type PeriodChange,
  previewAmendment,
  type Trial,
} from '../../queries/preview-amendment.ts'
import { Amount } from '../../ui/amount.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './amendment-preview.module.css'

const QUIET_MS = 150

/** What a change would do, a moment after the last key; nothing is saved. Undefined: nothing to try, or not known yet. */
export function useAmendmentPreview(trial: Trial | undefined): Result<AmendmentPreview, Problem> | undefined {
  const { books, today } = useRuntime()
  const day = today()
  const [answer, setAnswer] = useState<{ readonly key: string; readonly value: Result<AmendmentPreview, Problem> }>()
  const key = trial === undefined ? '' : JSON.stringify(trial)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` says whether the trial is another
  useEffect(() => {
    if (trial === undefined) return
    let latest = true
    const timer = setTimeout(() => {
      void previewAmendment(books, trial, day).then((value) => {
        if (latest) setAnswer({ key, value })
      })
    }, QUIET_MS)
    return () => {
      latest = false
      clearTimeout(timer)
    }
  }, [books, key, day])
  // The last answer stays while the next one is worked out, but never for nothing at all.
  return trial === undefined ? undefined : answer?.value
}

/** What becomes of periods that are charged already, one sentence each. */
export function PeriodChanges(props: { readonly changes: readonly PeriodChange[]; readonly currency: CurrencyCode }) {
  const { locale } = useRuntime().settings
  if (props.changes.length === 0) return <Text tone="quiet">{t('contracts.no-charged-changes')}</Text>
  return (
    <ul className={styles.changes}>
      {props.changes.map((change) => (
        <li key={`${change.kind} ${change.description} ${change.period.start}`}>
          {periodSentence(change, props.currency, locale)}
        </li>
      ))}
    </ul>
  )
}

function periodSentence(change: PeriodChange, currency: CurrencyCode, locale: string): string {
  const money = (amount: Minor) => formatMoney(amount, currency, locale)
  const { invoice } = change
  return t(sentenceKey(change), {
    description: change.description,
    period: formatPeriod(change.period, locale),
    before: change.before === undefined ? '' : money(change.before),
    amount: money(
      change.kind === 'correction' || change.kind === 'withdrawn' ? (-change.amount as Minor) : change.amount,
    ),
    invoice: invoice === undefined || invoice.state === 'draft' ? t('contracts.the-draft') : invoice.number,
  })
}

function sentenceKey({ kind, way }: PeriodChange): MessageKey {
  if (kind === 'correction' && way === 'next-invoice') return 'contracts.change-correction-line'
  if (kind === 'correction' && way === 'nothing') return 'contracts.change-correction-nothing'
  return `contracts.change-${kind}`
}

/** The coming invoices of the contract as they are and as they would be, day by day. */
export function BeforeAndAfter(props: { readonly preview: AmendmentPreview; readonly currency: CurrencyCode }) {
  const { locale } = useRuntime().settings
  const { before, after } = props.preview
  const rows = comingRows(before, after)
  if (rows.length === 0) return <Text tone="quiet">{t('contracts.nothing-comes')}</Text>
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{t('contracts.before-after')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('contracts.column-day')}</th>
          <th scope="col">{t('contracts.column-before')}</th>
          <th scope="col">{t('contracts.column-after')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.on} className={row.before === row.after ? undefined : styles.other}>
            <th scope="row">{formatDate(row.on, locale)}</th>
            <td>{row.before === undefined ? '–' : <Amount amount={row.before} currency={props.currency} bare />}</td>
            <td>{row.after === undefined ? '–' : <Amount amount={row.after} currency={props.currency} bare />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface ComingRow {
  readonly on: CalendarDate
  readonly before: Minor | undefined
  readonly after: Minor | undefined
}

function comingRows(before: AmendmentPreview['before'], after: AmendmentPreview['after']): ComingRow[] {
  const sum = (invoices: AmendmentPreview['before'], on: CalendarDate) => {
    const there = invoices.filter(({ plannedOn }) => plannedOn === on)
    return there.length === 0 ? undefined : (there.reduce((total, { net }) => total + net, 0) as Minor)
  }
  const days = [...new Set([...before, ...after].map(({ plannedOn }) => plannedOn))].sort()
  return days.map((on) => ({ on, before: sum(before, on), after: sum(after, on) }))
}

/** All that a change would do, in one column. */
export function PreviewColumn(props: { readonly preview: AmendmentPreview; readonly currency: CurrencyCode }) {
  return (
    <Stack gap={4}>
      <Stack gap={2}>
        <Text strong as="h3">
          {t('contracts.charged-periods')}
        </Text>
        <PeriodChanges changes={props.preview.changes} currency={props.currency} />
      </Stack>
      <Stack gap={2}>
        <Text strong as="h3">
          {t('contracts.before-after')}
        </Text>
        <BeforeAndAfter preview={props.preview} currency={props.currency} />
      </Stack>
    </Stack>
  )
}
