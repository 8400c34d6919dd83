import { useLiveQuery } from 'dexie-react-hooks'
import { useState } from 'react'
import { changeNotifying } from '../../commands/change-notifying.ts'
import { t } from '../../i18n/translate.ts'
import { getNotifying } from '../../queries/get-notifying.ts'
import { Button } from '../../ui/button.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'

/** Whether the owner is notified on this device; the browser is asked only when the owner asks. */
export function TellMe() {
  const { directory } = useRuntime()
  const chosen = useLiveQuery(() => getNotifying(directory), [directory])
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : undefined))
  if (chosen === undefined) return null
  if (permission === undefined || !('serviceWorker' in navigator))
    return <Text tone="quiet">{t('inbox.tell-no-way')}</Text>

  const start = async (): Promise<void> => {
    const given = await Notification.requestPermission()
    setPermission(given)
    if (given === 'granted') await changeNotifying(directory, true)
  }
  if (permission === 'granted' && chosen) {
    return (
      <Stack gap={2}>
        <Text>{t('inbox.told')}</Text>
        <div>
          <Button onClick={() => void changeNotifying(directory, false)}>{t('inbox.tell-stop')}</Button>
        </div>
      </Stack>
    )
  }
  return (
    <Stack gap={2}>
      <Text tone="quiet">{t(permission === 'denied' ? 'inbox.tell-denied' : 'inbox.tell-help')}</Text>
      <div>
        <Button icon="bell" onClick={() => void start()}>
          {t('inbox.tell-me')}
        </Button>
      </div>
    </Stack>
  )
}
