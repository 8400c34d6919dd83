import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { cancelContract } from '../../commands/cancel-contract.ts'
import { creditInvoice } from '../../commands/credit-invoice.ts'
import { draftCreditNote } from '../../commands/draft-credit-note.ts'
import type { Contract } from '../../core/contract/contract.ts'
import { type CreditPick, leftToCredit } from '../../core/credit/credit-figures.ts'
import { planCredit } from '../../core/credit/plan-credit.ts'
import { addDays, type CalendarDate } from '../../core/date.ts'
import { minor, sumMinor } from '../../core/money.ts'
import { overlapOf } from '../../core/period.ts'
import type { Problem } from '../../core/problem.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listCorrectionsOf } from '../../queries/get-right-facts.ts'
import { previewAmendment } from '../../queries/preview-amendment.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { creditGoes, goesText } from './credit-goes.ts'
import { RightStep, type RightStepProps, useRightAct } from './right-step.tsx'

/** A service ended before what was billed for it (W-8): the unused days are credited, of a contract by ending it. */
export function RightEnded(props: RightStepProps) {
  const { contracts, source } = props.facts
  const [first] = contracts
  if (first !== undefined) return <EndContract {...props} first={first} />
  if (source.document.lines.some(({ period }) => period !== undefined)) return <CreditDays {...props} />
  return (
    <RightStep title={t('credits.right-ended')} onBack={props.onBack} onClose={props.onClose}>
      <Text>{t('credits.no-period', { number: source.invoice.number })}</Text>
      <ButtonLink to="/invoices/credit" search={{ invoice: source.invoice.id }}>
        {t('credits.choose-lines')}
      </ButtonLink>
    </RightStep>
  )
}

/** Ends the contract on a day; what was billed beyond it is shown as a draft credit note. */
function EndContract({ facts, first, onBack, onClose }: RightStepProps & { readonly first: Contract }) {
  const { books, settings, today } = useRuntime()
  const { locale } = settings
  const navigate = useNavigate()
  const act = useRightAct()
  const { source, contracts } = facts
  const { number, currency, id: invoiceId } = source.invoice
  const [contractId, setContractId] = useState<string>(first.id)
  const [lastDay, setLastDay] = useState<string>(today())
  const contract = contracts.find(({ id }) => id === contractId) ?? first
  const day = knownDate(lastDay)
  const tooMuch = useTooMuch(contract, day, invoiceId)

  const run = async () => {
    if (day === undefined) return
    const { id, version } = contract
    const ended = await act.go(cancelContract, { id, version, from: addDays(day, 1) })
    if (ended === undefined) return
    const corrections = await listCorrectionsOf(books, source.invoice)
    if (corrections.length === 0) {
      toast({ message: t('credits.contract-ended', { name: contract.name }) })
      onClose()
      return
    }
    const made = await act.go(draftCreditNote, {
      credits: 'corrections',
      correctionIds: corrections.map((each) => each.id),
    })
    if (made !== undefined) void navigate({ to: `/invoices/${made.id}` as '/' })
  }

  // A charge's amount has no tax in it unless its prices have; the credit note adds it.
  const netOnly = !source.document.taxIncluded && source.document.totals.tax !== 0
  const says =
    day === undefined || tooMuch === undefined || 'code' in tooMuch
      ? undefined
      : tooMuch.amount === 0
        ? t('credits.end-says-nothing', { name: contract.name, lastDay: formatDate(day, locale), number })
        : t(netOnly ? 'credits.end-says-net' : 'credits.end-says', {
            name: contract.name,
            lastDay: formatDate(day, locale),
            amount: formatMoney(minor(tooMuch.amount), currency, locale),
            number,
          })
  return (
    <RightStep
      title={t('credits.right-ended')}
      onBack={onBack}
      onClose={onClose}
      problem={act.problem ?? (tooMuch !== undefined && 'code' in tooMuch ? problemText(tooMuch, locale) : undefined)}
      says={says}
      act={{ label: t('credits.end-contract'), busy: act.busy, run: () => void run() }}
    >
      {contracts.length > 1 && (
        <SelectField
          label={t('credits.contract')}
          value={contract.id}
          options={contracts.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => setContractId(event.target.value)}
        />
      )}
      <DateField
        label={t('credits.service-last-day')}
        value={lastDay}
        onChange={setLastDay}
        today={today()}
        error={day === undefined ? t('credits.day-wrong') : undefined}
      />
      <Text tone="quiet">
        {t('credits.end-part')}{' '}
        <ButtonLink kind="plain" to={`/contracts/${contract.id}/change`}>
          {t('credits.end-items')}
        </ButtonLink>
      </Text>
    </RightStep>
  )
}

