// The first step of every import: read the file, name what it is, check its figures. Pure; the screen and the command
// line both begin here.
import { ok, type Result } from '../../core/result.ts'
import { type ControlSums, checkTable } from './control-sums.ts'
import type { FileProblem } from './file-problem.ts'
import type { Encoding } from './read-bytes.ts'
import { type ReadChoices, readFile } from './read-table.ts'
import { type ImportedEntity, importedEntities, type Recognition, recognise } from './recognise.ts'
import type { RowIssue } from './row-issue.ts'
import type { Table } from './table.ts'

export interface OpenedImport {
  readonly encoding: Encoding
  readonly table: Table
  readonly recognition: Recognition
  /** What the file can be imported as; undefined for kinds that are only named. */
  readonly importable?: ImportedEntity
  readonly controlSums: ControlSums
  /** Unreadable rows and cells found while checking; for imported kinds the plan says more. */
  readonly issues: readonly RowIssue[]
}

/**
 * Opens a file for import.
 * @param name path or file name: tells JSON from text, and what an empty list of an archive would have held
 */
export function openImport(
  bytes: Uint8Array,
  name: string,
  choices: ReadChoices = {},
): Result<OpenedImport, FileProblem> {
  const read = readFile(bytes, name, choices)
  if (!read.ok) return read
  let { encoding, table } = read.value
  const recognition = recognise(table, name)
  // Bank statements name their columns as they like, or not at all: their first record counts like every other.
  if (recognition.system === 'generic bank' && table.headerRow !== null && choices.headerRow === undefined) {
    const again = readFile(bytes, name, { ...choices, headerRow: null })
    if (again.ok) ({ encoding, table } = again.value)
  }
  const { sums, issues } = checkTable(table, recognition.entity)
  const importable = importedEntities.find((entity) => entity === recognition.entity)
  return ok({
    encoding,
    table,
    recognition,
    ...(importable === undefined ? {} : { importable }),
    controlSums: sums,
    issues,
  })
}
