import { templateProblem, unknownOwnField } from '../core/automation/message-template.ts'
import { checkCountry, checkCurrency, checkDate, checkDays, checkText, firstProblem } from '../core/check-fields.ts'
import { currencyExponent, isCurrency } from '../core/currency.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import { checkPattern, seriesOf } from '../core/invoice/number.ts'
import { isMinor, type Minor, minorToDecimal, roundToMinor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { checkSelling } from '../core/selling/check-sale.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { Books } from './books.ts'
import { checkLocale, checkTimeZone } from './check-host-names.ts'
import { repriceDrafts } from './draft-row.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'
import { rewakePlans } from './rewake-plans.ts'

export interface SettingsChange {
  readonly version: number
  readonly changes: Partial<Omit<AccountSettings, 'id' | 'version' | 'updatedAt' | 'lastCommandId'>>
  /** Optional settings to take away. */
  readonly unset?: readonly ('booksLockedThrough' | 'cashUnit' | 'documentNotes' | 'lastBackupAt')[]
}

/** Changes settings. Issued documents keep what they froze (T-14), drafts follow the cash unit. Problems: `stale`, `field-invalid`, `pattern-invalid`, `date-in-future`, `template-field-unknown`. */
export const changeSettings: Command<SettingsChange, { readonly version: number }> = {
  name: 'changeSettings',
  tables: ['settings', 'invoices', 'charges', 'taxRates', 'purchases', 'fields'],
  async run(books, input, envelope: Envelope): Promise<Result<{ version: number }, Problem>> {
    const found = expectRow<AccountSettings>('settings', await books.db.settings.get('account'), {
      id: 'account',
      version: input.version,
    })
    if (!found.ok) return found
    const draft: Partial<Record<keyof AccountSettings, unknown>> = { ...found.value, ...input.changes }
    for (const key of input.unset ?? []) delete draft[key]
    const next = {
      ...draft,
      ...inNewCurrency(found.value, input.changes),
      version: found.value.version + 1,
      updatedAt: envelope.now,
    } as AccountSettings
    const problem =
      settingsProblem(next) ?? lockProblem(next, envelope) ?? (await ownFieldProblem(books, input.changes))
    if (problem !== undefined) return refused(problem)
    await books.putSettings(next)
    // What every billing plan depends on.
    if (next.billing !== found.value.billing || next.booksLockedThrough !== found.value.booksLockedThrough) {
      await books.wakeAll()
    }
    const cashMoved = next.cashUnit !== found.value.cashUnit || next.currency !== found.value.currency
    const drafts = cashMoved ? await repriceDrafts(books) : []
    const { every, unit } = next.selling.renewalLead
    const before = found.value.selling.renewalLead
    const leadMoved = every !== before.every || unit !== before.unit
    const terms = leadMoved ? await rewakePlans(books, next.selling, envelope) : []
    books.record('settings.changed', [next.id, ...drafts, ...terms], {
      fields: [...Object.keys(input.changes), ...(input.unset ?? [])],
    })
    return ok({ version: next.version })
  },
}

/** Texts name the owner's own fields as they are now; one that has gone since is empty until the text is changed (M-7). */
async function ownFieldProblem({ db }: Books, { messages }: SettingsChange['changes']): Promise<Problem | undefined> {
  if (messages === undefined) return undefined
  const definitions = await db.fields.toArray()
  const [fault] = Object.values(messages)
    .flatMap(({ subject, text }) => [subject, text])
    .flatMap((text) => unknownOwnField(text, definitions) ?? [])
  return fault && { code: 'template-field-unknown', field: fault.field, at: fault.at }
}

/** The least payment and the least purchase keep their figure in the new currency's own minor units: 5.00 stays 5, in yen too. */
function inNewCurrency(
  before: AccountSettings,
  { currency, partialPayments, selling }: SettingsChange['changes'],
): Partial<AccountSettings> {
  if (currency === undefined || !isCurrency(currency)) return {}
  const moved = (amount: Minor) =>
    roundToMinor(minorToDecimal(amount, currencyExponent(before.currency)), currencyExponent(currency))
  const { allowed, minimum } = before.partialPayments
  return {
    ...(partialPayments === undefined && { partialPayments: { allowed, minimum: moved(minimum) } }),
    ...(selling === undefined && { selling: { ...before.selling, minimum: moved(before.selling.minimum) } }),
  }
}

/** A lock beyond today would stop every document until that day comes. */
function lockProblem({ booksLockedThrough: date }: AccountSettings, { today }: Envelope): Problem | undefined {
  return date !== undefined && date > today ? { code: 'date-in-future', date, today } : undefined
}

function settingsProblem(settings: AccountSettings): Problem | undefined {
  const { invoice, creditNote } = settings.numbering
  const invoicePattern = checkPattern(invoice.pattern)
  if (!invoicePattern.ok) return invoicePattern.problem
  const creditPattern = checkPattern(creditNote.pattern)
  if (!creditPattern.ok) return creditPattern.problem
  // Any day will do: what the date fields become is the same for both.
  const seriesFor = (pattern: string) => seriesOf(pattern, '2001-01-01' as CalendarDate).series
  if (seriesFor(invoice.pattern) === seriesFor(creditNote.pattern)) {
    return { code: 'pattern-invalid', reason: 'shared' }
  }
  for (const { startAt } of [invoice, creditNote]) {
    if (!Number.isInteger(startAt) || startAt < 1 || startAt > 999_999_999) {
      return { code: 'field-invalid', field: 'startAt', reason: 'out-of-range', limit: 999_999_999 }
    }
  }
  const minimum = settings.partialPayments.minimum
  if (!Number.isInteger(minimum) || minimum < 0) return { code: 'field-invalid', field: 'minimum', reason: 'negative' }
  if (!isMinor(minimum)) return { code: 'field-invalid', field: 'minimum', reason: 'too-large' }
  const years = settings.retentionYears
  if (!Number.isInteger(years) || years < 0 || years > 100) {
    return { code: 'field-invalid', field: 'retentionYears', reason: 'out-of-range', limit: 100 }
  }
  const unit = settings.cashUnit
  if (unit !== undefined && (!Number.isInteger(unit) || unit < 1)) {
    return { code: 'field-invalid', field: 'cashUnit', reason: 'not-positive' }
  }
  if (!/^#[0-9a-f]{6}$/i.test(settings.look.accent))
    return { code: 'field-invalid', field: 'accent', reason: 'out-of-range' }
  if (settings.look.logo !== undefined && settings.look.logo.bytes.length > 1_000_000) {
    return { code: 'field-invalid', field: 'logo', reason: 'too-large', limit: 1_000_000 }
  }
  return firstProblem(
    ...Object.values(settings.messages ?? {}).map(templateProblem),
    checkText('profile.name', settings.profile.name),
    checkText('documentNotes', settings.documentNotes, 4000),
    checkText('look.footer', settings.look.footer, 500),
    checkText('payment.text', settings.payment.text, 2000),
    checkCountry('country', settings.country),
    checkCurrency('currency', settings.currency),
    checkLocale('locale', settings.locale),
    checkTimeZone('timeZone', settings.timeZone),
    checkDays('termsDays', settings.termsDays),
    checkDate('booksLockedThrough', settings.booksLockedThrough),
    checkSelling(settings.selling),
  )
}
