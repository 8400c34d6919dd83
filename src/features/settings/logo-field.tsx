import { useEffect, useState } from 'react'
import { changeSettings } from '../../commands/change-settings.ts'
import type { DocumentLook } from '../../core/invoice/document.ts'
import { flattenLogo } from '../../documents/flatten-logo.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './logo-field.module.css'

/** The logo on documents: any picture the browser reads, flattened on white when it is taken in. */
export function LogoField() {
  const { settings, run, books } = useRuntime()
  const { logo } = settings.look
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const url = useLogoUrl(logo)

  const put = async (next: DocumentLook['logo']): Promise<boolean> => {
    const current = (await books.settings.get('account')) ?? settings
    const { logo: _before, ...look } = current.look
    const changes = { look: next === undefined ? look : { ...look, logo: next } }
    const saved = await run(changeSettings, { version: current.version, changes })
    if (!saved.ok) setProblem(problemText(saved.problem, settings.locale))
    return saved.ok
  }
  const take = async ([file]: readonly File[]): Promise<void> => {
    if (file === undefined) return
    setProblem(undefined)
    setBusy(true)
    try {
      if (await put(await flattenLogo(file))) toast({ message: t('settings.logo-saved') })
    } catch {
      setProblem(t('settings.logo-unreadable', { name: file.name }))
    } finally {
      setBusy(false)
    }
  }
  const remove = async (): Promise<void> => {
    const before = logo
    if (await put(undefined)) toast({ message: t('settings.logo-removed'), undo: async () => void (await put(before)) })
  }
  return (
    <Section title={t('settings.logo')} help={t('settings.logo-help')}>
      <Stack>
        {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
        {url !== undefined && (
          <Row>
            <img src={url} alt={t('settings.logo-alt')} className={styles.logo} />
            <Button onClick={remove}>{t('settings.logo-remove')}</Button>
          </Row>
        )}
        <FileDrop
          label={busy ? t('settings.logo-reading') : t('settings.logo-choose')}
          accept="image/*"
          onFiles={(files) => void take([...files])}
        />
      </Stack>
    </Section>
  )
}

function useLogoUrl(logo: DocumentLook['logo']): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (logo === undefined) {
      setUrl(undefined)
      return
    }
    const next = URL.createObjectURL(new Blob([logo.bytes as Uint8Array<ArrayBuffer>], { type: logo.mime }))
    setUrl(next)
    return () => URL.revokeObjectURL(next)
  }, [logo])
  return url
}
