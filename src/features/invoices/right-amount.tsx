import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { creditAndRebill, type RebillLine } from '../../commands/credit-and-rebill.ts'
import { draftCreditNote } from '../../commands/draft-credit-note.ts'
import { currencyExponent } from '../../core/currency.ts'
import { compareDecimals, decimal, isNegative } from '../../core/decimal.ts'
import { minor, minorToDecimal, sumMinor } from '../../core/money.ts'
import { formatPeriod } from '../../i18n/format-date.ts'
import { formatDecimal, formatMoney, formatPrice } from '../../i18n/format-money.ts'
import { parseAmount, parseNumber } from '../../i18n/parse-amount.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { creditGoes, goesText } from './credit-goes.ts'
import { type LineAgain, totalsAgain, wholeCredit } from './rebill-figures.ts'
import { RightStep, type RightStepProps, useRightAct } from './right-step.tsx'

interface LineTyped {
  readonly line: number
  readonly quantity: string
  readonly unitPrice: string
}

type Way = 'again' | 'difference'

/**
 * The amount is wrong (M-13): all that is left of the invoice is credited and billed again with the right figures, or
 * only the difference is credited. What a contract bills is put right in the contract first.
 */
export function RightAmount(props: RightStepProps) {
  const { facts } = props
  const [anyway, setAnyway] = useState(false)
  if (facts.corrections.length === 0 && facts.contracts.length > 0 && !anyway) {
    return <ContractFirst {...props} onOnly={() => setAnyway(true)} />
  }
  return <RightFigures {...props} />
}

/** The lines come from contracts that go on billing the wrong amount. */
function ContractFirst(props: RightStepProps & { readonly onOnly: () => void }) {
  const { contracts, source } = props.facts
  const { number } = source.invoice
  const names = contracts.map(({ name }) => name).join(', ')
  return (
    <RightStep
      title={t('credits.right-amount')}
      onBack={props.onBack}
      onClose={props.onClose}
      act={{ label: t('credits.only-this-invoice'), aside: true, run: props.onOnly }}
      says=""
    >
      <Text>{t('credits.contract-first', { names, number })}</Text>
      <Row gap={2}>
        {contracts.map(({ id, name }, index) => (
          <ButtonLink key={id} kind={index === 0 ? 'main' : 'quiet'} to={`/contracts/${id}/change`} icon="contracts">
            {t('credits.change-contract', { name })}
          </ButtonLink>
        ))}
      </Row>
    </RightStep>
  )
}

