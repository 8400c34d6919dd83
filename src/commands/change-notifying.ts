import type { DirectoryDb } from '../storage/directory-db.ts'

/** Whether the owner is notified on this device of what needs them; a choice of the device, not of the books. */
export async function changeNotifying(directory: DirectoryDb, on: boolean): Promise<void> {
  await directory.facts.put({ key: 'notify', value: on ? 'on' : 'off' })
}
