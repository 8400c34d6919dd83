import { t } from '../../i18n/translate.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { useRuntime } from '../runtime.tsx'
import { AccountsSection } from './accounts-section.tsx'
import { BackupReport } from './backup-report.tsx'
import { CheckSection } from './check-section.tsx'
import { MoveSection } from './move-section.tsx'
import { OwnBackups } from './own-backups.tsx'
import { RestorePointsSection } from './restore-points-section.tsx'
import { SafetySection } from './safety-section.tsx'
import { useBackup } from './use-backup.ts'
import { useGzip } from './use-gzip.ts'

/** Everything about where the books are kept: how safe they are, one file out, one file in, ways back, accounts. */
export function BackupScreen() {
  const { account } = useRuntime()
  const backup = useBackup()
  const gzip = useGzip()
  return (
    <Page
      title={t('data.title')}
      subtitle={t('data.subtitle')}
      acts={
        <>
          <ButtonLink to="/data/seals" icon="check">
            {t('data.seals-link')}
          </ButtonLink>
          {account.state === 'active' && (
            <ButtonLink to="/import" icon="upload">
              {t('data.import')}
            </ButtonLink>
          )}
        </>
      }
      mainAct={
        <Button
          kind="main"
          icon="download"
          busy={backup.work !== undefined}
          onClick={() => void backup.start({ purpose: 'backup', gzip: gzip.on })}
        >
          {t('data.back-up-now')}
        </Button>
      }
    >
      <Stack gap={5}>
        <BackupReport backup={backup} />
        <SafetySection gzip={gzip} />
        <OwnBackups gzip={gzip.on} />
        <CheckSection />
        <RestorePointsSection />
        <AccountsSection />
        <MoveSection />
      </Stack>
    </Page>
  )
}
