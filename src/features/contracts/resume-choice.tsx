import { useState } from 'react'
import type { CalendarDate } from '../../core/date.ts'
import { formatDate, formatPeriod } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { confirmAct } from '../../ui/confirm.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'

export type GapChoice = 'bill' | 'skip'

/**
 * Asks what becomes of the time in which something stood still, and says in one sentence what will happen.
 * Undefined: left as it is.
 */
export async function askGap(
  name: string,
  since: CalendarDate,
  today: CalendarDate,
  locale: string,
): Promise<GapChoice | undefined> {
  let choice: GapChoice = 'bill'
  const sure = await confirmAct({
    title: t('contracts.resume-title', { name }),
    content: (
      <GapFields
        since={since}
        today={today}
        locale={locale}
        onChange={(next) => {
          choice = next
        }}
      />
    ),
    confirm: t('contracts.resume-confirm'),
  })
  return sure ? choice : undefined
}

function GapFields(props: {
  readonly since: CalendarDate
  readonly today: CalendarDate
  readonly locale: string
  readonly onChange: (choice: GapChoice) => void
}) {
  const { since, today, locale } = props
  const [choice, setChoice] = useState<GapChoice>('bill')
  if (since >= today) return <Text>{t('contracts.resume-no-gap')}</Text>
  const gap = formatPeriod({ start: since, end: today }, locale)
  return (
    <Stack gap={3}>
      <Text>{t('contracts.resume-gap', { gap })}</Text>
      <Segmented
        label={t('contracts.resume-what')}
        value={choice}
        onChange={(next) => {
          setChoice(next)
          props.onChange(next)
        }}
        options={[
          { value: 'bill', label: t('contracts.gap-bill') },
          { value: 'skip', label: t('contracts.gap-skip') },
        ]}
      />
      <Text tone="quiet">
        {t(choice === 'bill' ? 'contracts.gap-bill-says' : 'contracts.gap-skip-says', {
          gap,
          today: formatDate(today, locale),
        })}
      </Text>
    </Stack>
  )
}
