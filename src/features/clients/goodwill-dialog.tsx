import { useState } from 'react'
import { grantGoodwill } from '../../commands/grant-goodwill.ts'
import type { BillingGroup } from '../../core/contract/billing-group.ts'
import { parseCalendarDate } from '../../core/date.ts'
import type { BillingGroupId } from '../../core/ids.ts'
import type { Client, CustomField } from '../../core/model.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { parseMoney } from '../../i18n/parse-amount.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { useUnsavedWork } from '../../ui/dirty-forms.ts'
import { MoneyField } from '../../ui/money-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { CurrencyField } from '../blocks/currency-field.tsx'
import { FormDialog } from '../blocks/form-dialog.tsx'
import { useRuntime } from '../runtime.tsx'

export interface GoodwillDialogProps {
  readonly client: Client
  /** The default first. */
  readonly groups: readonly BillingGroup[]
  readonly onClose: () => void
}

/** Credit that corrects nothing: amount, currency, group, reason, expiry and own fields (M-17). */
export function GoodwillDialog({ client, groups, onClose }: GoodwillDialogProps) {
  const { run, settings, today, newKey } = useRuntime()
  const { locale } = settings
  const [key] = useState(newKey)
  const [amountText, setAmountText] = useState('')
  const [currency, setCurrency] = useState<CurrencyCode>(client.currency ?? settings.currency)
  const [groupId, setGroupId] = useState<BillingGroupId | undefined>(groups[0]?.id)
  const [reason, setReason] = useState('')
  const [expires, setExpires] = useState('')
  const [fields, setFields] = useState<readonly CustomField[]>([])
  const [tried, setTried] = useState(0)
  const [problem, setProblem] = useState<string>()
  useUnsavedWork(amountText !== '' || reason !== '' || fields.length > 0)

  const parsed = parseMoney(amountText, locale, currency)
  const expiresOn = expires === '' ? undefined : parseCalendarDate(expires)
  const errors = {
    amount: parsed.ok
      ? parsed.value > 0
        ? undefined
        : t('balance.amount-not-positive')
      : tried > 0
        ? amountProblemText(parsed.problem, locale)
        : undefined,
    reason: tried > 0 && reason.trim() === '' ? t('balance.reason-missing') : undefined,
    expires:
      expires === ''
        ? undefined
        : expiresOn === undefined
          ? t('payments.day-missing')
          : expiresOn <= today()
            ? t('balance.expires-late')
            : undefined,
  }
  const errorCount = Object.values(errors).filter((error) => error !== undefined).length

  const submit = async () => {
    setTried(tried + 1)
    if (!parsed.ok || parsed.value <= 0 || reason.trim() === '' || errors.expires !== undefined) return
    if (groupId === undefined) return
    const customFields = fields.filter(({ name, value }) => name.trim() !== '' || value.trim() !== '')
    const given = await run(
      grantGoodwill,
      {
        clientId: client.id,
        billingGroupId: groupId,
        amount: parsed.value,
        currency,
        reason: reason.trim(),
        ...(expiresOn === undefined ? {} : { expiresOn }),
        ...(customFields.length === 0 ? {} : { customFields }),
      },
      key,
    )
    if (!given.ok) {
      setProblem(problemText(given.problem, locale))
      return
    }
    const { applied, left } = given.value
    toast({
      message: t('balance.goodwill-given', {
        amount: formatMoney(parsed.value, currency, locale),
        count: applied.length,
        numbers: applied.map(({ number }) => number).join(', '),
        left: formatMoney(left, currency, locale),
        rest: left > 0 ? 'some' : 'none',
      }),
    })
    onClose()
  }
  const setField = (index: number, change: Partial<CustomField>) =>
    setFields(fields.map((field, at) => (at === index ? { ...field, ...change } : field)))

  return (
    <FormDialog
      title={t('balance.goodwill-title', { clientName: client.name })}
      act={t('balance.give')}
      onAct={submit}
      onClose={onClose}
      problem={problem}
      errorCount={errorCount}
      submitCount={tried}
    >
      <Stack gap={4}>
        <Text tone="quiet">
          {t(settings.creditBalance === 'apply' ? 'balance.goodwill-help' : 'balance.goodwill-help-waits')}
        </Text>
        <Columns>
          <MoneyField
            label={t('balance.amount')}
            currency={currency}
            value={amountText}
            onChange={setAmountText}
            error={errors.amount}
          />
          <CurrencyField value={currency} onChange={(code) => code !== '' && setCurrency(code)} />
        </Columns>
        {groups.length > 1 && (
          <SelectField
            label={t('balance.group')}
            help={t('balance.group-help')}
            value={groupId ?? ''}
            options={groups.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => setGroupId(event.target.value as BillingGroupId)}
          />
        )}
        <TextField
          label={t('balance.reason')}
          maxLength={500}
          value={reason}
          error={errors.reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <DateField
          label={t('balance.expires-on')}
          help={t('balance.expires-help')}
          optional
          today={today()}
          value={expires}
          onChange={setExpires}
          error={errors.expires}
        />
        {fields.map((field, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          <Row key={index} gap={2} align="top" keep>
            <Columns gap={3}>
              <TextField
                label={t('balance.field-name')}
                autoComplete="off"
                value={field.name}
                onChange={(event) => setField(index, { name: event.target.value })}
              />
              <TextField
                label={t('balance.field-value')}
                autoComplete="off"
                value={field.value}
                onChange={(event) => setField(index, { value: event.target.value })}
              />
            </Columns>
            <IconButton
              icon="trash"
              label={t('balance.remove-field', { number: index + 1 })}
              onClick={() => setFields(fields.filter((_, at) => at !== index))}
            />
          </Row>
        ))}
        <div>
          <Button icon="plus" onClick={() => setFields([...fields, { name: '', value: '' }])}>
            {t('balance.add-field')}
          </Button>
        </div>
      </Stack>
    </FormDialog>
  )
}
