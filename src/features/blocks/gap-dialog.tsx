import { useState } from 'react'
import type { Period } from '../../core/period.ts'
import type { Problem } from '../../core/problem.ts'
import { formatDate, formatPeriod } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { type GapPreview, type GapSum, previewGap, type Standing } from '../../queries/preview-gap.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './gap-dialog.module.css'
import { useRows } from './use-rows.ts'

export type Gap = 'bill' | 'skip'

export interface GapDialogProps {
  /** "Set Meyer Studio active?" */
  readonly title: string
  /** "Set active": the act, when there is nothing to ask. */
  readonly confirm: string
  readonly standing: Standing
  /** Acts; a problem keeps the dialog open and is said in it. */
  readonly onDecide: (gap: Gap) => Promise<Problem | undefined>
  readonly onClose: () => void
}

/** What stood still goes on: is the time between billed, or skipped for good? Both answers with their figures. */
export function GapDialog({ title, confirm, standing, onDecide, onClose }: GapDialogProps) {
  const { settings, today } = useRuntime()
  const { locale } = settings
  const day = today()
  const live = useRows((books) => previewGap(books, standing, day), [JSON.stringify(standing), day])
  const [decided, setDecided] = useState<{ readonly gap: Gap; readonly preview: GapPreview | null | undefined }>()
  const [problem, setProblem] = useState<Problem>()
  // While it is done the preview changes under it: what was decided on stays.
  const preview = decided === undefined ? live : decided.preview
  const decide = async (gap: Gap) => {
    setDecided({ gap, preview: live })
    setProblem(undefined)
    const refusal = await onDecide(gap)
    if (refusal === undefined) onClose()
    else {
      setProblem(refusal)
      setDecided(undefined)
    }
  }
  // It opens with its figures: the focus then goes to the first answer.
  if (preview === undefined) return null
  const ask = preview?.since !== undefined && preview.skippedPeriods > 0
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          {!ask && (
            <Button kind="main" data-autofocus busy={decided !== undefined} onClick={() => void decide('bill')}>
              {confirm}
            </Button>
          )}
        </>
      }
    >
      <Stack gap={4}>
        {problem !== undefined && <Notice tone="bad">{problemText(problem, locale)}</Notice>}
        {preview !== null && !ask && (
          <Text>
            {preview.billed.length === 0
              ? t('billing.gap-none')
              : t('billing.gap-due', { amount: sumText(preview.billed, locale) })}
          </Text>
        )}
        {ask && preview?.since !== undefined && (
          <>
            <Text>{t('billing.gap-question', { since: formatDate(preview.since, locale) })}</Text>
            <Choice
              label={t('billing.gap-bill')}
              text={
                preview.billed.length === 0
                  ? t('billing.gap-bill-later')
                  : t('billing.gap-bill-text', {
                      count: preview.billedPeriods,
                      amount: sumText(preview.billed, locale),
                    })
              }
              autoFocus
              busy={decided?.gap === 'bill'}
              disabled={decided !== undefined}
              onClick={() => void decide('bill')}
            />
            <Choice
              label={t('billing.gap-skip')}
              text={skipText(preview, { start: preview.since, end: day }, locale)}
              busy={decided?.gap === 'skip'}
              disabled={decided !== undefined}
              onClick={() => void decide('skip')}
            />
          </>
        )}
      </Stack>
    </Dialog>
  )
}

function Choice(props: {
  readonly label: string
  readonly text: string
  readonly autoFocus?: boolean
  readonly busy: boolean
  readonly disabled: boolean
  readonly onClick: () => void
}) {
  return (
    <button
      type="button"
      className={styles.choice}
      aria-busy={props.busy || undefined}
      disabled={props.disabled}
      data-autofocus={props.autoFocus || undefined}
      onClick={props.onClick}
    >
      <span className={styles.label}>{props.label}</span>
      <span className={styles.text}>{props.text}</span>
    </button>
  )
}

function skipText(preview: GapPreview, standing: Period, locale: string): string {
  const skipped = t('billing.gap-skip-text', {
    period: formatPeriod(preview.skippedDays ?? standing, locale),
    amount: sumText(preview.skipped, locale),
  })
  const after =
    preview.billedAfterSkip.length === 0
      ? t('billing.gap-skip-on')
      : t('billing.gap-skip-after', { amount: sumText(preview.billedAfterSkip, locale) })
  return `${skipped} ${after}`
}

/** Never added across currencies. */
function sumText(sums: readonly GapSum[], locale: string): string {
  return sums.map(({ amount, currency }) => formatMoney(amount, currency, locale)).join(' + ')
}
