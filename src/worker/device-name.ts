import { Dexie } from 'dexie'
import type { DirectoryDb } from '../storage/directory-db.ts'
import { newId } from './new-id.ts'

/** What this device is called in events. */
export async function deviceName(directory: DirectoryDb): Promise<string> {
  const known = await directory.facts.get('device')
  if (known !== undefined) return known.value
  const device = newId('cmd').slice(-8)
  await directory.facts.add({ key: 'device', value: device }).catch(Dexie.ConstraintError, () => undefined)
  return (await directory.facts.get('device'))?.value ?? device
}
