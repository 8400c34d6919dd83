import { useNavigate, useParams } from '@tanstack/react-router'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { Controller, get, useFieldArray, useForm, useWatch } from 'react-hook-form'
import { amendContract } from '../../commands/amend-contract.ts'
import type { Contract, ContractItem } from '../../core/contract/contract.ts'
import type { ContractId } from '../../core/ids.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getContractView } from '../../queries/get-contract.ts'
import { Button, ButtonLink, IconButton } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page, PageColumns } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useDirtyForm } from '../../ui/use-dirty-form.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { type AmendValues, amendValues, effectiveDay, readAmendment } from './amend-form.ts'
import { AmendItemFields } from './amend-item-fields.tsx'
import { PreviewColumn, useAmendmentPreview } from './amendment-preview.tsx'
import { errorsAt } from './contract-form.ts'
import { ItemFields } from './item-fields.tsx'
import { blankItem } from './item-form.ts'

/** Changes what is agreed, from a day on (/contracts/ID/change); what it would do stands beside it, nothing is saved before. */
export function AmendScreen() {
  const { id } = useParams({ strict: false }) as { id: ContractId }
  const { today } = useRuntime()
  const day = today()
  const answer = useRows(async (books) => ({ id, view: await getContractView(books, id, day) }), [id, day])
  if (answer === undefined || answer.id !== id) return <Page title={t('contracts.change')} loading />
  if (answer.view === null) {
    return (
      <Page title={t('contracts.gone')} back={{ to: '/contracts', label: t('contracts.title') }}>
        <Text>{t('contracts.gone-help')}</Text>
      </Page>
    )
  }
  return <Amend key={id} contract={answer.view.contract} items={answer.view.items.map(({ item }) => item)} />
}

