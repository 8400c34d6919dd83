import { createRoot } from 'react-dom/client'
import { loadLanguage } from '../i18n/translate.ts'

async function start(): Promise<void> {
  await loadLanguage(navigator.language)
  const root = document.getElementById('root')
  if (root === null) throw new Error('index.html has no #root')
  createRoot(root).render(<h1>Billfold</h1>)
  performance.mark('ready')
}

void start()
