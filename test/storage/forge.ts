// Backups as somebody else would write them: changed line by line, the checksum put right again.
import { createHash } from 'node:crypto'
import { inspectBackup } from '../../src/commands/inspect-backup.ts'
import type { BackupProblem } from '../../src/core/backup-problem.ts'

/** A file of these lines (without the end line) with the checksum that belongs to them. */
export function sealed(lines: readonly string[]): Blob {
  const head = lines.map((line) => `${line}\n`).join('')
  const sha256 = createHash('sha256').update(head).digest('hex')
  return new Blob([head, `},"end":{"sha256":"${sha256}"}}\n`])
}

/** The lines of a backup before its end line. */
export async function linesOf(file: Blob): Promise<string[]> {
  return (await file.text()).split('\n').slice(0, -2)
}

/** The first row of a table (or the header), changed; the file sealed anew. */
export async function forge(file: Blob, table: string, change: (line: string) => string): Promise<Blob> {
  const lines = await linesOf(file)
  const at = rowOf(lines, table)
  const line = lines[at] ?? ''
  const changed = change(line)
  if (changed === line) throw new Error(`nothing was changed in ${line.slice(0, 200)}`)
  lines[at] = changed
  return sealed(lines)
}

/** Where the first row of a table stands. */
export function rowOf(lines: readonly string[], table: string): number {
  if (table === 'header') return 0
  const at = lines.indexOf(`"${table}":[`)
  if (at < 0 || lines[at + 1]?.startsWith(']')) throw new Error(`no row of ${table}`)
  return at + 1
}

/** Why a file is refused; fails when it is taken. */
export async function refusalOf(file: Blob): Promise<BackupProblem> {
  const result = await inspectBackup(file)
  if (result.ok) throw new Error('the file was taken')
  return result.problem
}
