// The preview of an import: what would become of every row. Pure: the same table, mapping and books give the same plan;
// every row is in it exactly once, as accepted, refused or duplicate.
import type { ImportedClient } from '../../commands/import-clients.ts'
import type { ImportedProduct } from '../../commands/import-products.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import { ok, type Result, refused } from '../../core/result.ts'
import { amountReader } from './amount-column.ts'
import { type RowReading, readClientRow } from './client-row.ts'
import type { ClientField, ProductField } from './column-names.ts'
import {
  clientIndex,
  type DuplicateIndex,
  type DuplicateReason,
  type ExistingClient,
  type ExistingProduct,
  productIndex,
} from './duplicates.ts'
import type { FileProblem } from './file-problem.ts'
import { columnsByField, mapCells } from './mapped-cells.ts'
import { type ColumnMapping, namesRows } from './mapping.ts'
import { ownReader, type ReadOwn } from './own-columns.ts'
import { type ProductDefaults, readProductRow } from './product-row.ts'
import { damageIssue, type RowIssue } from './row-issue.ts'
import type { Table, TableRow } from './table.ts'

/** What a row is a duplicate of: a row of the books, or an accepted row of the same file. */
export type DuplicateOf<Existing> =
  | { readonly kind: 'existing'; readonly existing: Existing }
  | { readonly kind: 'row'; readonly row: number }

export type PlannedRow<Input, Existing> =
  | { readonly state: 'accepted'; readonly row: number; readonly input: Input; readonly warnings: readonly RowIssue[] }
  | {
      readonly state: 'refused'
      readonly row: number
      readonly issue: RowIssue
      readonly cells: readonly string[]
      /** By what the row is known where rows are taken once, for the file of refused rows. */
      readonly key?: string
    }
  | {
      readonly state: 'duplicate'
      readonly row: number
      readonly input: Input
      readonly warnings: readonly RowIssue[]
      readonly reason: DuplicateReason
      readonly of: DuplicateOf<Existing>
    }

export interface ImportPlan<Input, Existing> {
  /** In the order of the file. */
  readonly rows: readonly PlannedRow<Input, Existing>[]
  readonly accepted: number
  readonly refused: number
  readonly duplicates: number
  /** Columns whose amounts could be read in two ways (22.000): the person says what the point means. */
  readonly doubtfulColumns: readonly string[]
  /** The column of the source key, where rows are taken once and the file has one. */
  readonly keyColumn?: string
}

export interface ClientPlan extends ImportPlan<ImportedClient, ExistingClient> {
  /** How many addresses name no country and were given the account's: the person is told, for it decides the tax. */
  readonly assumedCountries: number
}
export type ProductPlan = ImportPlan<ImportedProduct, ExistingProduct>

export interface ClientContext {
  /** ISO 3166-1 alpha-2 of the account, for addresses without a country. */
  readonly country: string
  readonly existing: readonly ExistingClient[]
  /** The owner's own fields of clients (M-7). */
  readonly fields?: readonly FieldDefinition[]
}

export interface ProductContext extends ProductDefaults {
  readonly existing: readonly ExistingProduct[]
  /** What the decimal sign of the price column is, where the person has said so. */
  readonly decimal?: '.' | ','
}

/** Plans an import of clients. Problem: `name-column-missing`, when the mapping names no row. */
export function planClients(
  table: Table,
  mapping: ColumnMapping<'clients'>,
  context: ClientContext,
): Result<ClientPlan, FileProblem> {
  if (!namesRows(mapping)) return refused({ code: 'name-column-missing', columns: table.columns })
  const columns = columnsByField<ClientField>(table, mapping)
  const index = clientIndex<DuplicateOf<ExistingClient>>()
  for (const existing of context.existing) index.add(existing, { kind: 'existing', existing })
  let assumedCountries = 0
  const home = () => {
    assumedCountries += 1
    return context.country
  }
  const own = ownReader(table, mapping.own, context.fields)
  const plan = planRows(
    table,
    (row) => withOwnValues(readClientRow(mapCells(table, columns, row), home), own.read(row)),
    [index],
    ({ fields }) => fields,
    (row, { fields }) => own.missing(row, fields.customFields),
  )
  return ok({ ...plan, doubtfulColumns: [], assumedCountries })
}

