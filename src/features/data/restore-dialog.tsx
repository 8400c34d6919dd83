import { useNavigate } from '@tanstack/react-router'
import { useLiveQuery } from 'dexie-react-hooks'
import { useId, useState } from 'react'
import { documentsMissingIn, type InspectedBackup } from '../../commands/inspect-backup.ts'
import { type RestoreInto, restoreBackup } from '../../commands/restore-backup.ts'
import type { Sequence } from '../../core/model.ts'
import { formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import type { AccountEntryView } from '../../queries/account-entries.ts'
import { listHighestNumbers } from '../../queries/restore-points.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { accountLabel } from '../blocks/account-label.ts'
import { backupProblemText } from '../blocks/backup-problem-text.ts'
import { useRuntime } from '../runtime.tsx'
import { NumbersFields, numbersTyped, type TypedNumbers } from './numbers-fields.tsx'
import { useReading } from './use-reading.ts'

export type RestoreTarget =
  /** `besides`: its business is in use on this device already. */
  | { readonly kind: 'new'; readonly besides: boolean }
  | { readonly kind: 'copy' }
  | { readonly kind: 'over'; readonly entry: AccountEntryView }

export interface RestoreDialogProps {
  readonly backup: InspectedBackup
  readonly target: RestoreTarget
  readonly onClose: () => void
}

/** Says what a restore will do, has the last numbers confirmed, and does it. */
export function RestoreDialog({ backup, target, onClose }: RestoreDialogProps) {
  const { directory, books, account, newAccountId, envelope, openAccount } = useRuntime()
  const locale = useLocale()
  const navigate = useNavigate()
  const reading = useReading()
  const form = useId()
  const [name, setName] = useState(backup.header.account.name)
  const [typed, setTyped] = useState<TypedNumbers>({})
  const [neverLeft, setNeverLeft] = useState(false)
  const [asked, setAsked] = useState(false)
  const business = target.kind === 'over' ? (target.entry.businessId ?? target.entry.id) : backup.header.account.id
  const known = useLiveQuery(() => listHighestNumbers(directory, backup, business), [directory, backup, business])
  // Only of the open account: another one's documents are looked at by the command itself.
  const missing = useLiveQuery(
    async () =>
      target.kind === 'over' && target.entry.id === account.id ? await documentsMissingIn(backup, books) : [],
    [backup, books, target, account.id],
  )
  const lost =
    reading.problem?.code === 'documents-missing'
      ? reading.problem.numbers
      : (missing ?? []).map(({ number }) => number)
  const made = formatInstant(backup.header.madeAt, locale)

  const restore = async () => {
    setAsked(true)
    const numbers: readonly Sequence[] | undefined = target.kind === 'copy' ? [] : numbersTyped(known ?? [], typed)
    if (numbers === undefined) return
    if (lost.length > 0 && !neverLeft) return
    const into: RestoreInto =
      target.kind === 'over'
        ? { kind: 'over', id: target.entry.id, documentsMayGo: neverLeft }
        : {
            kind: target.kind,
            id: newAccountId(),
            name: target.kind === 'copy' ? backup.header.account.name : name.trim(),
          }
    const restored = await reading.run((options) =>
      restoreBackup({ directory, backup, into, numbers, envelope: envelope(), ...options }),
    )
    if (restored === undefined) return
    onClose()
    await openAccount(restored.accountId)
    await navigate({ to: '/' })
    toast({ message: t(target.kind === 'copy' ? 'data.copy-opened' : 'data.restored', { rows: restored.rows, made }) })
  }
  const working = reading.part !== undefined
  return (
    <Dialog
      open
      firm
      title={
        target.kind === 'over'
          ? t('data.restore-over-title', { name: accountLabel(target.entry) })
          : t(target.kind === 'new' ? 'data.restore-new-title' : 'data.open-copy-title')
      }
      onClose={working ? () => undefined : onClose}
      foot={
        <>
          <Button onClick={working ? reading.stop : onClose}>{t(working ? 'ui.stop' : 'ui.cancel')}</Button>
          <Button
            kind={target.kind === 'over' ? 'danger' : 'main'}
            type="submit"
            form={form}
            busy={working}
            disabled={known === undefined || missing === undefined}
          >
            {t(`data.restore-act-${target.kind}`)}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          void restore()
        }}
      >
        <Stack>
          <p>{t(`data.restore-text-${target.kind}`, { made })}</p>
          {target.kind === 'new' && target.besides && <Notice tone="late">{t('data.restore-besides')}</Notice>}
          {target.kind === 'new' && (
            <TextField label={t('data.account-name')} value={name} onChange={(event) => setName(event.target.value)} />
          )}
          {lost.length > 0 && (
            <>
              <Notice tone="bad">
                {t('data.documents-lost', { count: lost.length, numbers: lost.slice(0, 20).join(', ') })}
              </Notice>
              <Checkbox
                label={t('data.never-left', { count: lost.length })}
                help={t('data.never-left-help')}
                checked={neverLeft}
                onChange={(event) => setNeverLeft(event.target.checked)}
                error={asked && !neverLeft ? t('data.never-left-error') : undefined}
              />
            </>
          )}
          {target.kind !== 'copy' && known !== undefined && (
            <NumbersFields known={known} numbering={backup.numbering} typed={typed} onChange={setTyped} asked={asked} />
          )}
          {reading.problem !== undefined && reading.problem.code !== 'documents-missing' && (
            <Notice tone="bad">{backupProblemText(reading.problem)}</Notice>
          )}
          {working && <ProgressBar label={t('data.restoring')} part={reading.part ?? 0} />}
        </Stack>
      </form>
    </Dialog>
  )
}
