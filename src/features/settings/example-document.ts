import { currencyExponent } from '../../core/currency.ts'
import { addDays, type CalendarDate } from '../../core/date.ts'
import { decimal } from '../../core/decimal.ts'
import type { ChargeId } from '../../core/ids.ts'
import { computeTotals } from '../../core/invoice/compute-totals.ts'
import type { FrozenDocument, FrozenLine } from '../../core/invoice/document.ts'
import { numberIn, seriesOf } from '../../core/invoice/number.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { t } from '../../i18n/translate.ts'

/** A small invoice in the look that is being chosen: the owner's own name, invented lines. */
export function exampleDocument(
  settings: AccountSettings,
  look: {
    readonly template: FrozenDocument['look']['template']
    readonly paper: FrozenDocument['look']['paper']
    readonly accent: string
    readonly footer: string
    readonly documentNotes: string
  },
  today: CalendarDate,
): FrozenDocument {
  const rows = [
    { description: t('settings.example-line-1'), quantity: decimal('3'), unitPrice: decimal('80') },
    { description: t('settings.example-line-2'), quantity: decimal('1'), unitPrice: decimal('240') },
  ]
  const totals = computeTotals({
    exponent: currencyExponent(settings.currency),
    taxIncluded: false,
    lines: rows.map((row) => ({ ...row, taxes: [] })),
  })
  const { series, padding } = seriesOf(settings.numbering.invoice.pattern, today)
  const number = numberIn(series, padding, settings.numbering.invoice.startAt)
  const { logo } = settings.look
  return {
    kind: 'invoice',
    typeCode: '380',
    number,
    issuedOn: today,
    dueOn: addDays(today, settings.termsDays),
    termsDays: settings.termsDays,
    currency: settings.currency,
    language: settings.locale,
    seller:
      settings.profile.name === '' ? { ...settings.profile, name: t('settings.example-seller') } : settings.profile,
    buyer: {
      name: t('settings.example-client'),
      address: { line1: t('settings.example-street'), city: t('settings.example-city'), country: settings.country },
    },
    paymentReference: number,
    taxIncluded: false,
    lines: rows.flatMap((row, index): FrozenLine[] => {
      const line = totals.lines[index]
      if (line === undefined) return []
      return [
        {
          ...row,
          chargeId: `example-${index}` as ChargeId,
          servedOn: today,
          taxes: [],
          allowances: [],
          surcharges: [],
          totals: line,
        },
      ]
    }),
    allowances: [],
    surcharges: [],
    totals,
    payment: settings.payment,
    ...(look.documentNotes.trim() === '' ? {} : { notes: look.documentNotes }),
    look: {
      template: look.template,
      templateVersion: settings.look.templateVersion,
      accent: /^#[0-9a-f]{6}$/i.test(look.accent) ? look.accent : settings.look.accent,
      paper: look.paper,
      ...(logo === undefined ? {} : { logo }),
      ...(look.footer.trim() === '' ? {} : { footer: look.footer }),
    },
  }
}
