// From what was entered to the rows of a contract.
import { invalid } from '../check-fields.ts'
import type { CalendarDate, Instant } from '../date.ts'
import { type Decimal, decimal } from '../decimal.ts'
import type { AmendmentId, BillingGroupId, CommandId, NewId, ProductId } from '../ids.ts'
import type { Cadence } from '../period.ts'
import { type Anchor, afterTrial, anchorOnDay } from '../period-chain.ts'
import type { Problem } from '../problem.ts'
import type { PriceTier, Pricing } from '../rating/pricing.ts'
import { ok, type Result, refused } from '../result.ts'
import { foldText, searchWords } from '../search-words.ts'
import type { BillingSettings } from '../settings.ts'
import { contractProblem } from './check-contract.ts'
import type { Agreement, Contract, ContractItem } from './contract.ts'
import type { ContractFields, ItemFields } from './contract-fields.ts'

export interface BuildContext {
  readonly settings: { readonly billing: Pick<BillingSettings, 'proration' | 'firstStub'> }
  readonly clientName: string
  readonly billingGroupId: BillingGroupId
  readonly today: CalendarDate
  readonly now: Instant
  readonly newId: NewId
  /** Products that are excluded from proration (W-5). */
  readonly notProrated?: ReadonlySet<ProductId>
  /** Imported contracts: what would have billed before this day counts as sent from elsewhere (M-8). */
  readonly sentElsewhereBefore?: CalendarDate
  readonly importId?: CommandId
}

export interface ContractRows {
  readonly contract: Contract
  readonly items: readonly ContractItem[]
}

/**
 * The rows of a new contract, active from today on whatever its start. Ends that are the contract's own are not
 * kept on the items, so that they move with it.
 * Problems: `field-invalid` (with the item: `items.0.quantity`), `before-start`, `amount-too-large`.
 */
export function buildContract(fields: ContractFields, context: BuildContext): Result<ContractRows, Problem> {
  const problem = contractProblem(fields)
  if (problem !== undefined) return refused(problem)
  const { clientName, billingGroupId, today, now, newId, sentElsewhereBefore, importId } = context
  const contract: Contract = {
    id: newId('con'),
    version: 1,
    clientId: fields.clientId,
    billingGroupId,
    currency: fields.currency,
    activatedOn: today,
    startOn: fields.startOn,
    ...(fields.endOn !== undefined && { endOn: fields.endOn }),
    state: 'active',
    ...(fields.renewal !== undefined && { renewal: fields.renewal }),
    ...(sentElsewhereBefore !== undefined && { sentElsewhereBefore }),
    ...contractWords({ ...fields, clientName }, fields.items),
    ...(importId !== undefined && { importId }),
    createdAt: now,
    updatedAt: now,
  }
  const items = fields.items.map((item) => itemRow(item, contract, contract.startOn, context))
  // Two items with one key would share their charges.
  const keys = new Set(items.map(({ id }) => id))
  return keys.size < items.length ? refused(invalid('items', 'duplicate')) : ok({ contract, items })
}

type ContractTexts = Pick<Contract, 'clientName' | 'name' | 'contractNumber' | 'poNumber' | 'notes' | 'customFields'>
type ContractWords = ContractTexts & Pick<Contract, 'words' | 'sortName'>

/** The texts of a contract as they are kept, with what they are found and sorted by; an empty text is none. */
export function contractWords(
  { clientName, name, contractNumber, poNumber, notes, customFields = [] }: ContractTexts,
  items: readonly { readonly description: string }[],
): ContractWords {
  const texts: ContractTexts = {
    clientName,
    name: name.trim(),
    ...optionalText('contractNumber', contractNumber),
    ...optionalText('poNumber', poNumber),
    ...optionalText('notes', notes),
    ...(customFields.length > 0 && { customFields }),
  }
  const described = items.map(({ description }) => description)
  return {
    ...texts,
    words: searchWords(
      clientName,
      texts.name,
      texts.contractNumber,
      texts.poNumber,
      ...customFields.map(({ value }) => value),
      ...described,
    ),
    sortName: foldText(`${clientName} ${texts.name}`),
  }
}

