import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { t } from '../i18n/translate.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { Row, Stack } from '../ui/stack.tsx'
import { Text } from '../ui/text.tsx'

/** A screen that failed: what it means for the books, and the ways out. The rest of the app goes on. */
export function RouteProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  // A chunk that cannot be fetched: the app was updated or the network is gone. Chromium, Firefox and WebKit in turn.
  const words = error instanceof Error ? error.message : String(error)
  const notLoaded = /dynamically imported module|importing a module script|module script failed/i.test(words)

  useEffect(() => {
    if (!notLoaded) console.error(error)
  }, [error, notLoaded])

  const again = () => {
    if (notLoaded) {
      window.location.reload()
      return
    }
    reset()
    void router.invalidate()
  }

  return (
    <Page title={t(notLoaded ? 'app.not-loaded' : 'app.failed')} narrow>
      <Stack>
        <Text size={3}>{t(notLoaded ? 'app.not-loaded-help' : 'app.failed-help')}</Text>
        <Row>
          <Button kind="main" onClick={again}>
            {t('app.try-again')}
          </Button>
          <ButtonLink to="/">{t('app.to-home')}</ButtonLink>
        </Row>
        {!notLoaded && (
          <details>
            <summary>{t('app.details')}</summary>
            <Text size={1} tone="quiet">
              {words}
            </Text>
          </details>
        )}
      </Stack>
    </Page>
  )
}
