import '../ui/base.css'
import { createRoot } from 'react-dom/client'
import { loadLanguage } from '../i18n/translate.ts'
import { applyThemeChoice } from '../ui/color-scheme.ts'
import { whenReady } from '../ui/ready.ts'
import { App } from './app.tsx'
import { openCurrentAccount } from './open-runtime.ts'
import { registerWorker } from './register-worker.ts'
import { StartProblem } from './start-problem.tsx'

async function start(): Promise<void> {
  applyThemeChoice()
  const element = document.getElementById('root')
  if (element === null) throw new Error('index.html has no #root')
  const root = createRoot(element)
  // The likely language is read while the books open.
  const guessed = loadLanguage(navigator.language)
  try {
    const opened = await openCurrentAccount()
    await guessed
    await loadLanguage(opened.settings.locale)
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
