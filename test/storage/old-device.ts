// A device with the frozen books of an earlier schema, as they lie on the disks of their owners.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import type { Instant } from '../../src/core/date.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { accountDbName } from '../../src/storage/account-db.ts'
import { decodeLine } from '../../src/storage/backup/encode-row.ts'
import { type AccountEntry, DirectoryDb } from '../../src/storage/directory-db.ts'

export type Row = Readonly<Record<string, unknown>>

/** Rows of an earlier schema as schema 5 has them, said again in plain words. */
export function asSchema5(table: string, row: Row): Row {
  if (table !== 'settings') return 'refunded' in row || 'invoiceIds' in row ? row : asSchema4(table, row)
  const selling = {
    minimum: 10_000,
    outstandingCap: 3,
    terms: [3, 6, 12],
    usableOn: 'issue',
    renewalLead: { unit: 'month', every: 1 },
    restoreFrom: 'old-end',
    termsDays: 0,
  }
  return { ...row, selling }
}

/** Rows of before schema 4 as that schema has them. */
function asSchema4(table: string, row: Row): Row {
  if (table === 'payments') return { ...row, refunded: 0 }
  if (table === 'creditEntries') return { ...row, refunded: 0, expired: 0, updatedAt: row.createdAt }
  if (table !== 'creditNotes') return row
  const { invoiceId, ...rest } = row
  const words = ['cn', '2026', String(row.number).slice(-4), String(row.sequence), 'meyer', 'studio']
  return { ...rest, invoiceIds: [invoiceId], listedOn: row.issuedOn, updatedAt: row.createdAt, words }
}

export interface OldBooks {
  readonly schema: number
  /** Rows as the dump has them, by table. */
  readonly tables: Readonly<Record<string, readonly Row[]>>
  /** The rows of a table as they were stored. */
  rowsOf(table: string): Row[]
  /** A fresh device that holds the books, made with the indexes that the schema declared. */
  device(): Promise<OldDevice>
}

export interface OldDevice {
  readonly host: { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange }
  readonly directory: DirectoryDb
  readonly entry: AccountEntry
}

/** The frozen backup of an earlier schema, as text. */
export function dumpOf(schema: number): string {
  return readFileSync(fileURLToPath(new URL(`./dumps/v${schema}.json`, import.meta.url)), 'utf8')
}

export function oldBooks(schema: number, indexes: Readonly<Record<string, string>>, now: Instant): OldBooks {
  const { tables } = JSON.parse(dumpOf(schema)) as Pick<OldBooks, 'tables'>
  const rowsOf = (table: string) =>
    (tables[table] ?? []).map((row) => {
      // Bytes are written in a form of their own.
      const line = decodeLine(JSON.stringify(row))
      if (typeof line === 'string') throw new Error(line)
      return line.value as Row
    })
  return {
    schema,
    tables,
    rowsOf,
    async device() {
      const host = { indexedDB: new IDBFactory(), IDBKeyRange }
      const directory = new DirectoryDb(host)
      await directory.open()
      const entry: AccountEntry = {
        id: `acc_SCHEMA${schema}` as AccountId,
        name: 'Ada Practice',
        kind: 'business',
        state: 'active',
        createdAt: now,
        openedAt: now,
        schemaVersion: schema,
      }
      await directory.accounts.add(entry)
      const db = new Dexie(accountDbName(entry.id), host)
      db.version(schema).stores(indexes)
      await db.open()
      await db.table('meta').put({ key: 'schema', value: schema })
      for (const table of Object.keys(tables)) await db.table(table).bulkAdd(rowsOf(table))
      db.close()
      return { host, directory, entry }
    },
  }
}
