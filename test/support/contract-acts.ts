// Acts on a contract whose periods are invoiced, drafted and still to come: books that are the same every time.
import { addContract } from '../../src/commands/add-contract.ts'
import { amendContract } from '../../src/commands/amend-contract.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { cancelContract, reinstateContract } from '../../src/commands/cancel-contract.ts'
import { changeContract } from '../../src/commands/change-contract.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { holdContract, resumeContract } from '../../src/commands/hold-contract.ts'
import { renewContract } from '../../src/commands/renew-contract.ts'
import { resolveCorrection } from '../../src/commands/resolve-correction.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import type { AmendmentRequest } from '../../src/core/contract/amend-contract.ts'
import type { Contract, ContractItem } from '../../src/core/contract/contract.ts'
import type { ContractFields, ItemFields } from '../../src/core/contract/contract-fields.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { defaultBilling } from '../../src/core/settings.ts'
import type { TestBooks } from './open-test-books.ts'
import { setUpPractice } from './practice.ts'

const day = calendarDate

export function fieldsOf(clientId: ClientId): ContractFields {
  const item: ItemFields = {
    description: 'Hosting',
    kind: 'recurring',
    timing: 'advance',
    cadence: { unit: 'month', every: 1 },
    quantity: decimal('1'),
    pricing: { kind: 'per-unit', unitPrice: decimal('20') },
    taxIds: [],
    taxIncluded: false,
  }
  return {
    clientId,
    name: 'Care',
    currency: 'EUR' as CurrencyCode,
    startOn: day('2026-02-01'),
    endOn: day('2027-02-01'),
    renewal: { length: { unit: 'year', every: 1 }, noticeDays: 30 },
    items: [item, { ...item, description: 'Mail' }],
  }
}

interface Billed {
  readonly contract: Contract
  readonly items: readonly [ContractItem, ContractItem]
}

/** February and March are invoiced, April is on a draft. */
async function billedContract(books: TestBooks): Promise<Billed> {
  const { clientId } = await setUpPractice(books, { billing: { ...defaultBilling, corrections: 'next-invoice' } })
  const { id, invoiceIds } = await books.must(addContract, { fields: fieldsOf(clientId) })
  for (const invoiceId of invoiceIds) await books.must(finalizeInvoice, { id: invoiceId })
  books.today = '2026-04-01'
  return present(books, id, true)
}

async function present(books: TestBooks, id: Contract['id'], bill = false): Promise<Billed> {
  const contract = await books.db.contracts.get(id)
  const [first, second] = await books.db.contractItems.where('contractId').equals(id).sortBy('id')
  if (contract === undefined || first === undefined || second === undefined) throw new Error('no contract')
  if (bill) await books.must(billGroup, { groupId: contract.billingGroupId, asOf: day(books.today) })
  return { contract, items: [first, second] }
}

/** One price down, the other item up and ended: lines rated anew, one added, one credited. */
function request({ contract, items: [first, second] }: Billed): AmendmentRequest {
  const pricing = (unitPrice: string) => ({ kind: 'per-unit', unitPrice: decimal(unitPrice) }) as const
  return {
    contractId: contract.id,
    effectiveOn: day('2026-03-15'),
    changes: [
      { kind: 'agreement', itemId: first.id, pricing: pricing('10') },
      { kind: 'agreement', itemId: second.id, pricing: pricing('40') },
    ],
  }
}

export const contractActs: Record<string, (books: TestBooks) => Promise<() => Promise<unknown>>> = {
  async addContract(books) {
    const { clientId } = await setUpPractice(books)
    return () => books.must(addContract, { fields: fieldsOf(clientId) }, 'cmd_once')
  },
  async amendContract(books) {
    const billed = await billedContract(books)
    const { id, version } = billed.contract
    return () => books.must(amendContract, { id, version, request: request(billed) }, 'cmd_once')
  },
  async cancelContract(books) {
    const { id, version } = (await billedContract(books)).contract
    return () => books.must(cancelContract, { id, version, from: 'start' }, 'cmd_once')
  },
  async reinstateContract(books) {
    const { id, version } = (await billedContract(books)).contract
    await books.must(cancelContract, { id, version, from: day('2026-03-10') })
    return () => books.must(reinstateContract, { id, version: version + 1 }, 'cmd_once')
  },
  async renewContract(books) {
    const { id, version } = (await billedContract(books)).contract
    books.today = '2027-01-02'
    return () => books.must(renewContract, { id, version }, 'cmd_once')
  },
  async resumeContract(books) {
    const { id, version } = (await billedContract(books)).contract
    await books.must(holdContract, { id, version })
    books.today = '2026-06-10'
    return () => books.must(resumeContract, { id, version: version + 1, gap: 'skip' }, 'cmd_once')
  },
  async changeContract(books) {
    const billed = await billedContract(books)
    const { id, version, clientId } = billed.contract
    await books.must(amendContract, { id, version, request: request(billed) })
    const { id: billingGroupId } = await books.must(saveBillingGroup, {
      clientId,
      fields: { name: 'Second', offsetDays: 0, cc: [] },
    })
    const changes = { billingGroupId, name: 'Renamed' }
    return () => books.must(changeContract, { id, version: version + 1, changes }, 'cmd_once')
  },
  async resolveCorrection(books) {
    const billed = await billedContract(books)
    const { id, version } = billed.contract
    const settings = await books.db.settings.get('account')
    if (settings === undefined) throw new Error('no settings')
    await books.db.settings.put({ ...settings, billing: { ...settings.billing, corrections: 'ask' } })
    const { correctionIds } = await books.must(amendContract, { id, version, request: request(billed) })
    const [correctionId] = correctionIds
    if (correctionId === undefined) throw new Error('no correction')
    return () => books.must(resolveCorrection, { id: correctionId, version: 1, way: 'next-invoice' }, 'cmd_once')
  },
}
