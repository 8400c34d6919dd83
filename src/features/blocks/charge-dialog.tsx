import { zodResolver } from '@hookform/resolvers/zod'
import { useCallback, useEffect, useId, useRef, useState } from 'react'
import { type AddCharge, addCharge } from '../../commands/add-charge.ts'
import { changeCharge } from '../../commands/change-charge.ts'
import { waiveCharges } from '../../commands/waive-charges.ts'
import type { ChargeId, ClientId } from '../../core/ids.ts'
import type { Charge, Client } from '../../core/model.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getClient } from '../../queries/get-client.ts'
import { listTaxRates } from '../../queries/get-settings.ts'
import { listLatestCharges } from '../../queries/list-charges.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { keptFormValues } from '../../ui/dirty-forms.ts'
import { Form } from '../../ui/form.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { chargeDifferences, mergedCharge } from './charge-differences.ts'
import { ChargeFormFields } from './charge-form.tsx'
import { type ChargeValues, chargeSchema, chargeValues, newChargeValues } from './charge-schema.ts'
import { useDeleteCharges } from './use-delete-charges.ts'
import { useRowForm } from './use-row-form.tsx'
import { useRows } from './use-rows.ts'

export interface ChargeDialogProps {
  /** An open charge to edit; a new one without. */
  readonly charge?: Charge
  /** For a new charge. */
  readonly clientId?: ClientId
  readonly onClose: () => void
}

/** A new charge (Enter saves and begins the next), or an open one to edit (P-8, P-10). */
export function ChargeDialog({ charge, clientId, onClose }: ChargeDialogProps) {
  const { books, settings, run, today } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const taxes = useRows((db) => listTaxRates(db, { archived: true }), [])
  const formKey = (row: Charge | undefined) => `charge/${row?.id ?? `new/${clientId ?? ''}`}`
  const [restored] = useState(() => keptFormValues(formKey(charge)) !== undefined)
  const { form, seen, base, dirty, problem, save, stale } = useRowForm<Charge, ChargeValues, AddCharge, unknown>({
    row: charge,
    valuesOf: (row) =>
      row === undefined
        ? newChargeValues({
            clientId: clientId ?? '',
            currency: settings.currency,
            taxIds: settings.defaultTaxIds,
            taxIncluded: settings.pricesIncludeTax,
            servedOn: today(),
          })
        : chargeValues(row, locale),
    resolverOf: (row) => zodResolver(chargeSchema(locale, keptOf(row))),
    formKey,
    send: (input, row, key) =>
      row === undefined
        ? run(addCharge, input, key)
        : run(changeCharge, { id: row.id, version: row.version, fields: input.fields }, key),
    onSaved: ({ fields }, value, row) => {
      if (row === undefined) added(fields.description, (value as { readonly id: ChargeId }).id)
      else {
        toast({ message: t('charges.changed', { description: fields.description }) })
        onClose()
      }
    },
    theirsOf: (refusal) => {
      const current = refusal.current as Charge
      const { description, state } = current
      return state === 'open' ? current : { code: 'charge-not-open', description, state }
    },
    nameOf: ({ description }) => description,
    differences: (mine, theirs, was) =>
      chargeDifferences(mine, theirs, was, (id) => taxes?.find((tax) => tax.id === id)?.name ?? id),
    merge: mergedCharge,
  })
  const { formState, handleSubmit, setValue, getValues, reset, setFocus } = form
  const andClose = useRef(false)
  const deleteCharges = useDeleteCharges()

  /** Currency, taxes and way of pricing follow the client; what it was charged last decides where nothing else does. */
  const followClient = useCallback(
    async (client: Client | undefined) => {
      if (client === undefined) return
      const [last] = await listLatestCharges(books, client.id, 1)
      setValue('currency', client.currency ?? settings.currency)
      setValue('taxIds', [...(client.taxIds ?? last?.taxIds ?? settings.defaultTaxIds)])
      setValue('taxIncluded', last?.taxIncluded ?? settings.pricesIncludeTax)
    },
    [books, settings, setValue],
  )
  useEffect(() => {
    // What comes back as it was typed has its currency and taxes already.
    if (seen === undefined && clientId !== undefined && !restored) void getClient(books, clientId).then(followClient)
  }, [books, seen, clientId, restored, followClient])

  // Where the client is known, typing begins with what it is for.
  useEffect(() => {
    if (seen !== undefined || clientId !== undefined) setFocus('description')
  }, [seen, clientId, setFocus])

  /** Enter means "next": what the next charge shares with this one stays. */
  const added = (description: string, id: ChargeId) => {
    toast({
      message: t('charges.added', { description }),
      undo: async () => {
        const undone = await run(waiveCharges, { chargeIds: [id] })
        if (!undone.ok) toast({ message: problemText(undone.problem, locale), tone: 'bad' })
      },
    })
    if (andClose.current) {
      onClose()
      return
    }
    reset({
      ...getValues(),
      description: '',
      productId: '',
      quantity: base.quantity,
      unit: '',
      unitPrice: '',
      amount: '',
    })
    // The fields are registered again by the next render.
    setTimeout(() => setFocus('description'))
  }
  const remove = async (id: ChargeId) => {
    dirty.saved()
    if (await deleteCharges([id])) onClose()
  }

  const { errors } = formState
  return (
    <>
      <Dialog
        open
        firm
        wide
        title={seen === undefined ? t('app.new-charge') : t('charges.edit')}
        onClose={onClose}
        foot={
          <>
            {seen === undefined ? (
              <Button
                type="submit"
                form={formId}
                onClick={(event) => {
                  // Enter in a field presses the first submit button of its form without touching it: that means "next".
                  andClose.current = event.detail > 0 || document.activeElement === event.currentTarget
                }}
              >
                {t('charges.save-and-close')}
              </Button>
            ) : (
              <Button kind="dangerQuiet" icon="trash" onClick={() => void remove(seen.id)}>
                {t('charges.delete')}
              </Button>
            )}
            <Button
              kind="main"
              type="submit"
              form={formId}
              busy={formState.isSubmitting}
              onClick={() => {
                andClose.current = false
              }}
            >
              {seen === undefined ? t('charges.save-and-next') : t('charges.save')}
            </Button>
          </>
        }
      >
        <Form
          id={formId}
          onSubmit={(event) => {
            if ((event.nativeEvent as SubmitEvent).submitter === null) andClose.current = false
            return handleSubmit(save)(event)
          }}
          problem={problem}
          errorCount={Object.keys(errors).length}
          submitCount={formState.submitCount}
        >
          {dirty.notice}
          <ChargeFormFields
            form={form}
            kept={keptOf(seen)}
            clientFixed={seen !== undefined}
            onClient={(client) => void followClient(client)}
          />
        </Form>
      </Dialog>
      {stale}
    </>
  )
}

/** What the form does not show and keeps. */
function keptOf(row: Charge | undefined): Partial<Pick<Charge, 'allowances' | 'surcharges'>> {
  return row === undefined ? {} : { allowances: row.allowances, surcharges: row.surcharges }
}
