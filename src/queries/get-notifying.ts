import type { Directory } from './account-entries.ts'

/** Whether the owner asked to be notified on this device; the browser's own permission stands beside it. */
export async function getNotifying(directory: Directory): Promise<boolean> {
  return (await directory.facts.get('notify'))?.value === 'on'
}
