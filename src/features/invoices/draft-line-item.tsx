import { type KeyboardEvent, memo, useMemo, useState } from 'react'
import { Controller, type UseFormReturn, useWatch } from 'react-hook-form'
import { currencyExponent } from '../../core/currency.ts'
import { parseCalendarDate } from '../../core/date.ts'
import type { TaxRateId } from '../../core/ids.ts'
import type { DraftInvoice } from '../../core/model.ts'
import type { Minor } from '../../core/money.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { parseQuickLine } from '../../i18n/parse-quick-line.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { IconButton } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu } from '../../ui/menu.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { TaxPicker } from '../blocks/tax-picker.tsx'
import { useRuntime } from '../runtime.tsx'
import { AdjustmentsField } from './adjustments-field.tsx'
import type { DraftValues } from './draft-form.ts'
import styles from './draft-lines.module.css'

/** What can be done with a line, by its place; the object stays the same while lines change. */
export interface LineActs {
  readonly move: (from: number, to: number) => void
  readonly addAfter: (index: number) => void
  readonly copy: (index: number) => void
  readonly remove: (index: number, deleted: boolean) => void
  readonly drag: (index: number) => void
  readonly dragOver: (index: number) => void
  readonly drop: () => void
}

export interface DraftLineItemProps {
  readonly index: number
  readonly last: boolean
  readonly form: UseFormReturn<DraftValues>
  readonly draft: DraftInvoice
  /** Places of this line that cannot be read, joined by spaces: `unitPrice adjustments.0.value`. */
  readonly wrong: string
  readonly amount: Minor | undefined
  /** How it came to be, for a contract's line that nobody changed. */
  readonly rating: string | undefined
  readonly moving: boolean
  readonly over: boolean
  readonly acts: LineActs
}

