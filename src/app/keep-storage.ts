import type { DirectoryDb } from '../storage/directory-db.ts'

let asked = false

/**
 * Asks the browser to keep the books until their owner deletes them (G-1). Once per page, after the first act that
 * issues a document: then the question has a reason that the owner understands.
 */
export async function askToKeepStorage(directory: DirectoryDb): Promise<void> {
  if (asked || navigator.storage?.persist === undefined) return
  asked = true
  try {
    if (await navigator.storage.persisted()) return
    const kept = await navigator.storage.persist()
    await directory.facts.put({ key: 'persistAsked', value: kept ? 'kept' : 'refused' })
  } catch {
    // Not offered here (an insecure origin, a locked-down browser): the page "Your data" shows what holds.
  }
}
