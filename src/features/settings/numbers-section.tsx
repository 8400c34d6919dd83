import type { CalendarDate } from '../../core/date.ts'
import { checkPattern, numberIn, seriesOf } from '../../core/invoice/number.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getNextNumber } from '../../queries/get-next-number.ts'
import { Section } from '../../ui/section.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useSettingsForm } from '../blocks/use-settings-form.ts'
import { useRuntime } from '../runtime.tsx'
import { SectionForm } from './section-form.tsx'

interface NumberValues {
  pattern: string
  startAt: string
  creditPattern: string
}

function numberValues({ numbering }: AccountSettings): NumberValues {
  return {
    pattern: numbering.invoice.pattern,
    startAt: String(numbering.invoice.startAt),
    creditPattern: numbering.creditNote.pattern,
  }
}

/** Number patterns with a live example. Numbers are given at finalize only, without gaps (G-7). */
export function NumbersSection() {
  const { settings: account, today } = useRuntime()
  const next = useRows(
    (books) => getNextNumber(books, 'invoice', account.numbering.invoice, today()),
    [account.numbering],
  )
  const settings = useSettingsForm<NumberValues>({
    section: 'numbers',
    values: numberValues,
    changes: ({ pattern, startAt, creditPattern }, { locale, numbering }) => {
      const credit = checkPattern(creditPattern)
      if (!credit.ok) return { field: 'creditPattern', message: problemText(credit.problem, locale) }
      if (creditPattern.trim() === pattern.trim())
        return { field: 'creditPattern', message: t('settings.patterns-equal') }
      if (!/^\d{1,9}$/.test(startAt.trim())) return { field: 'startAt', message: t('settings.start-at-number') }
      return {
        changes: {
          numbering: {
            invoice: { pattern: pattern.trim(), startAt: Number(startAt) },
            creditNote: { ...numbering.creditNote, pattern: creditPattern.trim() },
          },
        },
      }
    },
  })
  const { register, watch, formState } = settings.form
  const [pattern, startAt, creditPattern] = watch(['pattern', 'startAt', 'creditPattern'])
  const fresh = next?.first ?? true
  return (
    <Section title={t('settings.numbers')} help={t('settings.numbers-help')}>
      <SectionForm settings={settings}>
        <Stack>
          <TextField
            label={t('settings.invoice-pattern')}
            help={t('settings.pattern-help')}
            error={formState.errors.pattern?.message}
            spellCheck={false}
            {...register('pattern')}
          />
          <Text tone="quiet">
            {t('settings.next-number', {
              example: example(pattern, fresh ? Number(startAt) : (next?.sequence ?? 1), today()),
            })}
          </Text>
          <Columns>
            <TextField
              label={t('settings.start-at')}
              help={fresh ? t('settings.start-at-help') : t('settings.start-at-done')}
              inputMode="numeric"
              readOnly={!fresh}
              error={formState.errors.startAt?.message}
              {...register('startAt')}
            />
          </Columns>
          <TextField
            label={t('settings.credit-pattern')}
            help={t('settings.credit-pattern-help', { example: example(creditPattern, 1, today()) })}
            error={formState.errors.creditPattern?.message}
            spellCheck={false}
            {...register('creditPattern')}
          />
        </Stack>
      </SectionForm>
    </Section>
  )
}

function example(pattern: string, sequence: number, today: CalendarDate): string {
  if (!checkPattern(pattern).ok || !Number.isInteger(sequence) || sequence < 1) return t('settings.no-example')
  const { series, padding } = seriesOf(pattern, today)
  return [sequence, sequence + 1].map((n) => numberIn(series, padding, n)).join(', ')
}
