import { t } from '../i18n/translate.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { BooksRefused } from './open-runtime.ts'

/** The books could not be opened at all: why, in words, and the way out. */
export function StartProblem({ error }: { readonly error: unknown }) {
  const reason = reasonOf(error)
  return (
    <main>
      <EmptyState
        sentence={reason}
        act={
          <Button kind="main" onClick={() => window.location.reload()}>
            {t('app.try-again')}
          </Button>
        }
      />
    </main>
  )
}

function reasonOf(error: unknown): string {
  if (error instanceof BooksRefused) {
    return error.problem.code === 'schema-newer'
      ? t('app.start-newer')
      : t('app.start-upgrade-failed', { detail: error.problem.detail })
  }
  const name = error instanceof Error ? error.name : ''
  if (name === 'VersionError') return t('app.start-newer')
  if (['MissingAPIError', 'InvalidStateError', 'SecurityError'].includes(name)) return t('app.start-no-storage')
  if (name === 'QuotaExceededError') return t('app.start-disk-full')
  return t('app.start-unknown', { message: error instanceof Error ? error.message : String(error) })
}