function withOwnValues(reading: RowReading<ImportedClient>, own: ReadOwn): RowReading<ImportedClient> {
  if (!reading.ok) return reading
  if (!own.ok) return own
  if (own.values.length === 0) return reading
  const { input } = reading
  return { ...reading, input: { ...input, fields: { ...input.fields, customFields: own.values } } }
}

/** Plans an import of products. Problem: `name-column-missing`, when the mapping names no row. */
export function planProducts(
  table: Table,
  mapping: ColumnMapping<'products'>,
  context: ProductContext,
): Result<ProductPlan, FileProblem> {
  if (!namesRows(mapping)) return refused({ code: 'name-column-missing', columns: table.columns })
  const columns = columnsByField<ProductField>(table, mapping)
  const priced = columns.get('unitPrice') ?? []
  const prices = amountReader(
    table.rows.flatMap(({ damage, cells }) => (damage === undefined ? priced.map((at) => cells[at] ?? '') : [])),
    context.decimal,
  )
  const index = productIndex<DuplicateOf<ExistingProduct>>(false)
  const books = productIndex<DuplicateOf<ExistingProduct>>(true)
  for (const existing of context.existing) books.add(existing, { kind: 'existing', existing })
  const read = (row: TableRow) => readProductRow(mapCells(table, columns, row), prices, context)
  return ok({
    ...planRows(table, read, [index, books], ({ fields }) => fields),
    doubtfulColumns: prices.certain ? [] : priced.map((at) => table.columns[at] ?? ''),
  })
}

/** The first index takes in the accepted rows of the file itself. */
function planRows<Input, Existing, Like>(
  table: Table,
  read: (row: TableRow) => RowReading<Input>,
  indexes: readonly [DuplicateIndex<Like, DuplicateOf<Existing>>, ...DuplicateIndex<Like, DuplicateOf<Existing>>[]],
  likeness: (input: Input) => Like,
  lacks: (row: TableRow, input: Input) => RowIssue | undefined = () => undefined,
): Omit<ImportPlan<Input, Existing>, 'doubtfulColumns'> {
  const counts = { accepted: 0, refused: 0, duplicate: 0 }
  const rows = table.rows.map((row): PlannedRow<Input, Existing> => {
    const planned = planRow(row, read, indexes, likeness, lacks)
    counts[planned.state] += 1
    return planned
  })
  return { rows, accepted: counts.accepted, refused: counts.refused, duplicates: counts.duplicate }
}

function planRow<Input, Existing, Like>(
  row: TableRow,
  read: (row: TableRow) => RowReading<Input>,
  indexes: readonly [DuplicateIndex<Like, DuplicateOf<Existing>>, ...DuplicateIndex<Like, DuplicateOf<Existing>>[]],
  likeness: (input: Input) => Like,
  lacks: (row: TableRow, input: Input) => RowIssue | undefined,
): PlannedRow<Input, Existing> {
  if (row.damage !== undefined) {
    return { state: 'refused', row: row.row, issue: damageIssue({ ...row, damage: row.damage }), cells: row.cells }
  }
  const reading = read(row)
  if (!reading.ok) return { state: 'refused', row: row.row, issue: reading.issue, cells: row.cells }
  const { input, warnings } = reading
  const like = likeness(input)
  const match = indexes.map((index) => index.find(like)).find((found) => found !== undefined)
  if (match !== undefined)
    return { state: 'duplicate', row: row.row, input, warnings, reason: match.reason, of: match.of }
  // Only what would be a new row is asked for what is required.
  const issue = lacks(row, input)
  if (issue !== undefined) return { state: 'refused', row: row.row, issue, cells: row.cells }
  indexes[0].add(like, { kind: 'row', row: row.row })
  return { state: 'accepted', row: row.row, input, warnings }
}