/** One line of a draft. Enter in its description adds the next one; Alt with the arrows moves it. */
export const DraftLineItem = memo(function DraftLineItem(props: DraftLineItemProps) {
  const { index, form, draft, acts } = props
  const { settings, today } = useRuntime()
  const { locale } = settings
  const [open, setOpen] = useState(false)
  const line = useWatch({ control: form.control, name: `lines.${index}` })
  const at = `lines.${index}` as const
  const number = index + 1
  const wrong = useMemo(
    () => new Set(props.wrong === '' ? [] : props.wrong.split(' ').map((path) => `${at}.${path}`)),
    [props.wrong, at],
  )
  const detailsWrong = /(^| )(servedOn|lastDay|adjustments)/.test(props.wrong)
  const shown = open || detailsWrong
  const started = line.description.trim() !== '' || line.unitPrice.trim() !== ''

  const readQuick = () => {
    if (line.unitPrice.trim() !== '') return
    const quick = parseQuickLine(line.description, locale, draft.currency)
    if (quick === undefined || quick.description === '') return
    form.setValue(`${at}.description`, quick.description)
    form.setValue(`${at}.quantity`, formatDecimal(quick.quantity, locale))
    form.setValue(`${at}.unitPrice`, formatPrice(quick.unitPrice, draft.currency, locale))
    if (quick.unit !== undefined) form.setValue(`${at}.unit`, quick.unit)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault()
      acts.move(index, index + (event.key === 'ArrowUp' ? -1 : 1))
      return
    }
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !event.nativeEvent.isComposing
    const inField = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement
    if (event.key === 'Enter' && plain && inField && !event.defaultPrevented) {
      event.preventDefault()
      readQuick()
      acts.addAfter(index)
    }
  }

  const served = parseCalendarDate(line.servedOn)
  const lastDay = parseCalendarDate(line.lastDay)
  const dates =
    served && (lastDay ? `${formatDate(served, locale)} – ${formatDate(lastDay, locale)}` : formatDate(served, locale))
  const { onBlur, ...description } = form.register(`${at}.description`)

  return (
    <li
      data-line={index}
      data-over={props.over}
      data-moving={props.moving}
      className={styles.item}
      aria-label={t('invoices.line', { number })}
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        event.preventDefault()
        acts.dragOver(index)
      }}
      onDrop={(event) => {
        event.preventDefault()
        acts.drop()
      }}
    >
      <div className={styles.line}>
        <button
          type="button"
          data-grip
          className={styles.grip}
          draggable
          aria-label={t('invoices.move-line', { number })}
          title={t('invoices.move-line-help')}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move'
            event.dataTransfer.setData('text/plain', String(index))
            acts.drag(index)
          }}
          onDragEnd={acts.drop}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
            event.preventDefault()
            event.stopPropagation()
            acts.move(index, index + (event.key === 'ArrowUp' ? -1 : 1))
          }}
        >
          <Icon name="grip" size={16} />
        </button>
        <div className={styles.description}>
          <TextArea
            bare
            rows={1}
            labelHidden
            label={t('invoices.description-of', { number })}
            placeholder={t('invoices.description-hint')}
            error={
              wrong.has(`${at}.description`) && line.unitPrice !== '' ? t('invoices.description-missing') : undefined
            }
            {...description}
            onBlur={(event) => {
              readQuick()
              void onBlur(event)
            }}
          />
        </div>
        <div className={styles.amount}>
          {props.amount !== undefined && <Amount bare amount={props.amount} currency={draft.currency} />}
        </div>
        <div className={styles.figures}>
          <div className={styles.quantity}>
            <Controller
              control={form.control}
              name={`${at}.quantity`}
              render={({ field }) => (
                <DecimalField
                  {...field}
                  bare
                  labelHidden
                  places={6}
                  label={t('invoices.quantity-of', { number })}
                  error={line.quantity.trim() === '' ? t('invoices.quantity-missing') : undefined}
                  {...(line.unit !== '' && { unit: line.unit })}
                />
              )}
            />
          </div>
          <span className={styles.times} aria-hidden="true">
            ×
          </span>
          <div className={styles.price}>
            <Controller
              control={form.control}
              name={`${at}.unitPrice`}
              render={({ field }) => (
                <MoneyField
                  {...field}
                  bare
                  labelHidden
                  currency={draft.currency}
                  places={currencyExponent(draft.currency) + 6}
                  label={t('invoices.price-of', { number })}
                  error={priceError(line, wrong.has(`${at}.unitPrice`), started)}
                />
              )}
            />
          </div>
          <div className={styles.tax}>
            <Controller
              control={form.control}
              name={`${at}.taxIds`}
              render={({ field }) => (
                <TaxPicker
                  compact
                  bare
                  labelHidden
                  label={t('invoices.tax-of', { number })}
                  value={field.value as TaxRateId[]}
                  onChange={field.onChange}
                  {...(served && { on: lastDay ?? served })}
                />
              )}
            />
          </div>
          {started && (
            <div className={styles.note}>
              {dates && <span>{dates}</span>}
              {props.rating !== undefined && <span>{props.rating}</span>}
              {line.adjustments.map((one) => (
                <span key={`${one.sign} ${one.reason} ${one.value}`}>
                  {t(one.sign === 'allowance' ? 'invoices.less' : 'invoices.plus', {
                    value: `${one.value}${one.kind === 'percent' ? '%' : ` ${draft.currency}`}`,
                    reason: one.reason,
                  })}
                </span>
              ))}
            </div>
          )}
        </div>
        <div className={styles.more}>
          <Menu
            align="end"
            trigger={(trigger) => <IconButton {...trigger} icon="more" label={t('invoices.line-acts', { number })} />}
            entries={[
              {
                label: t(shown ? 'invoices.hide-details' : 'invoices.show-details'),
                icon: 'edit',
                onSelect: () => setOpen(!shown),
              },
              { label: t('invoices.copy-line'), icon: 'copy', onSelect: () => acts.copy(index) },
              {
                label: t('invoices.move-up'),
                icon: 'arrowUp',
                disabled: index === 0,
                onSelect: () => acts.move(index, index - 1),
              },
              {
                label: t('invoices.move-down'),
                icon: 'arrowDown',
                disabled: props.last,
                onSelect: () => acts.move(index, index + 1),
              },
              'separator',
              line.chargeId !== '' && {
                label: t('invoices.release-line'),
                icon: 'undo',
                help: t('invoices.release-line-help'),
                onSelect: () => acts.remove(index, false),
              },
              {
                label: t('invoices.delete-line'),
                icon: 'trash',
                danger: true,
                onSelect: () => acts.remove(index, true),
              },
            ]}
          />
        </div>
      </div>
      {shown && (
        <div className={styles.details}>
          <Columns gap={3}>
            <Controller
              control={form.control}
              name={`${at}.servedOn`}
              render={({ field }) => (
                <DateField
                  {...field}
                  label={t('invoices.served-on')}
                  today={today()}
                  error={line.servedOn === '' ? t('invoices.day-missing') : undefined}
                />
              )}
            />
            <Controller
              control={form.control}
              name={`${at}.lastDay`}
              render={({ field }) => (
                <DateField
                  {...field}
                  optional
                  label={t('invoices.last-day')}
                  today={today()}
                  error={served && lastDay && lastDay < served ? t('invoices.last-day-before-first') : undefined}
                />
              )}
            />
            <TextField
              label={t('invoices.unit')}
              optional
              placeholder={t('invoices.unit-hint')}
              maxLength={40}
              {...form.register(`${at}.unit`)}
            />
          </Columns>
          <Controller
            control={form.control}
            name={`${at}.taxIds`}
            render={({ field }) => (
              <TaxPicker
                label={t('invoices.taxes-of-line')}
                value={field.value as TaxRateId[]}
                onChange={field.onChange}
                {...(served && { on: lastDay ?? served })}
              />
            )}
          />
          <Stack gap={1}>
            <Text size={1} tone="quiet">
              {t('invoices.line-adjustments')}
            </Text>
            <AdjustmentsField form={form} path={`${at}.adjustments`} currency={draft.currency} wrong={wrong} />
          </Stack>
        </div>
      )}
    </li>
  )
})

function priceError(
  line: { readonly description: string; readonly unitPrice: string },
  wrong: boolean,
  started: boolean,
): string | undefined {
  if (!wrong || !started) return undefined
  if (/^\s*[-−]/.test(line.unitPrice)) return t('invoices.price-negative')
  return undefined
}
