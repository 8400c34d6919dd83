import { useRouter } from '@tanstack/react-router'
import { useLiveQuery } from 'dexie-react-hooks'
import { lazy, Suspense, useState } from 'react'
import { accountLabel } from '../features/blocks/account-label.ts'
import { useRuntime } from '../features/runtime.tsx'
import { loadLaterTexts, t } from '../i18n/translate.ts'
import { type AccountEntryView, listAccounts } from '../queries/account-entries.ts'
import { Icon } from '../ui/icon.tsx'
import { Menu, type MenuEntry } from '../ui/menu.tsx'
import { useReady } from '../ui/use-ready.ts'
import styles from './shell.module.css'

const AddAccountDialog = lazy(async () => {
  const [it] = await Promise.all([import('../features/data/add-account-dialog.tsx'), loadLaterTexts()])
  return { default: it.AddAccountDialog }
})

/** Which account is open, and the others of this device (I-7). */
export function AccountSwitcher() {
  const { account, settings, directory, openAccount } = useRuntime()
  const router = useRouter()
  const ready = useReady()
  const accounts = useLiveQuery(() => (ready ? listAccounts(directory) : undefined), [directory, ready]) ?? [account]
  const [adding, setAdding] = useState(false)
  const nameOf = (entry: AccountEntryView) =>
    entry.name || (entry.id === account.id ? settings.profile.name : '') || accountLabel(entry)

  const entries: MenuEntry[] = [
    { heading: t('app.accounts') },
    ...accounts.map((entry) => ({
      label: nameOf(entry),
      icon: 'box' as const,
      current: entry.id === account.id,
      ...(entry.kind === 'sample' && { help: t('app.sample-account') }),
      ...(entry.state === 'read-only' && { help: t('app.read-only-account') }),
      ...(entry.state === 'retired' && { help: t('app.retired-account') }),
      onSelect: () => {
        if (entry.id === account.id) return
        // An address of the other account leads nowhere in this one.
        void openAccount(entry.id).then(() => router.history.push('/'))
      },
    })),
    'separator',
    { label: t('app.add-account'), icon: 'plus', onSelect: () => setAdding(true) },
    { label: t('app.manage-accounts'), icon: 'data', to: '/data' },
    { label: t('app.account-settings'), icon: 'settings', to: '/settings' },
  ]
  return (
    <>
      <Menu
        align="end"
        entries={entries}
        trigger={(button) => (
          <button
            {...button}
            type="button"
            className={styles.account}
            aria-label={t('app.switch-account', { name: nameOf(account) })}
          >
            <span>{nameOf(account)}</span>
            <Icon name="down" size={14} />
          </button>
        )}
      />
      <Suspense>{adding && <AddAccountDialog onClose={() => setAdding(false)} />}</Suspense>
    </>
  )
}
