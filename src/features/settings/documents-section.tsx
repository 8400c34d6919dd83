import { lazy, Suspense } from 'react'
import { Controller } from 'react-hook-form'
import type { DocumentLook } from '../../core/invoice/document.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { t } from '../../i18n/translate.ts'
import { PageColumns } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Stack } from '../../ui/stack.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { given, useSettingsForm } from '../blocks/use-settings-form.ts'
import { useRuntime } from '../runtime.tsx'
import { AccentField } from './accent-field.tsx'
import { exampleDocument } from './example-document.ts'
import { SectionForm } from './section-form.tsx'

const DocumentSheet = lazy(() =>
  import('../blocks/document-sheet.tsx').then((module) => ({ default: module.DocumentSheet })),
)

interface LookValues {
  template: DocumentLook['template']
  paper: DocumentLook['paper']
  accent: string
  footer: string
  documentNotes: string
}

function lookValues({ look, documentNotes }: AccountSettings): LookValues {
  return {
    template: look.template,
    paper: look.paper,
    accent: look.accent,
    footer: look.footer ?? '',
    documentNotes: documentNotes ?? '',
  }
}

/** How documents look, with an example that follows every keystroke. */
export function DocumentsSection() {
  const { settings: account, today } = useRuntime()
  const settings = useSettingsForm<LookValues>({
    section: 'documents',
    values: lookValues,
    changes: (values, { look }) => {
      const accent = values.accent.trim().toLowerCase()
      if (!/^#[0-9a-f]{6}$/.test(accent)) return { field: 'accent', message: t('settings.accent-wrong') }
      const { footer: _footer, ...rest } = look
      return {
        changes: {
          look: { ...rest, template: values.template, paper: values.paper, accent, ...given('footer', values.footer) },
          ...given('documentNotes', values.documentNotes),
        },
        ...(values.documentNotes.trim() === '' ? { unset: ['documentNotes'] } : {}),
      }
    },
  })
  const { register, control, formState, watch } = settings.form
  const values = watch()
  return (
    <PageColumns
      main={
        <Section title={t('settings.documents')} help={t('settings.documents-help')}>
          <SectionForm settings={settings}>
            <Controller
              control={control}
              name="template"
              render={({ field }) => (
                <Segmented
                  label={t('settings.template')}
                  value={field.value}
                  onChange={field.onChange}
                  options={[
                    { value: 'classic', label: t('settings.template-classic') },
                    { value: 'modern', label: t('settings.template-modern') },
                  ]}
                />
              )}
            />
            <Controller
              control={control}
              name="paper"
              render={({ field }) => (
                <Segmented
                  label={t('settings.paper')}
                  value={field.value}
                  onChange={field.onChange}
                  options={[
                    { value: 'A4', label: 'A4' },
                    { value: 'Letter', label: 'Letter' },
                  ]}
                />
              )}
            />
            <Controller
              control={control}
              name="accent"
              render={({ field, fieldState }) => (
                <AccentField value={field.value} onChange={field.onChange} error={fieldState.error?.message} />
              )}
            />
            <TextArea
              label={t('settings.notes')}
              optional
              help={t('settings.notes-help')}
              rows={2}
              error={formState.errors.documentNotes?.message}
              {...register('documentNotes')}
            />
            <TextArea
              label={t('settings.footer')}
              optional
              help={t('settings.footer-help')}
              rows={2}
              error={formState.errors.footer?.message}
              {...register('footer')}
            />
          </SectionForm>
        </Section>
      }
      side={
        <Stack gap={2}>
          <Suspense>
            <DocumentSheet small document={exampleDocument(account, values, today())} />
          </Suspense>
        </Stack>
      }
    />
  )
}
