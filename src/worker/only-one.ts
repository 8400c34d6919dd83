/**
 * Runs an act unless another window or the worker of this device does the same now: then it is left to that one. The
 * lock only saves work, what is written is kept single by its keys. Where there are no locks (insecure origins) it runs.
 */
export async function onlyOne<Value>(name: string, act: () => Promise<Value>): Promise<Value | undefined> {
  const { locks } = navigator as { readonly locks?: LockManager }
  if (locks === undefined) return act()
  return (await locks.request(name, { ifAvailable: true }, async (lock) => (lock === null ? undefined : act()))) as
    | Value
    | undefined
}
