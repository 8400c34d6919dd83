import { type ReactNode, useMemo, useRef, useState } from 'react'
import {
  type DefaultValues,
  type FieldValues,
  type Resolver,
  type UseFormProps,
  type UseFormReturn,
  useForm,
} from 'react-hook-form'
import type { Envelope } from '../../core/envelope.ts'
import type { Problem } from '../../core/problem.ts'
import type { Result } from '../../core/result.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useDirtyForm } from '../../ui/use-dirty-form.tsx'
import { useRuntime } from '../runtime.tsx'
import { StaleDialog, type StaleField } from './stale-dialog.tsx'

export interface RowFormOptions<Row, Values extends FieldValues, Fields, Value> {
  /** The row to edit; absent: a new one. */
  readonly row: Row | undefined
  /** What the form shows of a row, or begins with for a new one. Asked once for each row. */
  readonly valuesOf: (row: Row | undefined) => Values
  readonly resolverOf: (row: Row | undefined) => Resolver<Values, unknown, Fields>
  /** Names the form, so that what was typed comes back after a reload. */
  readonly formKey: (row: Row | undefined) => string
  readonly mode?: NonNullable<UseFormProps['mode']>
  /** Sends the fields as a change of the row as it was seen; a double click has the same key. */
  readonly send: (fields: Fields, row: Row | undefined, key: Envelope['commandId']) => Promise<Result<Value, Problem>>
  readonly onSaved: (fields: Fields, value: Value, row: Row | undefined) => void
  /** The row as somebody else left it; undefined where the refusal is shown as a sentence. */
  readonly theirsOf?: (problem: Extract<Problem, { code: 'stale' }>) => Row | Problem
  readonly nameOf: (row: Row) => string
  readonly differences: (mine: Values, theirs: Values, base: Values) => readonly StaleField[]
  readonly merge: (mine: Values, theirs: Values, fromTheirs: readonly string[]) => Values
}

export interface RowForm<Row, Values extends FieldValues, Fields> {
  readonly form: UseFormReturn<Values, unknown, Fields>
  /** The row that a save changes: as it was opened, or as somebody else left it once that was taken over. */
  readonly seen: Row | undefined
  readonly base: Values
  readonly dirty: ReturnType<typeof useDirtyForm>
  readonly problem: string | undefined
  say(problem: Problem | undefined): void
  save(fields: Fields): Promise<void>
  /** Both versions side by side when somebody else saved first (G-2); stands beside the form. */
  readonly stale: ReactNode
}

/**
 * A form over one row of the books, or a new one. What was typed is never lost: a refusal is a sentence above the form,
 * a row that was changed meanwhile is shown beside the own version, field by field.
 */
export function useRowForm<Row, Values extends FieldValues, Fields, Value>(
  options: RowFormOptions<Row, Values, Fields, Value>,
): RowForm<Row, Values, Fields> {
  const { newKey, settings } = useRuntime()
  const { valuesOf } = options
  const [seen, setSeen] = useState(options.row)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the form starts from, not what changes meanwhile
  const base = useMemo(() => valuesOf(seen), [seen])
  const form = useForm<Values, unknown, Fields>({
    defaultValues: base as DefaultValues<Values>,
    resolver: options.resolverOf(seen),
    ...(options.mode === undefined ? {} : { mode: options.mode }),
  })
  const dirty = useDirtyForm(options.formKey(seen), form)
  const [problem, setProblem] = useState<string>()
  const [theirs, setTheirs] = useState<Row>()
  const key = useRef(newKey())
  const say = (refusal: Problem | undefined) =>
    setProblem(refusal === undefined ? undefined : problemText(refusal, settings.locale))

  const send = async (fields: Fields, row: Row | undefined) => {
    say(undefined)
    const saved = await options.send(fields, row, key.current)
    key.current = newKey()
    if (saved.ok) {
      dirty.saved()
      options.onSaved(fields, saved.value, row)
      return
    }
    if (saved.problem.code !== 'stale') return say(saved.problem)
    const found = options.theirsOf?.(saved.problem) ?? (saved.problem.current as Row)
    if (isProblem(found)) say(found)
    else setTheirs(found)
  }
  const saveOver = async (row: Row, fromTheirs: readonly string[]) => {
    form.reset(options.merge(form.getValues(), valuesOf(row), fromTheirs), { keepDefaultValues: true })
    setTheirs(undefined)
    setSeen(row)
    await form.handleSubmit((fields) => send(fields, row))()
  }
  const takeTheirs = (row: Row) => {
    dirty.saved()
    setSeen(row)
    form.reset(valuesOf(row))
    setTheirs(undefined)
  }
  const stale = theirs !== undefined && (
    <StaleDialog
      what={options.nameOf(theirs)}
      fields={options.differences(form.getValues(), valuesOf(theirs), base)}
      onSave={(fromTheirs) => void saveOver(theirs, fromTheirs)}
      onTakeTheirs={() => takeTheirs(theirs)}
      onClose={() => setTheirs(undefined)}
    />
  )
  return { form, seen, base, dirty, problem, say, save: (fields) => send(fields, seen), stale }
}

function isProblem(found: unknown): found is Problem {
  return typeof (found as { code?: unknown }).code === 'string'
}
