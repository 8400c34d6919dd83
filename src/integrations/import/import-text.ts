// The sentences for what an import finds; the catalogue is i18n/catalogs/<language>/import.json.
import { problemText } from '../../i18n/problem-text.ts'
import { type MessageKey, t } from '../../i18n/translate.ts'
import type { DuplicateReason } from './duplicates.ts'
import type { FileProblem } from './file-problem.ts'
import type { ImportField } from './mapping.ts'
import type { Recognition } from './recognise.ts'
import type { RowIssue } from './row-issue.ts'

/** Why a whole file was not read, with what to do about it. */
export function fileProblemText(problem: FileProblem): string {
  switch (problem.code) {
    case 'file-too-large':
      return t('import.file.file-too-large', { size: megabytes(problem.bytes), limit: megabytes(problem.limit) })
    case 'file-not-text':
      return t('import.file.file-not-text', { kind: problem.kind })
    case 'json-broken':
      return t('import.file.json-broken', { reason: problem.reason })
    case 'json-too-deep':
      return t('import.file.json-too-deep', { limit: problem.limit })
    case 'kind-unknown':
    case 'name-column-missing':
      return t(`import.file.${problem.code}`, { columns: problem.columns.slice(0, 12).join(', ') })
    case 'columns-missing':
      return t('import.file.columns-missing', {
        fields: problem.fields.map(fieldText).join(', '),
        columns: problem.columns.slice(0, 12).join(', '),
      })
    case 'file-empty':
    case 'json-no-records':
      return t(`import.file.${problem.code}`)
  }
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / (1024 * 1024))
}

/** That a file was understood but is of a kind that is not imported. */
export function notImportedText({ system, entity }: Recognition): string {
  return t('import.file.not-imported', { system: system ?? 'CSV', entity })
}

/** What is wrong with a row, in a sentence; what a sale answers is said as in its dialog. */
export function rowIssueText({ code, column, cell, limit, days, problem }: RowIssue, locale = 'en'): string {
  if (problem !== undefined) return problemText(problem, locale)
  if (days !== undefined) {
    return days.end === undefined
      ? t('import.row.date-outside-start', { cell, start: days.start })
      : t('import.row.date-outside', { cell, start: days.start, end: days.end })
  }
  return t(`import.row.${code}` as MessageKey, { column, cell, limit: limit ?? 0 })
}

export function duplicateText(reason: DuplicateReason): string {
  return t(`import.duplicate.${reason}`)
}

/** The name of a target field on the mapping screen. */
export function fieldText(field: ImportField): string {
  return t(`import.field.${field}`)
}
