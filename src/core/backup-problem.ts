// Every way in which a backup, a restore or an act on accounts can refuse. Closed: texts in catalogue `data`.

import type { SealFault } from './seal.ts'

/** What a file that is no backup seems to be. */
export type LooksLike = 'empty' | 'json' | 'table' | 'web-page' | 'pdf' | 'archive' | 'other'

export type BackupProblem =
  | { readonly code: 'not-a-backup'; readonly looksLike: LooksLike }
  /** The end of the file is missing: an interrupted download or copy. */
  | { readonly code: 'backup-truncated' }
  /** Its checksum does not fit: a byte was changed after it was written. */
  | { readonly code: 'backup-changed' }
  /** Unreadable at a line, counted from 1: not JSON, not UTF-8, or not as Billfold writes it. */
  | { readonly code: 'backup-damaged'; readonly line: number }
  /** Nested too deeply, too long, or with a key that could change how the program behaves. */
  | { readonly code: 'backup-unsafe'; readonly line: number; readonly reason: 'nesting' | 'key' | 'length' }
  | { readonly code: 'backup-format-newer'; readonly found: number; readonly known: number }
  | { readonly code: 'backup-schema-newer'; readonly found: number; readonly known: number; readonly app: string }
  | { readonly code: 'row-invalid'; readonly table: string; readonly row: number; readonly path: string }
  /** A row of the books holds what a backup cannot: a fault of the program. */
  | { readonly code: 'row-unwritable'; readonly table: string; readonly path: string }
  | { readonly code: 'counts-differ'; readonly table: string; readonly said: number; readonly found: number }
  | { readonly code: 'reference-missing'; readonly table: string; readonly id: string; readonly target: string }
  | { readonly code: 'number-doubled'; readonly number: string }
  | { readonly code: 'amounts-differ'; readonly number: string }
  /** A payment, credit or refund is not what its own rows add up to. */
  | { readonly code: 'money-differs'; readonly table: string; readonly id: string }
  /** Prepaid units are not what was granted, used and left of them. */
  | { readonly code: 'units-differ'; readonly table: string; readonly id: string }
  /** A document is not the one that was sealed, or one is missing (design.md section 6). */
  | { readonly code: 'seal-broken'; readonly number: string; readonly fault: SealFault }
  | { readonly code: 'file-unreadable' }
  | { readonly code: 'storage-full' }
  | { readonly code: 'cancelled' }
  /** The books changed again and again while they were read. */
  | { readonly code: 'books-busy' }
  /** Another window restores, or upgrades, right now. */
  | { readonly code: 'restore-running' }
  | { readonly code: 'account-missing' }
  | { readonly code: 'restore-point-missing' }
  /** Finalized documents would be lost; each may go back only as a read-only copy, or confirmed. */
  | { readonly code: 'documents-missing'; readonly numbers: readonly string[] }
  /** an account goes only with a verified backup of all that is in it now. */
  | { readonly code: 'backup-of-another-account'; readonly accountName: string }
  | { readonly code: 'backup-outdated'; readonly changesSince: number }
  | { readonly code: 'backup-needed' }
  | { readonly code: 'name-empty' }
  | { readonly code: 'name-too-long'; readonly limit: number }
  | { readonly code: 'name-differs' }
