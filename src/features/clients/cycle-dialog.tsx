import { useState } from 'react'
import { type ClientFields, saveClient } from '../../commands/save-client.ts'
import type { Client } from '../../core/model.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { CycleFields } from '../blocks/cycle-fields.tsx'
import { cycleOf, cycleValues } from '../blocks/cycle-values.ts'
import { FormDialog } from '../blocks/form-dialog.tsx'
import { useRuntime } from '../runtime.tsx'

/** The client's billing cycle, changed by its own explicit act; monthly is proposed (P-11). */
export function CycleDialog({ client, onClose }: { readonly client: Client; readonly onClose: () => void }) {
  const { settings, run, today } = useRuntime()
  const [values, setValues] = useState(() => cycleValues(client.billingCycle, today(), 'monthly'))
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const read = cycleOf(values)

  const save = async () => {
    if (!('cycle' in read)) return
    setBusy(true)
    const { id, version } = client
    const saved = await run(saveClient, { seen: { id, version }, fields: withCycle(client, read.cycle) })
    setBusy(false)
    if (saved.ok) {
      toast({ message: t('billing.cycle-saved', { name: client.name }) })
      onClose()
    } else setProblem(problemText(saved.problem, settings.locale))
  }
  return (
    <FormDialog
      title={t('billing.cycle-title', { name: client.name })}
      act={t('billing.cycle-update')}
      onAct={save}
      onClose={onClose}
      problem={problem}
      busy={busy}
      disabled={!('cycle' in read)}
    >
      <CycleFields value={values} onChange={setValues} today={today()} />
      <Text tone="quiet">{t('billing.cycle-dialog-help')}</Text>
    </FormDialog>
  )
}

/** The client as it is, with another cycle: by hand is what holds without one. */
function withCycle(client: Client, cycle: Client['billingCycle']): ClientFields {
  const { id: _id, version: _version, status, words: _words, sortName: _sort, importId: _import, ...rest } = client
  const { createdAt: _createdAt, updatedAt: _updatedAt, billingCycle: _before, ...fields } = rest
  return {
    ...fields,
    ...(status === 'archived' ? {} : { status }),
    ...(cycle?.kind === 'every' ? { billingCycle: cycle } : {}),
  }
}
