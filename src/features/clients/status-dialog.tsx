import { useRef, useState } from 'react'
import type { Client } from '../../core/model.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { FormDialog } from '../blocks/form-dialog.tsx'
import { useRuntime } from '../runtime.tsx'
import { useStatusChange } from './use-status-change.ts'

type Status = Client['status']

/** On trial, active or archived, with what each allows (T-3). */
export function StatusDialog({ client, onClose }: { readonly client: Client; readonly onClose: () => void }) {
  const { settings, newKey } = useRuntime()
  const change = useStatusChange()
  const key = useRef(newKey())
  const [status, setStatus] = useState<Status>(client.status)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const isBack = client.status === 'archived' && status !== 'archived'

  const save = async () => {
    if (status === client.status) {
      onClose()
      return
    }
    setBusy(true)
    const refused = await change(client, status, t(`clients.status-now-${status}`, { name: client.name }), key.current)
    key.current = newKey()
    setBusy(false)
    if (refused === undefined) onClose()
    else setProblem(problemText(refused, settings.locale))
  }
  return (
    <FormDialog
      title={t('clients.status-title', { name: client.name })}
      act={t('clients.status-save')}
      onAct={save}
      onClose={onClose}
      problem={problem}
      busy={busy}
    >
      <Stack gap={3}>
        <Segmented
          label={t('clients.status')}
          options={(['trial', 'active', 'archived'] as const).map((value) => ({
            value,
            label: t(`clients.status-${value}`),
          }))}
          value={status}
          onChange={setStatus}
        />
        <div aria-live="polite">
          <Text>
            {status === 'trial' && client.selling?.allowTrial === 1
              ? t('clients.status-help-trial-allowed')
              : t(`clients.status-help-${status}`)}
          </Text>
          {isBack && <Text tone="quiet">{t('clients.status-groups-held')}</Text>}
        </div>
      </Stack>
    </FormDialog>
  )
}
