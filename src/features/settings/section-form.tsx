import type { ReactNode } from 'react'
import type { FieldValues } from 'react-hook-form'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import type { SettingsForm } from '../blocks/use-settings-form.ts'

/** The frame of a section's form: notice, fields, one button. */
export function SectionForm<Values extends FieldValues>(props: {
  readonly settings: SettingsForm<Values>
  readonly children: ReactNode
}) {
  const { form, save, problem, notice } = props.settings
  const { errors, submitCount, isSubmitting } = form.formState
  return (
    <Form
      onSubmit={form.handleSubmit(async (values) => {
        await save(values)
      })}
      problem={problem}
      errorCount={Object.keys(errors).length}
      submitCount={submitCount}
      foot={
        <Button type="submit" kind="main" busy={isSubmitting}>
          {t('settings.save')}
        </Button>
      }
    >
      {notice}
      {props.children}
    </Form>
  )
}