function Amend(props: { readonly contract: Contract; readonly items: readonly ContractItem[] }) {
  const { run, newKey, settings, today } = useRuntime()
  const navigate = useNavigate()
  const { locale } = settings
  const day = today()
  // What was on screen when typing began; a later version is told, never put under the hands.
  const [{ contract, items }, setSeen] = useState(props)
  const base = useMemo(() => amendValues(contract, items, day, locale), [contract, items, day, locale])
  const form = useForm<AmendValues>({
    defaultValues: base,
    shouldFocusError: false,
    resolver: (values) => {
      const { problems } = readAmendment(values, contract, items, day, locale)
      return problems.size === 0 ? { values, errors: {} } : { values: {}, errors: errorsAt(problems) }
    },
  })
  const { control, formState, handleSubmit, register, getValues, reset } = form
  const { fields: added, append, remove } = useFieldArray({ control, name: 'added' })
  const dirty = useDirtyForm(`contract/change/${contract.id}`, form)
  const values = useWatch({ control, compute: (all) => all })
  const deferred = useDeferredValue(values)
  const { trial } = useMemo(
    () => readAmendment(deferred, contract, items, day, locale),
    [deferred, contract, items, day, locale],
  )
  const preview = useAmendmentPreview(trial === undefined ? undefined : { kind: 'amend', request: trial })
  const [problem, setProblem] = useState<string>()
  const key = useRef(newKey())
  const from = effectiveDay(values, contract, items, day)
  const stale = props.contract.version !== contract.version
  const back = `/contracts/${contract.id}`

  const save = async (given: AmendValues) => {
    setProblem(undefined)
    const read = readAmendment(given, contract, items, day, locale)
    if (read.request === undefined) {
      setProblem(t('contracts.nothing-changes'))
      return
    }
    const { id, version } = contract
    const amended = await run(amendContract, { id, version, request: read.request }, key.current)
    key.current = newKey()
    if (!amended.ok) {
      setProblem(problemText(amended.problem, locale))
      return
    }
    dirty.saved()
    toast({ message: t('contracts.amended-toast', { name: contract.name }) })
    void navigate({ to: back as '/', replace: true })
  }
  const addItem = () => {
    const like = items.at(-1)
    append(
      blankItem(settings, {
        taxIds: like?.taxIds ?? settings.defaultTaxIds,
        taxIncluded: like?.taxIncluded ?? settings.pricesIncludeTax,
      }),
    )
  }
  const problemAt = (path: string) => {
    const error: unknown = get(formState.errors, path)
    return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : undefined
  }

  return (
    <Page title={t('contracts.change')} back={{ to: back, label: contract.name }} subtitle={contract.clientName}>
      <Form
        onSubmit={handleSubmit(save)}
        problem={problem}
        errorCount={Object.keys(formState.errors).length}
        submitCount={formState.submitCount}
        foot={
          <>
            <ButtonLink to={back}>{t('contracts.leave')}</ButtonLink>
            <Button kind="main" type="submit" busy={formState.isSubmitting}>
              {t('contracts.amend')}
            </Button>
          </>
        }
      >
        {dirty.notice}
        {stale && (
          <Notice
            tone="late"
            acts={
              <Button
                onClick={() => {
                  // What was typed stays; items that are new since stand below, as they are.
                  const typed = getValues()
                  const fresh = amendValues(props.contract, props.items, day, locale)
                  setSeen(props)
                  reset({
                    ...typed,
                    changes: fresh.changes.map(
                      (one) => typed.changes.find(({ itemId, act }) => itemId === one.itemId && act !== 'keep') ?? one,
                    ),
                  })
                }}
              >
                {t('contracts.take-new-version')}
              </Button>
            }
          >
            {t('contracts.changed-elsewhere')}
          </Notice>
        )}
        <PageColumns
          main={
            <Stack gap={4}>
              <Section title={t('contracts.from-when')}>
                <Stack gap={3}>
                  <Controller
                    name="when"
                    control={control}
                    render={({ field }) => (
                      <Segmented
                        label={t('contracts.from-when')}
                        labelHidden
                        value={field.value}
                        onChange={field.onChange}
                        options={(['current', 'next', 'day'] as const).map((when) => ({
                          value: when,
                          label: t(`contracts.when-${when}`),
                        }))}
                      />
                    )}
                  />
                  {values.when === 'day' ? (
                    <Columns gap={3}>
                      <Controller
                        name="day"
                        control={control}
                        render={({ field }) => (
                          <DateField {...field} label={t('contracts.from-day')} today={day} error={problemAt('day')} />
                        )}
                      />
                    </Columns>
                  ) : (
                    from !== undefined && (
                      <Text tone="quiet">{t('contracts.counts-from', { on: formatDate(from, locale) })}</Text>
                    )
                  )}
                </Stack>
              </Section>
              <Section title={t('contracts.items')} flush>
                {items.map((item, index) => (
                  <Controller
                    key={item.id}
                    name={`changes.${index}`}
                    control={control}
                    render={({ field }) => (
                      <AmendItemFields
                        item={item}
                        contract={contract}
                        today={day}
                        value={field.value}
                        onChange={field.onChange}
                        problem={(path) => problemAt(`changes.${index}.${path}`)}
                      />
                    )}
                  />
                ))}
              </Section>
              {added.map((item, index) => (
                <Section
                  key={item.id}
                  title={t('contracts.new-item')}
                  acts={
                    <IconButton
                      icon="trash"
                      label={t('contracts.item-remove', { number: index + 1 })}
                      onClick={() => remove(index)}
                    />
                  }
                >
                  <Controller
                    name={`added.${index}`}
                    control={control}
                    render={({ field }) => (
                      <ItemFields
                        value={field.value}
                        onChange={field.onChange}
                        problem={(path) => problemAt(`added.${index}.${path}`)}
                        clientId={contract.clientId}
                        currency={contract.currency}
                      />
                    )}
                  />
                </Section>
              ))}
              <Row>
                <Button icon="plus" onClick={addItem}>
                  {t('contracts.item-add')}
                </Button>
              </Row>
              <TextField
                optional
                label={t('contracts.amend-note')}
                help={t('contracts.amend-note-help')}
                autoComplete="off"
                {...register('note')}
              />
            </Stack>
          }
          side={
            <Section title={t('contracts.what-if')} help={t('contracts.what-if-help')}>
              <div aria-live="polite">
                {preview === undefined ? (
                  <Text tone="quiet">{t('contracts.what-if-wait')}</Text>
                ) : preview.ok ? (
                  <PreviewColumn preview={preview.value} currency={contract.currency} />
                ) : (
                  <Text tone="bad">{problemText(preview.problem, locale)}</Text>
                )}
              </div>
            </Section>
          }
        />
      </Form>
    </Page>
  )
}
