import type { CurrencyCode } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import type { LedgerProblem } from '../core/settlement/ledger-problem.ts'
import type { BooksLedger } from './ledger-books.ts'

/** What the ledger refused, in the words of a command. `act`: what was tried on an invoice that cannot be. */
export function moneyProblem(
  problem: LedgerProblem,
  { rows, currency }: Pick<BooksLedger, 'rows' | 'currency'>,
  act: Extract<Problem, { code: 'wrong-state' }>['act'] = 'pay',
): Problem {
  switch (problem.code) {
    case 'invoice-unknown':
      return { code: 'not-found', entity: 'invoice', id: problem.id }
    case 'invoice-twice':
      return { code: 'field-invalid', field: 'allocate', reason: 'duplicate' }
    case 'invoice-not-payable': {
      const { number } = problem
      const state = [...rows.invoices.values()].find((row) => row.number === number)?.state ?? 'void'
      return { code: 'wrong-state', act, state, number }
    }
    case 'allocations-exceed':
      return tooLarge(problem.number, problem.left, currency)
    case 'allocation-too-large':
      return tooLarge(problem.number, problem.due, currency)
    case 'already-undone':
      return { code: 'wrong-state', act: 'undo', state: 'undone' }
    case 'nothing-to-refund':
      return problem
    case 'credit-too-small':
    case 'refund-exceeds':
    case 'release-exceeds':
    case 'payment-allocated':
      return { ...problem, currency }
  }
}

function tooLarge(
  number: string,
  due: Extract<Problem, { code: 'allocation-too-large' }>['due'],
  currency: CurrencyCode,
) {
  return { code: 'allocation-too-large', number, due, currency } as const
}
