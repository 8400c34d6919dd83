import { useId } from 'react'
import type { Resolver } from 'react-hook-form'
import { saveField } from '../../commands/save-field.ts'
import { type FieldFields, fieldProblem } from '../../core/fields/check-field.ts'
import type { FieldDefinition, FieldKind, FieldSubject } from '../../core/fields/field-definition.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRowForm } from '../blocks/use-row-form.tsx'
import { useRuntime } from '../runtime.tsx'

interface FieldValues {
  subject: FieldSubject
  name: string
  kind: FieldKind
  /** One to a line. */
  choices: string
  required: boolean
  onDocuments: boolean
}

const subjects: readonly FieldSubject[] = ['client', 'group', 'contract', 'invoice']
const kinds: readonly FieldKind[] = ['text', 'number', 'date', 'choice', 'link']

/** A field of the owner's own: what it is called, what may stand in it, where it is asked for and printed (M-7). */
export function FieldDialog({ field, onClose }: { readonly field?: FieldDefinition; readonly onClose: () => void }) {
  const { run, settings } = useRuntime()
  const formId = useId()
  const { form, seen, dirty, problem, save, stale } = useRowForm<
    FieldDefinition,
    FieldValues,
    FieldFields,
    { readonly renamed: number }
  >({
    row: field,
    valuesOf,
    resolverOf: () => resolver(settings.locale),
    formKey: (row) => `field/${row?.id ?? 'new'}`,
    send: (fields, row, key) => {
      const given = row === undefined ? {} : { seen: { id: row.id, version: row.version } }
      return run(saveField, { ...given, fields }, key)
    },
    onSaved: ({ name }, { renamed }) => {
      toast({ message: t(renamed === 0 ? 'fields.saved' : 'fields.saved-renamed', { name, count: renamed }) })
      onClose()
    },
    nameOf: ({ name }) => name,
    differences: (mine, theirs, base) =>
      (Object.keys(labels) as (keyof FieldValues)[])
        .map((name) => ({
          name,
          label: t(labels[name]),
          mine: inWords(mine, name),
          theirs: inWords(theirs, name),
          changedByMe: inWords(mine, name) !== inWords(base, name),
        }))
        .filter((each) => each.mine !== each.theirs),
    merge: (mine, theirs, fromTheirs) => ({
      ...mine,
      ...(Object.fromEntries(
        Object.entries(theirs).filter(([name]) => fromTheirs.includes(name)),
      ) as Partial<FieldValues>),
    }),
  })
  const { register, formState, handleSubmit, watch } = form
  const { errors } = formState
  return (
    <>
      <Dialog
        open
        firm
        title={seen === undefined ? t('fields.new') : t('fields.edit', { name: seen.name })}
        onClose={onClose}
        foot={
          <>
            <Button onClick={onClose}>{t('ui.cancel')}</Button>
            <Button kind="main" type="submit" form={formId} busy={formState.isSubmitting}>
              {t('fields.save')}
            </Button>
          </>
        }
      >
        <Form
          id={formId}
          onSubmit={handleSubmit(save)}
          problem={problem}
          errorCount={Object.keys(errors).length}
          submitCount={formState.submitCount}
        >
          {dirty.notice}
          <Stack gap={3}>
            <TextField
              label={t('fields.name')}
              help={t('fields.name-help')}
              autoComplete="off"
              error={errors.name?.message}
              {...register('name')}
            />
            <Columns gap={3}>
              <SelectField
                label={t('fields.subject')}
                disabled={seen !== undefined}
                options={subjects.map((value) => ({ value, label: t(`fields.subject-${value}`) }))}
                {...register('subject')}
              />
              <SelectField
                label={t('fields.kind')}
                options={kinds.map((value) => ({ value, label: t(`fields.kind-${value}`) }))}
                {...register('kind')}
              />
            </Columns>
            {watch('kind') === 'choice' && (
              <TextArea
                label={t('fields.choices')}
                help={t('fields.choices-help')}
                rows={4}
                error={errors.choices?.message}
                {...register('choices')}
              />
            )}
            <Checkbox label={t('fields.required')} help={t('fields.required-help')} {...register('required')} />
            <Checkbox
              label={t('fields.on-documents')}
              help={t('fields.on-documents-help')}
              {...register('onDocuments')}
            />
          </Stack>
        </Form>
      </Dialog>
      {stale}
    </>
  )
}

const labels = {
  name: 'fields.name',
  subject: 'fields.subject',
  kind: 'fields.kind',
  choices: 'fields.choices',
  required: 'fields.required',
  onDocuments: 'fields.on-documents',
} as const satisfies Record<keyof FieldValues, string>

function inWords(values: FieldValues, name: keyof FieldValues): string {
  if (name === 'subject') return t(`fields.subject-${values.subject}`)
  if (name === 'kind') return t(`fields.kind-${values.kind}`)
  const value = values[name]
  return typeof value === 'boolean' ? t(value ? 'clients.yes' : 'clients.no') : value
}

function valuesOf(field: FieldDefinition | undefined): FieldValues {
  return {
    subject: field?.subject ?? 'client',
    name: field?.name ?? '',
    kind: field?.kind ?? 'text',
    choices: (field?.choices ?? []).join('\n'),
    required: field?.required === 1,
    onDocuments: field?.onDocuments === 1,
  }
}

function resolver(locale: string): Resolver<FieldValues, unknown, FieldFields> {
  return (values) => {
    const { subject, name, kind, required, onDocuments } = values
    const choices = values.choices.split('\n').filter((line) => line.trim() !== '')
    const fields: FieldFields = {
      subject,
      name,
      kind,
      ...(kind === 'choice' ? { choices } : {}),
      required: required ? 1 : 0,
      onDocuments: onDocuments ? 1 : 0,
    }
    const problem = fieldProblem(fields)
    if (problem === undefined) return { values: fields, errors: {} }
    return { values: {}, errors: { [problem.field]: { type: 'custom', message: problemText(problem, locale) } } }
  }
}
