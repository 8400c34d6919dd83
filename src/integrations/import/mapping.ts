// Which column fills which field: proposed from the columns' names, changed by a person, remembered per source.

import type { FieldDefinition, FieldSubject } from '../../core/fields/field-definition.ts'
import type { FieldId } from '../../core/ids.ts'
import type { NamedField } from './column-index.ts'
import {
  type ClientField,
  clientFieldOf,
  clientFields,
  type ProductField,
  productFieldOf,
  productFields,
} from './column-names.ts'
import {
  type ContractField,
  contractFieldOf,
  contractFields,
  type UsageField,
  usageFieldOf,
  usageFields,
} from './contract-column-names.ts'
import { fieldNamed } from './own-columns.ts'
import { type PurchaseField, purchaseFieldOf, purchaseFields } from './purchase-column-names.ts'
import type { ImportedEntity } from './recognise.ts'
import { distinctNames, foldName, type Table } from './table.ts'

interface FieldByEntity {
  readonly clients: ClientField
  readonly products: ProductField
  readonly contracts: ContractField
  readonly usage: UsageField
  readonly purchases: PurchaseField
}

export type FieldOf<Entity extends ImportedEntity> = FieldByEntity[Entity]
export type ImportField = FieldOf<ImportedEntity>

/** The fields of each kind of row, in the order in which a mapping screen offers them. */
export const fieldsOf: { readonly [Entity in ImportedEntity]: readonly FieldOf<Entity>[] } = {
  clients: clientFields,
  products: productFields,
  contracts: contractFields,
  usage: usageFields,
  purchases: purchaseFields,
}

/** Plain data, so that it can be stored with the settings and read again. A column that is not listed is left out. */
export interface ColumnMapping<Entity extends ImportedEntity = ImportedEntity> {
  readonly entity: Entity
  readonly columns: readonly { readonly column: string; readonly field: FieldOf<Entity> }[]
  /** Columns that fill fields of the owner's own (M-7). */
  readonly own?: readonly OwnColumn[]
}

export interface OwnColumn {
  readonly column: string
  readonly fieldId: FieldId
}

/** Fields that take several columns, joined line by line; of other fields the first filled column counts. */
export const joinedFields: ReadonlySet<ImportField> = new Set<ImportField>(['notes', 'line2', 'shipLine2', 'address'])

interface SystemNames {
  readonly has: string
  /** Folded, distinct column names -> field; null leaves the column out. */
  readonly fields: Readonly<Record<string, ClientField | ProductField | null>>
}

// Where a program means something else than its column's name says.
const clientSystems: readonly SystemNames[] = [
  // Invoice Ninja: the second phone is the contact's. Balances are not taken over.
  { has: 'paid to date,id number,first name', fields: { 'phone 2': 'contactPhone', 'id number': 'taxNumber' } },
  {
    has: 'display name,company name,customer sub type',
    fields: {
      'display name': 'name',
      'company name': null,
      'customer name': null,
      status: null,
      'mobile phone': 'contactPhone',
      notes: 'notes',
      'payment terms label': null,
    },
  },
  {
    has: 'name s nom,customer s client',
    fields: {
      'id prof2 s siren': null,
      'customer s client': 'role',
      'address s address': 'address',
      'status s status': null,
    },
  },
  {
    has: 'customer name,contact first name,customer currency',
    fields: { 'shipping address': null, mobile: 'contactPhone', 'ship to phone': null, 'toll free': null },
  },
  {
    has: 'contact name,email address,po address line1',
    fields: {
      'contact name': 'name',
      'account number': 'clientNumber',
      'sa address line1': 'shipLine1',
      'sa address line2': 'shipLine2',
      'sa city': 'shipCity',
      'sa region': 'shipRegion',
      'sa postal code': 'shipPostalCode',
      'sa country': 'shipCountry',
    },
  },
  { has: 'default account,role,gst type', fields: { address: 'address', 'default account': null } },
  { has: 'id,name,organization id', fields: { id: null, 'archived at': 'archived' } },
  {
    has: 'display name,sync token',
    fields: {
      'company name': null,
      name: null,
      id: null,
      title: null,
      'given name': 'firstName',
      'family name': 'lastName',
    },
  },
]
const productSystems: readonly SystemNames[] = [
  { has: 'user,product,notes,cost', fields: { product: 'name', notes: 'description', cost: 'unitPrice', user: null } },
  { has: 'item name,sales acc,hsn sac', fields: { 'item name': 'name', for: 'role', type: 'kind', 'hsn sac': null } },
  { has: 'income account,item type,for', fields: { for: 'role', 'hsn code': null } },
  { has: 'sync token,unit price', fields: { 'purchase cost': null, 'fully qualified name': null, id: null } },
]

