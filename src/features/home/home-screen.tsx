import { Navigate } from '@tanstack/react-router'
import { lazy, useEffect } from 'react'
import { t } from '../../i18n/translate.ts'
import { getDashboard } from '../../queries/get-dashboard.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { useReady } from '../../ui/use-ready.ts'
import { EventList } from '../blocks/event-list.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { firstDashboard, forgetFirstDashboard } from './first-dashboard.ts'
import { ForYou } from './for-you.tsx'
import { HomeFigures } from './home-figures.tsx'
import { LaterChart } from './later-chart.tsx'

const ExpectedIncome = lazy(() => import('./expected-income.tsx').then((it) => ({ default: it.ExpectedIncome })))

/** The first screen: what is owed, what is late, what can be billed now, what needs a hand, what happened lately. */
export function HomeScreen() {
  const { books, settings, today } = useRuntime()
  const day = today()
  // What was read ahead is drawn as it is; the rows are read again, and watched, once it is on screen.
  const first = firstDashboard(books, day)
  const ready = useReady()
  const readAhead = !ready && first !== undefined
  const live = useRows(async (books) => (readAhead ? undefined : getDashboard(books, day)), [day, readAhead])
  const dashboard = live ?? first
  useEffect(() => {
    if (live !== undefined) forgetFirstDashboard()
  }, [live])
  if (settings.firstRunDone === 0) return <Navigate to={'/welcome' as '/'} replace />
  if (dashboard === undefined) return <Page title={t('home.title')} loading />
  const canBill = dashboard.figures.some((figures) => figures.openChargeCount > 0)
  return (
    <Page
      title={t('home.title')}
      mainAct={
        canBill ? (
          <ButtonLink kind="main" to="/charges">
            {t('home.bill')}
          </ButtonLink>
        ) : (
          <ButtonLink
            kind="main"
            to={dashboard.hasClients ? '/charges' : '/clients/new'}
            search={dashboard.hasClients ? { new: '1' } : {}}
          >
            {t(dashboard.hasClients ? 'home.new-charge' : 'home.new-client')}
          </ButtonLink>
        )
      }
    >
      <HomeFigures figures={dashboard.figures} />
      <ForYou dashboard={dashboard} />
      {dashboard.expected.length > 0 && (
        <LaterChart currencies={new Set(dashboard.expected.map((sum) => sum.currency)).size}>
          <ExpectedIncome expected={dashboard.expected} today={day} />
        </LaterChart>
      )}
      <Section title={t('home.lately')}>
        <EventList events={dashboard.lately} />
      </Section>
    </Page>
  )
}
