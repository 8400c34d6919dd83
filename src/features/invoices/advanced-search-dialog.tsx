import { useId, useState } from 'react'
import { parseCalendarDate } from '../../core/date.ts'
import { parseDecimal } from '../../core/decimal.ts'
import type { ClientId } from '../../core/ids.ts'
import { formatPrice } from '../../i18n/format-money.ts'
import { parseAmount } from '../../i18n/parse-amount.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ClientPicker } from '../blocks/client-picker.tsx'
import type { UrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { advancedNames, listStates } from './invoice-filter-url.ts'

/** Every condition at once (W-19): number, client, PO, text of lines, state, days, amounts. */
export function AdvancedSearchDialog({ url, onClose }: { readonly url: UrlQuery; readonly onClose: () => void }) {
  const { settings, today } = useRuntime()
  const { locale, currency } = settings
  const formId = useId()
  const [state, setState] = useState(url.get('state'))
  const [tried, setTried] = useState(0)
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() => {
    const shown = Object.fromEntries(advancedNames.map((name) => [name, url.get(name)]))
    for (const name of ['min', 'max']) {
      const amount = parseDecimal(shown[name] ?? '')
      if (amount !== undefined) shown[name] = formatPrice(amount, currency, locale)
    }
    return shown
  })
  const value = (name: string) => values[name] ?? ''
  const set = (name: string) => (text: string) => setValues({ ...values, [name]: text })
  const dayError = (name: string) =>
    tried > 0 && value(name) !== '' && parseCalendarDate(value(name)) === undefined
      ? t('invoices.day-missing')
      : undefined

  const submit = () => {
    setTried(tried + 1)
    const next: Record<string, string> = { ...values, state, sort: '', dir: '' }
    for (const name of ['min', 'max']) {
      if (value(name).trim() === '') continue
      const amount = parseAmount(value(name), locale, currency)
      if (!amount.ok) return
      next[name] = amount.value
    }
    for (const name of ['from', 'to']) if (value(name) !== '' && parseCalendarDate(value(name)) === undefined) return
    url.set(next)
    onClose()
  }

  return (
    <Dialog
      open
      wide
      title={t('invoices.advanced-title')}
      onClose={onClose}
      foot={
        <>
          <Button
            kind="plain"
            onClick={() => {
              setValues({})
              setState('')
            }}
          >
            {t('invoices.clear-conditions')}
          </Button>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId}>
            {t('invoices.do-search')}
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={submit}>
        <Columns>
          <TextField
            label={t('invoices.number')}
            value={value('number')}
            onChange={(event) => set('number')(event.target.value)}
          />
          <ClientPicker value={value('client') as ClientId | ''} onChange={(id) => set('client')(id)} />
          <TextField
            label={t('invoices.po-number')}
            value={value('po')}
            onChange={(event) => set('po')(event.target.value)}
          />
        </Columns>
        <Columns>
          <TextField
            label={t('invoices.text-of-lines')}
            value={value('line')}
            onChange={(event) => set('line')(event.target.value)}
          />
          <SelectField
            label={t('invoices.state')}
            value={state}
            options={[
              { value: '', label: t('invoices.any-state') },
              ...listStates.map((one) => ({ value: one, label: t(`invoices.list-${one}`) })),
            ]}
            onChange={(event) => setState(event.target.value)}
          />
        </Columns>
        <Columns>
          <DateField
            label={t('invoices.issued-from')}
            today={today()}
            value={value('from')}
            onChange={set('from')}
            error={dayError('from')}
          />
          <DateField
            label={t('invoices.issued-to')}
            today={today()}
            value={value('to')}
            onChange={set('to')}
            error={dayError('to')}
          />
        </Columns>
        <Columns>
          <MoneyField
            label={t('invoices.amount-from')}
            currency={currency}
            value={value('min')}
            onChange={set('min')}
          />
          <MoneyField label={t('invoices.amount-to')} currency={currency} value={value('max')} onChange={set('max')} />
        </Columns>
      </Form>
    </Dialog>
  )
}
