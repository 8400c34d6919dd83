import type { ReactNode } from 'react'
import type { FieldValues } from 'react-hook-form'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import type { SettingsForm } from '../blocks/use-settings-form.ts'

export interface StepProps {
  /** Called once the step is saved. */
  readonly onDone: () => void
  readonly last: boolean
}

/** The frame of one step: its fields, and one button that saves and goes on. */
export function StepForm<Values extends FieldValues>(
  props: StepProps & { readonly settings: SettingsForm<Values>; readonly children: ReactNode },
) {
  const { settings, onDone, last } = props
  const { form, save, problem, notice } = settings
  const { errors, submitCount, isSubmitting } = form.formState
  return (
    <Form
      onSubmit={form.handleSubmit(async (values) => {
        if (await save(values)) onDone()
      })}
      problem={problem}
      errorCount={Object.keys(errors).length}
      submitCount={submitCount}
      foot={
        <Button type="submit" kind="main" busy={isSubmitting}>
          {last ? t('welcome.finish') : t('welcome.next-step')}
        </Button>
      }
    >
      {notice}
      {props.children}
    </Form>
  )
}
