import type { MissingField } from '../../core/problem.ts'
import { missingFieldText, problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import type { DraftPreview } from './draft-preview.ts'

/** Everything that stands before "Finalize & lock", each with the place that fixes it (R-18, T-4). */
export function DraftBlockers(props: { readonly preview: DraftPreview; readonly clientId: string }) {
  const locale = useLocale()
  const { problem, missing, read } = props.preview
  const lines = new Set<string>()
  const fields: string[] = []
  for (const path of read.wrong) {
    const line = /^lines\.(\d+)\./.exec(path)
    if (line) lines.add(line[1] ?? '0')
    else fields.push(path)
  }
  const none = problem === undefined && missing.length === 0 && read.wrong.size === 0
  return (
    <div id="draft-blockers">
      {none ? (
        <Text tone="quiet" size={1}>
          {t('invoices.ready-to-finalize')}
        </Text>
      ) : (
        <Section title={t('invoices.before-finalizing')}>
          <Stack gap={2}>
            {problem?.code === 'field-required' && (
              <Text>
                <Button kind="plain" icon="edit" onClick={() => focusOwn(problem.name)}>
                  {problemText(problem, locale)}
                </Button>
              </Text>
            )}
            {problem !== undefined && problem.code !== 'field-required' && (
              <Text tone={problem.code === 'draft-empty' ? 'quiet' : 'late'}>{problemText(problem, locale)}</Text>
            )}
            {missing.map((field) => {
              const to = placeOf(field, props.clientId)
              return (
                <Text key={field}>
                  {to === undefined ? (
                    <Button kind="plain" onClick={() => focusField('draft-rate')}>
                      {t('invoices.add-missing', { what: missingFieldText(field) })}
                    </Button>
                  ) : (
                    <Link to={to}>{t('invoices.add-missing', { what: missingFieldText(field) })}</Link>
                  )}
                </Text>
              )
            })}
            {[...lines].map((line) => (
              <Text key={line}>
                <Button kind="plain" onClick={() => focusLine(Number(line))}>
                  {t('invoices.line-incomplete', { number: Number(line) + 1 })}
                </Button>
              </Text>
            ))}
            {fields.length > 0 && <Text>{t('invoices.fields-incomplete')}</Text>}
          </Stack>
        </Section>
      )}
    </div>
  )
}

function placeOf(field: MissingField, clientId: string): string | undefined {
  if (field.startsWith('seller')) return '/settings/profile'
  if (field.startsWith('buyer')) return `/clients/${clientId}/edit`
  return field === 'exemption-reason' ? '/settings/taxes' : undefined
}

function focusField(id: string): void {
  document.getElementById(id)?.querySelector<HTMLElement>('input')?.focus()
}

/** The input of one of the owner's own fields, by its label (M-7). */
function focusOwn(name: string): void {
  const inputs = document.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[name^="fld_"]')
  const input = [...inputs].find(({ labels }) => [...(labels ?? [])].some(({ textContent }) => textContent === name))
  ;(input ?? inputs[0])?.focus()
}

function focusLine(index: number): void {
  const line = document.querySelector(`[data-line="${index}"]`)
  const field =
    line?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? line?.querySelector<HTMLElement>('textarea')
  field?.focus()
}