/** What of this invoice would be too much, in minor units with the sign turned; undefined until it is known. */
function useTooMuch(
  contract: Contract,
  lastDay: CalendarDate | undefined,
  invoiceId: string,
): { readonly amount: number } | Problem | undefined {
  const { today } = useRuntime()
  const day = today()
  const key = `${contract.id} ${contract.version} ${lastDay ?? ''} ${invoiceId}`
  const answer = useRows(
    async (books) => {
      if (lastDay === undefined) return { key, value: undefined }
      const from = addDays(lastDay, 1)
      const preview = await previewAmendment(books, { kind: 'cancel', id: contract.id, from }, day)
      if (!preview.ok) return { key, value: preview.problem }
      const own = preview.value.changes.filter(
        ({ kind, invoice }) => kind === 'correction' && invoice?.id === invoiceId,
      )
      return { key, value: { amount: -sumMinor(own.map(({ amount }) => amount)) } }
    },
    [key, day],
  )
  return answer?.key === key ? answer.value : undefined
}

/** Lines with a period but no contract: their days after the last one are credited in one act. */
function CreditDays({ facts, onBack, onClose }: RightStepProps) {
  const { settings, today } = useRuntime()
  const { locale } = settings
  const navigate = useNavigate()
  const act = useRightAct()
  const { source, open } = facts
  const { invoice, document, prior } = source
  const { number, currency } = invoice
  const [lastDay, setLastDay] = useState<string>(today())
  const day = knownDate(lastDay)
  const picks = day === undefined ? [] : unusedDays(source, addDays(day, 1))
  const planned = picks.length === 0 ? undefined : planCredit([source], [{ invoiceId: invoice.id, picks }])
  const left = sumMinor(leftToCredit(document, prior).map(({ amount }) => amount))
  const says =
    planned?.ok === true && day !== undefined
      ? t('credits.days-says', {
          amount: formatMoney(planned.value.total, currency, locale),
          number,
          lastDay: formatDate(day, locale),
          goes: goesText(creditGoes(planned.value, open), currency, locale),
        })
      : undefined
  const run = async () => {
    const issued = await act.go(creditInvoice, { credits: [{ invoiceId: invoice.id, picks }] })
    if (issued === undefined) return
    toast({ message: t('credits.issued', { number: issued.number }) })
    void navigate({ to: `/invoices/${issued.id}` as '/' })
  }
  return (
    <RightStep
      title={t('credits.right-ended')}
      onBack={onBack}
      onClose={onClose}
      problem={act.problem ?? (planned?.ok === false ? problemText(planned.problem, locale) : undefined)}
      says={says}
      act={{ label: t('credits.issue'), busy: act.busy, run: () => void run() }}
    >
      <DateField
        label={t('credits.service-last-day')}
        value={lastDay}
        onChange={setLastDay}
        today={today()}
        error={day === undefined ? t('credits.day-wrong') : undefined}
      />
      {day !== undefined && picks.length === 0 && (
        <Text tone="quiet">{t(left === 0 ? 'credits.all-credited' : 'credits.no-days-after', { number })}</Text>
      )}
    </RightStep>
  )
}

/** The days from `from` on that each line was billed for and that are not credited yet; one stretch of them per line. */
function unusedDays({ document, prior }: RightStepProps['facts']['source'], from: CalendarDate): CreditPick[] {
  return leftToCredit(document, prior).flatMap(({ periods, amount }, line): CreditPick[] => {
    const after = periods.flatMap((each) => overlapOf(each, { start: from, end: laterThan(each.end, from) }) ?? [])
    const last = after.at(-1)
    if (last === undefined || amount === 0) return []
    return [{ line, kind: 'period', period: last }]
  })
}

/** A period ends after it begins. */
function laterThan(end: CalendarDate, from: CalendarDate): CalendarDate {
  return end > from ? end : addDays(from, 1)
}
