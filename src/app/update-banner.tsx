import { t } from '../i18n/translate.ts'
import { Button } from '../ui/button.tsx'
import { applyUpdate, useAppUpdate } from './register-worker.ts'
import styles from './shell.module.css'

/** Offers a new version; nothing is taken over silently, and no dirty form is reloaded. */
export function UpdateBanner() {
  const state = useAppUpdate((update) => update.state)
  if (state === 'none') return null
  return (
    <div role="status" className={styles.banner}>
      <span>{t(state === 'after-saving' ? 'app.update-after-saving' : 'app.update-ready')}</span>
      {state !== 'after-saving' && (
        <Button kind="quiet" busy={state === 'applying'} onClick={applyUpdate}>
          {t('app.update')}
        </Button>
      )}
    </div>
  )
}
