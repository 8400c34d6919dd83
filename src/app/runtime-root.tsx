import { liveQuery } from 'dexie'
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import type { AccountId } from '../core/ids.ts'
import { RuntimeProvider } from '../features/runtime.tsx'
import { sweepDatabases } from '../storage/databases.ts'
import { keepAutomation } from './keep-automation.ts'
import { makeRuntime, type OpenedAccount, openAccount } from './open-runtime.ts'

/** Gives the screens the open account, keeps its settings live, and swaps everything below when another is opened. */
export function RuntimeRoot({ first, children }: { readonly first: OpenedAccount; readonly children: ReactNode }) {
  const [opened, setOpened] = useState(first)
  const [settings, setSettings] = useState(first.settings)

  useEffect(() => {
    const subscription = liveQuery(() => opened.db.settings.get('account')).subscribe((row) => {
      // The first answer is nearly always what was read when the books opened: nothing is drawn anew for it.
      if (row !== undefined) setSettings((before) => (JSON.stringify(before) === JSON.stringify(row) ? before : row))
    })
    const sweep = setTimeout(() => void sweepDatabases(opened.directory).catch(() => undefined), 3000)
    return () => {
      clearTimeout(sweep)
      subscription.unsubscribe()
      opened.db.close()
    }
  }, [opened])

  // Another time zone may begin or end the account's day.
  const { timeZone } = settings
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew
  useEffect(() => keepAutomation(opened), [opened, timeZone])

  const reopen = useCallback(
    async (id: AccountId) => {
      const entry = await opened.directory.accounts.get(id)
      if (entry === undefined) return
      const next = await openAccount(opened.directory, entry)
      setSettings(next.settings)
      setOpened(next)
    },
    [opened],
  )
  const runtime = useMemo(() => makeRuntime(opened, settings, reopen), [opened, settings, reopen])
  return (
    <RuntimeProvider key={opened.db.name} runtime={runtime}>
      {children}
    </RuntimeProvider>
  )
}
