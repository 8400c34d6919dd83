import { useRef, useState } from 'react'
import { type FieldValues, type Path, type UseFormReturn, useForm } from 'react-hook-form'
import { changeSettings, type SettingsChange } from '../../commands/change-settings.ts'
import type { Problem } from '../../core/problem.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { toast } from '../../ui/toast.tsx'
import { useDirtyForm } from '../../ui/use-dirty-form.tsx'
import { useRuntime } from '../runtime.tsx'

/** What a section of the settings sends: changes, or the field that it cannot read with the reason in words. */
export type SectionChange =
  | Pick<SettingsChange, 'changes' | 'unset'>
  | { readonly field: string; readonly message: string }

export interface SettingsForm<Values extends FieldValues> {
  readonly form: UseFormReturn<Values>
  /** Sends; answers whether it was saved. */
  save(values: Values): Promise<boolean>
  readonly problem: string | undefined
  readonly notice: React.ReactNode
}

/**
 * A form over one section of the settings. The command judges what is valid; its refusal stands beside the field where
 * the field is known. Saved elsewhere in the meantime: the newer settings are taken as the base and only this section's
 * own fields are sent again, since sections do not overlap.
 */
export function useSettingsForm<Values extends FieldValues>(options: {
  readonly section: string
  readonly values: (settings: AccountSettings) => Values
  readonly changes: (values: Values, settings: AccountSettings) => SectionChange
  readonly quiet?: boolean
}): SettingsForm<Values> {
  const { settings, run, books, newKey } = useRuntime()
  const [initial] = useState(() => options.values(settings))
  const form = useForm<Values>({ defaultValues: initial as never, mode: 'onTouched' })
  const dirty = useDirtyForm(`settings/${options.section}`, form)
  const [problem, setProblem] = useState<string>()
  const key = useRef(newKey())

  const refuse = (refusal: Problem): void => {
    const sentence = problemText(refusal, settings.locale)
    const field = fieldOf(refusal, form.getValues())
    if (field === undefined) setProblem(sentence)
    else form.setError(field, { message: sentence }, { shouldFocus: true })
  }

  const save = async (values: Values): Promise<boolean> => {
    setProblem(undefined)
    const current = (await books.settings.get('account')) ?? settings
    const change = options.changes(values, current)
    if ('field' in change) {
      form.setError(change.field as Path<Values>, { message: change.message }, { shouldFocus: true })
      return false
    }
    const saved = await run(changeSettings, { version: current.version, ...change }, key.current)
    key.current = newKey()
    if (!saved.ok) {
      refuse(saved.problem)
      return false
    }
    dirty.saved()
    form.reset(values)
    if (!options.quiet) toast({ message: t('settings.saved') })
    return true
  }
  return { form, save, problem, notice: dirty.notice }
}

/** The form's field that a refusal is about, if the form has it. */
function fieldOf<Values extends FieldValues>(problem: Problem, values: Values): Path<Values> | undefined {
  const wanted =
    problem.code === 'pattern-invalid' ? 'pattern' : problem.code === 'field-invalid' ? problem.field : undefined
  const last = wanted?.split('.').at(-1)
  if (last === undefined) return undefined
  return last in values ? (last as Path<Values>) : undefined
}

/** A trimmed text, or nothing where it is empty: for optional fields of settings. */
export function given<Key extends string>(key: Key, text: string): { readonly [K in Key]?: string } {
  const trimmed = text.trim()
  return (trimmed === '' ? {} : { [key]: trimmed }) as { readonly [K in Key]?: string }
}