function optionalText<Name extends string>(name: Name, text: string | undefined): Partial<Record<Name, string>> {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? {} : ({ [name]: trimmed } as Partial<Record<Name, string>>)
}

const ONE_DAY: Cadence = { unit: 'day', every: 1 }

/** A new item of the contract; the fields have been checked. `startOn`: where the fields name none. */
export function itemRow(
  fields: ItemFields,
  contract: Pick<Contract, 'id' | 'clientId' | 'billingGroupId' | 'endOn'>,
  startsOn: CalendarDate,
  context: Pick<BuildContext, 'settings' | 'newId' | 'now' | 'notProrated'> & { readonly addedBy?: AmendmentId },
): ContractItem {
  const { settings, newId, now, notProrated, addedBy } = context
  const { productId, endOn, kind, trialDays = 0 } = fields
  const startOn = fields.startOn ?? startsOn
  const excluded = productId !== undefined && notProrated?.has(productId) === true
  const unit = fields.unit?.trim() ?? ''
  return {
    id: newId('itm'),
    version: 1,
    contractId: contract.id,
    clientId: contract.clientId,
    billingGroupId: contract.billingGroupId,
    ...(productId !== undefined && { productId }),
    description: fields.description.trim(),
    ...(unit !== '' && { unit }),
    kind,
    timing: kind === 'usage' ? 'arrears' : kind === 'one-off' ? 'advance' : fields.timing,
    cadence: kind === 'one-off' ? ONE_DAY : fields.cadence,
    startOn,
    trialDays,
    ...(endOn !== undefined && endOn !== contract.endOn && { endOn }),
    anchors: [{ from: startOn, anchor: anchorOf(fields, afterTrial(startOn, trialDays)) }],
    firstStub: fields.firstStub ?? settings.billing.firstStub,
    proration: excluded ? 'none' : (fields.proration ?? settings.billing.proration),
    agreements: [{ from: startOn, quantity: fields.quantity, pricing: fields.pricing }, ...(fields.ramp ?? [])].map(
      agreementRow,
    ),
    // A tax named twice would be taken twice.
    taxIds: [...new Set(fields.taxIds)],
    taxIncluded: fields.taxIncluded,
    ...(addedBy !== undefined && { addedBy }),
    createdAt: now,
    updatedAt: now,
  }
}

/** Where boundaries are counted from: the first billed day, or the billing day of its month (W-4). */
function anchorOf({ kind, billingDay }: ItemFields, firstDay: CalendarDate): Anchor {
  return billingDay === undefined || kind === 'one-off' ? { origin: firstDay } : anchorOnDay(firstDay, billingDay)
}

function agreementRow({ from, quantity, pricing }: Pick<Agreement, 'from' | 'quantity' | 'pricing'>): Agreement {
  return { from, quantity: decimal(quantity), pricing: canonicalPricing(pricing) }
}

/** The same pricing with its figures in canonical form and nothing beside them, so that equal ones are equal. */
export function canonicalPricing(pricing: Pricing): Pricing {
  const minimum = pricing.minimum === undefined ? {} : { minimum: decimal(pricing.minimum) }
  switch (pricing.kind) {
    case 'flat':
      return { kind: 'flat', price: decimal(pricing.price), ...minimum }
    case 'per-unit':
      return { kind: 'per-unit', unitPrice: decimal(pricing.unitPrice), ...minimum }
    case 'graduated':
    case 'volume':
      return { kind: pricing.kind, tiers: pricing.tiers.map(canonicalTier), ...minimum }
  }
}

function canonicalTier({ upTo, unitPrice }: PriceTier): PriceTier {
  return { ...(upTo !== undefined && { upTo: decimal(upTo) }), unitPrice: decimal(unitPrice) }
}

/** Whether two agreements say the same, their days aside. */
export function sameTerms(
  left: { readonly quantity: Decimal; readonly pricing: Pricing },
  right: { readonly quantity: Decimal; readonly pricing: Pricing },
): boolean {
  return decimal(left.quantity) === decimal(right.quantity) && samePricing(left.pricing, right.pricing)
}

export function samePricing(left: Pricing, right: Pricing): boolean {
  return JSON.stringify(canonicalPricing(left)) === JSON.stringify(canonicalPricing(right))
}
