import { zodResolver } from '@hookform/resolvers/zod'
import { useId } from 'react'
import { Controller, type UseFormReturn } from 'react-hook-form'
import { type ProductFields, saveProduct } from '../../commands/save-product.ts'
import type { Product } from '../../core/model.ts'
import { type MessageKey, t } from '../../i18n/translate.ts'
import { listTaxRates } from '../../queries/get-settings.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { CurrencyField } from '../blocks/currency-field.tsx'
import { TaxPicker } from '../blocks/tax-picker.tsx'
import { useRowForm } from '../blocks/use-row-form.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { mergedProduct, productDifferences } from './product-differences.ts'
import { type ProductValues, pricePlaces, productSchema, productValues } from './product-schema.ts'
import { SaleFields } from './sale-fields.tsx'
import { useProductStatus } from './use-product-status.ts'

/** A new entry of the catalogue, or one to edit. Charges made from it keep their prices. */
export function ProductDialog({
  product,
  onClose,
  onSell,
}: {
  readonly product?: Product
  readonly onClose: () => void
  /** Of a pack or plan: sells it as it is. */
  readonly onSell?: (id: Product['id']) => void
}) {
  const { settings, run } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const taxes = useRows((books) => listTaxRates(books, { archived: true }), [])
  const { form, seen, dirty, problem, save, stale } = useRowForm<Product, ProductValues, ProductFields, unknown>({
    row: product,
    valuesOf: (row) => productValues(row, settings),
    resolverOf: () => zodResolver(productSchema(locale)),
    formKey: (row) => `product/${row?.id ?? 'new'}`,
    send: (fields, row, key) =>
      run(saveProduct, { ...(row && { seen: { id: row.id, version: row.version } }), fields }, key),
    onSaved: ({ name }, _value, row) => {
      toast({ message: t(row === undefined ? 'charges.product-added' : 'charges.product-saved', { name }) })
      onClose()
    },
    nameOf: ({ name }) => name,
    differences: (mine, theirs, base) =>
      productDifferences(mine, theirs, base, (id) => taxes?.find((tax) => tax.id === id)?.name ?? id),
    merge: mergedProduct,
  })
  const { control, register, formState, handleSubmit, watch } = form
  const { errors } = formState
  const changeStatus = useProductStatus()
  const currency = watch('currency')

  return (
    <>
      <Dialog
        open
        firm
        wide
        title={seen === undefined ? t('charges.new-product') : t('charges.edit-product')}
        onClose={onClose}
        foot={
          <>
            {seen?.state === 'active' && (
              <Button
                icon="box"
                onClick={() => {
                  void changeStatus(seen, 'archived')
                  onClose()
                }}
              >
                {t('charges.archive-product')}
              </Button>
            )}
            {seen?.state === 'active' && seen.sale !== undefined && !formState.isDirty && onSell !== undefined && (
              <Button onClick={() => onSell(seen.id)}>{t('selling.sell-title')}</Button>
            )}
            <Button kind="main" type="submit" form={formId} busy={formState.isSubmitting}>
              {seen === undefined ? t('charges.add-product') : t('charges.save')}
            </Button>
          </>
        }
      >
        <Form
          id={formId}
          onSubmit={handleSubmit(save)}
          problem={problem}
          errorCount={Object.keys(errors).length}
          submitCount={formState.submitCount}
        >
          {dirty.notice}
          {seen?.state === 'archived' && (
            <Notice
              acts={
                <Button
                  onClick={() => {
                    void changeStatus(seen, 'active')
                    onClose()
                  }}
                >
                  {t('charges.restore-product')}
                </Button>
              }
            >
              {t('charges.product-archived-notice')}
            </Notice>
          )}
          <Stack gap={3}>
            <Controller
              name="kind"
              control={control}
              render={({ field }) => (
                <Segmented
                  label={t('charges.product-kind')}
                  labelHidden
                  value={field.value}
                  onChange={field.onChange}
                  options={[
                    { value: 'service', label: t('charges.product-service') },
                    { value: 'goods', label: t('charges.product-goods') },
                  ]}
                />
              )}
            />
            <TextField
              label={t('charges.product-name')}
              help={t('charges.product-name-help')}
              autoComplete="off"
              error={errors.name?.message}
              {...register('name')}
            />
            <Columns gap={3}>
              <Controller
                name="unitPrice"
                control={control}
                render={({ field }) => (
                  <MoneyField
                    {...field}
                    label={t(priceLabel(watch('sold'), watch('priceOf')))}
                    currency={currency === '' ? settings.currency : currency}
                    places={pricePlaces(currency)}
                    error={errors.unitPrice?.message}
                  />
                )}
              />
              <TextField
                label={t('charges.unit')}
                optional
                placeholder={t('charges.unit-hint')}
                autoComplete="off"
                error={errors.unit?.message}
                {...register('unit')}
              />
              <Controller
                name="currency"
                control={control}
                render={({ field }) => (
                  <CurrencyField value={field.value} onChange={field.onChange} error={errors.currency?.message} />
                )}
              />
              <TextField
                label={t('charges.sku')}
                optional
                autoComplete="off"
                error={errors.sku?.message}
                {...register('sku')}
              />
            </Columns>
            <SaleFields form={form as unknown as UseFormReturn<ProductValues>} />
            <Controller
              name="taxIds"
              control={control}
              render={({ field }) => <TaxPicker value={field.value} onChange={field.onChange} />}
            />
            <Checkbox label={t('charges.tax-included')} {...register('taxIncluded')} />
            {watch('sold') === 'ordinary' && (
              <Checkbox
                label={t('contracts.product-not-prorated')}
                help={t('contracts.product-not-prorated-help')}
                {...register('notProrated')}
              />
            )}
            <TextArea
              label={t('charges.product-notes')}
              optional
              help={t('charges.product-notes-help')}
              error={errors.description?.message}
              {...register('description')}
            />
          </Stack>
        </Form>
      </Dialog>
      {stale}
    </>
  )
}

/** What the price is the price of. */
function priceLabel(sold: ProductValues['sold'], priceOf: ProductValues['priceOf']): MessageKey {
  if (sold === 'ordinary') return 'charges.price'
  return sold === 'plan' ? 'selling.price-month' : priceOf === 'pack' ? 'selling.price-pack' : 'selling.price-unit'
}
