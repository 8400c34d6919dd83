import { Controller, get, useFieldArray, useWatch } from 'react-hook-form'
import { t } from '../../i18n/translate.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import type { ContractForm } from './contract-form.ts'
import { ItemFields } from './item-fields.tsx'
import { blankItem } from './item-form.ts'

/** The items of a new contract; one is there to begin with. */
export function ContractItemsFields({ form }: { readonly form: ContractForm }) {
  const { settings } = useRuntime()
  const { control, formState, getValues } = form
  const { fields, append, remove } = useFieldArray({ control, name: 'items' })
  const [clientId, currency] = useWatch({ control, name: ['clientId', 'currency'] })
  const wrong: unknown = formState.errors.items?.root?.message ?? formState.errors.items?.message

  const add = () => {
    const like = getValues('items').at(-1)
    append({
      ...blankItem(settings, {
        taxIds: like?.taxIds ?? settings.defaultTaxIds,
        taxIncluded: like?.taxIncluded ?? settings.pricesIncludeTax,
      }),
      // What is agreed together is mostly billed together.
      ...(like !== undefined && {
        preset: like.preset,
        every: like.every,
        everyUnit: like.everyUnit,
        timing: like.timing,
      }),
    })
  }

  return (
    <Section title={t('contracts.items')}>
      <Stack gap={6}>
        {fields.map((field, index) => (
          <fieldset key={field.id} aria-label={t('contracts.item-number', { number: index + 1 })}>
            <Stack gap={3}>
              {fields.length > 1 && (
                <Row justify="apart">
                  <Text strong as="h3">
                    {t('contracts.item-number', { number: index + 1 })}
                  </Text>
                  <IconButton
                    icon="trash"
                    label={t('contracts.item-remove', { number: index + 1 })}
                    onClick={() => remove(index)}
                  />
                </Row>
              )}
              <Controller
                name={`items.${index}`}
                control={control}
                render={({ field: item }) => (
                  <ItemFields
                    value={item.value}
                    onChange={item.onChange}
                    problem={(path) => problemAt(formState.errors, `items.${index}.${path}`)}
                    clientId={clientId}
                    currency={currency}
                  />
                )}
              />
            </Stack>
          </fieldset>
        ))}
        {typeof wrong === 'string' && <Text tone="bad">{wrong}</Text>}
        <Row>
          <Button icon="plus" onClick={add}>
            {t('contracts.item-add')}
          </Button>
        </Row>
      </Stack>
    </Section>
  )
}

/** What is wrong with the field at a path, in words. */
function problemAt(errors: object, path: string): string | undefined {
  const error: unknown = get(errors, path)
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined
  return typeof error.message === 'string' ? error.message : undefined
}
