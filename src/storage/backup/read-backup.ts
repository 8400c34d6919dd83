import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { LooksLike } from '../../core/backup-problem.ts'
import { schemaVersion, tableIndexes } from '../account-db.ts'
import { type BackupHeader, backupFormat, tablesOfSchema } from './backup-format.ts'
import { BackupRefusal } from './backup-refusal.ts'
import { decodeLine } from './encode-row.ts'
import { headerSchema } from './header-schema.ts'
import { type Line, openBytes, readLines } from './read-lines.ts'

export type BackupPart =
  | { readonly kind: 'header'; readonly header: BackupHeader }
  | {
      readonly kind: 'rows'
      readonly table: string
      readonly rows: readonly Readonly<Record<string, unknown>>[]
      /** Place in its table of the first of these rows, counted from 1. */
      readonly first: number
      /** Rows of all tables read so far. */
      readonly done: number
    }
  | { readonly kind: 'end'; readonly sha256: string }

const batchRows = 500
const batchLength = 4 * 1024 * 1024

/**
 * Reads a backup from its first line to its last and checks everything that does not need the rows' meaning: form,
 * versions, order and uniqueness of keys, counts, checksum.
 * @throws BackupRefusal with the reason; nothing read before may be kept unless the part `end` has arrived
 */
export async function* readBackup(file: Blob, signal?: AbortSignal): AsyncGenerator<BackupPart> {
  if (file.size === 0) throw new BackupRefusal({ code: 'not-a-backup', looksLike: 'empty' })
  const lines = readLines(await openBytes(file))
  const hash = sha256.create()
  const next = async (): Promise<Line> => {
    signal?.throwIfAborted()
    const { value, done } = await lines.next()
    if (done) throw new BackupRefusal({ code: 'backup-truncated' })
    return value
  }
  const take = async (): Promise<Line> => {
    const line = await next()
    hashLine(hash, line)
    return line
  }
  try {
    const header = readHeader(await firstLine(lines, hash, file))
    yield { kind: 'header', header }
    let done = 0
    const names = Object.keys(header.counts)
    for (const [place, name] of names.entries()) {
      const open = await take()
      if (open.text !== `${JSON.stringify(name)}:[`) throw damaged(open)
      const reader = tableReader(name, header)
      for (;;) {
        const line = await take()
        if (line.text === (place === names.length - 1 ? ']' : '],')) break
        const batch = reader.add(line)
        if (batch !== undefined) {
          done += batch.rows.length
          yield { kind: 'rows', table: name, ...batch, done }
        }
      }
      const rest = reader.close()
      done += rest.rows.length
      if (rest.rows.length > 0) yield { kind: 'rows', table: name, ...rest, done }
    }
    const end = await next()
    const said = /^\},"end":\{"sha256":"([0-9a-f]{64})"\}\}$/.exec(end.text)?.[1]
    if (said === undefined) throw damaged(end)
    const found = bytesToHex(hash.digest())
    if (said !== found) throw new BackupRefusal({ code: 'backup-changed' })
    const after = await lines.next()
    if (!after.done) throw damaged(after.value)
    yield { kind: 'end', sha256: found }
  } finally {
    await lines.return(undefined)
  }
}

function hashLine(hash: { update(bytes: Uint8Array): unknown }, line: Line): void {
  hash.update(line.bytes)
  hash.update(lineEnd)
}

const lineEnd = new Uint8Array([0x0a])

/** The header line; what is not one at all is named for what it seems to be. */
async function firstLine(
  lines: AsyncGenerator<Line>,
  hash: { update(bytes: Uint8Array): unknown },
  file: Blob,
): Promise<Line> {
  let first: IteratorResult<Line, unknown>
  try {
    first = await lines.next()
  } catch (error) {
    if (error instanceof BackupRefusal && error.problem.code === 'file-unreadable') throw error
    throw new BackupRefusal({
      code: 'not-a-backup',
      looksLike: looksLike(new Uint8Array(await file.slice(0, 64).arrayBuffer())),
    })
  }
  if (first.done) throw new BackupRefusal({ code: 'not-a-backup', looksLike: 'empty' })
  const line = first.value
  if (!line.text.startsWith('{"billfold":"backup",')) {
    throw new BackupRefusal({ code: 'not-a-backup', looksLike: looksLike(line.bytes) })
  }
  hashLine(hash, line)
  return line
}

