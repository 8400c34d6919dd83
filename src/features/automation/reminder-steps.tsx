import { useRef } from 'react'
import { useFieldArray } from 'react-hook-form'
import { t } from '../../i18n/translate.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './reminder-steps.module.css'
import type { RuleForm } from './rule-fields.tsx'
import { nextStep } from './rule-form.ts'

/** The plan of reminders: so many days before or after the due date, one line each. Enter adds the next one. */
export function ReminderSteps({ form }: { readonly form: RuleForm }) {
  const { control, register, formState, watch, getValues, setFocus } = form
  const { fields, append, remove } = useFieldArray({ control, name: 'steps' })
  const list = useRef<HTMLOListElement>(null)
  const steps = watch('steps')
  const errors = formState.errors.steps
  const add = () => {
    append(nextStep(getValues('steps')))
    setFocus(`steps.${fields.length}.days`)
  }
  const takeAway = (index: number) => {
    remove(index)
    // The focus stays in the list: on the line that came into its place, else on the one before.
    requestAnimationFrame(() => {
      const lines = list.current?.querySelectorAll<HTMLElement>('select') ?? []
      ;(lines[Math.min(index, lines.length - 1)] ?? list.current)?.focus()
    })
  }
  return (
    <Stack gap={2}>
      <Text strong>{t('automation.steps')}</Text>
      <ol ref={list} className={styles.steps} tabIndex={-1} aria-label={t('automation.steps')}>
        {fields.map((field, index) => {
          const when = steps[index]?.when ?? field.when
          const name = t('automation.step-name', { n: index + 1 })
          return (
            <li key={field.id} className={styles.step}>
              {when !== 'on' && (
                <div className={styles.days}>
                  <TextField
                    label={t('automation.step-days', { name })}
                    labelHidden
                    inputMode="numeric"
                    autoComplete="off"
                    error={errors?.[index]?.days?.message}
                    onKeyDown={(event) => {
                      if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
                      event.preventDefault()
                      add()
                    }}
                    {...register(`steps.${index}.days`)}
                  />
                </div>
              )}
              <div className={styles.when}>
                <SelectField
                  label={t('automation.step-when', { name })}
                  labelHidden
                  options={(['before', 'on', 'after'] as const).map((value) => ({
                    value,
                    label: t(`automation.step-${value}`),
                  }))}
                  {...register(`steps.${index}.when`)}
                />
              </div>
              <IconButton icon="trash" label={t('automation.step-remove', { name })} onClick={() => takeAway(index)} />
            </li>
          )
        })}
      </ol>
      {errors?.message !== undefined && <Text tone="bad">{errors.message}</Text>}
      <div>
        <Button icon="plus" onClick={add}>
          {t('automation.step-add')}
        </Button>
      </div>
    </Stack>
  )
}
