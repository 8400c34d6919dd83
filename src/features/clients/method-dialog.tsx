import { useId, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { addMethod, changeMethod } from '../../commands/save-method.ts'
import type { StoredMethodId } from '../../core/ids.ts'
import type { Client } from '../../core/model.ts'
import type { StoredMethod } from '../../core/payments/stored-method.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { methodText } from '../blocks/method-text.ts'
import { paymentMethodOptions } from '../blocks/payment-methods.ts'
import { useRuntime } from '../runtime.tsx'
import { type MethodValues, methodWords, termsProblem } from './method-form.ts'

export interface MethodDialogProps {
  readonly client: Client
  /** Absent for a new one. */
  readonly method?: StoredMethod
  /** How many the client has already: the first is the default. */
  readonly others: number
  readonly hasProcessor: boolean
  readonly startsAs?: MethodValues['kind']
  readonly onClose: () => void
  /** A new card, for which a link is made next. */
  readonly onCard: (id: StoredMethodId) => void
}

/** One way in which a client pays: what it is, what the owner calls it, and the terms that it brings (I-1, W-15). */
export function MethodDialog({
  client,
  method,
  others,
  hasProcessor,
  startsAs = 'transfer',
  onClose,
  onCard,
}: MethodDialogProps) {
  const { run, settings, newKey } = useRuntime()
  const formId = useId()
  const key = useRef(newKey())
  const [problem, setProblem] = useState<string>()
  const { register, handleSubmit, watch, formState } = useForm<MethodValues>({
    defaultValues: {
      kind: method?.kind ?? startsAs,
      label: method?.label ?? '',
      termsDays: method?.termsDays === undefined ? '' : String(method.termsDays),
      makeDefault: false,
    },
  })
  const kind = watch('kind')

  const save = async (values: MethodValues) => {
    setProblem(undefined)
    const words = methodWords(values)
    const saved =
      method === undefined
        ? await run(
            addMethod,
            { clientId: client.id, kind: values.kind, makeDefault: values.makeDefault, ...words },
            key.current,
          )
        : await run(changeMethod, { id: method.id, version: method.version, ...words }, key.current)
    key.current = newKey()
    if (!saved.ok) {
      setProblem(problemText(saved.problem, settings.locale))
      return
    }
    onClose()
    if (method === undefined && values.kind === 'card' && hasProcessor) onCard(saved.value.id)
  }
  const makesLink = method === undefined && kind === 'card' && hasProcessor
  return (
    <Dialog
      open
      firm
      title={
        method === undefined
          ? t('cards.add-title', { name: client.name })
          : t('cards.change-title', { method: methodText(method) })
      }
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId} busy={formState.isSubmitting}>
            {t(makesLink ? 'cards.add-and-link' : 'cards.save')}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        onSubmit={handleSubmit(save)}
        problem={problem}
        errorCount={Object.keys(formState.errors).length}
        submitCount={formState.submitCount}
      >
        {method === undefined && (
          <SelectField label={t('cards.kind')} options={paymentMethodOptions()} {...register('kind')} />
        )}
        {method === undefined && kind === 'card' && (
          <Text tone="quiet">{t(hasProcessor ? 'cards.card-by-link' : 'cards.card-without-processor')}</Text>
        )}
        <TextField
          label={t('cards.label')}
          help={t('cards.label-help')}
          optional
          autoComplete="off"
          error={formState.errors.label?.message}
          {...register('label', { maxLength: { value: 100, message: t('cards.label-long') } })}
        />
        <TextField
          label={t('cards.terms')}
          help={t('cards.terms-help')}
          optional
          inputMode="numeric"
          autoComplete="off"
          placeholder={String(client.termsDays ?? settings.termsDays)}
          error={formState.errors.termsDays?.message}
          {...register('termsDays', { validate: (typed) => termsProblem(typed) ?? true })}
        />
        {method === undefined && others > 0 && (
          <Checkbox label={t('cards.make-default-too')} {...register('makeDefault')} />
        )}
      </Form>
    </Dialog>
  )
}
