import { changeSettings } from '../../commands/change-settings.ts'
import { useRuntime } from '../runtime.tsx'

/** Remembers that the first steps were walked or skipped; Home is home from then on. */
export function useFinishFirstRun(): () => Promise<void> {
  const { run, books } = useRuntime()
  return async () => {
    const settings = await books.settings.get('account')
    if (settings !== undefined && settings.firstRunDone === 0) {
      await run(changeSettings, { version: settings.version, changes: { firstRunDone: 1 } })
    }
  }
}
