import '../ui/base.css'
import { createRoot } from 'react-dom/client'
import { loadLanguage } from '../i18n/translate.ts'
import { applyThemeChoice } from '../ui/color-scheme.ts'
import { whenReady } from '../ui/ready.ts'
import { App } from './app.tsx'
import { openCurrentAccount } from './open-runtime.ts'
import { registerWorker } from './register-worker.ts'

async function start(): Promise<void> {
  applyThemeChoice()
  const opened = await openCurrentAccount()
  await loadLanguage(opened.settings.locale)
  const root = document.getElementById('root')
  if (root === null) throw new Error('index.html has no #root')
  createRoot(root).render(<App opened={opened} />)
  await whenReady
  await registerWorker()
}

void start()