/** The right figures: typed, or known to the cent since the contract was changed. */
function RightFigures({ facts, onBack, onClose, onOther }: RightStepProps) {
  const { settings } = useRuntime()
  const { locale } = settings
  const navigate = useNavigate()
  const act = useRightAct()
  const { source, corrections, corrected } = facts
  const { invoice, document } = source
  const { currency, number } = invoice
  const correctionIds = corrections.map(({ id }) => id)
  const [way, setWay] = useState<Way>('again')
  const [finalize, setFinalize] = useState(true)
  const [typed, setTyped] = useState<readonly LineTyped[]>(() =>
    rightLines(facts).map(({ line, quantity, unitPrice }) => ({
      line,
      quantity: formatDecimal(quantity, locale),
      unitPrice: formatPrice(unitPrice, currency, locale),
    })),
  )
  const change = (line: number, values: Partial<LineTyped>) =>
    setTyped((before) => before.map((each) => (each.line === line ? { ...each, ...values } : each)))
  const lines = typed.map((each) => readLine(each, facts, locale))
  const known = lines.filter((each) => each !== undefined)
  const totals = known.length === lines.length ? totalsAgain(facts, known, settings.cashUnit) : undefined
  const credit = wholeCredit(facts, finalize ? totals?.due : undefined)
  const money = (amount: number) => formatMoney(minor(amount), currency, locale)
  const changed = known.some(({ line, quantity, unitPrice }) => {
    const frozen = document.lines[line]
    return (
      frozen !== undefined &&
      (compareDecimals(frozen.quantity, quantity) !== 0 || compareDecimals(frozen.unitPrice, unitPrice) !== 0)
    )
  })

  const says =
    way === 'difference'
      ? corrections.length > 0
        ? corrected &&
          t('credits.corrected-says', {
            amount: money(corrected.total),
            number,
            goes: goesText(creditGoes(corrected, facts.open), currency, locale),
          })
        : t('credits.difference-says', { number })
      : !credit.ok || totals === undefined || !changed
        ? undefined
        : t('credits.again-says', {
            credit: money(credit.value.total),
            number,
            total: money(totals.due),
            goes: goesText(credit.value.goes, currency, locale),
          })

  const run = async () => {
    if (way === 'difference' && corrections.length === 0) {
      void navigate({ to: '/invoices/credit', search: { invoice: invoice.id } } as never)
      return
    }
    if (way === 'difference') {
      const made = await act.go(draftCreditNote, { credits: 'corrections', correctionIds })
      if (made !== undefined) void navigate({ to: `/invoices/${made.id}` as '/' })
      return
    }
    const again: RebillLine[] = known.map(({ line, quantity, unitPrice }) => ({ line, quantity, unitPrice }))
    const done = await act.go(creditAndRebill, {
      id: invoice.id,
      version: invoice.version,
      lines: again,
      ...(correctionIds.length > 0 && { correctionIds }),
      ...(finalize && { finalize: true as const }),
    })
    if (done === undefined) return
    toast({
      message: t(done.invoiceNumber === undefined ? 'credits.again-drafted' : 'credits.again-done', {
        note: done.creditNote.number,
        number: done.invoiceNumber ?? '',
      }),
    })
    void navigate({ to: `/invoices/${done.invoiceId}` as '/' })
  }

  return (
    <RightStep
      title={t('credits.right-amount')}
      onBack={onBack}
      onClose={onClose}
      problem={act.problem ?? (credit.ok ? undefined : problemText(credit.problem, locale))}
      says={says}
      act={{
        label: t(
          way === 'again'
            ? finalize
              ? 'credits.do-again'
              : 'credits.do-again-draft'
            : corrections.length > 0
              ? 'credits.review-note'
              : 'credits.choose-lines',
        ),
        busy: act.busy,
        run: () => void run(),
      }}
    >
      {corrections.length > 0 && (
        <ul>
          {corrections.map(({ id, description, period, amount }) => (
            <li key={id}>
              {t('credits.correction', {
                description,
                period: formatPeriod(period, locale),
                amount: money(-amount),
              })}
            </li>
          ))}
        </ul>
      )}
      <Segmented<Way>
        label={t('credits.how')}
        value={way}
        onChange={setWay}
        options={[
          { value: 'again', label: t('credits.way-again') },
          { value: 'difference', label: t('credits.way-difference') },
        ]}
      />
      {way === 'again' && (
        <>
          {typed.map((each) => (
            <Stack key={each.line} gap={1}>
              <Text strong>{document.lines[each.line]?.description}</Text>
              <Columns gap={3}>
                <DecimalField
                  label={t('credits.right-quantity')}
                  value={each.quantity}
                  onChange={(quantity) => change(each.line, { quantity })}
                />
                <MoneyField
                  label={t(document.taxIncluded ? 'credits.price-with-tax' : 'credits.price-without-tax')}
                  currency={currency}
                  places={6}
                  value={each.unitPrice}
                  onChange={(unitPrice) => change(each.line, { unitPrice })}
                />
              </Columns>
            </Stack>
          ))}
          <Checkbox
            label={t('credits.issue-at-once')}
            help={t('credits.issue-at-once-help')}
            checked={finalize}
            onChange={(event) => setFinalize(event.target.checked)}
          />
          {!changed && <Text tone="quiet">{t('credits.type-right-figures')}</Text>}
        </>
      )}
      {way === 'difference' && corrections.length === 0 && (
        <Row gap={2}>
          <Text tone="quiet">{t('credits.too-little')}</Text>
          <Button kind="plain" onClick={() => onOther('amend')}>
            {t('invoices.amend')}
          </Button>
        </Row>
      )}
    </RightStep>
  )
}

/** The lines as they should have been, as far as the contract says so. */
function rightLines({ source, corrections }: RightStepProps['facts']): LineAgain[] {
  const { lines, currency } = source.document
  return lines.map(({ chargeId, quantity, unitPrice, allowances, surcharges, totals }, line) => {
    const own = corrections.filter((each) => each.chargeId === chargeId)
    if (own.length === 0 || allowances.length + surcharges.length > 0) return { line, quantity, unitPrice }
    const right = minor(totals.amount + sumMinor(own.map((each) => each.amount)))
    return { line, quantity: decimal('1'), unitPrice: minorToDecimal(right, currencyExponent(currency)) }
  })
}

function readLine(typed: LineTyped, facts: RightStepProps['facts'], locale: string): LineAgain | undefined {
  const quantity = parseNumber(typed.quantity, locale)
  const unitPrice = parseAmount(typed.unitPrice, locale, facts.source.invoice.currency, { places: 6 })
  if (!quantity.ok || !unitPrice.ok || isNegative(unitPrice.value)) return undefined
  return { line: typed.line, quantity: quantity.value, unitPrice: unitPrice.value }
}
