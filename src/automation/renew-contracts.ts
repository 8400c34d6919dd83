// Contracts that renew themselves, on the day of their notice (M-24).
import { execute } from '../commands/execute.ts'
import { renewContract } from '../commands/renew-contract.ts'
import type { Envelope } from '../core/envelope.ts'
import type { ContractId } from '../core/ids.ts'
import type { RenewalIntent } from '../core/plan-renewal.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import type { Books } from '../queries/account-entries.ts'

/**
 * Renews each contract, in a transaction of its own. Answers how many drafts were made or got lines, and what went on. What another window
 * has done meanwhile is left as it is. Problems: those of `renewContract` but `stale` and its refusals of the contract.
 */
export async function renewContracts(
  books: Books,
  due: readonly RenewalIntent[],
  envelope: () => Envelope,
): Promise<Result<{ readonly invoices: number; readonly renewed: readonly ContractId[] }, Problem>> {
  let invoices = 0
  const done: ContractId[] = []
  for (const { contractId, version } of due) {
    const renewed = await execute(books, renewContract, { id: contractId, version }, envelope())
    if (renewed.ok) {
      invoices += renewed.value.invoiceIds.length
      done.push(contractId)
    } else if (!leftAlone.has(renewed.problem.code)) return renewed
  }
  return ok({ invoices, renewed: done })
}

/** Renewed, ended or changed meanwhile, or with nothing in it that could go on. */
const leftAlone: ReadonlySet<Problem['code']> = new Set([
  'stale',
  'contract-renewed',
  'contract-cancelled',
  'not-renewable',
])
