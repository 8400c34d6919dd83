import type { CalendarDate } from '../../core/date.ts'
import { numberIn, seriesOf } from '../../core/invoice/number.ts'
import type { Sequence } from '../../core/model.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { t } from '../../i18n/translate.ts'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** The last number given, as typed, by series. */
export type TypedNumbers = Readonly<Record<string, string>>

/** The last number of each series to go on from, for the owner to confirm or raise. */
export function NumbersFields(props: {
  readonly known: readonly Sequence[]
  /** How many digits numbers are printed with. */
  readonly numbering: AccountSettings['numbering'] | undefined
  readonly typed: TypedNumbers
  readonly onChange: (typed: TypedNumbers) => void
  readonly asked: boolean
}) {
  const { known, numbering, typed, onChange, asked } = props
  if (known.length === 0) return null
  return (
    <Stack gap={2}>
      <Text as="p">{t('data.numbers-help')}</Text>
      <Columns>
        {known.map((sequence) => {
          const text = typed[sequence.series] ?? String(sequence.last)
          const last = lastNumber(sequence, text)
          return (
            <TextField
              key={sequence.series}
              label={t(`data.last-${sequence.kind}`, { series: patternOf(sequence) })}
              inputMode="numeric"
              value={text}
              onChange={(event) => onChange({ ...typed, [sequence.series]: event.target.value })}
              help={
                last === undefined
                  ? undefined
                  : t('data.next-number', { number: numberAt(sequence, last + 1, numbering) })
              }
              error={asked && last === undefined ? t('data.number-too-low', { last: sequence.last }) : undefined}
            />
          )
        })}
      </Columns>
    </Stack>
  )
}

/** The series with what was typed; undefined when a field is not understood or below what was given already. */
export function numbersTyped(known: readonly Sequence[], typed: TypedNumbers): readonly Sequence[] | undefined {
  const numbers: Sequence[] = []
  for (const sequence of known) {
    const last = lastNumber(sequence, typed[sequence.series] ?? String(sequence.last))
    if (last === undefined) return undefined
    numbers.push({ ...sequence, last })
  }
  return numbers
}

function lastNumber(sequence: Sequence, text: string): number | undefined {
  const trimmed = text.trim()
  if (!/^\d{1,9}$/.test(trimmed) || Number(trimmed) < sequence.last) return undefined
  return Number(trimmed)
}

// The key of a series is its kind, a blank, and the pattern with its dates filled in.
function patternOf(sequence: Sequence): string {
  return sequence.series.slice(sequence.kind.length + 1)
}

function numberAt(sequence: Sequence, place: number, numbering: AccountSettings['numbering'] | undefined): string {
  const pattern = numbering?.[sequence.kind].pattern ?? '{N}'
  const { padding } = seriesOf(pattern, '2000-01-01' as CalendarDate)
  return numberIn(patternOf(sequence), padding, place)
}
