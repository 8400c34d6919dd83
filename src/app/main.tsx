import '../ui/base.css'
import { createRoot } from 'react-dom/client'
import { loadLanguage } from '../i18n/translate.ts'
import { applyThemeChoice } from '../ui/color-scheme.ts'
import { App } from './app.tsx'

async function start(): Promise<void> {
  applyThemeChoice()
  await loadLanguage(navigator.language)
  const root = document.getElementById('root')
  if (root === null) throw new Error('index.html has no #root')
  createRoot(root).render(<App />)
  performance.mark('ready')
}

void start()
