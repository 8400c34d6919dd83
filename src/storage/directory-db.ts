// What this device knows about its accounts; one small database beside the accounts' own (design.md section 7).
import { Dexie, type EntityTable } from 'dexie'
import type { Instant } from '../core/date.ts'
import type { AccountId } from '../core/ids.ts'

export interface AccountEntry {
  readonly id: AccountId
  readonly name: string
  readonly kind: 'business' | 'sample'
  /** A restore point opened for looking, or an account that moved to another computer. */
  readonly state: 'active' | 'read-only' | 'retired'
  readonly createdAt: Instant
  readonly openedAt: Instant
}

/** The highest number ever given in a series of an account, so that a restored copy never gives one twice. */
export interface HighestNumber {
  /** `<accountId> <series key>` as in the account's `sequences`. */
  readonly key: string
  readonly accountId: AccountId
  readonly series: string
  readonly last: number
}

/** A whole account as it was, gzipped backup text, kept beside the books before anything that could harm them (G-3). */
export interface RestorePoint {
  readonly id: string
  readonly accountId: AccountId
  readonly madeAt: Instant
  readonly reason: 'migration' | 'import' | 'restore' | 'bulk-action' | 'by-hand'
  readonly schemaVersion: number
  /** Rows by table, to prove a restore by. */
  readonly counts: Readonly<Record<string, number>>
  readonly bytes: Uint8Array
}

/** Small facts of the device: which account is open, who this device is. */
export interface DeviceFact {
  readonly key: 'currentAccount' | 'device' | 'persistAsked'
  readonly value: string
}

export class DirectoryDb extends Dexie {
  declare readonly accounts: EntityTable<AccountEntry, 'id'>
  declare readonly highestNumbers: EntityTable<HighestNumber, 'key'>
  declare readonly restorePoints: EntityTable<RestorePoint, 'id'>
  declare readonly facts: EntityTable<DeviceFact, 'key'>

  constructor(options?: { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange }) {
    super('billfold-directory', { ...options, cache: 'disabled' })
    this.version(1).stores({
      accounts: 'id, openedAt',
      highestNumbers: 'key, accountId',
      restorePoints: 'id, [accountId+madeAt]',
      facts: 'key',
    })
  }
}
