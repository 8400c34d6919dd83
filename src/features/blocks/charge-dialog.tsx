import { zodResolver } from '@hookform/resolvers/zod'
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
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
import { useDirtyForm } from '../../ui/use-dirty-form.tsx'
import { useRuntime } from '../runtime.tsx'
import { chargeDifferences, mergedCharge } from './charge-differences.ts'
import { ChargeFormFields } from './charge-form.tsx'
import { type ChargeValues, chargeSchema, chargeValues, newChargeValues } from './charge-schema.ts'
import { StaleDialog } from './stale-dialog.tsx'
import { useDeleteCharges } from './use-delete-charges.ts'
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
  const { books, settings, run, newKey, today } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const taxes = useRows((db) => listTaxRates(db, { archived: true }), [])
  const [seen, setSeen] = useState(charge)
  const kept = useMemo(
    () => (seen === undefined ? {} : { allowances: seen.allowances, surcharges: seen.surcharges }),
    [seen],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the form starts from, not what changes meanwhile
  const base = useMemo(
    () =>
      seen === undefined
        ? newChargeValues({
            clientId: clientId ?? '',
            currency: settings.currency,
            taxIds: settings.defaultTaxIds,
            taxIncluded: settings.pricesIncludeTax,
            servedOn: today(),
          })
        : chargeValues(seen, locale),
    [seen],
  )
  const form = useForm<ChargeValues, unknown, AddCharge>({
    defaultValues: base,
    resolver: zodResolver(chargeSchema(locale, kept)),
  })
  const { formState, handleSubmit, setValue, getValues, reset, setFocus } = form
  const formKey = `charge/${seen?.id ?? `new/${clientId ?? ''}`}`
  const [restored] = useState(() => keptFormValues(formKey) !== undefined)
  const dirty = useDirtyForm(formKey, form)
  const [problem, setProblem] = useState<string>()
  const [theirs, setTheirs] = useState<Charge>()
  const key = useRef(newKey())
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

  const add = async (input: AddCharge) => {
    const added = await run(addCharge, input, key.current)
    key.current = newKey()
    if (!added.ok) {
      setProblem(problemText(added.problem, locale))
      return
    }
    dirty.saved()
    const { description } = input.fields
    toast({
      message: t('charges.added', { description }),
      undo: async () => {
        const undone = await run(waiveCharges, { chargeIds: [added.value.id] })
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
  const change = async (input: AddCharge, row: Charge) => {
    const { id, version } = row
    const changed = await run(changeCharge, { id, version, fields: input.fields }, key.current)
    key.current = newKey()
    if (changed.ok) {
      dirty.saved()
      toast({ message: t('charges.changed', { description: input.fields.description }) })
      onClose()
      return
    }
    const current = changed.problem.code === 'stale' ? (changed.problem.current as Charge) : undefined
    if (current === undefined) setProblem(problemText(changed.problem, locale))
    else if (current.state === 'open') setTheirs(current)
    else {
      const { description, state } = current
      setProblem(problemText({ code: 'charge-not-open', description, state }, locale))
    }
  }
  const save = async (input: AddCharge) => {
    setProblem(undefined)
    await (seen === undefined ? add(input) : change(input, seen))
  }
  const saveOver = async (row: Charge, fromTheirs: readonly string[]) => {
    reset(mergedCharge(getValues(), chargeValues(row, locale), fromTheirs), { keepDefaultValues: true })
    setTheirs(undefined)
    await handleSubmit((input) => change(input, row))()
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
            kept={kept}
            clientFixed={seen !== undefined}
            onClient={(client) => void followClient(client)}
          />
        </Form>
      </Dialog>
      {theirs !== undefined && (
        <StaleDialog
          what={theirs.description}
          fields={chargeDifferences(
            getValues(),
            chargeValues(theirs, locale),
            base,
            (id) => taxes?.find((tax) => tax.id === id)?.name ?? id,
          )}
          onSave={(fromTheirs) => void saveOver(theirs, fromTheirs)}
          onTakeTheirs={() => {
            dirty.saved()
            setSeen(theirs)
            reset(chargeValues(theirs, locale))
            setTheirs(undefined)
          }}
          onClose={() => setTheirs(undefined)}
        />
      )}
    </>
  )
}
