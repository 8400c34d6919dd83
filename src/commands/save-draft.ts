import {
  checkAdjustments,
  checkDate,
  checkDays,
  checkExchangeRate,
  checkText,
  firstProblem,
} from '../core/check-fields.ts'
import type { ChargeId, InvoiceId } from '../core/ids.ts'
import type { Charge, DraftInvoice } from '../core/model.ts'
import { isMinor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { type DraftLine, type PlannedLines, planLines, writeLines } from './draft-lines.ts'
import { chargesInOrder, completeDraft, type DraftHead } from './draft-row.ts'
import type { Command } from './execute.ts'
import { draftFieldValues } from './field-values.ts'
import { expectDraft } from './read-rows.ts'

export type DraftHeadFields = Pick<
  DraftInvoice,
  | 'addressId'
  | 'allowances'
  | 'surcharges'
  | 'poNumber'
  | 'intro'
  | 'notes'
  | 'termsDays'
  | 'servicePeriod'
  | 'prepaid'
  | 'exchangeRate'
  | 'internalNotes'
  | 'customFields'
>

export interface SaveDraft {
  readonly id: InvoiceId
  readonly version: number
  readonly head: DraftHeadFields
  /** In the order in which they print. Lines of the draft that are missing here are taken off. */
  readonly lines: readonly DraftLine[]
  /** Of the lines taken off, those that are deleted instead of going back to the open charges. */
  readonly drop?: readonly ChargeId[]
}

/** Saves a draft as one act: head, order, edited, added and removed lines. Problems: `stale`, `wrong-state`, `purchase-fixed`, `field-invalid`, `field-value`, those of pricing. */
export const saveDraft: Command<SaveDraft, { readonly version: number; readonly chargeIds: readonly ChargeId[] }> = {
  name: 'saveDraft',
  tables: ['invoices', 'charges', 'settings', 'taxRates'],
  async run(books, input, envelope): Promise<Result<{ version: number; chargeIds: readonly ChargeId[] }, Problem>> {
    const found = await expectDraft(books.db, input, 'change')
    if (!found.ok) return found
    const before = found.value
    const problem = headProblem(input.head)
    if (problem !== undefined) return refused(problem)
    const present = await chargesInOrder(books, before)
    const lines = await planLines(books, before, present, input.lines, new Set(input.drop), envelope)
    if (!lines.ok) return lines
    const fixed = soldLine(before, present, lines.value)
    if (fixed !== undefined) return refused({ code: 'purchase-fixed', description: fixed.description })
    const own = await draftFieldValues(books.db, input.head.customFields, before)
    if (!own.ok) return own
    const head = headOf(before, { ...input.head, customFields: own.value.customFields ?? [] })
    const next = await completeDraft(books, head, lines.value.charges, envelope)
    if (!next.ok) return next
    await writeLines(books, before, lines.value)
    await books.invoices.put(next.value, before)
    const edited = lines.value.changed.map((change) => change.next.id)
    books.record('draft.changed', [before.id, before.clientId, ...edited], {
      clientName: before.clientName,
      gross: next.value.gross,
      before: before.gross,
      currency: before.currency,
    })
    return ok({ version: next.value.version, chargeIds: next.value.chargeIds })
  },
}

function headOf(before: DraftInvoice, { customFields = [], ...head }: DraftHeadFields): DraftHead {
  const { id, state, clientId, billingGroupId, currency, clientName, listedOn, taxIncluded, billsOn, createdAt, tags } =
    before
  return {
    id,
    state,
    clientId,
    billingGroupId,
    currency,
    clientName,
    listedOn,
    taxIncluded,
    createdAt,
    ...(billsOn === undefined ? {} : { billsOn }),
    ...(tags === undefined ? {} : { tags }),
    ...(before.sale === undefined ? {} : { sale: before.sale }),
    ...head,
    ...(customFields.length === 0 ? {} : { customFields }),
    version: before.version + 1,
    editedByUser: 1,
  }
}

/** Where lines of a purchase would change, or others join them: the first of them. */
function soldLine(
  { sale }: DraftInvoice,
  present: readonly Charge[],
  { added, changed, takenOff }: PlannedLines,
): Charge | undefined {
  return sale !== undefined && added.length + changed.length + takenOff.length > 0 ? present[0] : undefined
}

function headProblem(head: DraftHeadFields): Problem | undefined {
  const { servicePeriod, prepaid } = head
  if (servicePeriod !== undefined && servicePeriod.end <= servicePeriod.start) {
    return { code: 'field-invalid', field: 'servicePeriod', reason: 'end-before-start' }
  }
  if (!Number.isInteger(prepaid) || prepaid < 0) return { code: 'field-invalid', field: 'prepaid', reason: 'negative' }
  if (!isMinor(prepaid)) return { code: 'field-invalid', field: 'prepaid', reason: 'too-large' }
  return firstProblem(
    checkText('poNumber', head.poNumber, 60),
    checkText('intro', head.intro, 4000),
    checkText('notes', head.notes, 4000),
    checkText('internalNotes', head.internalNotes, 10_000),
    checkDays('termsDays', head.termsDays),
    checkAdjustments('allowances', head.allowances),
    checkAdjustments('surcharges', head.surcharges),
    checkDate('servicePeriod', servicePeriod?.start),
    checkDate('servicePeriod', servicePeriod?.end),
    checkDate('exchangeRate', head.exchangeRate?.on),
    head.exchangeRate === undefined ? undefined : checkExchangeRate('exchangeRate', head.exchangeRate.rate),
    checkText('exchangeRate', head.exchangeRate?.source),
  )
}
