import { changeClientStatus } from '../../commands/change-client-status.ts'
import type { Client } from '../../core/model.ts'
import type { Problem } from '../../core/problem.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

/** Changes what a client is and says so, with the undo; answers why not. `key`: of the act, where it may be sent twice. */
export function useStatusChange() {
  const { run, settings } = useRuntime()
  return async (
    client: Client,
    status: Client['status'],
    message: string,
    key?: Parameters<typeof run>[2],
  ): Promise<Problem | undefined> => {
    const { id, version, status: before } = client
    const changed = await run(changeClientStatus, { id, version, status }, key)
    if (!changed.ok) return changed.problem
    toast({
      message,
      undo: async () => {
        const undone = await run(changeClientStatus, { id, version: changed.value.version, status: before })
        if (!undone.ok) toast({ message: problemText(undone.problem, settings.locale), tone: 'bad' })
      },
    })
    return undefined
  }
}
