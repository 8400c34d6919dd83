import { type Minor, minor } from '../../core/money.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRuntime } from '../runtime.tsx'
import { methodText } from './method-text.ts'
import { paymentMethodOptions } from './payment-methods.ts'
import type { PaymentDraft } from './use-payment-draft.ts'

/** Step 2: how much came, how and when, and what of it goes on which invoice. */
export function PaymentAmount({ draft }: { readonly draft: PaymentDraft }) {
  const { settings, today } = useRuntime()
  const { locale } = settings
  const { currency, errors, plan, amount } = draft
  const clientName = draft.client?.name ?? ''
  const money = (value: Minor) => formatMoney(value, currency, locale)
  const rest = minor(plan.lines.reduce((sum, line) => sum + line.rest, 0))
  return (
    <Stack gap={4}>
      {draft.useCredit && (
        <Notice>
          {t('payments.credit-goes-first', { amount: money(draft.fromCredit), rest: money(draft.toPay) })}
        </Notice>
      )}
      <Columns>
        <MoneyField
          autoFocus
          label={t('payments.amount')}
          currency={currency}
          value={draft.amountText}
          onChange={draft.setAmount}
          error={errors.amount}
          help={t(draft.toPay === 0 && draft.useCredit ? 'payments.amount-none' : 'payments.amount-help', {
            due: money(draft.toPay),
          })}
        />
        <DateField
          label={t('payments.received-on')}
          value={draft.receivedText}
          onChange={draft.setReceivedOn}
          today={today()}
          max={today()}
          error={errors.day}
        />
        <SelectField
          label={t('payments.method')}
          options={[
            ...draft.methods.map((method) => ({
              value: method.id as string,
              label: [
                method.label === undefined ? methodText(method) : `${methodText(method)}, ${method.label}`,
                ...(method.isDefault === 1 ? [t('payments.method-default')] : []),
              ].join(' · '),
            })),
            ...paymentMethodOptions(),
          ]}
          value={draft.way}
          onChange={(event) => draft.setWay(event.target.value)}
        />
        <TextField
          label={t('payments.reference')}
          optional
          maxLength={200}
          value={draft.reference}
          onChange={(event) => draft.setReference(event.target.value)}
        />
      </Columns>
      {plan.lines.length > 1 && !draft.creditOnly && <Spread draft={draft} />}
      {errors.over !== undefined && <Notice tone="bad">{errors.over}</Notice>}
      {amount !== undefined && plan.over > 0 && (
        <Notice>
          {t(plan.lines.length === 0 ? 'payments.all-credit' : 'payments.left-credit', {
            amount: money(plan.over),
            clientName,
          })}
        </Notice>
      )}
      {amount !== undefined && rest > 0 && plan.over >= 0 && errors.amount === undefined && (
        <Notice>
          {t(plan.lines.length > 1 && !draft.isSpread ? 'payments.partial' : 'payments.partial-spread', {
            rest: money(rest),
          })}
        </Notice>
      )}
    </Stack>
  )
}

/** What of the payment goes on which invoice: the oldest first, until the owner says otherwise. */
function Spread({ draft }: { readonly draft: PaymentDraft }) {
  const { currency, plan, errors } = draft
  return (
    <Stack gap={2}>
      <Row justify="apart">
        <Text strong>{t('payments.spread')}</Text>
        {draft.isSpread ? (
          <Button kind="plain" onClick={draft.spreadOldestFirst}>
            {t('payments.spread-oldest')}
          </Button>
        ) : (
          <Text tone="quiet" size={1}>
            {t('payments.spread-help')}
          </Text>
        )}
      </Row>
      {plan.lines.map(({ invoiceId, number, due, credit, share }) => (
        <Row key={invoiceId} justify="apart" keep align="top">
          <div>
            <Text>{number}</Text>
            <Text size={1} tone="quiet">
              {t('payments.spread-due')} <Amount bare amount={minor(due - credit)} currency={currency} />
            </Text>
          </div>
          <MoneyField
            label={t('payments.share-of', { number })}
            labelHidden
            currency={currency}
            value={draft.shareText(invoiceId, share)}
            onChange={(text) => draft.setShare(invoiceId, text)}
            error={errors.shares.get(invoiceId)}
          />
        </Row>
      ))}
      {plan.over >= 0 && (
        <Row justify="apart">
          <Text tone="quiet">{t('payments.spread-left')}</Text>
          <Amount amount={plan.over} currency={currency} />
        </Row>
      )}
    </Stack>
  )
}
