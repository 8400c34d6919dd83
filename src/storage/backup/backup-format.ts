// The form of a backup file. As a whole it is one JSON document; line by line it can be written and read without
// holding it in memory: a header line, per table an opening line, one line per row, a closing line, and the end line
// with the SHA-256 of every byte before it. docs/backup-format.md describes it for other programs.
import type { Instant } from '../../core/date.ts'
import type { AccountId } from '../../core/ids.ts'
import { schemaVersion, type TableName, tableIndexes } from '../account-db.ts'

/** Raised when the form of the file changes; rows are described by the schema number. */
export const backupFormat = 1

/** The longest line accepted, in bytes: a PDF of 40 MB would fit. */
export const maxLineBytes = 64 * 1024 * 1024

export type BackupPurpose = 'backup' | 'move' | 'restore-point'

export interface BackupAccount {
  /** The business, whichever copy of it: the account's first id. */
  readonly id: AccountId
  readonly name: string
  readonly kind: 'business' | 'sample'
}

export interface BackupHeader {
  readonly billfold: 'backup'
  readonly format: number
  readonly schema: number
  readonly app: string
  readonly purpose: BackupPurpose
  readonly madeAt: Instant
  readonly account: BackupAccount
  /** Rows by table, in the order of the file. */
  readonly counts: Readonly<Record<string, number>>
}

export type BackupTable = Exclude<TableName, (typeof notBackedUp)[number]>

/**
 * `meta` says things of a database and not of a business, `wakeups` follow from the rest, and `secrets` never leave the
 * device.
 */
export const notBackedUp = ['meta', 'wakeups', 'secrets'] as const

/** Every table that belongs to the business. */
export const backupTables = (Object.keys(tableIndexes) as TableName[]).filter(
  (name): name is BackupTable => !notBackedUp.some((each) => each === name),
)

/** The names of the tables that a file of a schema must have. */
export function tablesOfSchema(schema: number): readonly string[] {
  return schema === schemaVersion ? backupTables : (tablesBefore[schema] ?? [])
}

const learnedIn2: readonly BackupTable[] = ['contracts', 'contractItems', 'amendments', 'corrections', 'usageRecords']
const learnedIn3: readonly BackupTable[] = [
  'automation',
  'rules',
  'ruleStates',
  'firings',
  'ruleQueue',
  'messages',
  'outbox',
  'endpoints',
  'runs',
  'runEntries',
  'notices',
]

const learnedIn4: readonly BackupTable[] = ['seals', 'refunds', 'paymentMethods', 'cardAttempts']
const learnedIn5: readonly BackupTable[] = ['purchases', 'unitLots', 'unitUses', 'fields']

function without(tables: readonly BackupTable[]): readonly BackupTable[] {
  return backupTables.filter((name) => !tables.includes(name))
}

/** Tables of earlier schemas, so that their backups stay readable: an entry per released schema. */
const tablesBefore: Readonly<Record<number, readonly string[]>> = {
  1: without([...learnedIn5, ...learnedIn4, ...learnedIn3, ...learnedIn2]),
  2: without([...learnedIn5, ...learnedIn4, ...learnedIn3]),
  3: without([...learnedIn5, ...learnedIn4]),
  4: without(learnedIn5),
}
