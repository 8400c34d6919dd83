// What can be wrong with an issued invoice, as far as the books know: read when somebody wants to put it right.
import { addressesInUse } from '../core/client-addresses.ts'
import type { Contract, Correction } from '../core/contract/contract.ts'
import { creditsForCorrections } from '../core/credit/credit-corrections.ts'
import { type PlannedCredit, planCredit } from '../core/credit/plan-credit.ts'
import type { ContractId, InvoiceId } from '../core/ids.ts'
import type { Address, CreditEntry, FinalizedInvoice } from '../core/model.ts'
import type { Receivable } from '../core/settlement/allocate.ts'
import { readCorrected } from '../storage/read-corrections.ts'
import type { Books } from './account-entries.ts'
import { type CreditableInvoice, getCreditable } from './get-creditable.ts'

export interface RightFacts {
  readonly source: CreditableInvoice
  /** Open ones of the same client, group and currency. */
  readonly open: readonly Receivable[]
  /** The contract behind a line, by the line's place. */
  readonly contractOfLine: ReadonlyMap<number, ContractId>
  readonly contracts: readonly Contract[]
  /** What amendments found too much on this invoice and nobody resolved. */
  readonly corrections: readonly Correction[]
  /** A credit note over them; absent where there are none or it cannot be written. */
  readonly corrected?: PlannedCredit
  readonly addresses: readonly Address[]
  /** Money of the client that is on no invoice: same currency and group, paid too much or ahead. */
  readonly unused: readonly CreditEntry[]
}

/** Undefined where there is no issued invoice. */
export async function getRightFacts(books: Books, id: InvoiceId): Promise<RightFacts | undefined> {
  const { invoices, open } = await getCreditable(books, [id])
  const [source] = invoices
  if (source === undefined) return undefined
  const { clientId, billingGroupId, currency } = source.invoice
  const [charges, corrections, client, credits] = await Promise.all([
    books.charges.bulkGet(source.document.lines.map(({ chargeId }) => chargeId)),
    listCorrectionsOf(books, source.invoice),
    books.clients.get(clientId),
    books.creditEntries.where('[clientId+currency]').equals([clientId, currency]).toArray(),
  ])
  const contractOfLine = new Map<number, ContractId>()
  for (const [line, charge] of charges.entries()) {
    if (charge?.contractId !== undefined) contractOfLine.set(line, charge.contractId)
  }
  const contracts = await books.contracts.bulkGet([...new Set(contractOfLine.values())])
  return {
    source,
    open,
    contractOfLine,
    contracts: contracts.filter((contract) => contract !== undefined),
    corrections,
    ...(await planCorrected(books, corrections)),
    addresses: client === undefined ? [] : addressesInUse(client),
    unused: credits.filter(
      (credit) =>
        credit.state === 'live' &&
        credit.remaining > 0 &&
        credit.billingGroupId === billingGroupId &&
        (credit.origin === 'overpayment' || credit.origin === 'deposit'),
    ),
  }
}

/** What is too much on an invoice and waits for somebody to resolve it. */
export async function listCorrectionsOf(
  books: Books,
  { id, clientId }: Pick<FinalizedInvoice, 'id' | 'clientId'>,
): Promise<Correction[]> {
  const open = await books.corrections.where('[clientId+state]').equals([clientId, 'open']).toArray()
  return open.filter(({ invoiceId }) => invoiceId === id)
}

/** The figures of a credit note over these corrections. */
async function planCorrected(
  books: Books,
  corrections: readonly Correction[],
): Promise<{ readonly corrected?: PlannedCredit }> {
  if (corrections.length === 0) return {}
  const periods = await readCorrected(books, corrections)
  const credits = creditsForCorrections(periods)
  if (!credits.ok) return {}
  const sources = periods.flatMap(({ lines }) => lines.map(({ source }) => source))
  const planned = planCredit(sources, credits.value)
  return planned.ok ? { corrected: planned.value } : {}
}
