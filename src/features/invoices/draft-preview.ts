// What the form would print now, and what stands in the way of issuing it. Pure.

import type { CalendarDate } from '../../core/date.ts'
import { requiredProblem } from '../../core/fields/kept-values.ts'
import { printedFields } from '../../core/fields/printed-fields.ts'
import type { FrozenDocument } from '../../core/invoice/document.ts'
import { composeDocument } from '../../core/invoice/draft-document.ts'
import { finalizeProblem, missingFields } from '../../core/invoice/finalize-checks.ts'
import type { Charge } from '../../core/model.ts'
import type { MissingField, Problem } from '../../core/problem.ts'
import type { AccountSettings } from '../../core/settings.ts'
import type { DraftView } from '../../queries/get-invoice.ts'
import { type DraftValues, previewCharges, type ReadDraft, readDraft } from './draft-form.ts'

export interface DraftPreview {
  readonly read: ReadDraft
  /** Over the lines that can be read. */
  readonly document?: FrozenDocument
  /** Why there is no document, or why it cannot be issued; missing fields are listed apart. */
  readonly problem?: Problem
  readonly missing: readonly MissingField[]
}

/** The document of the form as it stands, exact to the cent, and every reason against finalizing it. */
export function previewDraft(
  values: DraftValues,
  view: DraftView,
  settings: AccountSettings,
  today: CalendarDate,
): DraftPreview {
  const { draft, client, taxRateById } = view
  const read = readDraft(values, draft, { locale: settings.locale, currency: draft.currency }, view.fields)
  const own = (read.head.customFields ?? []).filter(({ value }) => value !== '')
  try {
    const { addressId: _a, poNumber: _p, intro: _i, notes: _n, servicePeriod: _s, exchangeRate: _e, ...rest } = draft
    const composed = composeDocument({
      draft: { ...rest, ...read.head },
      charges: previewCharges(read, draft).map(withRatingOf(view)),
      client,
      settings,
      taxRateById,
      fields: printedFields(view.printable.definitions, {
        ...view.printable.bearers,
        invoice: [own],
      }),
    })
    if (!composed.ok) return { read, problem: composed.problem, missing: [] }
    const document = composed.value
    const problem =
      finalizeProblem(document, settings) ?? requiredProblem(own, view.fields) ?? dateProblem(view, settings, today)
    return {
      read,
      document,
      missing: missingFields(document, settings),
      ...(problem === undefined || problem.code === 'finalize-missing' ? {} : { problem }),
    }
  } catch (error) {
    if (error instanceof RangeError) return { read, problem: { code: 'amount-too-large' }, missing: [] }
    throw error
  }
}

/** How a contract's amount came to be is still true where only words were changed. */
function withRatingOf({ charges }: DraftView): (line: Charge) => Charge {
  const byId = new Map(charges.map((charge) => [charge.id, charge]))
  return (line) => {
    const before = byId.get(line.id)
    if (before?.rating === undefined) return line
    const same =
      before.quantity === line.quantity && before.unitPrice === line.unitPrice && before.amount === line.amount
    return same ? { ...line, rating: before.rating } : line
  }
}

/** A day on which no invoice may be issued: in locked books, or before the last invoice. */
function dateProblem(view: DraftView, settings: AccountSettings, today: CalendarDate): Problem | undefined {
  const { lastIssuedOn: last } = view
  if (last !== undefined && today < last) return { code: 'date-before-last', today, last }
  const through = settings.booksLockedThrough
  return through !== undefined && today <= through ? { code: 'books-locked', through, date: today } : undefined
}
