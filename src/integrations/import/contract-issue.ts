// What the rules of contracts say about fields, said about the columns of a file.
import type { Problem } from '../../core/problem.ts'
import type { ContractField } from './contract-column-names.ts'
import type { ContractCells } from './contract-row.ts'
import type { IssueCode, RowIssue } from './row-issue.ts'

const itemFieldNames: Readonly<Record<string, ContractField>> = {
  description: 'item',
  startOn: 'itemStartOn',
  endOn: 'itemEndOn',
}
const headFieldNames: Readonly<Record<string, ContractField>> = { name: 'contractName', renewal: 'renewalLength' }

/** What is wrong with an item, said about the column of its row. */
export function itemIssue(cells: ContractCells, problem: Problem): RowIssue {
  if (problem.code === 'before-start') return cells.issue('itemStartOn', 'before-start')
  if (problem.code === 'amount-too-large') return cells.issue('unitPrice', 'amount-too-large')
  if (problem.code !== 'field-invalid') return cells.issue('item', 'out-of-range')
  const named = itemFieldNames[problem.field] ?? (problem.field as ContractField)
  // An item without days of its own has the contract's.
  const field =
    named === 'itemEndOn' && !cells.has(named)
      ? 'endOn'
      : named === 'itemStartOn' && !cells.has(named)
        ? 'startOn'
        : named
  return cells.issue(field, issueCode(field, problem.reason), problem.limit)
}

/** What is wrong with the contract itself, said about a column. */
export function headIssue(problem: Problem): {
  readonly field: ContractField
  readonly code: IssueCode
  readonly limit?: number
} {
  if (problem.code !== 'field-invalid') return { field: 'item', code: 'out-of-range' }
  const { reason, limit } = problem
  const more = limit === undefined ? {} : { limit }
  if (problem.field === 'items') return { field: 'item', code: 'contract-too-long', ...more }
  const field = headFieldNames[problem.field] ?? (problem.field as ContractField)
  if (field === 'endOn' && reason === 'missing') return { field: 'renewalLength', code: 'end-needed' }
  return { field, code: issueCode(field, reason), ...more }
}

function issueCode(field: ContractField, reason: Extract<Problem, { code: 'field-invalid' }>['reason']): IssueCode {
  switch (reason) {
    case 'too-long':
      return 'text-too-long'
    case 'too-many-decimals':
    case 'end-before-start':
      return reason
    case 'negative':
      return 'price-negative'
    case 'not-positive':
      return 'quantity-negative'
    case 'too-large':
      return field === 'quantity' ? 'quantity-too-large' : 'price-too-large'
    case 'not-sorted':
    case 'last-open':
      return 'tiers-unreadable'
    case 'empty':
      return 'field-empty'
    case 'unknown-currency':
      return 'currency-unknown'
    default:
      return field === 'tiers' ? 'tiers-unreadable' : field === 'cadence' ? 'cadence-unreadable' : 'out-of-range'
  }
}
