import '../ui/base.css'
import { createRoot } from 'react-dom/client'
import { readFirstDashboard } from '../features/home/first-dashboard.ts'
import { loadLanguage } from '../i18n/translate.ts'
import { applyThemeChoice } from '../ui/color-scheme.ts'
import { whenReady } from '../ui/ready.ts'
import { currentDay } from '../worker/clock.ts'
import { App, loadFirstScreen } from './app.tsx'
import { openCurrentAccount } from './open-runtime.ts'
import { registerWorker } from './register-worker.ts'
import { StartProblem } from './start-problem.tsx'

async function start(): Promise<void> {
  applyThemeChoice()
  const element = document.getElementById('root')
  if (element === null) throw new Error('index.html has no #root')
  const root = createRoot(element)
  // The likely language and the screen of the address are read while the books open.
  const guessed = loadLanguage(navigator.language)
  loadFirstScreen()
  try {
    const opened = await openCurrentAccount()
    const { db, settings } = opened
    const isHome = window.location.pathname === '/' && settings.firstRunDone === 1
    await Promise.all([guessed, isHome && readFirstDashboard(db, currentDay(settings.timeZone))])
    await loadLanguage(settings.locale)
    root.render(<App opened={opened} />)
  } catch (error) {
    console.error(error)
    await guessed
    root.render(<StartProblem error={error} />)
    return
  }
  await whenReady
  await registerWorker()
}

void start()
