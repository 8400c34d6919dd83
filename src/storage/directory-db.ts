// What this device knows about its accounts; one small database beside the accounts' own (design.md section 7).
import { Dexie, type EntityTable } from 'dexie'
import type { CalendarDate, Instant } from '../core/date.ts'
import type { AccountId } from '../core/ids.ts'
import type { Sequence } from '../core/model.ts'
import type { DatabaseHost } from './account-db.ts'

export interface AccountEntry {
  readonly id: AccountId
  readonly name: string
  /** The owner gave the name; otherwise it follows the business profile. */
  readonly ownName?: boolean
  readonly kind: 'business' | 'sample'
  /** A restore point opened for looking, or an account that moved to another computer. */
  readonly state: 'active' | 'read-only' | 'retired'
  readonly createdAt: Instant
  readonly openedAt: Instant
  /** The IndexedDB database that holds the books now; a restore moves an account to a new one. Absent: by its id. */
  readonly database?: string
  /** The business whose books these are when they came from elsewhere: copies of one business share its numbers. */
  readonly businessId?: AccountId
  /** The schema found when the books were last opened; another one is looked at before it is opened. */
  readonly schemaVersion?: number
  /** The moment that a read-only copy shows. */
  readonly asOf?: Instant
}

/** The highest number ever given in a series of an account, so that a restored copy never gives one twice. */
export interface HighestNumber {
  /** `<business id> <series key>` as in the account's `sequences`. */
  readonly key: string
  /** The business: the account's own id unless it is a restored copy. */
  readonly accountId: AccountId
  readonly series: string
  readonly kind: Sequence['kind']
  readonly last: number
  readonly lastIssuedOn?: CalendarDate
}

/** A whole account as it was, kept beside the books before anything that could harm them (G-3). */
export interface RestorePoint {
  readonly id: string
  readonly accountId: AccountId
  readonly madeAt: Instant
  readonly reason: 'migration' | 'import' | 'restore' | 'bulk-action' | 'by-hand'
  readonly schemaVersion: number
  /** Rows by table, to prove a restore by. */
  readonly counts: Readonly<Record<string, number>>
  /** Size of its bytes, which lie apart, so that a list of points does not load them. */
  readonly size: number
}

/** A backup file, gzipped where the browser can. */
export interface RestorePointBytes {
  readonly id: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What a `FileSystemDirectoryHandle` offers; the browser keeps it across starts. */
export interface FolderHandle {
  readonly name: string
  queryPermission?(descriptor: { readonly mode: 'readwrite' }): Promise<PermissionState>
  requestPermission?(descriptor: { readonly mode: 'readwrite' }): Promise<PermissionState>
  getFileHandle(
    name: string,
    options: { readonly create: true },
  ): Promise<{
    createWritable(): Promise<WritableStream<Uint8Array<ArrayBuffer>>>
    getFile(): Promise<Blob>
  }>
  removeEntry(name: string): Promise<void>
  keys(): AsyncIterable<string>
}

/** Where an account is backed up by itself (G-1). */
export interface BackupFolder {
  readonly accountId: AccountId
  readonly folder: FolderHandle
  readonly gzip: boolean
  readonly lastAt?: Instant
  /** The account's day of the last one. */
  readonly lastOn?: CalendarDate
  readonly triedAt?: Instant
  /** Why the last try failed; empty when it did not. */
  readonly problem?: string
}

/** Small facts of the device: which account is open, who this device is. */
export interface DeviceFact {
  readonly key:
    | 'currentAccount'
    | 'device'
    | 'persistAsked'
    /** `on`: the owner wants notifications on this device. */
    | 'notify'
    /** Of an account: what it was told already, and how much waits in it (worker/tell-owner.ts). */
    | `told/${string}`
    | `building/${string}`
    | `obsolete/${string}`
    | `frozen/${string}`
  readonly value: string
}

export class DirectoryDb extends Dexie {
  declare readonly accounts: EntityTable<AccountEntry, 'id'>
  declare readonly highestNumbers: EntityTable<HighestNumber, 'key'>
  declare readonly restorePoints: EntityTable<RestorePoint, 'id'>
  declare readonly restorePointBytes: EntityTable<RestorePointBytes, 'id'>
  declare readonly facts: EntityTable<DeviceFact, 'key'>
  declare readonly backupFolders: EntityTable<BackupFolder, 'accountId'>

  /** Where the accounts' own databases are: tests bring a factory of their own. */
  readonly host: DatabaseHost | undefined

  constructor(host?: DatabaseHost) {
    super('billfold-directory', { ...host, cache: 'disabled' })
    this.host = host
    this.version(1).stores({
      accounts: 'id, openedAt',
      highestNumbers: 'key, accountId',
      restorePoints: 'id, [accountId+madeAt]',
      restorePointBytes: 'id',
      facts: 'key',
    })
    this.version(2).stores({ backupFolders: 'accountId' })
  }
}
