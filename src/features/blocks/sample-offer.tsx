import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { useRuntime } from '../runtime.tsx'

/** "Try the sample business": an account of its own, so that looking never touches real books (G-12). */
export function SampleOffer() {
  const { openSample } = useRuntime()
  const navigate = useNavigate()
  const [part, setPart] = useState<number>()
  const [failed, setFailed] = useState(false)
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])

  const open = async (): Promise<void> => {
    stop.current = new AbortController()
    setFailed(false)
    setPart(0)
    try {
      await openSample(t('welcome.sample-name'), setPart, stop.current.signal)
      void navigate({ to: '/' })
    } catch {
      setFailed(!stop.current.signal.aborted)
      setPart(undefined)
    }
  }
  if (part !== undefined)
    return <ProgressBar label={t('welcome.sample-loading')} part={part} onStop={() => stop.current?.abort()} />
  return (
    <Notice acts={<Button onClick={open}>{t('welcome.try-sample')}</Button>} {...(failed && { tone: 'bad' as const })}>
      {failed ? t('welcome.sample-failed') : t('welcome.sample-help')}
    </Notice>
  )
}
