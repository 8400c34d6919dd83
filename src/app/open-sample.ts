// "Try the sample business": an account of its own (G-12), filled before it is shown.
import { addAccount, removeAccount } from '../commands/change-accounts.ts'
import type { PlaceOfBusiness } from '../commands/open-account-books.ts'
import type { CurrencyCode } from '../core/money.ts'
import { loadSampleBusiness } from '../integrations/sample-business/load-sample-business.ts'
import type { DirectoryDb } from '../storage/directory-db.ts'
import { currentDay, currentInstant } from '../worker/clock.ts'
import { newId } from '../worker/new-id.ts'
import { openBooks } from './open-runtime.ts'

// The sample is a studio in Bristol whoever looks at it, with the reader's own way of writing numbers and dates.
function samplePlace(): PlaceOfBusiness {
  return { country: 'GB', currency: 'GBP' as CurrencyCode, locale: navigator.language, timeZone: 'Europe/London' }
}

/**
 * Adds a sample account, fills it and answers its id. Stopped or failed, it leaves nothing behind.
 * @param onProgress told the part done, 0..1
 */
export async function makeSample(
  directory: DirectoryDb,
  name: string,
  onProgress: (part: number) => void,
  signal?: AbortSignal,
) {
  const place = samplePlace()
  const id = newId('acc')
  const added = await addAccount(directory, { id, name, kind: 'sample' }, currentInstant())
  if (!added.ok) throw new Error(`The sample account was refused: ${added.problem.code}`)
  const { db, device } = await openBooks(directory, added.value, () => place)
  try {
    await loadSampleBusiness({ books: db, newId, today: currentDay(place.timeZone), device }, onProgress, signal)
    db.close()
    return id
  } catch (error) {
    db.close()
    await removeAccount(directory, { id })
    throw error
  }
}
