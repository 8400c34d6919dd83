import { useCallback, useEffect, useRef, useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { saveDraft } from '../../commands/save-draft.ts'
import type { Charge, DraftInvoice } from '../../core/model.ts'
import type { Problem } from '../../core/problem.ts'
import type { DraftView } from '../../queries/get-invoice.ts'
import { forgetFormValues, keepFormValues, keptFormValues, useUnsavedWork } from '../../ui/dirty-forms.ts'
import { useRuntime } from '../runtime.tsx'
import { type DraftValues, isEmptyLine, readDraft, saveInput, valuesOf } from './draft-form.ts'

/** `incomplete`: something typed cannot be read yet, so nothing was written; it is kept for this tab. */
export type SaveStatus = 'saved' | 'waiting' | 'saving' | 'incomplete' | 'refused' | 'conflict'

export interface DraftSaving {
  readonly status: SaveStatus
  readonly problem?: Problem
  /** Saves now; true when the books hold what the form shows. */
  readonly saveNow: () => Promise<boolean>
  /** The version of the draft that the form shows: what finalizing acts on (G-2). */
  readonly seenVersion: () => number
  /** G-2: someone else saved first. Their version stands in the books and comes as the view; mine is in the form. */
  readonly takeTheirs: () => void
  readonly keepMine: () => Promise<void>
  /** The draft is about to be finalized or discarded: nothing is saved on leaving. */
  readonly end: () => void
}

const PAUSE_MS = 900

interface Kept {
  readonly version: number
  readonly values: DraftValues
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'version' in value && 'values' in value
}

/** Text that is the same for forms that say the same. */
function textOf(values: DraftValues): string {
  return JSON.stringify({
    ...values,
    lines: values.lines.filter((line) => !isEmptyLine(line)).map(({ key: _key, ...line }) => line),
  })
}

/**
 * Saves a draft by itself after a pause and on leaving, one act for the whole; what cannot be saved is kept in this tab
 * and comes back. A version that someone else saved is never overwritten unasked (G-2).
 */
export function useDraftSaving(view: DraftView, form: UseFormReturn<DraftValues>): DraftSaving {
  const { run, settings } = useRuntime()
  const { draft, charges } = view
  // As they were when the draft was opened: a new list of the same fields is no reason to save again.
  const fields = useRef(view.fields).current
  const { locale } = settings
  const formKey = `draft/${draft.id}`
  const base = useRef({ draft, text: textOf(valuesOf(draft, charges, locale, fields)) })
  const [status, setStatus] = useState<SaveStatus>('saved')
  const [problem, setProblem] = useState<Problem>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const turn = useRef<Promise<boolean>>(Promise.resolve(true))
  const busy = useRef(false)
  const ended = useRef(false)

  const isDirty = useCallback(() => textOf(form.getValues()) !== base.current.text, [form])
  const keep = useCallback(() => {
    if (!ended.current && isDirty()) {
      keepFormValues(formKey, { version: base.current.draft.version, values: form.getValues() } satisfies Kept)
    } else forgetFormValues(formKey)
  }, [form, formKey, isDirty])

  const saveOnce = useCallback(async (): Promise<boolean> => {
    if (ended.current) return false
    const values = structuredClone(form.getValues())
    const text = textOf(values)
    if (text === base.current.text) {
      setStatus('saved')
      return true
    }
    const before = base.current.draft
    const read = readDraft(values, before, { locale, currency: before.currency }, fields)
    if (read.wrong.size > 0) {
      keep()
      setStatus('incomplete')
      return false
    }
    busy.current = true
    setStatus('saving')
    const result = await run(saveDraft, saveInput(read, values.drop, before))
    busy.current = false
    if (!result.ok) {
      keep()
      setProblem(result.problem)
      setStatus(result.problem.code === 'stale' ? 'conflict' : 'refused')
      return false
    }
    const idByKey = new Map(
      read.lines.map(({ values: line }, index) => [line.key, result.value.chargeIds[index] ?? '']),
    )
    const settled = (lines: DraftValues['lines']) =>
      lines.map((line) => ({
        ...line,
        chargeId: idByKey.get(line.key) ?? line.chargeId,
        taken: idByKey.has(line.key) ? false : line.taken,
      }))
    base.current = {
      draft: { ...before, version: result.value.version },
      text: textOf({ ...values, lines: settled(values.lines), drop: [] }),
    }
    form.getValues('lines').forEach((line, index) => {
      const id = idByKey.get(line.key)
      if (id === undefined) return
      if (line.chargeId !== id) form.setValue(`lines.${index}.chargeId`, id)
      if (line.taken) form.setValue(`lines.${index}.taken`, false)
    })
    form.setValue(
      'drop',
      form.getValues('drop').filter((id) => !values.drop.includes(id)),
    )
    setProblem(undefined)
    keep()
    setStatus(isDirty() ? 'waiting' : 'saved')
    return true
  }, [form, locale, run, keep, isDirty, fields])

  const saveNow = useCallback(() => {
    clearTimeout(timer.current)
    turn.current = turn.current.then(saveOnce, saveOnce)
    return turn.current
  }, [saveOnce])

  // What was typed and could not be saved the last time comes back, over the version that it was typed on.
  useEffect(() => {
    const kept = keptFormValues(formKey)
    if (!isKept(kept)) return
    form.reset(kept.values)
    if (kept.version === base.current.draft.version) {
      void saveNow()
      return
    }
    base.current = { ...base.current, draft: { ...base.current.draft, version: kept.version } }
    setStatus('conflict')
  }, [form, formKey, saveNow])

  useEffect(() => {
    const end = form.subscribe({
      formState: { values: true },
      callback: () => {
        clearTimeout(timer.current)
        if (ended.current) return
        setStatus((now) => (now === 'conflict' ? now : isDirty() ? 'waiting' : 'saved'))
        timer.current = setTimeout(() => {
          keep()
          void saveNow()
        }, PAUSE_MS)
      },
    })
    const onHide = () => {
      if (document.visibilityState !== 'hidden') return
      keep()
      void saveNow()
    }
    document.addEventListener('visibilitychange', onHide)
    window.addEventListener('pagehide', keep)
    return () => {
      end()
      document.removeEventListener('visibilitychange', onHide)
      window.removeEventListener('pagehide', keep)
      clearTimeout(timer.current)
      keep()
      if (!ended.current) void saveNow()
    }
  }, [form, isDirty, keep, saveNow])

  const show = useCallback(
    (row: DraftInvoice, rows: readonly Charge[]) => {
      const values = valuesOf(row, rows, locale, fields)
      base.current = { draft: row, text: textOf(values) }
      form.reset(values)
      setProblem(undefined)
      setStatus('saved')
    },
    [form, locale, fields],
  )

  // Another tab saved: an untouched form follows, a touched one asks.
  useEffect(() => {
    if (busy.current || draft.version <= base.current.draft.version) return
    if (isDirty()) setStatus('conflict')
    else show(draft, charges)
  }, [draft, charges, isDirty, show])

  useUnsavedWork(status !== 'saved')

  return {
    status,
    ...(problem === undefined ? {} : { problem }),
    saveNow,
    seenVersion: () => base.current.draft.version,
    takeTheirs: () => {
      forgetFormValues(formKey)
      show(draft, charges)
    },
    keepMine: async () => {
      // Lines that are gone from the draft come back as new ones; those that went back to the open charges are taken on.
      const present = new Set<string>(draft.chargeIds)
      const open = new Set<string>(view.openCharges.map(({ id }) => id))
      form.getValues('lines').forEach((line, index) => {
        if (line.chargeId === '' || present.has(line.chargeId)) return
        if (open.has(line.chargeId)) form.setValue(`lines.${index}.taken`, true)
        else form.setValue(`lines.${index}.chargeId`, '')
      })
      base.current = { draft, text: '' }
      setStatus('waiting')
      if (await saveNow()) await saveNow()
    },
    end: () => {
      ended.current = true
      clearTimeout(timer.current)
      forgetFormValues(formKey)
    },
  }
}
