import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import { recordUsage } from '../../commands/record-usage.ts'
import { removeUsage } from '../../commands/remove-usage.ts'
import { currencyExponent } from '../../core/currency.ts'
import type { ContractItemId, UsageRecordId } from '../../core/ids.ts'
import { hoursFromSeconds } from '../../core/rating/hours.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { type AmountProblem, parseAmount, parseNumber } from '../../i18n/parse-amount.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getUsageItem, suggestUsageItems, type UsageItem } from '../../queries/list-usage.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Button } from '../../ui/button.tsx'
import { ComboBox } from '../../ui/combo-box.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { Form } from '../../ui/form.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Section } from '../../ui/section.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { clockText, useTimer } from './timer.ts'

interface Errors {
  readonly item?: string
  readonly on?: string
  readonly quantity?: string
  readonly unitPrice?: string
}

/** Records one entry after the other: Enter adds, item and day stay. A timer counts the hours meanwhile. */
export function UsageQuickAdd() {
  const { account, books, settings, run, newKey, today } = useRuntime()
  const { locale } = settings
  const [itemId, setItemId] = useState<ContractItemId | ''>('')
  const [on, setOn] = useState<string>(today)
  const [quantity, setQuantity] = useState('')
  const [note, setNote] = useState('')
  const [unitPrice, setUnitPrice] = useState('')
  const [priced, setPriced] = useState(false)
  const [errors, setErrors] = useState<Errors>({})
  const [tries, setTries] = useState(0)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  // Said here, not in a toast: many lines one after the other would cover the form.
  const [last, setLast] = useState<{ readonly id: UsageRecordId; readonly sentence: string }>()
  const key = useRef(newKey())
  const quantityField = useRef<HTMLInputElement>(null)
  const { timer, seconds, start, clear } = useTimer(account.id, Date.now)
  const chosen = useRows(async (db) => (itemId === '' ? null : getUsageItem(db, itemId)), [itemId])
  const known = chosen?.item.id === itemId ? chosen : undefined

  // A timer that runs, from before a reload or in another tab, has its item and note.
  useEffect(() => {
    if (timer === undefined) return
    setItemId(timer.itemId)
    setNote((before) => before || timer.note)
  }, [timer])

  const search = useCallback(
    async (text: string) => {
      const found = await suggestUsageItems(books, text, today())
      return found.map((each) => ({ value: each.item.id, label: nameOf(each), help: each.contract.clientName }))
    },
    [books, today],
  )

  const save = async (event?: FormEvent) => {
    event?.preventDefault()
    if (busy) return
    const day = knownDate(on)
    const amount = parseNumber(quantity, locale, { places: 6 })
    const currency = known?.contract.currency ?? settings.currency
    const price =
      unitPrice.trim() === ''
        ? undefined
        : parseAmount(unitPrice, locale, currency, { places: currencyExponent(currency) + 6 })
    const found: Errors = {
      ...(itemId === '' && { item: t('usage.choose-item') }),
      ...(day === undefined && { on: t('usage.day-unknown') }),
      ...(!amount.ok && { quantity: words(amount.problem, locale) }),
      ...(price !== undefined && !price.ok && { unitPrice: words(price.problem, locale) }),
    }
    setErrors(found)
    setTries(tries + 1)
    setProblem(undefined)
    setLast(undefined)
    if (itemId === '' || day === undefined || !amount.ok || price?.ok === false) return
    setBusy(true)
    const entry = {
      contractItemId: itemId,
      on: day,
      quantity: amount.value,
      ...(price?.ok === true && { unitPrice: price.value }),
      ...(note.trim() !== '' && { note: note.trim() }),
    }
    const added = await run(recordUsage, entry, key.current)
    setBusy(false)
    if (!added.ok) {
      setProblem(problemText(added.problem, locale))
      return
    }
    key.current = newKey()
    setQuantity('')
    setNote('')
    setUnitPrice('')
    quantityField.current?.focus()
    setLast({
      id: added.value.id,
      sentence: t('usage.recorded', {
        quantity: `${formatDecimal(amount.value, locale)}${known?.item.unit === undefined ? '' : ` ${known.item.unit}`}`,
        item: known === undefined ? '' : nameOf(known),
        day: formatDate(day, locale),
      }),
    })
  }

  const takeBack = async (id: UsageRecordId) => {
    setLast(undefined)
    quantityField.current?.focus()
    const undone = await run(removeUsage, { id, version: 1 })
    if (!undone.ok) toast({ message: problemText(undone.problem, locale), tone: 'bad' })
  }

  const startTimer = () => {
    if (itemId === '') {
      setErrors({ item: t('usage.choose-item') })
      setTries(tries + 1)
      return
    }
    start({ itemId, startedAt: Date.now(), on: today(), note })
  }
  /** The time becomes a quantity that can still be changed: Enter records it. */
  const stopTimer = () => {
    if (timer === undefined) return
    const hours = hoursFromSeconds(seconds)
    setQuantity(formatDecimal(hours === '0' ? hoursFromSeconds(36) : hours, locale))
    setOn(timer.on)
    clear()
    quantityField.current?.focus()
  }

  const unit = known?.item.unit
  return (
    <Section title={t('usage.record')} help={t('usage.record-help')}>
      <Form
        onSubmit={save}
        errorCount={Object.keys(errors).length}
        submitCount={tries}
        {...(problem !== undefined && { problem })}
      >
        <Stack gap={3}>
          <ComboBox
            label={t('usage.item')}
            placeholder={t('usage.item-hint')}
            value={itemId}
            valueLabel={known === undefined ? '' : `${nameOf(known)} · ${known.contract.clientName}`}
            onChange={(value) => setItemId(value as ContractItemId | '')}
            search={search}
            disabled={timer !== undefined}
            {...(errors.item !== undefined && { error: errors.item })}
          />
          <Columns gap={3}>
            <DateField
              label={t('usage.day')}
              today={today()}
              value={on}
              onChange={setOn}
              {...(errors.on !== undefined && { error: errors.on })}
            />
            <DecimalField
              ref={quantityField}
              label={t('usage.quantity')}
              places={6}
              value={quantity}
              onChange={setQuantity}
              {...(unit !== undefined && { unit })}
              {...(errors.quantity !== undefined && { error: errors.quantity })}
            />
            {priced && (
              <MoneyField
                label={t('usage.own-price')}
                help={t('usage.own-price-help')}
                currency={known?.contract.currency ?? settings.currency}
                places={8}
                value={unitPrice}
                onChange={setUnitPrice}
                {...(errors.unitPrice !== undefined && { error: errors.unitPrice })}
              />
            )}
          </Columns>
          <TextField
            label={t('usage.note')}
            optional
            maxLength={1000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <Row justify="apart" gap={3}>
            <Row gap={2}>
              {timer === undefined ? (
                <Button icon="clock" onClick={startTimer}>
                  {t('usage.start-timer')}
                </Button>
              ) : (
                <>
                  <Button icon="clock" onClick={stopTimer}>
                    {t('usage.stop-timer')}
                  </Button>
                  <Text as="span" strong size={3}>
                    <time dateTime={`PT${seconds}S`}>{clockText(seconds)}</time>
                  </Text>
                  <Button kind="plain" onClick={clear}>
                    {t('usage.discard-timer')}
                  </Button>
                </>
              )}
            </Row>
            <Row gap={2}>
              {!priced && (
                <Button kind="plain" onClick={() => setPriced(true)}>
                  {t('usage.add-price')}
                </Button>
              )}
              <Button kind="main" type="submit" busy={busy}>
                {t('usage.record')}
              </Button>
            </Row>
          </Row>
          <div role="status">
            {last !== undefined && (
              <Row gap={2}>
                <Text as="span" tone="good">
                  {last.sentence}
                </Text>
                <Button kind="plain" icon="undo" onClick={() => void takeBack(last.id)}>
                  {t('usage.take-back')}
                </Button>
              </Row>
            )}
          </div>
        </Stack>
      </Form>
    </Section>
  )
}

function nameOf({ item, contract }: UsageItem): string {
  return `${item.description} · ${contract.name}`
}

function words(problem: AmountProblem, locale: string): string {
  return problem.code === 'empty' ? t('usage.quantity-missing') : amountProblemText(problem, locale)
}
