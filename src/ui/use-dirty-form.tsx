import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import type { FieldValues, UseFormReturn } from 'react-hook-form'
import { t } from '../i18n/translate.ts'
import { Button } from './button.tsx'
import { forgetFormValues, keepFormValues, keptFormValues, useUnsavedWork } from './dirty-forms.ts'
import { Notice } from './notice.tsx'

export interface DirtyForm {
  /** "Your unsaved changes are back", with a way to discard them; draw it above the fields. */
  readonly notice: ReactNode
  /** Call after saving: nothing is kept any more. */
  readonly saved: () => void
}

const QUIET_MS = 250

/**
 * Keeps what is typed into a react-hook-form and brings it back when the form is opened again under the same key.
 * `key` names the form and its object; undefined switches it off (rows still loading).
 */
export function useDirtyForm<Values extends FieldValues, Context = unknown, Output = Values>(
  key: string | undefined,
  form: UseFormReturn<Values, Context, Output>,
): DirtyForm {
  const [restored, setRestored] = useState(false)
  const [dirty, setDirty] = useState(false)
  useUnsavedWork(dirty)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const pending = useRef<() => void>(undefined)

  useEffect(() => {
    if (key === undefined) return
    const kept = keptFormValues(key) as Partial<Values> | undefined
    if (kept !== undefined) {
      form.reset({ ...form.getValues(), ...kept }, { keepDefaultValues: true })
      setRestored(true)
      setDirty(true)
    }
    const end = form.subscribe({
      formState: { values: true, isDirty: true },
      callback: ({ values, isDirty }) => {
        setDirty(isDirty ?? form.formState.isDirty)
        clearTimeout(timer.current)
        pending.current = () => {
          pending.current = undefined
          if (isDirty ?? form.formState.isDirty) keepFormValues(key, values)
          else forgetFormValues(key)
        }
        timer.current = setTimeout(() => pending.current?.(), QUIET_MS)
      },
    })
    const flush = () => pending.current?.()
    window.addEventListener('pagehide', flush)
    return () => {
      end()
      window.removeEventListener('pagehide', flush)
      clearTimeout(timer.current)
      flush()
    }
  }, [key, form])

  const forget = useCallback(() => {
    clearTimeout(timer.current)
    pending.current = undefined
    setRestored(false)
    setDirty(false)
    if (key !== undefined) forgetFormValues(key)
  }, [key])

  const notice = restored ? (
    <Notice
      acts={
        <Button
          onClick={() => {
            form.reset()
            forget()
          }}
        >
          {t('ui.discard-changes')}
        </Button>
      }
    >
      {t('ui.changes-are-back')}
    </Notice>
  ) : null

  return { notice, saved: forget }
}
