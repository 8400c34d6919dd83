import { checkDate, checkPrice, checkQuantity, checkRequired, checkText, firstProblem } from '../core/check-fields.ts'
import type { Contract, ContractItem, UsageRecord } from '../core/contract/contract.ts'
import { billedDays } from '../core/contract/usage-window.ts'
import { currencyExponent } from '../core/currency.ts'
import type { CalendarDate } from '../core/date.ts'
import { type Decimal, decimal, isNegative, isZero, multiplyDecimals } from '../core/decimal.ts'
import type { Envelope } from '../core/envelope.ts'
import type { CommandId, ContractItemId, UsageRecordId } from '../core/ids.ts'
import { type CurrencyCode, roundToMinor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { rateToMinor } from '../core/rating/pricing.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { coverTables, coverUsage } from './cover-usage.ts'
import type { Command } from './execute.ts'

/** What is entered about something used (M-29). */
export interface UsageFields {
  readonly on: CalendarDate
  /** Above 0, in the item's unit. */
  readonly quantity: Decimal
  /** A price of its own, in major units, outside the item's pricing. */
  readonly unitPrice?: Decimal
  readonly note?: string
}

export interface RecordUsage extends UsageFields {
  readonly contractItemId: ContractItemId
  /** What tells this entry from all others of the item; absent: an entry of its own. */
  readonly sourceKey?: string
}

/**
 * Records usage of an item, to be billed with the period that its day lies in, or on the next invoice when that period
 * has been billed. A contract on hold takes usage too: it is billed when the hold is lifted. What prepaid units of
 * the item's product cover is used up there and not billed.
 * Problems: `not-found`, `not-usage-item`, `usage-outside`, `usage-duplicate`, `field-invalid`, `amount-too-large`.
 */
export const recordUsage: Command<RecordUsage, { readonly id: UsageRecordId }> = {
  name: 'recordUsage',
  tables: ['contracts', 'contractItems', 'usageRecords', ...coverTables],
  async run(
    books,
    { contractItemId, sourceKey, ...fields },
    envelope,
  ): Promise<Result<{ id: UsageRecordId }, Problem>> {
    const found = await expectUsageItem(books.db, contractItemId)
    if (!found.ok) return found
    const { item, contract } = found.value
    const problem =
      usageProblem(fields, sourceKey, contract.currency) ??
      outsideProblem(item, contract, fields.on) ??
      tooMuch(item, contract, fields) ??
      (sourceKey === undefined ? undefined : await duplicateProblem(books.db, item.id, sourceKey.trim()))
    if (problem !== undefined) return refused(problem)
    const record = usageRow(item, fields, sourceKey, envelope)
    books.record('usage.recorded', [record.id, item.id, item.contractId, item.clientId], {
      description: item.description,
      on: record.on,
      quantity: record.quantity,
      ...(item.unit === undefined ? {} : { unit: item.unit }),
    })
    await books.usageRecords.addMany(await coverUsage(books, [{ item, record }], envelope))
    return ok({ id: record.id })
  },
}

/** An item that counts usage, with its contract. Problems: `not-found`, `not-usage-item`. */
export async function expectUsageItem(
  db: AccountDb,
  id: ContractItemId,
): Promise<Result<{ item: ContractItem; contract: Contract }, Problem>> {
  const item = await db.contractItems.get(id)
  if (item === undefined) return refused({ code: 'not-found', entity: 'contractItem', id })
  if (item.kind !== 'usage') return refused({ code: 'not-usage-item', description: item.description })
  const contract = await db.contracts.get(item.contractId)
  if (contract === undefined) return refused({ code: 'not-found', entity: 'contract', id: item.contractId })
  return ok({ item, contract })
}

/** The first thing wrong with an entry, whatever it is an entry of: `field-invalid`. */
export function usageProblem(
  { on, quantity, unitPrice, note }: UsageFields,
  sourceKey: string | undefined,
  currency: CurrencyCode,
): Problem | undefined {
  return firstProblem(
    checkDate('on', on),
    checkQuantity('quantity', quantity) ??
      (isNegative(quantity) || isZero(quantity)
        ? { code: 'field-invalid', field: 'quantity', reason: 'not-positive' }
        : undefined),
    unitPrice === undefined ? undefined : checkPrice('unitPrice', unitPrice, currency),
    checkText('note', note, 1000),
    sourceKey === undefined ? undefined : checkRequired('sourceKey', sourceKey),
  )
}

/** `usage-outside` for a day that will never be billed for this item. */
export function outsideProblem(item: ContractItem, contract: Contract, on: CalendarDate): Problem | undefined {
  const days = billedDays(item, contract)
  const inside = days.start <= on && (days.end === undefined || on < days.end)
  return inside ? undefined : { code: 'usage-outside', on, ...days }
}

/** `amount-too-large` where the entry alone costs more than an amount can be: it would stop the whole group's billing. */
export function tooMuch(
  item: ContractItem,
  contract: Contract,
  { quantity, unitPrice }: UsageFields,
): Problem | undefined {
  const exponent = currencyExponent(contract.currency)
  try {
    if (unitPrice !== undefined) roundToMinor(multiplyDecimals(quantity, unitPrice), exponent)
    else for (const { pricing } of item.agreements) rateToMinor(pricing, quantity, exponent)
  } catch (error) {
    if (error instanceof RangeError) return { code: 'amount-too-large' }
    throw error
  }
  return undefined
}

async function duplicateProblem(
  db: AccountDb,
  itemId: ContractItemId,
  sourceKey: string,
): Promise<Problem | undefined> {
  const other = await db.usageRecords.where('[contractItemId+sourceKey]').equals([itemId, sourceKey]).first()
  return other === undefined ? undefined : { code: 'usage-duplicate', sourceKey }
}

/** The row of an entry whose fields have been checked. */
export function usageRow(
  item: ContractItem,
  { on, quantity, unitPrice, note }: UsageFields,
  sourceKey: string | undefined,
  envelope: Envelope,
  importId?: CommandId,
): UsageRecord {
  const id = envelope.newId('usg')
  const words = note?.trim() ?? ''
  return {
    id,
    version: 1,
    contractId: item.contractId,
    contractItemId: item.id,
    clientId: item.clientId,
    billingGroupId: item.billingGroupId,
    on,
    quantity: decimal(quantity),
    ...(unitPrice === undefined ? {} : { unitPrice: decimal(unitPrice) }),
    sourceKey: sourceKey?.trim() ?? id,
    ...(words === '' ? {} : { note: words }),
    state: 'open',
    ...(importId === undefined ? {} : { importId }),
    createdAt: envelope.now,
    updatedAt: envelope.now,
  }
}
