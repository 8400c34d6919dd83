import { useNavigate } from '@tanstack/react-router'
import { useLiveQuery } from 'dexie-react-hooks'
import { useState } from 'react'
import { addAccount, isDear, removeAccount } from '../../commands/change-accounts.ts'
import type { AccountId } from '../../core/ids.ts'
import { formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { type AccountEntryView, listAccounts } from '../../queries/account-entries.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Menu } from '../../ui/menu.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Section } from '../../ui/section.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { accountLabel } from '../blocks/account-label.ts'
import { backupProblemText } from '../blocks/backup-problem-text.ts'
import { useRuntime } from '../runtime.tsx'
import { AddAccountDialog } from './add-account-dialog.tsx'
import { RemoveAccountDialog } from './remove-account-dialog.tsx'
import { RenameAccountDialog } from './rename-account-dialog.tsx'

const keyOf = (entry: AccountEntryView) => entry.id

/** The accounts of this device, each with its own data, numbers and settings (I-7). */
export function AccountsSection() {
  const { directory, account, newAccountId, now, openAccount } = useRuntime()
  const locale = useLocale()
  const navigate = useNavigate()
  const accounts = useLiveQuery(() => listAccounts(directory), [directory])
  const [dialog, setDialog] = useState<
    { readonly kind: 'add' } | { readonly kind: 'rename' | 'remove'; readonly entry: AccountEntryView }
  >()

  const show = async (id: AccountId) => {
    await openAccount(id)
    await navigate({ to: '/' })
  }
  /** Another account is shown first, so that the one that goes is not in use; the last one makes room for a fresh one. */
  const leave = async (id: AccountId) => {
    if (id !== account.id) return
    const other =
      (accounts ?? []).find((one) => one.id !== id && one.state === 'active') ??
      (accounts ?? []).find((one) => one.id !== id)
    if (other !== undefined) return await openAccount(other.id)
    const fresh = await addAccount(directory, { id: newAccountId(), name: '', kind: 'business' }, now())
    if (fresh.ok) await openAccount(fresh.value.id)
  }
  const removeLight = async (entry: AccountEntryView) => {
    await leave(entry.id)
    const removed = await removeAccount(directory, { id: entry.id })
    toast(
      removed.ok
        ? { message: t('data.account-removed', { name: accountLabel(entry) }) }
        : { message: backupProblemText(removed.problem), tone: 'bad' },
    )
    if (entry.id === account.id) await navigate({ to: '/' })
  }
  const columns: readonly Column<AccountEntryView>[] = [
    {
      id: 'name',
      head: t('data.account-name'),
      cell: (entry) => <Text strong={entry.id === account.id}>{accountLabel(entry)}</Text>,
      card: 'title',
      width: 'minmax(0, 2fr)',
    },
    {
      id: 'state',
      head: t('data.account-state'),
      cell: (entry) => <AccountState entry={entry} open={entry.id === account.id} />,
      card: 'state',
      width: 'minmax(0, 1.4fr)',
    },
    {
      id: 'opened',
      head: t('data.account-opened'),
      cell: (entry) => formatInstant(entry.openedAt, locale),
      card: 'meta',
      width: 'minmax(0, 1.2fr)',
    },
    {
      id: 'acts',
      head: t('ui.acts'),
      align: 'end',
      width: '64px',
      card: 'acts',
      cell: (entry) => (
        <Menu
          align="end"
          trigger={(button) => (
            <IconButton {...button} icon="more" label={t('data.account-acts', { name: accountLabel(entry) })} />
          )}
          entries={[
            ...(entry.id === account.id
              ? []
              : [{ label: t('data.account-open'), icon: 'switch' as const, onSelect: () => void show(entry.id) }]),
            { label: t('data.account-rename'), icon: 'edit', onSelect: () => setDialog({ kind: 'rename', entry }) },
            'separator',
            isDear(entry)
              ? {
                  label: t('data.account-remove'),
                  icon: 'trash',
                  danger: true,
                  onSelect: () => setDialog({ kind: 'remove', entry }),
                }
              : {
                  label: t('data.account-remove-now'),
                  icon: 'trash',
                  danger: true,
                  onSelect: () => void removeLight(entry),
                },
          ]}
        />
      ),
    },
  ]
  return (
    <Section
      title={t('data.accounts')}
      help={t('data.accounts-help')}
      acts={
        <Button icon="plus" onClick={() => setDialog({ kind: 'add' })}>
          {t('data.account-add')}
        </Button>
      }
    >
      <DataTable
        label={t('data.accounts')}
        columns={columns}
        source={arraySource(accounts)}
        rowKey={keyOf}
        rowName={accountLabel}
        empty={null}
      />
      {dialog?.kind === 'add' && <AddAccountDialog onClose={() => setDialog(undefined)} />}
      {dialog?.kind === 'rename' && <RenameAccountDialog entry={dialog.entry} onClose={() => setDialog(undefined)} />}
      {dialog?.kind === 'remove' && (
        <RemoveAccountDialog entry={dialog.entry} leave={leave} onClose={() => setDialog(undefined)} />
      )}
    </Section>
  )
}

function AccountState({ entry, open }: { readonly entry: AccountEntryView; readonly open: boolean }) {
  if (entry.state === 'retired') return <StateBadge word={t('data.state-retired')} tone="grey" shape="dash" />
  if (entry.state === 'read-only') return <StateBadge word={t('data.state-copy')} tone="grey" shape="outline" />
  if (open) return <StateBadge word={t('data.state-open')} tone="good" shape="check" />
  return (
    <StateBadge
      word={t(entry.kind === 'sample' ? 'data.state-sample' : 'data.state-closed')}
      tone="plain"
      shape="outline"
    />
  )
}
