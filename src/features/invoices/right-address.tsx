import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { addPoNumber } from '../../commands/annotate-invoice.ts'
import { creditAndRebill } from '../../commands/credit-and-rebill.ts'
import type { Address } from '../../core/model.ts'
import { minor } from '../../core/money.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Row } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { goesText } from './credit-goes.ts'
import { wholeCredit } from './rebill-figures.ts'
import { RightStep, type RightStepProps, useRightAct } from './right-step.tsx'

/**
 * The address or the PO number is wrong (M-14, M-15): a PO number alone is added to an unpaid invoice, everything else is
 * credited and billed again in one act.
 */
export function RightAddress({ facts, onBack, onClose }: RightStepProps) {
  const { settings } = useRuntime()
  const { locale } = settings
  const navigate = useNavigate()
  const act = useRightAct()
  const { source, addresses } = facts
  const { invoice, document } = source
  const { number, currency, state } = invoice
  const hadPo = invoice.poAddendum?.poNumber ?? invoice.poNumber ?? ''
  const [now] = useState(() => addresses.find((each) => isPrinted(each, document.buyer.address))?.id ?? '')
  const [addressId, setAddressId] = useState<string>(now)
  const [poNumber, setPoNumber] = useState(hadPo)
  const [finalize, setFinalize] = useState(true)
  const credit = wholeCredit(facts, finalize ? 'same' : undefined)
  const po = poNumber.trim()
  const otherAddress = addressId !== now
  const otherPo = po !== hadPo
  const poOnly = otherPo && !otherAddress && po !== '' && (state === 'open' || state === 'uncollectible')
  const chosen = addresses.find(({ id }) => id === addressId)

  const says =
    !otherAddress && !otherPo
      ? undefined
      : poOnly
        ? t('credits.po-says', { number, poNumber: po })
        : credit.ok
          ? t('credits.rebill-says', {
              credit: formatMoney(minor(credit.value.total), currency, locale),
              number,
              address: chosen === undefined ? t('credits.to-usual-address') : addressLine(chosen),
              goes: goesText(credit.value.goes, currency, locale),
            })
          : undefined

  const run = async () => {
    if (poOnly) {
      const added = await act.go(addPoNumber, { id: invoice.id, version: invoice.version, poNumber: po })
      if (added === undefined) return
      toast({ message: t('invoices.po-saved', { number }) })
      onClose()
      return
    }
    const done = await act.go(creditAndRebill, {
      id: invoice.id,
      version: invoice.version,
      ...(chosen !== undefined && { addressId: chosen.id }),
      poNumber: po,
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
      title={t('credits.right-address')}
      onBack={onBack}
      onClose={onClose}
      problem={act.problem ?? (credit.ok || poOnly ? undefined : problemText(credit.problem, locale))}
      says={says}
      act={{
        label: t(poOnly ? 'credits.add-po' : finalize ? 'credits.do-again' : 'credits.do-again-draft'),
        busy: act.busy,
        run: () => void run(),
      }}
    >
      <SelectField
        label={t('credits.address')}
        value={addressId}
        options={[
          ...(now === '' ? [{ value: '', label: t('credits.usual-address') }] : []),
          ...addresses.map((each) => ({ value: each.id, label: addressLine(each) })),
        ]}
        onChange={(event) => setAddressId(event.target.value)}
      />
      <Row gap={2}>
        <Text size={1} tone="quiet">
          {t('credits.address-help')}
        </Text>
        <ButtonLink kind="plain" to={`/clients/${invoice.clientId}/edit`}>
          {t('credits.edit-addresses')}
        </ButtonLink>
      </Row>
      <TextField
        label={t('credits.po-number')}
        optional
        maxLength={60}
        value={poNumber}
        onChange={(event) => setPoNumber(event.target.value)}
      />
      {says !== undefined && !poOnly && (
        <Checkbox
          label={t('credits.issue-at-once')}
          help={t('credits.issue-at-once-help')}
          checked={finalize}
          onChange={(event) => setFinalize(event.target.checked)}
        />
      )}
    </RightStep>
  )
}

function addressLine({ recipient, line1, postalCode, city }: Address): string {
  return [recipient, line1, [postalCode, city].filter(Boolean).join(' ')].filter(Boolean).join(', ')
}

/** Which of the client's addresses stands on the invoice. */
function isPrinted(
  address: Address,
  printed: { readonly line1: string; readonly city: string; readonly postalCode?: string } | undefined,
): boolean {
  return (
    printed !== undefined &&
    printed.line1 === address.line1 &&
    printed.city === address.city &&
    (printed.postalCode ?? '') === (address.postalCode ?? '')
  )
}