function looksLike(bytes: Uint8Array): LooksLike {
  const head = new TextDecoder().decode(bytes.subarray(0, 512)).trimStart()
  if (head === '') return 'empty'
  if (head.startsWith('{') || head.startsWith('[')) return 'json'
  if (head.startsWith('%PDF')) return 'pdf'
  if (/^<(!doctype|html|\?xml)/i.test(head)) return 'web-page'
  if (head.startsWith('PK') || (bytes[0] === 0x1f && bytes[1] === 0x8b)) return 'archive'
  return /^[^\n]+[,;\t]/.test(head) ? 'table' : 'other'
}

function readHeader(line: Line): BackupHeader {
  const tail = ',"tables":{'
  // A file cut within its first line is told apart from a foreign one.
  if (!line.text.endsWith(tail)) throw new BackupRefusal({ code: 'backup-truncated' })
  const decoded = decodeLine(`${line.text.slice(0, -tail.length)}}`)
  if (typeof decoded === 'string') throw lineProblem(decoded, line)
  const version = decoded.value as { format?: unknown; schema?: unknown; app?: unknown }
  const { format, schema } = version
  if (Number.isInteger(format) && Number(format) > backupFormat) {
    throw new BackupRefusal({ code: 'backup-format-newer', found: Number(format), known: backupFormat })
  }
  if (Number.isInteger(schema) && Number(schema) > schemaVersion) {
    const app = typeof version.app === 'string' ? version.app.slice(0, 20) : ''
    throw new BackupRefusal({ code: 'backup-schema-newer', found: Number(schema), known: schemaVersion, app })
  }
  const header = headerSchema.safeParse(decoded.value)
  if (!header.success) throw damaged(line)
  // In any order: a migration's restore point has them in the order of the old database.
  const names = new Set(Object.keys(header.data.counts))
  const expected = tablesOfSchema(header.data.schema)
  if (names.size !== expected.length || expected.some((name) => !names.has(name))) throw damaged(line)
  return header.data
}

interface Batch {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly first: number
}

/** Gathers the rows of a table; keys must ascend, so that no row is there twice. */
function tableReader(name: string, header: BackupHeader) {
  const said = header.counts[name] ?? 0
  const key = keyOf(name)
  let rows: Readonly<Record<string, unknown>>[] = []
  let length = 0
  let count = 0
  let last: string | undefined
  const takeBatch = (): Batch => {
    const batch = { rows, first: count - rows.length + 1 }
    rows = []
    length = 0
    return batch
  }
  return {
    add(line: Line): Batch | undefined {
      count += 1
      if (count > said) throw new BackupRefusal({ code: 'counts-differ', table: name, said, found: count })
      const text = line.text.endsWith(',') ? line.text.slice(0, -1) : line.text
      const decoded = decodeLine(text)
      if (typeof decoded === 'string') throw lineProblem(decoded, line)
      const row = decoded.value
      if (typeof row !== 'object' || row === null || Array.isArray(row)) throw damaged(line)
      const id = (row as Record<string, unknown>)[key]
      if (typeof id !== 'string' || (last !== undefined && id <= last)) {
        throw new BackupRefusal({ code: 'row-invalid', table: name, row: count, path: key })
      }
      last = id
      rows.push(row as Record<string, unknown>)
      length += text.length
      return rows.length >= batchRows || length >= batchLength ? takeBatch() : undefined
    },
    close(): Batch {
      if (count !== said) throw new BackupRefusal({ code: 'counts-differ', table: name, said, found: count })
      return takeBatch()
    },
  }
}

function keyOf(name: string): string {
  return (tableIndexes as Readonly<Record<string, string>>)[name]?.split(',')[0] ?? 'id'
}

function damaged(line: Line): BackupRefusal {
  return new BackupRefusal({ code: 'backup-damaged', line: line.number })
}

function lineProblem(problem: 'not-json' | 'nesting' | 'key', line: Line): BackupRefusal {
  return problem === 'not-json'
    ? damaged(line)
    : new BackupRefusal({ code: 'backup-unsafe', line: line.number, reason: problem })
}
