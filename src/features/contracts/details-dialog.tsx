import { useId, useMemo, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { type ChangeContract, changeContract } from '../../commands/change-contract.ts'
import type { Contract } from '../../core/contract/contract.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listGroupsOfClient } from '../../queries/list-client-groups.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useDirtyForm } from '../../ui/use-dirty-form.tsx'
import { StaleDialog } from '../blocks/stale-dialog.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import {
  type DetailsValues,
  detailsDifferences,
  detailsResolver,
  detailsValues,
  mergedDetails,
} from './details-form.ts'
import { ContractNotesField, ContractNumberFields } from './number-fields.tsx'
import { RenewalFields } from './renewal-fields.tsx'

/** Name, numbers, notes, renewal and billing group: what needs no amendment. */
export function DetailsDialog({ contract, onClose }: { readonly contract: Contract; readonly onClose: () => void }) {
  const { run, newKey, settings } = useRuntime()
  const formId = useId()
  const [seen, setSeen] = useState(contract)
  const base = useMemo(() => detailsValues(seen), [seen])
  const form = useForm<DetailsValues, unknown, ChangeContract['changes']>({
    defaultValues: base,
    resolver: useMemo(() => detailsResolver(seen), [seen]),
  })
  const { register, formState, handleSubmit, watch, getValues, reset } = form
  const { errors } = formState
  const dirty = useDirtyForm(`contract/details/${contract.id}`, form)
  const groups = useRows((books) => listGroupsOfClient(books, contract.clientId), [contract.clientId])
  const [problem, setProblem] = useState<string>()
  const [theirs, setTheirs] = useState<Contract>()
  const key = useRef(newKey())

  const save = async (changes: ChangeContract['changes'], row = seen) => {
    setProblem(undefined)
    const saved = await run(changeContract, { id: row.id, version: row.version, changes }, key.current)
    key.current = newKey()
    if (saved.ok) {
      dirty.saved()
      toast({ message: t('contracts.details-saved', { name: changes.name ?? row.name }) })
      onClose()
    } else if (saved.problem.code === 'stale') setTheirs(saved.problem.current as Contract)
    else setProblem(problemText(saved.problem, settings.locale))
  }
  const saveOver = async (row: Contract, fromTheirs: readonly string[]) => {
    reset(mergedDetails(getValues(), detailsValues(row), fromTheirs), { keepDefaultValues: true })
    setTheirs(undefined)
    setSeen(row)
    await handleSubmit((changes) => save(changes, row))()
  }

  return (
    <>
      <Dialog
        open
        firm
        wide
        title={t('contracts.edit-details')}
        onClose={onClose}
        foot={
          <>
            <Button onClick={onClose}>{t('ui.cancel')}</Button>
            <Button kind="main" type="submit" form={formId} busy={formState.isSubmitting}>
              {t('contracts.save-details')}
            </Button>
          </>
        }
      >
        <Form
          id={formId}
          onSubmit={handleSubmit((changes) => save(changes))}
          problem={problem}
          errorCount={Object.keys(errors).length}
          submitCount={formState.submitCount}
        >
          {dirty.notice}
          <Stack gap={3}>
            <TextField
              label={t('contracts.name')}
              autoComplete="off"
              error={errors.name?.message}
              {...register('name')}
            />
            <ContractNumberFields register={register} errors={errors} />
            {groups !== undefined && groups.length > 1 && (
              <SelectField
                label={t('contracts.group')}
                help={t('contracts.group-move-help')}
                options={groups.map((group) => ({ value: group.id, label: group.name }))}
                {...register('billingGroupId')}
              />
            )}
            {seen.endOn === undefined ? (
              <Text tone="quiet">{t('contracts.renews-needs-end')}</Text>
            ) : (
              seen.state === 'active' && (
                <>
                  <Checkbox label={t('contracts.renews')} help={t('contracts.renews-help')} {...register('renews')} />
                  {watch('renews') && <RenewalFields register={register} errors={errors} />}
                </>
              )
            )}
            <ContractNotesField register={register} errors={errors} />
          </Stack>
        </Form>
      </Dialog>
      {theirs !== undefined && (
        <StaleDialog
          what={theirs.name}
          fields={detailsDifferences(
            getValues(),
            detailsValues(theirs),
            base,
            (id) => groups?.find((group) => group.id === id)?.name ?? id,
          )}
          onSave={(fromTheirs) => void saveOver(theirs, fromTheirs)}
          onTakeTheirs={() => {
            dirty.saved()
            setSeen(theirs)
            reset(detailsValues(theirs))
            setTheirs(undefined)
          }}
          onClose={() => setTheirs(undefined)}
        />
      )}
    </>
  )
}
