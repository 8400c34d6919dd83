import { t } from '../i18n/translate.ts'
import { Button } from '../ui/button.tsx'
import { useClosedBooks } from './closed-books.ts'
import styles from './shell.module.css'

/** Another window took the books away from this one, or keeps them: what happened and the way on. */
export function ClosedBanner() {
  const reason = useClosedBooks((state) => state.reason)
  if (reason === undefined) return null
  return (
    <div role="alert" className={styles.banner}>
      <span>{t(`app.books-${reason}`)}</span>
      {reason !== 'blocked' && (
        <Button kind="quiet" onClick={() => window.location.assign(reason === 'deleted' ? '/' : window.location.href)}>
          {t('app.reload')}
        </Button>
      )}
    </div>
  )
}
