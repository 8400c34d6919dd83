import { currencyExponent } from '../../core/currency.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { Pricing } from '../../core/rating/pricing.ts'
import { t } from '../../i18n/translate.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Row } from '../../ui/stack.tsx'
import styles from './price-fields.module.css'
import { FINER_PLACES, type PriceValues } from './price-form.ts'

const kinds = ['per-unit', 'flat', 'graduated', 'volume'] as const satisfies readonly Pricing['kind'][]

export interface PriceFieldsProps {
  readonly value: PriceValues
  readonly onChange: (changes: Partial<PriceValues>) => void
  /** What is wrong with a field of the price: `quantity`, `tiers.1.upTo`. */
  readonly problem: (path: string) => string | undefined
  readonly currency: CurrencyCode
  /** The quantity is agreed: not for usage, nor for a flat price. */
  readonly asksQuantity: boolean
  readonly unit?: string
}

/** How something is priced: per unit, flat, or by steps; with the quantity where it is agreed. */
export function PriceFields(props: PriceFieldsProps) {
  const { value, onChange, problem, currency } = props
  const places = currencyExponent(currency) + FINER_PLACES
  const single = value.priceKind === 'flat' || value.priceKind === 'per-unit'
  return (
    <>
      <Columns gap={3}>
        <SelectField
          label={t('contracts.price-kind')}
          value={value.priceKind}
          onChange={(event) => onChange({ priceKind: event.target.value as Pricing['kind'] })}
          options={kinds.map((kind) => ({ value: kind, label: t(`contracts.price-${kind}`) }))}
        />
        {(props.asksQuantity || single) && (
          <Row gap={3} keep align="top">
            {props.asksQuantity && (
              <DecimalField
                label={t('contracts.quantity')}
                value={value.quantity}
                onChange={(quantity) => onChange({ quantity })}
                error={problem('quantity')}
                {...(props.unit && { unit: props.unit })}
              />
            )}
            {single && (
              <MoneyField
                label={t(value.priceKind === 'flat' ? 'contracts.price' : 'contracts.unit-price')}
                value={value.price}
                onChange={(price) => onChange({ price })}
                currency={currency}
                places={places}
                error={problem('price')}
              />
            )}
          </Row>
        )}
      </Columns>
      {!single && <TierFields {...props} places={places} />}
    </>
  )
}

function TierFields(props: PriceFieldsProps & { readonly places: number }) {
  const { value, onChange, problem, currency, places } = props
  const { tiers } = value
  const change = (index: number, changes: Partial<PriceValues['tiers'][number]>) =>
    onChange({ tiers: tiers.map((tier, i) => (i === index ? { ...tier, ...changes } : tier)) })
  const add = () => onChange({ tiers: [...tiers.slice(0, -1), { upTo: '', unitPrice: '' }, ...tiers.slice(-1)] })
  const remove = (index: number) => onChange({ tiers: tiers.filter((_, i) => i !== index) })
  return (
    <fieldset className={styles.tiers}>
      <legend className={styles.legend}>
        {t(value.priceKind === 'volume' ? 'contracts.tiers-volume' : 'contracts.tiers-graduated')}
      </legend>
      <p className={styles.help}>
        {t(value.priceKind === 'volume' ? 'contracts.tiers-volume-help' : 'contracts.tiers-graduated-help')}
      </p>
      {tiers.map((tier, index) => {
        const last = index === tiers.length - 1
        const from = tiers[index - 1]?.upTo ?? ''
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the list
          <div key={index} className={styles.tier}>
            {last ? (
              <p className={styles.rest}>
                {index === 0
                  ? t('contracts.tier-all')
                  : from === ''
                    ? t('contracts.tier-rest')
                    : t('contracts.tier-above', { from })}
              </p>
            ) : (
              <DecimalField
                label={t('contracts.tier-up-to', { number: index + 1 })}
                value={tier.upTo}
                onChange={(upTo) => change(index, { upTo })}
                error={problem(`tiers.${index}.upTo`)}
              />
            )}
            <MoneyField
              label={t('contracts.tier-price', { number: index + 1 })}
              value={tier.unitPrice}
              onChange={(unitPrice) => change(index, { unitPrice })}
              currency={currency}
              places={places}
              error={problem(`tiers.${index}.unitPrice`)}
            />
            <IconButton
              icon="trash"
              label={t('contracts.tier-remove', { number: index + 1 })}
              disabled={last || tiers.length < 2}
              onClick={() => remove(index)}
            />
          </div>
        )
      })}
      <Button kind="plain" icon="plus" onClick={add}>
        {t('contracts.tier-add')}
      </Button>
      {problem('tiers') !== undefined && <p role="alert">{problem('tiers')}</p>}
    </fieldset>
  )
}
