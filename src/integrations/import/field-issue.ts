// What a command would say about a field, said about the column of the file.
import type { FieldReason, Problem } from '../../core/problem.ts'
import type { IssueCode, RowIssue } from './row-issue.ts'

const codes: Partial<Record<FieldReason, IssueCode>> = {
  empty: 'name-missing',
  'too-long': 'text-too-long',
  negative: 'price-negative',
  'too-large': 'price-too-large',
  'not-a-number': 'amount-unreadable',
  'unknown-currency': 'currency-unknown',
  'unknown-country': 'country-unknown',
}

/** A field problem of the command that would store the row, said about the column that filled the field. */
export function fieldIssue<Field extends string>(
  cells: { issue(field: Field, code: IssueCode, limit?: number): RowIssue; has(field: Field): boolean },
  problem: Problem,
  otherwise: RowIssue,
): RowIssue {
  if (problem.code !== 'field-invalid') return otherwise
  const code = codes[problem.reason] ?? 'text-too-long'
  const issue = cells.issue(problem.field as Field, code, problem.limit)
  return issue.column === ''
    ? { ...otherwise, code, ...(problem.limit === undefined ? {} : { limit: problem.limit }) }
    : issue
}