const foldedColumns = (table: Table): string[] => distinctNames(table.headers).map(foldName)

/**
 * The key under which a mapping is remembered: the same columns in the same order are the same source. Banner, separator
 * and encoding do not matter.
 */
export function sourceSignature(columns: readonly string[]): string {
  return columns.map((column) => foldName(column) || column.trim()).join('|')
}

/** The mapping to begin with: by what the source's program means, else by the columns' names in seven languages. */
export function proposeMapping<Entity extends ImportedEntity>(
  table: Table,
  entity: Entity,
  fields: readonly FieldDefinition[] = [],
): ColumnMapping<Entity> {
  const mapping = namedMapping(table, entity)
  return withOwn(mapping, table, fields) as ColumnMapping as ColumnMapping<Entity>
}

/**
 * Columns that are called as a field of the owner's own fill it, whatever else they might be; what a row is known by
 * stays.
 */
function withOwn(mapping: ColumnMapping, table: Table, fields: readonly FieldDefinition[]): ColumnMapping {
  const subject = ownSubjects[mapping.entity]
  const known = fields.filter((each) => each.subject === subject)
  if (known.length === 0) return mapping
  const taken = new Set<FieldId>()
  // From the end: own fields stand behind the others, and may be called as one of them.
  const places = [...table.columns.entries()].reverse()
  const own = places.flatMap(([index, column]): OwnColumn[] => {
    const fieldId = fieldNamed(known, table.headers[index] ?? column, foldName)
    const kept = mapping.columns.some((each) => each.column === column && telling.has(each.field))
    if (fieldId === undefined || kept || taken.has(fieldId)) return []
    taken.add(fieldId)
    return [{ column, fieldId }]
  })
  if (own.length === 0) return mapping
  const columns = mapping.columns.filter(({ column }) => !own.some((each) => each.column === column))
  return { ...mapping, columns, own } as ColumnMapping
}

const telling: ReadonlySet<string> = new Set(['name', 'client', 'startOn', 'product'])

/** Whose fields the rows of a file fill. */
export const ownSubjects: Readonly<Record<ImportedEntity, FieldSubject | undefined>> = {
  clients: 'client',
  contracts: 'contract',
  products: undefined,
  usage: undefined,
  purchases: 'invoice',
}

function namedMapping(table: Table, entity: ImportedEntity): ColumnMapping {
  switch (entity) {
    case 'clients':
      return { entity, columns: assign(table, clientSystems, clientFieldOf, spareClientField) }
    case 'products':
      return { entity, columns: assign(table, productSystems, productFieldOf, () => undefined) }
    case 'contracts':
      return { entity, columns: assign(table, [], contractFieldOf, () => undefined) }
    case 'usage':
      return { entity, columns: assign(table, [], usageFieldOf, () => undefined) }
    case 'purchases':
      return { entity, columns: assign(table, [], purchaseFieldOf, () => undefined) }
  }
}

/** A second column of the same meaning: the contact's. */
function spareClientField(field: ClientField): ClientField | undefined {
  const spare: Partial<Record<ClientField, ClientField>> = {
    name: 'contactName',
    email: 'contactEmail',
    phone: 'contactPhone',
  }
  return spare[field]
}

