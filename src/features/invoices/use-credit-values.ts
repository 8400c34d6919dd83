import { useEffect, useMemo, useState } from 'react'
import type { CreditWish } from '../../core/credit/credit-note.ts'
import type { CreditNoteId, InvoiceId } from '../../core/ids.ts'
import { type CreditableInvoice, type CreditableView, getCreditable } from '../../queries/get-creditable.ts'
import { forgetFormValues, keepFormValues, keptFormValues, useUnsavedWork } from '../../ui/dirty-forms.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { type CreditedValues, type CreditValues, creditedValues, type ReadCredit, readCredit } from './credit-form.ts'

export interface CreditStart {
  readonly credits: readonly CreditWish[]
  readonly reason: string
  /** The draft that is edited: it is no other draft over the same invoice. */
  readonly draftId?: CreditNoteId
}

interface Typed {
  readonly ids: readonly InvoiceId[]
  /** Only what was changed: the others are as they were asked for. */
  readonly edited: Readonly<Record<string, CreditedValues>>
  readonly reason: string
}

export interface CreditEditing {
  /** Undefined until the invoices are known. */
  readonly view: CreditableView | undefined
  readonly invoices: readonly { readonly row: CreditableInvoice; readonly values: CreditedValues }[]
  readonly values: CreditValues
  readonly read: ReadCredit
  readonly draftId: CreditNoteId | undefined
  readonly dirty: boolean
  /** Something that was typed before is shown again. */
  readonly brought: boolean
  readonly change: (values: CreditedValues) => void
  readonly setReason: (reason: string) => void
  readonly add: (id: InvoiceId) => void
  readonly remove: (id: InvoiceId) => void
  /** Back to what it was when it opened. */
  readonly startOver: () => void
  readonly saved: () => void
}

/**
 * The state of the editor of a credit note over live rows: figures follow when another window credits the same lines.
 * What is typed survives leaving the page.
 * @param key names the form: the draft, or the invoice that a new one is about
 */
export function useCreditValues(key: string, start: CreditStart): CreditEditing {
  const { settings } = useRuntime()
  const { locale } = settings
  const formKey = `credit/${key}`
  const [fresh] = useState<Typed>({
    ids: start.credits.map(({ invoiceId }) => invoiceId),
    edited: {},
    reason: start.reason,
  })
  const [kept] = useState(() => keptFormValues(formKey) as Typed | undefined)
  const [typed, setTyped] = useState<Typed>(kept ?? fresh)
  const [done, setDone] = useState(false)
  const dirty = typed !== fresh && !done
  useUnsavedWork(dirty)
  useEffect(() => {
    if (dirty) keepFormValues(formKey, typed)
    else forgetFormValues(formKey)
  }, [dirty, formKey, typed])

  const type = (change: (before: Typed) => Typed) => {
    setDone(false)
    setTyped(change)
  }

  const { ids } = typed
  const view = useRows((books) => getCreditable(books, ids), [ids.join(' ')])
  const invoices = useMemo(
    () =>
      (view?.invoices ?? [])
        .filter(({ invoice }) => ids.includes(invoice.id))
        .map((row) => {
          const asked = start.credits.find(({ invoiceId }) => invoiceId === row.invoice.id)
          const values =
            typed.edited[row.invoice.id] ?? creditedValues(row.invoice.id, row, asked?.picks ?? 'rest', locale)
          return { row, values }
        }),
    [view, ids, typed.edited, start.credits, locale],
  )
  const values = useMemo<CreditValues>(
    () => ({ invoices: invoices.map((each) => each.values), reason: typed.reason }),
    [invoices, typed.reason],
  )
  const read = useMemo(
    () =>
      readCredit(
        values,
        invoices.map(({ row }) => row),
        locale,
      ),
    [values, invoices, locale],
  )
  return {
    view,
    invoices,
    values,
    read,
    draftId: start.draftId,
    dirty,
    brought: kept !== undefined && dirty,
    change: (changed) => type((before) => ({ ...before, edited: { ...before.edited, [changed.invoiceId]: changed } })),
    setReason: (reason) => type((before) => ({ ...before, reason })),
    add: (id) => type((before) => (before.ids.includes(id) ? before : { ...before, ids: [...before.ids, id] })),
    remove: (id) => type((before) => ({ ...before, ids: before.ids.filter((each) => each !== id) })),
    startOver: () => setTyped(fresh),
    saved: () => setDone(true),
  }
}
