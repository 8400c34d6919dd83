import { useEffect, useState } from 'react'
import { formatBytes } from '../../i18n/format-bytes.ts'
import { formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Facts } from '../../ui/facts.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { toast } from '../../ui/toast.tsx'
import { useSafety } from '../blocks/use-safety.ts'
import { useRuntime } from '../runtime.tsx'
import type { GzipChoice } from './use-gzip.ts'

/** Where the books are and how safe they are, in plain words. */
export function SafetySection({ gzip }: { readonly gzip: GzipChoice }) {
  const { settings, account } = useRuntime()
  const locale = useLocale()
  const safety = useSafety()
  const used = useStorageUse()
  const { lastBackupAt, daysSinceBackup, persisted } = safety

  const keep = async () => {
    const kept = await safety.keep()
    toast(kept ? { message: t('data.kept-now') } : { message: t('data.keep-refused'), tone: 'bad' })
  }
  const backup =
    lastBackupAt === undefined || daysSinceBackup === undefined
      ? t('data.backup-never')
      : t('data.backup-last', {
          days: daysSinceBackup,
          when: formatInstant(lastBackupAt, locale, settings.timeZone),
        })
  const badge =
    safety.state === 'no-need' ? undefined : safety.state === 'safe' ? (
      <StateBadge word={t('data.safe')} tone="good" shape="check" />
    ) : (
      <StateBadge word={t('data.backup-due')} tone="late" shape="clock" />
    )
  return (
    <Section title={t('data.safety')} acts={badge}>
      <Stack>
        <p>{t(account.kind === 'sample' ? 'data.where-sample' : 'data.where')}</p>
        <Facts
          start
          facts={[
            { label: t('data.last-backup'), value: backup },
            {
              label: t('data.storage'),
              value: (
                <Row gap={3}>
                  <span>
                    {t(persisted === undefined ? 'data.kept-unknown' : persisted ? 'data.kept' : 'data.not-kept')}
                  </span>
                  {persisted === false && <Button onClick={() => void keep()}>{t('data.ask-to-keep')}</Button>}
                </Row>
              ),
            },
            {
              label: t('data.space'),
              value:
                used === undefined
                  ? undefined
                  : t('data.space-used', {
                      used: formatBytes(used.usage, locale),
                      quota: formatBytes(used.quota, locale),
                    }),
            },
          ]}
        />
        {gzip.possible && (
          <Checkbox
            label={t('data.gzip')}
            help={t('data.gzip-help')}
            checked={gzip.on}
            onChange={(event) => gzip.set(event.target.checked)}
          />
        )}
      </Stack>
    </Section>
  )
}

/** What all accounts of this device take, as the browser estimates it. */
function useStorageUse(): { readonly usage: number; readonly quota: number } | undefined {
  const [use, setUse] = useState<{ usage: number; quota: number }>()
  useEffect(() => {
    let here = true
    navigator.storage?.estimate?.().then(
      ({ usage, quota }) => here && usage !== undefined && quota !== undefined && setUse({ usage, quota }),
      () => undefined,
    )
    return () => {
      here = false
    }
  }, [])
  return use
}
