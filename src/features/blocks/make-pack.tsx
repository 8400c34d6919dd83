import { useId, useState } from 'react'
import { saveProduct } from '../../commands/save-product.ts'
import { currencyExponent } from '../../core/currency.ts'
import { compareDecimals, decimal, isNegative } from '../../core/decimal.ts'
import type { ProductId } from '../../core/ids.ts'
import { parseAmount, parseNumber } from '../../i18n/parse-amount.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { Form } from '../../ui/form.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRuntime } from '../runtime.tsx'

/** The catalogue has nothing to sell yet: a first pack with what it cannot do without; the rest can be said later. */
export function MakePack(props: {
  readonly onMade: (id: ProductId) => void
  /** Where a plan would be of no use, though there may be some. */
  readonly packsOnly?: boolean
}) {
  const { onMade, packsOnly } = props
  const { run, settings, newKey } = useRuntime()
  const { locale, currency } = settings
  const formId = useId()
  const [key] = useState(newKey)
  const [values, setValues] = useState({ name: '', units: '10', unit: '', price: '' })
  const [tried, setTried] = useState(0)
  const [problem, setProblem] = useState<string>()
  const units = parseNumber(values.units, locale, { places: 6 })
  const price = parseAmount(values.price, locale, currency, { places: currencyExponent(currency) + 6 })
  const wrong = {
    name: values.name.trim() === '' ? t('charges.product-name-missing') : undefined,
    units: !units.ok
      ? amountProblemText(units.problem, locale)
      : compareDecimals(units.value, zero) > 0
        ? undefined
        : t('selling.above-0'),
    price: !price.ok
      ? amountProblemText(price.problem, locale)
      : isNegative(price.value)
        ? t('charges.product-price-negative')
        : undefined,
  }
  const count = Object.values(wrong).filter((each) => each !== undefined).length
  const error = (field: keyof typeof wrong) => (tried > 0 ? wrong[field] : undefined)

  const make = async () => {
    setTried(tried + 1)
    if (count > 0 || !units.ok || !price.ok) return
    const saved = await run(
      saveProduct,
      {
        fields: {
          name: values.name,
          kind: 'service',
          ...(values.unit.trim() === '' ? {} : { unit: values.unit.trim() }),
          unitPrice: price.value,
          currency,
          taxIds: settings.defaultTaxIds,
          taxIncluded: settings.pricesIncludeTax,
          sale: { kind: 'pack', units: units.value, priceOf: 'pack' },
        },
      },
      key,
    )
    if (saved.ok) onMade(saved.value.id)
    else setProblem(problemText(saved.problem, locale))
  }

  return (
    <Form
      id={formId}
      onSubmit={make}
      errorCount={tried > 0 ? count : 0}
      submitCount={tried}
      {...(problem !== undefined && { problem })}
    >
      <Stack gap={3}>
        <Text>{t(packsOnly ? 'selling.no-pack-yet' : 'selling.nothing-for-sale')}</Text>
        <TextField
          label={t('charges.product-name')}
          placeholder={t('selling.pack-name-hint')}
          autoComplete="off"
          maxLength={200}
          value={values.name}
          error={error('name')}
          onChange={(event) => setValues({ ...values, name: event.target.value })}
        />
        <Columns gap={3}>
          <DecimalField
            label={t('selling.pack-units')}
            value={values.units}
            error={error('units')}
            onChange={(text) => setValues({ ...values, units: text })}
          />
          <TextField
            label={t('charges.unit')}
            optional
            placeholder={t('charges.unit-hint')}
            autoComplete="off"
            maxLength={40}
            value={values.unit}
            onChange={(event) => setValues({ ...values, unit: event.target.value })}
          />
          <MoneyField
            label={t('selling.price-pack')}
            currency={currency}
            places={currencyExponent(currency) + 6}
            value={values.price}
            error={error('price')}
            onChange={(text) => setValues({ ...values, price: text })}
          />
        </Columns>
        <Row justify="end" gap={2}>
          {!packsOnly && (
            <ButtonLink kind="plain" to="/products" search={{ new: 1 }}>
              {t('selling.make-plan')}
            </ButtonLink>
          )}
          <Button type="submit" kind="main">
            {t('selling.make-pack')}
          </Button>
        </Row>
      </Stack>
    </Form>
  )
}

const zero = decimal('0')
