import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { addContract } from '../../commands/add-contract.ts'
import type { ContractFields } from '../../core/contract/contract-fields.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { ClientId } from '../../core/ids.ts'
import type { Client } from '../../core/model.ts'
import type { Problem } from '../../core/problem.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getClient } from '../../queries/get-client.ts'
import { listFields } from '../../queries/list-fields.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { keptFormValues } from '../../ui/dirty-forms.ts'
import { Form } from '../../ui/form.tsx'
import { Page, PageColumns } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { toast } from '../../ui/toast.tsx'
import { useDirtyForm } from '../../ui/use-dirty-form.tsx'
import { ownFieldTexts, withOwnFields } from '../blocks/own-fields.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { ContractAside } from './contract-aside.tsx'
import { blankContract, type ContractValues, contractResolver } from './contract-form.ts'
import { ContractHeadFields, ContractNotesFields } from './contract-head-fields.tsx'
import { ContractItemsFields } from './contract-items-fields.tsx'

/** A new contract (/contracts/new, ?client=ID): what is agreed, with its first three invoices beside it. */
export function NewContractScreen() {
  const clientId = useUrlQuery().get('client') as ClientId | ''
  const client = useRows(
    async (books) => (clientId === '' ? null : ((await getClient(books, clientId)) ?? null)),
    [clientId],
  )
  const fields = useRows((books) => listFields(books, 'contract'), [])
  if (client === undefined || fields === undefined) return <Page title={t('contracts.new')} loading />
  return <NewContract key={clientId} client={client ?? undefined} fields={fields} />
}

function NewContract(props: { readonly client: Client | undefined; readonly fields: readonly FieldDefinition[] }) {
  const { client, fields } = props
  const { books, settings, today, run, newKey } = useRuntime()
  const navigate = useNavigate()
  const { locale } = settings
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the form starts from, not what changes meanwhile
  const base = useMemo(
    () => ({
      ...blankContract(settings, {
        ...(client !== undefined && { clientId: client.id, currency: client.currency, taxIds: client.taxIds }),
        startOn: today(),
      }),
      ownFields: ownFieldTexts(fields, undefined, locale),
    }),
    [],
  )
  const form = useForm<ContractValues, unknown, ContractFields>({
    defaultValues: base,
    resolver: useMemo(() => withOwnFields(contractResolver(locale), fields, undefined, locale), [fields, locale]),
    // The form itself goes to the first wrong field on screen, items included.
    shouldFocusError: false,
  })
  const { formState, handleSubmit, setFocus, setError, setValue, getValues } = form
  const formKey = `contract/new/${client?.id ?? ''}`
  const [restored] = useState(() => keptFormValues(formKey) !== undefined)
  const dirty = useDirtyForm(formKey, form)
  const [problem, setProblem] = useState<string>()
  const key = useRef(newKey())

  // After the page took the focus to its heading.
  useEffect(() => {
    setFocus(client === undefined ? 'clientId' : 'name')
  }, [client, setFocus])

  /** Currency and taxes follow the client, unless a price was typed already. */
  const followClient = useCallback(
    (chosen: Client | undefined) => {
      if (chosen === undefined || restored) return
      setValue('billingGroupId', '')
      const items = getValues('items')
      if (items.some((item) => item.price !== '')) return
      setValue('currency', chosen.currency ?? settings.currency)
      const taxIds = [...(chosen.taxIds ?? settings.defaultTaxIds)]
      setValue(
        'items',
        items.map((item) => ({ ...item, taxIds })),
      )
    },
    [getValues, setValue, settings, restored],
  )

  const save = async (entered: ContractFields) => {
    setProblem(undefined)
    const added = await run(addContract, { fields: entered }, key.current)
    key.current = newKey()
    if (!added.ok) {
      refuse(added.problem)
      return
    }
    dirty.saved()
    const [invoiceId] = added.value.invoiceIds
    const name = (await getClient(books, entered.clientId))?.name ?? ''
    toast({
      message: t(invoiceId === undefined ? 'contracts.added' : 'contracts.added-billed', {
        name: entered.name,
        client: name,
      }),
      ...(invoiceId !== undefined && {
        act: {
          label: t('contracts.show-draft'),
          run: () => void navigate({ to: `/invoices/${invoiceId}` as '/' }),
        },
      }),
    })
    void navigate({ to: `/contracts/${added.value.id}` as '/', replace: true })
  }
  const refuse = (refused: Problem) => {
    const words = problemText(refused, locale)
    const path = refused.code === 'field-invalid' ? fieldPath(refused.field, getValues()) : undefined
    if (path === undefined) setProblem(words)
    else setError(path as 'name', { type: 'custom', message: words }, { shouldFocus: true })
  }

  const back = client === undefined ? '/contracts' : `/clients/${client.id}`
  return (
    <Page
      title={t('contracts.new')}
      back={{ to: back, label: client === undefined ? t('contracts.title') : client.name }}
    >
      <Form
        onSubmit={handleSubmit(save)}
        problem={problem}
        errorCount={Object.keys(formState.errors).length}
        submitCount={formState.submitCount}
        foot={
          <>
            <ButtonLink to={back}>{t('ui.cancel')}</ButtonLink>
            <Button kind="main" type="submit" busy={formState.isSubmitting}>
              {t('contracts.add')}
            </Button>
          </>
        }
      >
        {dirty.notice}
        <PageColumns
          main={
            <Stack gap={4}>
              <ContractHeadFields form={form} onClient={followClient} />
              <ContractItemsFields form={form} />
              <ContractNotesFields form={form} fields={fields} />
            </Stack>
          }
          side={<ContractAside form={form} />}
        />
      </Form>
    </Page>
  )
}

/** The form's own name of a field that a command refused; undefined where it has none. */
function fieldPath(field: string, values: ContractValues): string | undefined {
  const item = /^items\.(\d+)\.(.+)$/.exec(field)
  if (item === null) {
    if (field === 'endOn') return 'lastDay'
    return field in values ? field : undefined
  }
  const [, index, name = ''] = item
  const own: Readonly<Record<string, string>> = { endOn: 'lastDay', cadence: 'every', pricing: 'price' }
  const first = name.split('.')[0] ?? name
  return `items.${index}.${own[first] ?? name}`
}