function assign<Field extends ImportField>(
  table: Table,
  systems: readonly SystemNames[],
  fieldOf: (column: string) => NamedField<Field> | undefined,
  spare: (field: Field) => Field | undefined,
): { column: string; field: Field }[] {
  const folded = foldedColumns(table)
  const system = systems.find(({ has }) => has.split(',').every((name) => folded.includes(name)))
  const chosen = new Map<number, Field>()
  const taken = new Set<Field>()
  const guesses: { readonly index: number; readonly field: Field; readonly rank: number }[] = []
  for (const [index, header] of table.headers.entries()) {
    const fixed = system?.fields[folded[index] ?? '']
    if (fixed === null) continue
    if (fixed !== undefined) {
      chosen.set(index, fixed as Field)
      taken.add(fixed as Field)
      continue
    }
    const guess = fieldOf(header)
    if (guess !== undefined) guesses.push({ index, ...guess })
  }
  // The most exact name gets the field, whatever the order of the columns.
  for (const guess of [...guesses].sort((left, right) => left.rank - right.rank || left.index - right.index)) {
    const second = spare(guess.field)
    const field = !taken.has(guess.field) || joinedFields.has(guess.field) ? guess.field : second
    if (field === undefined || (taken.has(field) && !joinedFields.has(field))) continue
    chosen.set(guess.index, field)
    taken.add(field)
  }
  return [...chosen]
    .sort(([left], [right]) => left - right)
    .map(([index, field]) => ({ column: table.columns[index] ?? '', field }))
}

/** Whether rows can be told apart at all: some column says what each client or product is called. */
export function namesRows(mapping: ColumnMapping<'clients' | 'products'>): boolean {
  const fields = new Set<string>(mapping.columns.map(({ field }) => field))
  if (fields.has('name')) return true
  return mapping.entity === 'clients' && ['firstName', 'lastName', 'contactName'].some((field) => fields.has(field))
}

/** What the columns of a file must say at least; each entry names the fields of which one is enough. */
const neededFields = {
  contracts: [['client', 'clientNumber', 'clientEmail'], ['startOn'], ['item', 'product', 'contractName']],
  usage: [['item', 'contract', 'client'], ['on'], ['quantity']],
  purchases: [['client', 'clientNumber', 'clientEmail'], ['product']],
} as const satisfies Partial<Record<ImportedEntity, readonly (readonly ImportField[])[]>>

/** What no column of a file of contracts, usage or purchases says, and every row needs. */
export function missingFields(mapping: ColumnMapping<keyof typeof neededFields>): readonly ImportField[] {
  const fields = new Set<ImportField>(mapping.columns.map(({ field }) => field))
  const needed: readonly (readonly ImportField[])[] = neededFields[mapping.entity]
  return needed.flatMap(([field, ...others]) =>
    field === undefined || [field, ...others].some((one) => fields.has(one)) ? [] : [field],
  )
}

/**
 * A remembered mapping read back from storage, for the columns that the table still has.
 * @returns undefined when the value is no mapping of that kind of rows
 */
export function restoreMapping<Entity extends ImportedEntity>(
  stored: unknown,
  table: Table,
  entity: Entity,
): ColumnMapping<Entity> | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined
  const { entity: kind, columns, own } = stored as { entity?: unknown; columns?: unknown; own?: unknown }
  if (kind !== entity || !Array.isArray(columns)) return undefined
  const fields: readonly string[] = fieldsOf[entity]
  const kept = columns.filter(
    (entry: unknown): entry is { column: string; field: FieldOf<Entity> } =>
      typeof entry === 'object' &&
      entry !== null &&
      fields.includes(String((entry as { field?: unknown }).field)) &&
      table.columns.includes(String((entry as { column?: unknown }).column)),
  )
  const ownKept = (Array.isArray(own) ? own : []).filter(
    (entry: unknown): entry is OwnColumn =>
      typeof entry === 'object' &&
      entry !== null &&
      typeof (entry as { fieldId?: unknown }).fieldId === 'string' &&
      table.columns.includes(String((entry as { column?: unknown }).column)),
  )
  return {
    entity,
    columns: kept.map(({ column, field }) => ({ column, field })),
    ...(ownKept.length === 0 ? {} : { own: ownKept.map(({ column, fieldId }) => ({ column, fieldId })) }),
  }
}
