import { useEffect, useState } from 'react'
import { t } from '../i18n/translate.ts'
import { IconButton } from './button.tsx'
import { toast } from './toast.tsx'

/** Copies a text and says so. `what` names it: "payment reference". */
export function CopyButton(props: { readonly text: string; readonly what: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <IconButton
      icon={copied ? 'check' : 'copy'}
      label={copied ? t('ui.copied') : t('ui.copy', { what: props.what })}
      onClick={() => {
        navigator.clipboard.writeText(props.text).then(
          () => setCopied(true),
          () => toast({ message: t('ui.copy-failed'), tone: 'bad' }),
        )
      }}
    />
  )
}
